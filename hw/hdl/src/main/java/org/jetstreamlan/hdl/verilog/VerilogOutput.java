package org.jetstreamlan.hdl.verilog;

import java.util.List;
import java.util.SequencedMap;

/// A circuit as Verilog or SystemVerilog.
public final class VerilogOutput {
    private final String text;
    private final SequencedMap<SourceMap, Integer> maps;
    private final SequencedMap<String, String> modules;
    private final SequencedMap<String, List<String>> structPorts;

    /// @param maps those of the modules, each with the number of lines of `text` before the module
    VerilogOutput(
            String text,
            SequencedMap<SourceMap, Integer> maps,
            SequencedMap<String, String> modules,
            SequencedMap<String, List<String>> structPorts) {
        this.text = text;
        this.maps = maps;
        this.modules = modules;
        this.structPorts = structPorts;
    }

    /// All modules in one file, children before parents.
    public String text() {
        return text;
    }

    /// Where each line of [#text()] comes from, put together at each call: one entry a line, three columns separated by tabs: line, `Module.name` of
    /// what is declared there or `-`, and the user's `file:line`.
    public String map() {
        var all = new SourceMap();
        maps.forEach(all::addAll);
        return all.text();
    }

    /// The text of each module alone, by name, in the order of [#text()]; before them that of packages and interfaces.
    public SequencedMap<String, String> modules() {
        return modules;
    }

    /// By name each port of the top module that is a struct: the ports that Verilog-2005 has for it, the first on top.
    public SequencedMap<String, List<String>> structPorts() {
        return structPorts;
    }
}
