"""The CRC engine's Verilog, and mutants of it that the bench must refuse."""

import pytest
from bench import run
from mutants import mutant

MUTANTS = {
    "an exclusive or became an or": (r" \^ ", " | "),
    "a tap of the matrix is missing": (r"('h[0-9a-f]*)[13579bdf]\)", r"\g<2>0)"),
}


def test_the_crc_engine_is_aal5s(verilog_of):
    run(verilog_of("aal-crc"), "aal_crc_bench", "aal-crc").check()


@pytest.mark.parametrize("fault", MUTANTS)
def test_the_bench_sees(fault, verilog_of):
    name = "aal-crc-mutants/" + fault.replace(" ", "-")
    pattern, replacement = MUTANTS[fault]
    outcome = run(mutant(verilog_of("aal-crc"), name, pattern, replacement), "aal_crc_bench", name)
    assert outcome.failed > 0, f"{outcome.tests} tests passed on a mutant; see {outcome.log}"
