package org.jetstreamlan.hdl.errors;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;

/// A module was made and never handed to `child(...)`.
/// It would not be part of the design: no instance, no clock.
final class NotAdopted {
    private NotAdopted() {}

    private static final class Inverter extends Module {
        final Bool x = input(bool());
        final Bool y = output(bool());

        @Override
        protected void build() {
            y.assign(x.not());
        }
    }

    static final class Wrong extends Module {
        final Bool x = input(bool());
        final Bool y = output(bool());
        private final Inverter inverter = new Inverter();

        @Override
        protected void build() {
            y.assign(x.xor(Bool.low()));
            System.identityHashCode(inverter);
        }
    }

    static final class Fixed extends Module {
        final Bool x = input(bool());
        final Bool y = output(bool());
        private final Inverter inverter = child(new Inverter());

        @Override
        protected void build() {
            inverter.x.assign(x);
            y.assign(inverter.y);
        }
    }
}
