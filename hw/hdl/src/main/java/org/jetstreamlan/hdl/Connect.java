package org.jetstreamlan.hdl;

/// Who drives whom when two leaves are connected.
final class Connect {
    private Connect() {}

    /// Drives one of two leaves with the other, seen from `here`.
    static void record(Module here, Signal<?> left, Signal<?> right, Site site) {
        boolean leftDriven = isDriven(here, left);
        boolean rightDriven = isDriven(here, right);
        if (!leftDriven && !rightDriven) {
            if (isExpression(left) || isExpression(right)) {
                Reports.notDrivable(
                        (isExpression(left) ? left : right).term(),
                        site,
                        "an expression, which can only be read, but connect has to drive it",
                        "Stream.choose(...) for one of several streams, whose ready has to go back");
                return;
            }
            Reports.notDrivable(
                    left.term(), site, "read only on both sides of connect", "a driven side");
        }
        // Wires may stand on either side: then the order of the arguments decides.
        boolean forward = leftDriven && !(rightDriven && isWire(left) && !isWire(right));
        Drive.record(forward ? left : right, forward ? right : left, false, site);
    }

    private static boolean isExpression(Signal<?> signal) {
        return !(signal.term().operation instanceof Term.Operation.Net);
    }

    private static boolean isDriven(Module here, Signal<?> signal) {
        return signal.term().operation instanceof Term.Operation.Net net
                && switch (net.declaration().kind) {
                    case INPUT -> net.declaration().owner.parent() == here;
                    case OUTPUT, WIRE -> net.declaration().owner == here;
                    case REGISTER, READ_DATA -> false;
                };
    }

    private static boolean isWire(Signal<?> signal) {
        return signal.term().operation instanceof Term.Operation.Net net
                && net.declaration().kind == NetDeclaration.Kind.WIRE;
    }
}
