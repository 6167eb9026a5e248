package org.jetstreamlan.hdl.verilog;

import java.util.SequencedMap;

/// A circuit as Verilog-2005.
///
/// @param text all modules in one file, children before parents
/// @param map where each line of `text` comes from: one entry a line, three columns separated by tabs: line, `Module.name` of what is declared there or
///     `-`, and the user's `file:line`
/// @param modules the text of each module alone, by name, in the same order
public record VerilogOutput(String text, String map, SequencedMap<String, String> modules) {}
