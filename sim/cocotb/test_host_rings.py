"""The adapter's Verilog and its rings in host memory, and mutants that the bench must refuse."""

import pytest
from bench import run
from mutants import mutant

MUTANTS = {
    "a completion is shown before the answer": (r"assign producer = answered;", "assign producer = index;"),
    "a sequence word is that of the entry before": (r"index \+ 16'd1\}", "index}"),
    "an error of the bus is overlooked": (r"failed <= b_payload_resp\[1\];", "failed <= 1'b0;"),
}


def test_the_rings_keep_their_contract(verilog_of, registers):
    run(verilog_of("adapter-small"), "host_rings_bench", "host-rings", REGISTERS=str(registers)).check()


@pytest.mark.parametrize("fault", MUTANTS)
def test_the_bench_sees(fault, verilog_of, registers):
    name = "host-rings-mutants/" + fault.replace(" ", "-")
    pattern, replacement = MUTANTS[fault]
    faulty = mutant(verilog_of("adapter-small"), name, pattern, replacement)
    outcome = run(faulty, "host_rings_bench", name, lint=False, REGISTERS=str(registers))
    assert outcome.failed > 0, f"{outcome.tests} tests passed on a mutant; see {outcome.log}"
