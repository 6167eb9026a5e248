"""The register port's Verilog, and mutants of it that the bench must refuse."""

import pytest
from bench import run
from mutants import mutant

MUTANTS = {
    "SCRATCH answers at another address": (r"== 12'h18\b", "== 12'h1c"),
    "a missing strobe is overlooked": (r"&s_axil_wstrb", "|s_axil_wstrb"),
    "a refused write is called good": (r"\{write_refused, ", "{1'b0, "),
}


def test_the_register_port_keeps_its_contract(verilog_of, registers):
    run(verilog_of("register-port"), "register_port_bench", "register-port", REGISTERS=str(registers)).check()


@pytest.mark.parametrize("fault", MUTANTS)
def test_the_bench_sees(fault, verilog_of, registers):
    name = "register-port-mutants/" + fault.replace(" ", "-")
    pattern, replacement = MUTANTS[fault]
    faulty = mutant(verilog_of("register-port"), name, pattern, replacement)
    outcome = run(faulty, "register_port_bench", name, lint=False, REGISTERS=str(registers))
    assert outcome.failed > 0, f"{outcome.tests} tests passed on a mutant; see {outcome.log}"
