package org.jetstreamlan.sim.verilator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Net;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.sim.Model;

/// Verilog written by hand with the circuit that says what its ports, registers and memories are: for what the language cannot say,
/// such as `$fatal`.
record HandWritten(Circuit circuit, String verilog) {

    /// A module `name` with clock `clk`, synchronous reset `rst` and these nets.
    static HandWritten of(String name, String verilog, Net... nets) {
        return of(name, verilog, ClockSpec.CORE, List.of(), nets);
    }

    static HandWritten of(
            String name, String verilog, ClockSpec spec, List<Memory> memories, Net... nets) {
        var reset = spec.reset() == ClockSpec.Reset.NONE ? "" : "rst";
        var places = new ArrayList<Place>();
        for (var _ : nets) {
            places.add(Place.UNKNOWN);
        }
        var top =
                new ModuleDef(
                        name,
                        List.of(new ModuleDef.Domain("clk", reset, spec)),
                        List.of(nets),
                        List.of(),
                        memories,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        places,
                        List.of());
        return new HandWritten(new Circuit(top, List.of(top)), verilog);
    }

    static Net input(String name, int width) {
        return new Net.Input(name, width);
    }

    static Net output(String name, int width) {
        return new Net.Output(name, width);
    }

    static Net wire(String name, int width) {
        return new Net.Wire(name, width);
    }

    static Net register(String name, int width) {
        return new Net.Register(name, width, 0, Optional.empty());
    }

    static Memory memory(String name, int width, int depth) {
        return new Memory(
                name,
                width,
                depth,
                width,
                Memory.ReadUnderWrite.READ_FIRST,
                List.of(),
                List.of(),
                List.of());
    }

    Model compile() {
        return compile(new VerilatorEngine());
    }

    Model compile(VerilatorEngine engine) {
        return engine.compile(circuit, design());
    }

    VerilatedDesign design() {
        return VerilatedDesign.of(circuit, verilog, line -> "Design.java:" + line);
    }
}
