package org.jetstreamlan.sim.axi;

import java.util.ArrayDeque;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.bench.Clocked;
import org.jetstreamlan.sim.bench.Stalls;

/// An AXI4-Lite manager with 32-bit data for a subordinate port of the simulated top module. Accesses are queued and return at once.
///
/// [Order#STRICT]: each begins when the one before it has its response, as a processor's uncached accesses. [Order#FREE]: writes among
/// each other and reads among each other only, and the next address and data are offered while an access runs.
///
/// Call [#tick()] once before each `step()` (or `drive` and `sample`, see [Clocked]). An idle manager costs nothing.
///
/// `sample()` throws [AxiViolation] when the subordinate breaks a rule: a valid withdrawn or a payload changed before it was
/// taken, an answer nobody asked for or too early
public final class Axi4LiteManager implements Clocked {
    /// What waits for what.
    public enum Order {
        STRICT,
        FREE
    }

    private final Simulator simulator;
    private final String port;
    private final Order order;
    private final Stalls valids;
    private final Stalls readies;
    private final ArrayDeque<Axi4LiteAccess> toSend = new ArrayDeque<>();
    private final ArrayDeque<Axi4LiteAccess> writesUnderWay = new ArrayDeque<>();
    private final ArrayDeque<Axi4LiteAccess> readsUnderWay = new ArrayDeque<>();

    private final Channel aw;
    private final Channel w;
    private final Channel ar;
    private final Answer b;
    private final Answer r;
    private final Probe awaddr;
    private final Probe wdata;
    private final Probe wstrb;
    private final Probe araddr;

    private long submitted;
    private long finished;
    private boolean awake;

    /// Strict order, no stalls.
    ///
    /// @param prefix of the port's signals, as `s_axil`
    public Axi4LiteManager(Simulator simulator, String prefix) {
        this(simulator, prefix, Order.STRICT, Stalls.NONE, Stalls.NONE);
    }

    /// @param valids when this side delays AW, W or AR
    /// @param readies when this side does not take B or R
    public Axi4LiteManager(
            Simulator simulator, String prefix, Order order, Stalls valids, Stalls readies) {
        this.simulator = simulator;
        this.port = prefix;
        this.order = order;
        this.valids = valids;
        this.readies = readies;
        aw = new Channel(prefix + "_aw");
        w = new Channel(prefix + "_w");
        ar = new Channel(prefix + "_ar");
        b = new Answer(prefix + "_b", simulator.probe(prefix + "_bresp"));
        r =
                new Answer(
                        prefix + "_r",
                        simulator.probe(prefix + "_rresp"),
                        simulator.probe(prefix + "_rdata"));
        awaddr = simulator.probe(prefix + "_awaddr");
        wdata = simulator.probe(prefix + "_wdata");
        wstrb = simulator.probe(prefix + "_wstrb");
        araddr = simulator.probe(prefix + "_araddr");
    }

    /// Queues an access.
    public Axi4LiteAccess submit(Axi4LiteAccess access) {
        access.submit(submitted);
        submitted++;
        toSend.add(access);
        awake = true;
        return access;
    }

    /// Queues a read.
    public Axi4LiteAccess read(long address) {
        return submit(Axi4LiteAccess.read(address));
    }

    /// Queues a write.
    public Axi4LiteAccess write(long address, int value) {
        return submit(Axi4LiteAccess.write(address, value));
    }

    /// Nothing queued and nothing under way.
    public boolean isIdle() {
        return finished == submitted;
    }

    @Override
    public boolean isBusy() {
        return !isIdle();
    }

    @Override
    public void drive() {
        if (!awake) {
            return;
        }
        begin();
        aw.drive();
        w.drive();
        ar.drive();
        b.drive(!writesUnderWay.isEmpty());
        r.drive(!readsUnderWay.isEmpty());
        awake = !isIdle();
    }

    /// Puts the next access on its channels, as soon as they are free.
    private void begin() {
        while (!toSend.isEmpty()) {
            Axi4LiteAccess next = toSend.getFirst();
            boolean turn = order == Order.FREE || next.number == finished;
            boolean free = next.write ? aw.isFree() && w.isFree() : ar.isFree();
            if (!turn || !free) {
                return;
            }
            toSend.removeFirst();
            if (next.write) {
                writesUnderWay.add(next);
                simulator.poke(awaddr, next.address);
                simulator.poke(wdata, next.value() & 0xFFFF_FFFFL);
                simulator.poke(wstrb, next.strobes());
                aw.load();
                w.load();
            } else {
                readsUnderWay.add(next);
                simulator.poke(araddr, next.address);
                ar.load();
            }
        }
    }

    @Override
    public void sample() {
        if (isIdle()) {
            return;
        }
        aw.sample();
        w.sample();
        ar.sample();
        if (b.sample(Math.min(aw.sent, w.sent))) {
            finish(writesUnderWay.removeFirst(), (int) b.response, 0);
        }
        if (r.sample(ar.sent)) {
            finish(readsUnderWay.removeFirst(), (int) r.response, (int) r.data);
        }
    }

    private void finish(Axi4LiteAccess access, int response, int value) {
        finished++;
        access.finish(response, value, simulator.cycle());
    }

    /// AW, W or AR: a payload to be offered until it is taken.
    private final class Channel {
        private final Probe valid;
        private final Probe ready;
        private boolean loaded;
        private boolean offered;
        private long sent;

        private Channel(String prefix) {
            valid = simulator.probe(prefix + "valid");
            ready = simulator.probe(prefix + "ready");
        }

        private boolean isFree() {
            return !loaded;
        }

        private void load() {
            loaded = true;
        }

        private void drive() {
            offered = loaded && (offered || !valids.next());
            simulator.poke(valid, offered ? 1 : 0);
        }

        private void sample() {
            if (offered && simulator.peek(ready) != 0) {
                offered = false;
                loaded = false;
                sent++;
            }
        }
    }

    /// B or R: a payload to be taken.
    private final class Answer {
        private final String channel;
        private final Probe valid;
        private final Probe ready;
        private final Probe[] payload;
        private long taken;
        private boolean takes;
        private boolean held;
        private long response;
        private long data;

        private Answer(String prefix, Probe... payload) {
            this.channel = prefix;
            this.payload = payload;
            valid = simulator.probe(prefix + "valid");
            ready = simulator.probe(prefix + "ready");
        }

        private void drive(boolean wanted) {
            takes = wanted && !readies.next();
            simulator.poke(ready, takes ? 1 : 0);
        }

        /// Whether an answer was taken in this clock; `asked` is how many may have come.
        private boolean sample(long asked) {
            boolean isValid = simulator.peek(valid) != 0;
            if (held && !isValid) {
                throw violation("VALID withdrawn before READY");
            }
            if (!isValid) {
                return false;
            }
            long nowResponse = simulator.peek(payload[0]);
            long nowData = payload.length > 1 ? simulator.peek(payload[1]) : 0;
            if (held && (nowResponse != response || nowData != data)) {
                throw violation("payload changed while READY was 0");
            }
            if (taken >= asked) {
                throw violation("VALID without an access, or before its address and data");
            }
            response = nowResponse;
            data = nowData;
            held = !takes;
            taken += takes ? 1 : 0;
            return takes;
        }

        private AxiViolation violation(String what) {
            return new AxiViolation(port, simulator.cycle(), channel + ": " + what);
        }
    }
}
