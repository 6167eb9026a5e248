package org.jetstreamlan.sim.cover;

/// What reports call a point, beside its line.
final class Labels {
    private Labels() {}

    static String of(Point point) {
        return switch (point) {
            case Point.Clocked _ -> "clocked";
            case Point.Way way -> way.label();
            case Point.Access access -> access.memory();
            case Point.State state -> state.machine() + " " + state.state();
            case Point.Arc arc -> arc.machine() + " " + arc.from() + " → " + arc.to();
            case Point.Event event -> event.name();
        };
    }
}
