"""Builds a model of a Verilog file and runs a bench on it, both through cocotb's runner. Everything made lies under build/cocotb/."""

import re
from dataclasses import dataclass
from pathlib import Path

from cocotb_tools.check_results import get_results
from cocotb_tools.runner import get_runner

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build/cocotb"


@dataclass(frozen=True)
class Outcome:
    """What a bench found: how many tests ran, how many failed, and the log that says why."""

    tests: int
    failed: int
    log: Path

    def check(self) -> None:
        assert self.tests > 0, f"no test ran; see {self.log}"
        assert self.failed == 0, f"{self.failed} of {self.tests} tests failed; see {self.log}\n{telling_lines(self.log)}"


def run(verilog: Path, bench: str, name: str, *, lint: bool = True, **environment: str) -> Outcome:
    """Runs the tests of module `bench` on the top module of `verilog`, which has the file's name, in the folder build/cocotb/`name`.

    With `lint` Verilator's warnings are errors. COCOTB_RANDOM_SEED repeats a run; its seed is in the log.
    """
    folder = BUILD / name
    folder.mkdir(parents=True, exist_ok=True)
    results = folder / "results.xml"
    log = folder / "bench.log"
    runner = get_runner("verilator")
    model = folder / "model"
    try:
        runner.build(
            sources=[verilog],
            hdl_toplevel=verilog.stem,
            build_dir=model,
            build_args=["-Wall" if lint else "-Wno-lint", "-O1"],
            timescale=("1ns", "1ps"),
            log_file=folder / "build.log",
        )
    except RuntimeError as error:
        raise AssertionError(f"{verilog}: Verilator or g++ refused it; see {folder / 'build.log'}") from error
    try:
        runner.test(
            hdl_toplevel=verilog.stem,
            hdl_toplevel_lang="verilog",
            test_module=bench,
            test_dir=folder,
            results_xml=str(results),
            log_file=log,
            extra_env=environment,
        )
    except SystemExit:
        assert results.exists(), f"{verilog.stem}: the simulation broke off; see {log}"
    return Outcome(*get_results(results), log)


def telling_lines(log: Path) -> str:
    """What failed, why, and the seed that repeats it."""
    telling = re.compile(r"Error\b|^\s+assert |\bFAIL\b|Seeding")
    return "\n".join(line for line in log.read_text(errors="replace").splitlines() if telling.search(line))
