package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.BlockChain;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.DriverOptions;
import org.jetstreamlan.driver.Framing;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.RingOptions;
import org.jetstreamlan.driver.SendTicket;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.nic.Adapter;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.ring.RingSimulation;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;

/// Frames that one adapter sends as fast as it can and another receives into blocks of each size, RTL on jit, 1 MiB each; a host takes and frees them as they come. How much of the link they take from the first
/// frame's end to the last one's, token and management included, at the size of frame where it is least; and how many of them are not received.
final class LineRateBenchmark implements Benchmark {
    static final Benchmark ALL = new LineRateBenchmark();

    private static final List<Integer> BLOCK_KIB = List.of(2, 4, 8, 16, 32, 64);

    /// Payload bytes of a frame, and how many are sent.
    private record Load(int bytes, int frames) {
        long words() {
            return (long) bytes / Integer.BYTES + Frame.OVERHEAD_WORDS;
        }
    }

    private static final List<Load> LOADS =
            List.of(
                    new Load(56, 4_000),
                    new Load(1_500, 300),
                    new Load(9_180, 60),
                    new Load(Frame.PAYLOAD_BYTES_MAXIMUM, 12));

    /// Blocks of the sender, 2 KiB each.
    private static final int SENDER_BLOCKS = 400;

    private static final int SENDER_BLOCK_BYTES = 2_048;
    private static final int SLOTS_MOST = 100;
    private static final long PATIENCE_CLOCKS = 3_000_000;

    private LineRateBenchmark() {}

    @Override
    public List<Figure> figures() {
        var figures = new ArrayList<Figure>();
        figures.add(
                new Figure(
                        "pool.line_rate",
                        "frames of 56 to 65,528 bytes, sent without a pause into blocks of 2 to 64 KiB, that are not received, RTL on jit",
                        "frames",
                        0,
                        new Target.AtMost(0)));
        for (int size : BLOCK_KIB) {
            figures.add(
                    new Figure(
                            "pool.line_rate_%dk".formatted(size),
                            "the same, blocks of %d KiB: words of the link that frames take, at the size of frame where it is least"
                                    .formatted(size),
                            "%",
                            1,
                            new Target.AtLeast(95)));
        }
        return figures;
    }

    @Override
    public List<Double> run() throws IOException {
        try (var model =
                Engines.jit()
                        .compile(
                                Design.of(() -> new Adapter(AdapterParameters.paper()))
                                        .circuit())) {
            long lost = 0;
            var values = new ArrayList<Double>();
            for (int size : BLOCK_KIB) {
                double least = 1;
                try (var pair = new Pair(model, size << 10)) {
                    for (var load : LOADS) {
                        var received = pair.pass(load);
                        lost += load.frames() - received.frames();
                        least = Math.min(least, received.share());
                    }
                }
                values.add(100 * least);
            }
            values.addFirst((double) lost);
            return values;
        }
    }

    /// Frames that came, and the words that they took of those between the ends of the first and the last.
    private record Received(int frames, double share) {}

    /// A station that sends and one that receives.
    private static final class Pair implements AutoCloseable {
        private final RingSimulation ring;
        private final Driver[] drivers = new Driver[2];

        Pair(Model model, int blockBytes) {
            ring = new RingSimulation(model, 2);
            start(0, SENDER_BLOCK_BYTES);
            start(1, blockBytes);
            ring.bench().run();
        }

        private void start(int station, int bytes) {
            ring.bench()
                    .start(
                            "station " + station,
                            () -> {
                                var driver =
                                        Driver.open(
                                                ring.adapter(station),
                                                DriverOptions.blocksOf(bytes));
                                driver.start(RingOptions.station(1 + station));
                                driver.awaitOperational(PATIENCE_CLOCKS);
                                drivers[station] = driver;
                            });
        }

        Received pass(Load load) {
            var out = drivers[0].openPool(raw().limits(SENDER_BLOCKS, 0));
            int blocks = drivers[1].capabilities().blocks();
            var in = drivers[1].openPool(raw().limits(0, blocks - blocks / 4));
            int vci = StationVci.of(drivers[1].station(), StationVci.FIRST_FREE_CHANNEL);
            in.assoc(vci);
            int[] came = {0};
            long[] ends = {0, 0};
            boolean[] over = {false};
            ring.bench().start("sends", () -> send(out, load, vci, over));
            ring.bench()
                    .start(
                            "receives",
                            () -> {
                                receive(in, load, came, ends);
                                over[0] = true;
                            });
            ring.bench().run();
            out.close();
            in.close();
            return new Received(
                    came[0], (double) (load.words() * (came[0] - 1)) / (ends[1] - ends[0]));
        }

        private static PoolOptions raw() {
            return PoolOptions.named("line").framing(Framing.RAW);
        }

        private void send(Pool out, Load load, int vci, boolean[] over) {
            int each = (load.bytes() + SENDER_BLOCK_BYTES - 1) / SENDER_BLOCK_BYTES;
            int count = Math.min(SLOTS_MOST, SENDER_BLOCKS / each);
            var chains = new BlockChain[count];
            var tickets = IntStream.range(0, count).mapToObj(i -> new SendTicket()).toList();
            for (int i = 0; i < count; i++) {
                chains[i] = out.newChain();
                require(out.alloc(chains[i], each));
                // Once for all: contents that nobody wrote would be cleared before each send.
                byte[] zeros = new byte[load.bytes()];
                require(out.copyIn(chains[i], 0, MemorySegment.ofArray(zeros), 0, zeros.length));
            }
            int sent = 0;
            while (!over[0]) {
                drivers[0].poll();
                for (int i = 0; i < count && sent < load.frames(); i++) {
                    if (tickets.get(i).idle()) {
                        require(out.send(chains[i], load.bytes(), vci, tickets.get(i)));
                        sent++;
                    }
                }
                ring.adapter(0).pause();
            }
        }

        private void receive(Pool in, Load load, int[] came, long[] ends) {
            var pdu = in.newPdu();
            long patience = ring.clocks() + PATIENCE_CLOCKS;
            while (came[0] < load.frames() && ring.clocks() < patience) {
                drivers[1].poll();
                while (in.rx(pdu).ok()) {
                    ends[came[0] == 0 ? 0 : 1] = pdu.timestamp();
                    came[0]++;
                    require(in.free(pdu));
                }
                ring.adapter(1).pause();
            }
        }

        private static void require(Outcome outcome) {
            if (!outcome.ok()) {
                throw new IllegalStateException("a pool refuses: " + outcome);
            }
        }

        @Override
        public void close() {
            ring.close();
        }
    }
}
