package org.jetstreamlan.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;

/// The clocks of a circuit's top module by name; sets of them as bits, one a clock domain.
public final class Clocks {
    private final String top;
    private final Map<String, Long> bits = new LinkedHashMap<>();
    private final int count;

    /// @throws EngineException if there are more than 64
    public Clocks(Circuit circuit) {
        top = circuit.top().name();
        count = circuit.top().domains().size();
        if (count > Long.SIZE) {
            throw new EngineException(
                    top + " has " + count + " clock domains; engines take 64: simulate the parts");
        }
        for (int i = 0; i < count; i++) {
            ModuleDef.Domain domain = circuit.top().domains().get(i);
            bits.merge(domain.clock(), 1L << i, (a, b) -> a | b);
        }
    }

    /// How many clock domains there are.
    public int count() {
        return count;
    }

    /// The domains of these clocks.
    ///
    /// @throws IllegalArgumentException if there is no such clock, or none is named
    public long set(String... names) {
        long set = 0;
        for (String name : names) {
            Long bit = bits.get(name);
            if (bit == null) {
                throw new IllegalArgumentException(
                        "no clock '%s' in %s; its clocks are %s"
                                .formatted(name, top, String.join(", ", bits.keySet())));
            }
            set |= bit;
        }
        if (names.length == 0) {
            throw new IllegalArgumentException("no clock of " + top + " named; give at least one");
        }
        return set;
    }
}
