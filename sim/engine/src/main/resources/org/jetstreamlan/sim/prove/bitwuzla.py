#!/usr/bin/env python3
"""The solver Bitwuzla as yosys-smtbmc starts it, from the Python package: commands of SMT-LIB on stdin, answers on stdout."""

import sys

import bitwuzla

if "--help" in sys.argv:
    print("--lang")  # by which yosys-smtbmc tells the versions apart
    sys.exit()

options = bitwuzla.Options()
options.set(bitwuzla.Option.PRODUCE_MODELS, True)
parser = bitwuzla.Parser(bitwuzla.TermManager(), options)
command, depth = "", 0
for line in sys.stdin:
    command += line
    depth += line.count("(") - line.count(")")
    if depth > 0:
        continue
    match command.split():
        # The parser counts levels anew with each text it is given; names are not reused, so the solver's levels are enough.
        case ["(push", _]:
            parser.bitwuzla().push(1)
        case ["(pop", _]:
            parser.bitwuzla().pop(1)
        case ["(exit)"]:
            break
        case _:
            parser.parse(command, False, False)
    sys.stdout.flush()
    command = ""
