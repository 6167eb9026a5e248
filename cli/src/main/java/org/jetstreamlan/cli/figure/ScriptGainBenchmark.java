package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.Blocks;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.Script;
import org.jetstreamlan.driver.client.ClientOptions;
import org.jetstreamlan.driver.client.JetstreamClient;
import org.jetstreamlan.driver.client.RemotePool;

/// What scripts are worth to a client in another process: [#MESSAGES] messages from one station to another, out of user memory and into it, with two scripts, or
/// the same operations one a call. Both through the same rings, each in the way that is faster, spinning or sleeping.
final class ScriptGainBenchmark implements Benchmark {
    static final Benchmark ALL = new ScriptGainBenchmark();

    private static final int[] KIBIBYTES = {4, 8, 16, 32};

    /// alloc, copy, send, free: 32 operations; rx, copy, free: 24.
    private static final int MESSAGES = 8;

    private static final int RUNS = 7;
    private static final long RUN_NANOSECONDS = 400_000_000;
    private static final long WARM_NANOSECONDS = 2_000_000_000;
    private static final long PATIENCE = 5_000_000_000L;
    private static final long SPIN_MICROSECONDS = 1_000_000;
    private static final double GAIN = 1.33;

    private ScriptGainBenchmark() {}

    @Override
    public List<Figure> figures() {
        var figures = new ArrayList<Figure>();
        for (int size : KIBIBYTES) {
            figures.add(
                    new Figure(
                            "pool.script_gain_%dk".formatted(size),
                            "messages of %d KiB from process to process, scripts of 24 and 32 operations over one operation a call"
                                    .formatted(size),
                            "",
                            2,
                            new Target.AtLeast(GAIN)));
            figures.add(
                    new Figure(
                            "pool.script_rate_%dk".formatted(size),
                            "the same: payload with scripts",
                            "MB/s",
                            0,
                            new Target.Reported()));
            figures.add(
                    new Figure(
                            "pool.call_rate_%dk".formatted(size),
                            "the same: payload with one operation a call, the faster of spinning and sleeping",
                            "MB/s",
                            0,
                            new Target.Reported()));
        }
        return figures;
    }

    @Override
    public List<Double> run() throws IOException {
        var spinning = new Rates();
        var sleeping = new Rates();
        try (var daemon = new DaemonProcess(SPIN_MICROSECONDS)) {
            measure(daemon, SPIN_MICROSECONDS, spinning);
        }
        try (var daemon = new DaemonProcess(0)) {
            measure(daemon, 0, sleeping);
        }
        var values = new ArrayList<Double>();
        for (int i = 0; i < KIBIBYTES.length; i++) {
            double scripts =
                    Math.max(median(spinning.scripts.get(i)), median(sleeping.scripts.get(i)));
            double calls = Math.max(median(spinning.calls.get(i)), median(sleeping.calls.get(i)));
            values.add(scripts / calls);
            values.add(scripts);
            values.add(calls);
        }
        return values;
    }

    private static double median(List<Double> rates) {
        return rates.stream().sorted().toList().get(rates.size() / 2);
    }

    /// MB/s of each run, for each size.
    private static final class Rates {
        final List<List<Double>> scripts = lists();
        final List<List<Double>> calls = lists();

        private static List<List<Double>> lists() {
            var lists = new ArrayList<List<Double>>();
            for (int i = 0; i < KIBIBYTES.length; i++) {
                lists.add(new ArrayList<>());
            }
            return lists;
        }
    }

    private static void measure(DaemonProcess daemon, long spinMicroseconds, Rates rates) {
        int largest = KIBIBYTES[KIBIBYTES.length - 1] << 10;
        var options = ClientOptions.of(4, MESSAGES * largest).spin(1_000 * spinMicroseconds);
        rate(daemon, options, largest, true, WARM_NANOSECONDS);
        rate(daemon, options, largest, false, WARM_NANOSECONDS);
        for (int run = 0; run < RUNS; run++) {
            for (int i = 0; i < KIBIBYTES.length; i++) {
                int bytes = KIBIBYTES[i] << 10;
                rates.scripts.get(i).add(rate(daemon, options, bytes, true, RUN_NANOSECONDS));
                rates.calls.get(i).add(rate(daemon, options, bytes, false, RUN_NANOSECONDS));
            }
        }
    }

    private static double rate(
            DaemonProcess daemon,
            ClientOptions options,
            int bytes,
            boolean byScripts,
            long nanoseconds) {
        try (var sender = daemon.connect(0, options);
                var receiver = daemon.connect(1, options)) {
            return new Exchange(sender, receiver, bytes).rate(nanoseconds, byScripts);
        }
    }

    /// Two clients, and the way of messages from one to the other.
    private static final class Exchange {
        private final int bytes;
        private final int blocks;
        private final RemotePool out;
        private final RemotePool in;
        private final int vci;
        private final Script sending;
        private final Script receiving;
        private final Script sendingCall;
        private final Script receivingCall;

        Exchange(JetstreamClient sender, JetstreamClient receiver, int bytes) {
            this.bytes = bytes;
            blocks = (bytes + 64) / sender.status().blockBytes() + 1;
            int all = MESSAGES * blocks;
            out = sender.openPool(PoolOptions.named("figure").limits(2 * all, 0));
            in = receiver.openPool(PoolOptions.named("figure").limits(0, all));
            vci = StationVci.of(receiver.status().station(), StationVci.FIRST_FREE_CHANNEL);
            in.assoc(vci);
            sending = sender.newScript();
            receiving = receiver.newScript();
            sendingCall = sender.newScript();
            receivingCall = receiver.newScript();
            for (int i = 0; i < MESSAGES; i++) {
                var frame = sending.allocFor(i * blocks, bytes);
                sending.copyIn(frame, 0, (long) i * bytes, bytes);
                sending.send(frame, bytes, vci);
                sending.free(frame);
                var pdu = receiving.rx(i * blocks);
                receiving.copyOutRest(pdu, 0, (long) i * bytes);
                receiving.free(pdu);
            }
        }

        /// MB/s for so long.
        double rate(long nanoseconds, boolean scripts) {
            long messages = 0;
            long begin = System.nanoTime();
            long end = begin;
            while (end - begin < nanoseconds) {
                if (scripts) {
                    byScripts();
                } else {
                    byCalls();
                }
                messages += MESSAGES;
                end = System.nanoTime();
            }
            return 1e3 * messages * bytes / (end - begin);
        }

        private void byScripts() {
            send(sending);
            require(in.waitRx(MESSAGES, PATIENCE), in);
            require(in.run(receiving), in);
        }

        /// Transmit blocks come back as frames complete.
        private void send(Script script) {
            require(out.run(script), out);
        }

        private void byCalls() {
            var list = Blocks.list(0, blocks);
            for (int i = 0; i < MESSAGES; i++) {
                sendingCall.truncate(0);
                sendingCall.allocFor(0, bytes);
                send(sendingCall);
                sendingCall.truncate(0);
                sendingCall.copyIn(list, 0, (long) i * bytes, bytes);
                send(sendingCall);
                sendingCall.truncate(0);
                sendingCall.send(list, bytes, vci);
                send(sendingCall);
                sendingCall.truncate(0);
                sendingCall.free(list);
                send(sendingCall);
            }
            for (int i = 0; i < MESSAGES; i++) {
                require(in.waitRx(PATIENCE), in);
                receivingCall.truncate(0);
                receivingCall.rx(0);
                receive();
                receivingCall.truncate(0);
                receivingCall.copyOut(list, 0, (long) i * bytes, bytes);
                receive();
                receivingCall.truncate(0);
                receivingCall.free(list);
                receive();
            }
        }

        private void receive() {
            require(in.run(receivingCall), in);
        }

        private static void require(Outcome outcome, RemotePool pool) {
            if (outcome != Outcome.OK) {
                throw new IllegalStateException(pool.lastRefusal().toString());
            }
        }
    }
}
