package org.jetstreamlan.cli.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.cli.conformance.BenchRing;
import org.jetstreamlan.cli.conformance.ViaBench;
import org.jetstreamlan.cli.conformance.ViaHost;
import org.jetstreamlan.via.VipDescriptor;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipVi;
import org.jetstreamlan.via.VipViState;

/// Whether a reliability level's promises hold while the links of a ring lose bits and stations die: each host sends messages of up to 256 bytes to the next one.
///
/// | | unreliable | reliable delivery | reliable reception |
/// | --- | --- | --- | --- |
/// | what is received is what was sent, at most once, in order | yes | yes | yes |
/// | none is missing before one that is received | | yes | yes |
/// | a send that is done lies in the other host's memory | | | yes |
/// | each descriptor is done once, in order, whatever becomes of the connection | yes | yes | yes |
/// | both ends of a connection learn that the other station is gone | yes | yes | yes |
final class ViaPromises {
    private static final int LONGEST = 256;
    private static final int WINDOW = 16;
    private static final int RECEIVE_SLOT = 32;
    private static final int RECEIVE_AT = 0x8000;
    private static final int TURN_WORDS = 400;

    /// Bits of a word of the link.
    private static final int CODE_BITS = 20;

    /// Words without anything that is received, behind which a connection is no use any more.
    private static final long STILL_WORDS = 40_000_000;

    /// What was seen.
    ///
    /// @param messages that were to be sent
    /// @param received of them, by programs
    /// @param violations of promises
    /// @param connections whose stations live
    /// @param whole of them, those that never broke
    record Seen(long messages, long received, long violations, int connections, int whole) {
        static final Seen NOTHING = new Seen(0, 0, 0, 0, 0);

        Seen and(Seen other) {
            return new Seen(
                    messages + other.messages,
                    received + other.received,
                    violations + other.violations,
                    connections + other.connections,
                    whole + other.whole);
        }

        double receivedShare() {
            return (double) received / messages;
        }

        double wholeShare() {
            return (double) whole / connections;
        }
    }

    /// One host's messages to the next one.
    private final class Line {
        final ViaHost from;
        final ViaHost to;
        final VipVi client;
        final VipVi server;
        final long salt;
        long sent;
        long done;

        /// Number behind the last one received: of an unreliable level some before may be missing.
        long next;

        long received;
        boolean over;
        boolean dead;

        Line(ViaHost from, ViaHost to) {
            this.from = from;
            this.to = to;
            client = from.vi(level);
            server = to.vi(level);
            salt = bench.random().nextLong();
            bench.connect(from, client, to, server);
            for (int slot = 0; slot < WINDOW; slot++) {
                postReceive(slot);
            }
        }

        /// A message, always the same.
        byte[] message(long number) {
            var random = new Random(salt ^ number * 0x9E37_79B9_7F4A_7C15L);
            var bytes = new byte[random.nextInt(LONGEST + 1)];
            random.nextBytes(bytes);
            return bytes;
        }

        private void postReceive(int slot) {
            to.receive(
                    server,
                    to.memory()
                            .message(
                                    RECEIVE_SLOT + slot,
                                    RECEIVE_AT + (long) slot * LONGEST,
                                    LONGEST));
        }

        void send() {
            while (!over && sent < messages && sent - done < WINDOW) {
                int slot = (int) (sent % WINDOW);
                var bytes = message(sent);
                from.memory().put((long) slot * LONGEST, bytes);
                var descriptor =
                        from.memory()
                                .descriptor(slot, VipDescriptor.IMMEDIATE, bytes.length)
                                .immediate((int) sent);
                if (bytes.length > 0) {
                    descriptor.data(
                            from.memory().data((long) slot * LONGEST),
                            from.memory().handle(),
                            bytes.length);
                }
                from.send(client, descriptor);
                sent++;
            }
        }

        void takeSent() {
            while (client.sendDone(taken) == VipResult.SUCCESS || !taken.isEmpty()) {
                check(from.memory().slotOf(taken.value()) == done % WINDOW);
                boolean good = (taken.value().status() & VipDescriptor.ERROR_MASK) == 0;
                if (good && level == VipReliability.RELIABLE_RECEPTION) {
                    check(lies(done));
                }
                done++;
                over |= !good;
            }
        }

        private boolean lies(long number) {
            var bytes = message(number);
            long at = RECEIVE_AT + number % WINDOW * LONGEST;
            return Arrays.equals(to.memory().bytes(at, bytes.length), bytes);
        }

        void takeReceived() {
            while (server.recvDone(taken) == VipResult.SUCCESS || !taken.isEmpty()) {
                boolean good = (taken.value().status() & VipDescriptor.ERROR_MASK) == 0;
                over |= !good;
                if (good) {
                    receivedOne(taken.value());
                }
            }
        }

        private void receivedOne(VipDescriptor descriptor) {
            long number = Integer.toUnsignedLong(descriptor.immediate());
            check(level.isReliable() ? number == next : number >= next && number < sent);
            int slot = to.memory().slotOf(descriptor) - RECEIVE_SLOT;
            var bytes = message(number);
            check(descriptor.length() == bytes.length);
            check(
                    Arrays.equals(
                            to.memory().bytes(RECEIVE_AT + (long) slot * LONGEST, bytes.length),
                            bytes));
            next = number + 1;
            received++;
            receivedAll++;
            postReceive(slot);
        }

        boolean isDone() {
            return over || dead || next == messages && done == messages;
        }

        boolean isWhole() {
            return !over
                    && ViaHost.stateOf(client) == VipViState.CONNECTED
                    && ViaHost.stateOf(server) == VipViState.CONNECTED;
        }
    }

    private final ViaBench bench;
    private final VipReliability level;
    private final long messages;
    private final List<Line> lines = new ArrayList<>();
    private final VipOut<VipDescriptor> taken = new VipOut<>();
    private long receivedAll;
    private long violations;

    private ViaPromises(ViaBench bench, int stations, VipReliability level, long messages) {
        this.level = level;
        this.messages = messages;
        this.bench = bench;
        for (int i = 0; i < stations; i++) {
            lines.add(new Line(bench.host(i), bench.host((i + 1) % stations)));
        }
    }

    private void check(boolean so) {
        violations += so ? 0 : 1;
    }

    /// Runs it on a ring.
    ///
    /// @param messages of each host
    /// @param bitErrors rate on each link
    /// @param killed station that dies when half of its messages have been received; below 0: none
    static Seen run(
            BenchRing ring,
            int stations,
            VipReliability level,
            long messages,
            long seed,
            double bitErrors,
            int killed) {
        var seen = new ArrayList<Seen>();
        ring.run(
                () -> {
                    var bench = new ViaBench(ring, stations, seed);
                    var promises = new ViaPromises(bench, stations, level, messages);
                    seen.add(promises.run(bitErrors, killed));
                });
        return seen.getFirst();
    }

    private Seen run(double bitErrors, int killed) {
        for (int link = 0; link < lines.size(); link++) {
            bench.ring().errorRate(link, bitErrors * CODE_BITS, bench.random());
        }
        long before = 0;
        long movedAt = bench.now();
        boolean alive = true;
        while (!lines.stream().allMatch(Line::isDone) && bench.now() - movedAt < STILL_WORDS) {
            for (var line : lines) {
                if (!line.dead) {
                    line.send();
                    line.takeSent();
                    line.takeReceived();
                }
            }
            if (killed >= 0 && alive && lines.get(killed).next >= messages / 2) {
                kill(killed);
                alive = false;
            }
            bench.turns(TURN_WORDS);
            if (receivedAll != before) {
                before = receivedAll;
                movedAt = bench.now();
            }
        }
        var living = lines.stream().filter(line -> !line.dead).toList();
        long received = living.stream().mapToLong(line -> line.received).sum();
        return new Seen(
                messages * living.size(),
                received,
                violations,
                living.size(),
                (int) living.stream().filter(Line::isWhole).count());
    }

    /// Whether a VI learns that its peer is gone. At level UNRELIABLE its library tries for 200 ms to connect again.
    private boolean learns(VipVi vi) {
        long end = bench.now() + STILL_WORDS;
        boolean there = false;
        while (!there && bench.now() < end) {
            there = bench.await(() -> ViaHost.stateOf(vi) == VipViState.ERROR);
        }
        return there;
    }

    /// Both lines of the station are over; what was sent to it and told as done lies there.
    private void kill(int station) {
        bench.ring().powerOff(station);
        bench.host(station).program(() -> {});
        int from = (station + lines.size() - 1) % lines.size();
        for (var line : List.of(lines.get(station), lines.get(from))) {
            line.dead = true;
        }
        var toTheDead = lines.get(from);
        var fromTheDead = lines.get(station);
        check(learns(toTheDead.client));
        check(learns(fromTheDead.server));
        long done = toTheDead.done;
        toTheDead.takeSent();
        check(toTheDead.done >= done && toTheDead.done == toTheDead.sent);
    }
}
