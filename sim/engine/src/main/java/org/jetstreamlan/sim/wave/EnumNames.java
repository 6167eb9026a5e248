package org.jetstreamlan.sim.wave;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import org.jetstreamlan.hdl.ir.Enumeration;

/// The names of an enum's values as waves show them: `IDLE`; for a code that no constant has, the number in hexadecimal.
final class EnumNames {
    private final Map<BigInteger, String> labels = new HashMap<>();

    EnumNames(Enumeration names) {
        for (Enumeration.Constant constant : names.constants()) {
            labels.put(constant.value(), label(names, constant));
        }
    }

    /// The constant's name in Java; its label begins with the enum's.
    static String label(Enumeration names, Enumeration.Constant constant) {
        String prefix = names.name() + "_";
        return constant.label().startsWith(prefix)
                ? constant.label().substring(prefix.length())
                : constant.label();
    }

    String of(BigInteger value) {
        String label = labels.get(value);
        return label != null ? label : value.toString(16);
    }

    /// Characters of the longest name.
    int longest() {
        return labels.values().stream().mapToInt(String::length).max().orElse(0);
    }
}
