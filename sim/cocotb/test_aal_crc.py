"""The CRC engine's Verilog, and mutants of it that the bench must refuse."""

import pytest
from bench import run
from mutants import mutant

MUTANTS = {
    "an exclusive or became an or": (r" \^ ", " | "),
    "a bit of the word has the place of its neighbour": (r"\[31\]", "[30]"),
}


def test_the_crc_engine_is_aal5s(verilog_of):
    run(verilog_of("aal-crc"), "aal_crc_bench", "aal-crc").check()


@pytest.mark.parametrize("fault", MUTANTS)
def test_the_bench_sees(fault, verilog_of):
    name = "aal-crc-mutants/" + fault.replace(" ", "-")
    pattern, replacement = MUTANTS[fault]
    outcome = run(mutant(verilog_of("aal-crc"), name, pattern, replacement), "aal_crc_bench", name, lint=False)
    assert outcome.failed > 0, f"{outcome.tests} tests passed on a mutant; see {outcome.log}"
