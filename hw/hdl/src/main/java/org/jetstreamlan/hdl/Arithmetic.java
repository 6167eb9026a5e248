package org.jetstreamlan.hdl;

import java.util.List;

/// Shifts by constants: wiring, not operators.
final class Arithmetic {
    private Arithmetic() {}

    static Term shiftLeft(Term a, int amount) {
        if (amount == 0) {
            return a;
        }
        if (amount >= a.width) {
            return Term.zeros(a.width);
        }
        return Term.concat(List.of(Term.slice(a, a.width - 1 - amount, 0), Term.zeros(amount)));
    }

    static Term shiftRight(Term a, int amount) {
        if (amount == 0) {
            return a;
        }
        if (amount >= a.width) {
            return Term.zeros(a.width);
        }
        return Term.extend(Term.slice(a, a.width - 1, amount), false, a.width);
    }
}
