package org.jetstreamlan.sim.jit;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.hdl.ir.Enumeration;
import org.jetstreamlan.hdl.ir.Observation;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.WordGraph;
import org.jetstreamlan.sim.AssertionFailure;

/// What a design says of itself, looked at before each edge.
final class Watches {
    private final List<Netlist.Watch> watches;

    /// Per watch: the slots of its trigger and of its values' words.
    private final int[] triggers;

    private final int[][][] values;

    Watches(Netlist netlist, Layout layout) {
        // What can never trigger is left out.
        watches =
                netlist.watches().stream()
                        .filter(watch -> !netlist.graph().isConst(watch.trigger(), 0))
                        .toList();
        triggers = new int[watches.size()];
        values = new int[watches.size()][][];
        for (int i = 0; i < triggers.length; i++) {
            triggers[i] = slot(watches.get(i).trigger(), layout);
            values[i] =
                    watches.get(i).values().stream()
                            .map(words -> slots(words, layout))
                            .toArray(int[][]::new);
        }
    }

    private static int[] slots(int[] words, Layout layout) {
        int[] slots = new int[words.length];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = slot(words[i], layout);
        }
        return slots;
    }

    private static int slot(int id, Layout layout) {
        return layout.slot(id) >= 0 ? layout.slot(id) : layout.allocate(id);
    }

    /// Writes what is constant into a fresh arena.
    void setConstants(long[] arena, Netlist netlist) {
        for (int i = 0; i < triggers.length; i++) {
            setConstant(arena, netlist.graph(), watches.get(i).trigger(), triggers[i]);
            for (int v = 0; v < values[i].length; v++) {
                for (int w = 0; w < values[i][v].length; w++) {
                    int id = watches.get(i).values().get(v)[w];
                    setConstant(arena, netlist.graph(), id, values[i][v][w]);
                }
            }
        }
    }

    private static void setConstant(long[] arena, WordGraph graph, int id, int slot) {
        if (graph.isConst(id)) {
            arena[slot] = graph.k(id);
        }
    }

    /// Prints, and throws for the first check that does not hold. All values must be settled.
    void look(long[] s, long cycle) {
        for (int i = 0; i < triggers.length; i++) {
            if (s[triggers[i]] != 0) {
                tell(i, s, cycle);
            }
        }
    }

    private void tell(int index, long[] s, long cycle) {
        Netlist.Watch watch = watches.get(index);
        switch (watch.observation()) {
            case Observation.Property p -> {
                String kind =
                        switch (p.kind()) {
                            case CHECK -> "check";
                            case ASSUME -> "assumption";
                            case COVER -> "";
                        };
                if (!kind.isEmpty()) {
                    String path = watch.path().isEmpty() ? p.name() : watch.path() + "." + p.name();
                    throw new AssertionFailure(path, kind, p.message(), p.place(), cycle);
                }
            }
            case Observation.Print p -> {
                StringBuilder line = new StringBuilder(p.texts().getFirst());
                for (int i = 0; i < p.values().size(); i++) {
                    BigInteger value = JitSimulator.value(s, values[index][i]);
                    line.append(
                            switch (p.values().get(i).form()) {
                                case Observation.Radix.DECIMAL -> value.toString();
                                case Observation.Radix.HEXADECIMAL -> value.toString(16);
                                case Observation.Radix.BINARY -> value.toString(2);
                                case Observation.Signed signed -> signed(value, signed.width());
                                case Observation.Named named -> name(value, named.values());
                            });
                    line.append(p.texts().get(i + 1));
                }
                System.out.println(line);
            }
        }
    }

    private static String signed(BigInteger value, int width) {
        boolean negative = width > 0 && value.testBit(width - 1);
        return (negative ? value.subtract(BigInteger.ONE.shiftLeft(width)) : value).toString();
    }

    private static String name(BigInteger code, Enumeration values) {
        for (Enumeration.Constant constant : values.constants()) {
            if (constant.value().equals(code)) {
                return values.nameOf(constant);
            }
        }
        return Observation.Named.NO_NAME;
    }
}
