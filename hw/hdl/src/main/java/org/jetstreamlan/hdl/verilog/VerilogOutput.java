package org.jetstreamlan.hdl.verilog;

import java.util.List;
import java.util.SequencedMap;

/// A circuit as Verilog or SystemVerilog.
///
/// @param text all modules in one file, children before parents
/// @param map where each line of `text` comes from: one entry a line, three columns separated by tabs: line, `Module.name` of what is declared there or
///     `-`, and the user's `file:line`
/// @param modules the text of each module alone, by name, in the same order; before them that of packages and interfaces
/// @param structPorts by name each port of the top module that is a struct: the ports that Verilog-2005 has for it, the first on top
public record VerilogOutput(
        String text,
        String map,
        SequencedMap<String, String> modules,
        SequencedMap<String, List<String>> structPorts) {}
