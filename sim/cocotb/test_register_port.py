"""The register port's Verilog, and mutants of it that the bench must refuse."""

import pytest
from bench import run
from mutants import mutant

MUTANTS = {
    "a register answers at another address": (r"== 12'h018", "== 12'h01c"),
    "SCRATCH ignores reset's end": (r"(write_whole\s*<=\s*)&", r"\g<2>|"),
}


def test_the_register_port_keeps_its_contract(verilog_of, registers):
    run(verilog_of("register-port"), "register_port_bench", "register-port", REGISTERS=str(registers)).check()


@pytest.mark.parametrize("fault", MUTANTS)
def test_the_bench_sees(fault, verilog_of, registers):
    name = "register-port-mutants/" + fault.replace(" ", "-")
    pattern, replacement = MUTANTS[fault]
    outcome = run(mutant(verilog_of("register-port"), name, pattern, replacement), "register_port_bench", name, REGISTERS=str(registers))
    assert outcome.failed > 0, f"{outcome.tests} tests passed on a mutant; see {outcome.log}"
