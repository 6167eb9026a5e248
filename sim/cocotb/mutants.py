"""Faults put into Verilog, to show that a bench sees them."""

import re
from pathlib import Path

from bench import BUILD


def mutant(verilog: Path, name: str, pattern: str, replacement: str) -> Path:
    """A copy of the file in which the first match of `pattern` is replaced. Comments are left alone."""
    text = verilog.read_text()
    changed, count = re.subn(rf"(?m)^((?!\s*//).*?){pattern}", rf"\g<1>{replacement}", text, count=1)
    assert count == 1 and changed != text, f"{verilog.name} has nothing like {pattern!r}: choose another place for this mutant"
    path = BUILD / name / verilog.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(changed)
    return path
