package org.jetstreamlan.driver;

import static org.jetstreamlan.driver.DriverException.Reason.ALLOCATION_REFUSED;
import static org.jetstreamlan.driver.DriverException.Reason.ALLOCATION_TIME_OUT;
import static org.jetstreamlan.driver.DriverException.Reason.DUPLICATE_ADDRESS;
import static org.jetstreamlan.driver.DriverException.Reason.MAP_TIME_OUT;
import static org.jetstreamlan.driver.DriverException.Reason.NOT_OPERATIONAL;
import static org.jetstreamlan.driver.DriverException.Reason.RING_TIME_OUT;
import static org.jetstreamlan.driver.DriverException.Reason.TOO_MANY_STATIONS;

import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingPhase;

/// The driver's side of ring management, made when the driver starts: sees the ring come and go, keeps map and
/// allocation, and waits for them.
///
/// Its turn comes whenever the driver is about to sleep, and in [Driver#service()]. That is one register read when
/// nothing has changed.
final class RingControl {
    private static final int ALLOCATION_MAXIMUM = (1 << 24) - 1;

    private final Driver driver;
    private final Adapter adapter;
    private final SystemPools system;
    private final InitPort port;
    private final RingEvents events;
    private final RingWatch watch;
    private final InitExchange exchange;
    private final Admission admission;
    private boolean left;

    RingControl(Driver driver, SystemPools system, RingEvents events, RingOptions options) {
        this.driver = driver;
        this.adapter = driver.adapter();
        this.events = events;
        this.system = system;
        port = new InitPort(system.init);
        watch = new RingWatch(adapter, driver.vcis, events);
        watch.start(options.dMaxWords());
        exchange = new InitExchange(adapter, port, watch, events, options);
        admission =
                new Admission(adapter, port, exchange, watch, events, options.allocationWords());
        port.open();
    }

    RingWatch watch() {
        return watch;
    }

    /// Does what is due; sleeps never.
    void turn() {
        int pending = adapter.readRegister(Registers.INTERRUPT_STATUS.offset());
        boolean changed = Registers.INTERRUPT_RING.isSet(pending);
        if (changed || port.hasMail() || watch.untilDue() <= 1) {
            look(changed);
        }
        receive();
        if (watch.up()) {
            exchange.turn(admission.inForce());
            admission.turn();
        }
    }

    /// Clears the interrupt before it reads what it tells.
    private void look(boolean changed) {
        if (changed) {
            adapter.writeRegister(
                    Registers.INTERRUPT_STATUS.offset(), Registers.INTERRUPT_RING.mask());
        }
        int before = watch.generation();
        watch.look(changed);
        if (watch.generation() != before) {
            system.up(watch.status().station());
            admission.begin();
            exchange.begin();
        } else if (!watch.up()) {
            admission.end();
            exchange.end();
        }
    }

    private void receive() {
        var message = port.take();
        while (message != null) {
            if (exchange.note(message)) {
                switch (message.kind()) {
                    case NONE, RECORD -> {}
                    case REQUEST -> admission.answer(message);
                    case GRANT, REFUSAL -> admission.answered(message);
                }
            }
            message = port.take();
        }
        if (exchange.leaves() && !left) {
            left = true;
            adapter.writeRegister(Registers.CONTROL.offset(), 0);
        }
    }

    /// Clocks until [#turn] has something to do without an interrupt.
    long untilDue() {
        long due = watch.up() ? Math.min(exchange.due(), admission.due()) : Long.MAX_VALUE;
        long left = due == Long.MAX_VALUE ? due : Math.max(1, due - adapter.clocks());
        return Math.min(left, watch.untilDue());
    }

    /// Takes part in the ring until `over`, or for so long.
    ///
    /// @return whether it is over
    boolean serve(BooleanSupplier over, long timeoutClocks) {
        long begin = adapter.clocks();
        while (true) {
            driver.arm();
            driver.poll();
            turn();
            if (over.getAsBoolean()) {
                return true;
            }
            long left = timeoutClocks - (adapter.clocks() - begin);
            if (left <= 0) {
                return false;
            }
            adapter.awaitInterrupt(Math.min(left, untilDue()));
        }
    }

    void awaitOperational(long timeoutClocks) {
        boolean up = serve(this::operational, timeoutClocks);
        turn();
        if (!up) {
            var ring = RingStatus.read(adapter);
            throw new DriverException(
                    RING_TIME_OUT,
                    "ring: state %s (%s) after %d clocks; it claimed last for %s (%s); is every station connected and powered?"
                            .formatted(
                                    ring.phase(),
                                    ring.phase().description(),
                                    timeoutClocks,
                                    ring.cause(),
                                    ring.cause().description()));
        }
    }

    private boolean operational() {
        look(false);
        var ring = watch.status();
        if (ring.phase() == RingPhase.OFF && ring.tooMany()) {
            throw new DriverException(
                    TOO_MANY_STATIONS,
                    "ring: this station is the 65th, 64 are possible; take some away");
        }
        requireOwnAddress();
        return watch.up();
    }

    private void requireOwnAddress() {
        if (watch.status().duplicate() || left) {
            throw new DriverException(
                    DUPLICATE_ADDRESS,
                    "ring: another station has this one's address; give each its own");
        }
    }

    /// SA.
    int allocation() {
        return admission.inForce();
    }

    RingMap map() {
        requireUp("the map");
        return exchange.map(admission.inForce());
    }

    RingMap awaitMap(long timeoutClocks) {
        if (!serve(this::mapped, timeoutClocks)) {
            throw new DriverException(
                    MAP_TIME_OUT,
                    watch.up()
                            ? "ring: %d of %d stations have told of themselves in %d clocks; has each a running driver?"
                                    .formatted(
                                            map().stations().size(),
                                            watch.status().stations(),
                                            timeoutClocks)
                            : "ring: not up within %d clocks; is every station connected and powered?"
                                    .formatted(timeoutClocks));
        }
        return map();
    }

    /// A station that leaves for its address may have done so before it had heard all others.
    private boolean mapped() {
        if (watch.up() && exchange.mapped()) {
            return true;
        }
        requireOwnAddress();
        return false;
    }

    void requestAllocation(int words, long timeoutClocks) {
        if (words < 0 || words > ALLOCATION_MAXIMUM) {
            throw new DriverException(
                    ALLOCATION_REFUSED,
                    String.format(
                            Locale.ROOT,
                            "ring: synchronous allocation of %,d words is not in 0..%,d; 0 is none",
                            words,
                            ALLOCATION_MAXIMUM));
        }
        requireUp("an allocation");
        admission.ask(words);
        serve(() -> admission.state() != Admission.State.ASKED, timeoutClocks);
        admission.giveUp();
        switch (admission.state()) {
            case GRANTED -> {}
            case REFUSED -> throw new DriverException(ALLOCATION_REFUSED, admission.refusal());
            case NONE, ASKED, UNANSWERED ->
                    throw new DriverException(
                            ALLOCATION_TIME_OUT,
                            String.format(
                                    Locale.ROOT,
                                    "ring: station 0 did not answer a request for %,d words within %,d clocks; has each"
                                            + " station a running driver?",
                                    words,
                                    timeoutClocks));
        }
    }

    private void requireUp(String what) {
        if (!watch.up()) {
            throw new DriverException(
                    NOT_OPERATIONAL,
                    "ring: %s needs a ring that is up; call awaitOperational first"
                            .formatted(what));
        }
    }

    InitStatistics statistics() {
        return new InitStatistics(
                exchange.heard(), exchange.stale(), port.malformed(), port.lastFault());
    }
}
