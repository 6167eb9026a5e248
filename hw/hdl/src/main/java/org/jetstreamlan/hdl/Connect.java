package org.jetstreamlan.hdl;

/// Who drives whom when two leaves are connected.
final class Connect {
    private Connect() {}

    /// Whether `left` is the driven side, seen from `here`.
    static boolean drives(Module here, Signal<?> left, Signal<?> right, Site site) {
        boolean leftDriven = isDriven(here, left);
        boolean rightDriven = isDriven(here, right);
        if (leftDriven == rightDriven && !leftDriven) {
            boolean expression =
                    !(left.term().operation instanceof Term.Operation.Net)
                            || !(right.term().operation instanceof Term.Operation.Net);
            Reports.notDrivable(
                    left.term(),
                    site,
                    "read only on both sides of connect",
                    expression
                            ? "Stream.choose(...) for one of several streams, whose ready has to go back: what mux gives can only be read"
                            : "a driven side");
        }
        // Wires may stand on either side: then the order of the arguments decides.
        return leftDriven && !(rightDriven && isWire(left) && !isWire(right));
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
