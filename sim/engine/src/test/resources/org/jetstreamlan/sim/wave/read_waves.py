"""Reads a wave file with other people's readers, for ReadBackTest: read_waves.py libfst|wellen <file> <text>."""

import sys

reader, path, text = sys.argv[1:]
with open(text, "w") as out:
    if reader == "libfst":  # GTKWave's: as VCD, attributes included
        from pylibfst import ffi, lib

        file = lib.fstReaderOpen(path.encode())
        lib.fstReaderSetVcdExtensions(file, 1)
        lib.fstReaderProcessHier(file, out)
        lib.fstReaderSetFacProcessMaskAll(file)
        if not lib.fstReaderIterBlocks(file, ffi.NULL, ffi.NULL, out):
            sys.exit("fstReaderIterBlocks failed")
        lib.fstReaderClose(file)
    else:  # Surfer's: a line for each variable
        import pywellen

        wave = pywellen.Waveform(path)
        unit = wave.timescale.factor * 10 ** (12 + wave.timescale.unit.to_exponent())
        for variable in wave.all_vars():
            changes = [f"{time * unit} {value:b}" if isinstance(value, int) else f"{time * unit} {value}" for time, value in variable.tv]
            print(variable.full_name, variable.enum_type, *changes, sep=";", file=out)
