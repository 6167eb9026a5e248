package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.cli.conformance.ModelledRing;
import org.jetstreamlan.cli.conformance.ViaBench;
import org.jetstreamlan.via.VipDescriptor;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipResult;

/// What a message by VIA costs the two hosts: nanoseconds in postRecv, postSend, recvDone and sendDone, each called once and when it can succeed, without what the modelled adapter
/// takes; and the accesses to their adapters' buses. The descriptors are written before.
final class HostCostBenchmark implements Benchmark {
    static final Benchmark ALL = new HostCostBenchmark();

    private static final long SEED = 1;

    /// Goes by stores; goes by DMA.
    private static final int SHORT = 4;

    private static final int LONG = 1_024;
    private static final int WARM = 6_000;
    private static final int COUNT = 4_000;

    /// Words until what was posted is there, and told.
    private static final int SETTLED_WORDS = 600;

    private HostCostBenchmark() {}

    @Override
    public List<Figure> figures() {
        var figures = new ArrayList<Figure>();
        add(figures, "via.host_cost", SHORT, "which go by stores");
        add(figures, "via.host_cost_1k", LONG, "which go by DMA");
        return figures;
    }

    private static void add(List<Figure> figures, String name, int bytes, String how) {
        figures.add(
                new Figure(
                        name,
                        "host's time of a send and its receive of %,d bytes, %s: the four calls without the adapter's own time, RELIABLE_DELIVERY, on the model, median of %,d"
                                .formatted(bytes, how, COUNT),
                        "ns",
                        0,
                        new Target.Reported()));
        figures.add(
                new Figure(
                        name + "_writes",
                        "their writes to both adapters, stores to the aperture by cells of 8 bytes",
                        "",
                        1,
                        new Target.Reported()));
        figures.add(
                new Figure(
                        name + "_reads",
                        "their reads of both adapters",
                        "",
                        1,
                        new Target.Reported()));
    }

    @Override
    public List<Double> run() throws IOException {
        var values = new ArrayList<Double>();
        for (int bytes : new int[] {SHORT, LONG}) {
            values.addAll(new Pairs(bytes).measure());
        }
        return values;
    }

    /// Sends and receives of so many bytes.
    private static final class Pairs {
        private final CountedBus bus = new CountedBus();
        private final ViaBench bench = new ViaBench(new ModelledRing(2), 2, SEED, bus::around);
        private final ViaBench.Pair pair = bench.pair(VipReliability.RELIABLE_DELIVERY);
        private final VipOut<VipDescriptor> done = new VipOut<>();
        private final int bytes;
        private long nanos;

        Pairs(int bytes) {
            this.bytes = bytes;
        }

        List<Double> measure() throws IOException {
            pass(WARM);
            long writes = bus.writes();
            long reads = bus.reads();
            long[] each = pass(COUNT);
            Arrays.sort(each);
            return List.of(
                    (double) each[COUNT / 2],
                    (double) (bus.writes() - writes) / COUNT,
                    (double) (bus.reads() - reads) / COUNT);
        }

        /// Nanoseconds of each.
        private long[] pass(int count) throws IOException {
            long[] each = new long[count];
            var near = bench.near().memory();
            var far = bench.far().memory();
            for (int i = 0; i < count; i++) {
                nanos = 0;
                var receive = far.message(0, 0, bytes);
                time(() -> pair.server().postRecv(receive, far.handle()));
                var send = near.message(0, 0, bytes);
                time(() -> pair.client().postSend(send, near.handle()));
                time(() -> pair.server().recvDone(done));
                time(() -> pair.client().sendDone(done));
                each[i] = nanos;
            }
            return each;
        }

        /// A call of a library.
        private interface Call {
            VipResult result();
        }

        private void time(Call call) throws IOException {
            long behind = bus.nanos();
            long began = System.nanoTime();
            var result = call.result();
            nanos += System.nanoTime() - began - (bus.nanos() - behind);
            if (result != VipResult.SUCCESS) {
                throw new IOException("a call is %s".formatted(result));
            }
            bench.pass(SETTLED_WORDS);
        }
    }
}
