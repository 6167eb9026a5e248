package org.jetstreamlan.hdl;

import java.util.List;

/// Shifts by constants: wiring, not operators.
final class Arithmetic {
    private Arithmetic() {}

    private static void requireShift(String verb, int amount) {
        if (amount < 0) {
            throw Reports.fatalArgument(
                    verb, "by " + amount + " bits", "shift the other way by " + -(long) amount);
        }
    }

    static Term shiftLeft(Term a, int amount) {
        requireShift("shl", amount);
        if (amount == 0) {
            return a;
        }
        if (amount >= a.width) {
            return Term.zeros(a.width);
        }
        return Term.concat(List.of(Term.slice(a, a.width - 1 - amount, 0), Term.zeros(amount)));
    }

    static Term shiftRight(Term a, int amount) {
        requireShift("shr", amount);
        if (amount == 0) {
            return a;
        }
        if (amount >= a.width) {
            return Term.zeros(a.width);
        }
        return Term.extend(Term.slice(a, a.width - 1, amount), false, a.width);
    }

    static Term shiftRightSigned(Term a, int amount) {
        requireShift("shr", amount);
        if (amount == 0 || a.width == 0) {
            return a;
        }
        int lowest = Math.min(amount, a.width - 1);
        return Term.extend(Term.slice(a, a.width - 1, lowest), true, a.width);
    }
}
