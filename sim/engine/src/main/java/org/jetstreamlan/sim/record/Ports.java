package org.jetstreamlan.sim.record;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.ValueReader;

/// What a recording names: the top module with its inputs (resets among them), outputs and clocks, in a stable order.
record Ports(String top, List<Port> inputs, List<Port> outputs, List<String> clocks) {
    record Port(String name, int width) {
        /// 64-bit words of its value.
        int words() {
            return (width + 63) / 64;
        }

        @Override
        public String toString() {
            return name + " (" + width + " bits)";
        }
    }

    static Ports of(Circuit circuit) {
        List<Port> inputs = new ArrayList<>();
        List<Port> outputs = new ArrayList<>();
        for (Observables.Signal signal : Observables.of(circuit).top().signals()) {
            switch (signal.kind()) {
                case RESET, INPUT -> inputs.add(new Port(signal.name(), signal.width()));
                case OUTPUT -> outputs.add(new Port(signal.name(), signal.width()));
                case WIRE, REGISTER, READ_DATA, INSTANCE_PORT, NODE -> {}
            }
        }
        List<String> clocks =
                circuit.top().domains().stream().map(ModuleDef.Domain::clock).distinct().toList();
        return new Ports(circuit.top().name(), inputs, outputs, clocks);
    }

    /// What reads all outputs of a simulator.
    ValueReader outputs(Simulator simulator) {
        return simulator.reader(
                outputs.stream().map(port -> simulator.probe(port.name())).toList());
    }

    void write(VarintOutput out) throws IOException {
        out.text(top);
        write(out, inputs);
        write(out, outputs);
        out.number(clocks.size());
        for (String clock : clocks) {
            out.text(clock);
        }
    }

    private static void write(VarintOutput out, List<Port> ports) throws IOException {
        out.number(ports.size());
        for (Port port : ports) {
            out.text(port.name());
            out.number(port.width());
        }
    }

    static Ports read(VarintInput in) throws IOException {
        String top = in.text();
        List<Port> inputs = ports(in);
        List<Port> outputs = ports(in);
        int count = in.count();
        List<String> clocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clocks.add(in.text());
        }
        return new Ports(top, inputs, outputs, clocks);
    }

    private static List<Port> ports(VarintInput in) throws IOException {
        int count = in.count();
        List<Port> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(new Port(in.text(), in.count()));
        }
        return ports;
    }

    /// @throws IllegalArgumentException if `other`'s ports are not these, with the first that differs
    void requireSame(Ports other) {
        require(inputs, other.inputs, other.top, "input");
        require(outputs, other.outputs, other.top, "output");
        if (!clocks.equals(other.clocks)) {
            throw new IllegalArgumentException(
                    "the recording of %s has clocks %s, %s has %s; replay it on the design it was made of"
                            .formatted(top, clocks, other.top, other.clocks));
        }
    }

    private void require(List<Port> mine, List<Port> theirs, String design, String kind) {
        for (int i = 0; i < Math.max(mine.size(), theirs.size()); i++) {
            String my = i < mine.size() ? mine.get(i).toString() : "none";
            String their = i < theirs.size() ? theirs.get(i).toString() : "none";
            if (!my.equals(their)) {
                throw new IllegalArgumentException(
                        "the recording of %s has %s %d %s, %s has %s; replay it on the design it was made of"
                                .formatted(top, kind, i, my, design, their));
            }
        }
    }
}
