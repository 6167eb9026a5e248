package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.client.ClientOptions;

/// How long a client sleeps for its own PDU: from the submission of a SEND to the end of `waitRx` at the other station, so the way to the daemon, around the modelled
/// ring, and back. Beside it a message through a process that gives it back, by Aeron IPC, by a pipe and by a Unix socket.
final class WakeUpBenchmark implements Benchmark {
    static final Benchmark ALL = new WakeUpBenchmark();

    private static final int WARM = 20_000;
    private static final int TURNS = 20_000;
    private static final int BYTES = 40;
    private static final long SPIN_MICROSECONDS = 1_000_000;
    private static final long DAEMON_SPIN_MICROSECONDS = 50;
    private static final long PATIENCE = 5_000_000_000L;
    private static final double HIGH = 99;
    private static final double AERON = 1.5;

    private WakeUpBenchmark() {}

    @Override
    public List<Figure> figures() {
        var figures = new ArrayList<Figure>();
        add(figures, "spin", "a PDU to oneself through the daemon, wait_rx spinning");
        add(
                figures,
                "sleep",
                "the same, wait_rx sleeping, the daemon as it is by default: spins for 50 us");
        add(figures, "asleep", "the same, client and daemon sleeping");
        add(figures, "pipe", "a message there and back, by a pipe");
        add(figures, "socket", "a message there and back, by a Unix socket");
        figures.add(
                new Figure(
                        "pool.wakeup_gain",
                        "the faster of pipe and Unix socket over the sleeping client, medians",
                        "",
                        2,
                        new Target.AtLeast(1)));
        add(figures, "call", "a script without operations through the daemon, both spinning");
        add(figures, "aeron", "a message there and back, by Aeron IPC 1.51, both spinning");
        figures.add(
                new Figure(
                        "pool.wakeup_ratio",
                        "the spinning client, daemon and modelled ring included, over Aeron IPC, medians",
                        "",
                        2,
                        new Target.AtMost(AERON)));
        figures.add(
                new Figure(
                        "pool.wakeup_call_ratio",
                        "the script without operations over Aeron IPC, medians",
                        "",
                        2,
                        new Target.Reported()));
        return figures;
    }

    private static void add(List<Figure> figures, String name, String about) {
        figures.add(
                new Figure(
                        "pool.wakeup_" + name, about + ": median", "us", 1, new Target.Reported()));
        figures.add(
                new Figure(
                        "pool.wakeup_%s_p99".formatted(name),
                        about + ": 99 of 100 are below",
                        "us",
                        1,
                        new Target.Reported()));
    }

    @Override
    public List<Double> run() throws IOException {
        var times =
                List.of(
                        daemon(SPIN_MICROSECONDS, SPIN_MICROSECONDS),
                        daemon(DAEMON_SPIN_MICROSECONDS, 0),
                        daemon(0, 0),
                        EchoProcess.pipe(WARM, TURNS),
                        EchoProcess.socket(WARM, TURNS));
        var values = new ArrayList<Double>();
        for (var each : times) {
            values.add(each.getValueAtPercentile(50) / 1e3);
            values.add(each.getValueAtPercentile(HIGH) / 1e3);
        }
        double sleeping = times.get(1).getValueAtPercentile(50);
        double other =
                Math.min(
                        times.get(3).getValueAtPercentile(50),
                        times.get(4).getValueAtPercentile(50));
        values.add(other / sleeping);
        var call = call();
        values.add(call.getValueAtPercentile(50) / 1e3);
        values.add(call.getValueAtPercentile(HIGH) / 1e3);
        var aeron = AeronProcess.times(WARM, TURNS);
        values.add(aeron.median() / 1e3);
        values.add(aeron.high() / 1e3);
        values.add(times.get(0).getValueAtPercentile(50) / aeron.median());
        values.add(call.getValueAtPercentile(50) / aeron.median());
        return values;
    }

    private static Histogram daemon(long daemonSpins, long clientSpins) throws IOException {
        var options = ClientOptions.of(2, BYTES).spin(1_000 * clientSpins);
        var histogram = new Histogram(3);
        try (var daemon = new DaemonProcess(daemonSpins);
                var sender = daemon.connect(0, options);
                var receiver = daemon.connect(1, options);
                var out = sender.openPool(PoolOptions.named("figure").limits(8, 0));
                var in = receiver.openPool(PoolOptions.named("figure").limits(0, 8))) {
            int vci = StationVci.of(receiver.status().station(), StationVci.FIRST_FREE_CHANNEL);
            in.assoc(vci);
            var send = sender.newScript();
            var block = send.alloc(0, 1);
            send.send(block, BYTES, vci);
            send.free(block);
            var receive = receiver.newScript();
            receive.free(receive.rx(0));
            for (int i = -WARM; i < TURNS; i++) {
                long begin = System.nanoTime();
                out.start(send);
                var waited = in.waitRx(PATIENCE);
                long end = System.nanoTime();
                if (!waited.ok() || !out.await(send).ok() || !in.run(receive).ok()) {
                    throw new IOException(send.message() + "; " + receive.message());
                }
                if (i >= 0) {
                    histogram.recordValue(end - begin);
                }
            }
        }
        return histogram;
    }

    /// What of it is the way to the daemon and back: neither adapter nor ring.
    private static Histogram call() throws IOException {
        var options = ClientOptions.of(1, BYTES).spin(1_000 * SPIN_MICROSECONDS);
        var histogram = new Histogram(3);
        try (var daemon = new DaemonProcess(SPIN_MICROSECONDS);
                var client = daemon.connect(0, options);
                var pool = client.openPool(PoolOptions.named("figure").limits(1, 0))) {
            var empty = client.newScript();
            for (int i = -WARM; i < TURNS; i++) {
                long begin = System.nanoTime();
                if (!pool.run(empty).ok()) {
                    throw new IOException(empty.message());
                }
                if (i >= 0) {
                    histogram.recordValue(System.nanoTime() - begin);
                }
            }
        }
        return histogram;
    }
}
