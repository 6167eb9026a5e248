package org.jetstreamlan.cli.figure;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.client.ClientOptions;
import org.jetstreamlan.driver.client.StationStatus;

/// Clients that are killed at random moments of their traffic, [#AT_ONCE] there at a time, while another exchanges numbered PDUs within its reserves: what they leave behind, what it misses, and how long it
/// takes until the daemon has taken everything back. `JETSTREAM_KILLS` sets their number.
final class KillBenchmark implements Benchmark {
    static final Benchmark ALL = new KillBenchmark();

    private static final int KILLS =
            Integer.parseInt(System.getenv().getOrDefault("JETSTREAM_KILLS", "1000"));
    private static final int AT_ONCE = 2;
    private static final int LONGEST_MILLISECONDS = 50;
    private static final int FIRST_CHANNEL = 0x210;
    private static final int BYTES = 2_000;
    private static final long PATIENCE = 20_000_000_000L;
    private static final long SPIN_MICROSECONDS = 50;

    private KillBenchmark() {}

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(
                        "pool.kill",
                        "%,d clients killed under traffic: blocks that they leave behind"
                                .formatted(KILLS),
                        "blocks",
                        0,
                        new Target.AtMost(0)),
                new Figure(
                        "pool.kill_lost",
                        "the same: frames that another pool misses",
                        "frames",
                        0,
                        new Target.AtMost(0)),
                new Figure(
                        "pool.kill_time",
                        "the same: from kill to all of it back, the process's end included, median",
                        "ms",
                        1,
                        new Target.AtMost(100)));
    }

    @Override
    public List<Double> run() throws Exception {
        double[] milliseconds = new double[KILLS];
        try (var daemon = new DaemonProcess(SPIN_MICROSECONDS)) {
            var other = new Other(daemon);
            other.start();
            var random = new Random();
            var victims = new Process[AT_ONCE];
            for (int i = 0; i < AT_ONCE; i++) {
                victims[i] = start(daemon, i);
            }
            for (int i = 0; i < KILLS; i++) {
                int place = i % AT_ONCE;
                if (victims[place].getInputStream().read() < 0) {
                    throw new IOException("client %d did not start".formatted(i));
                }
                Thread.sleep(random.nextInt(LONGEST_MILLISECONDS));
                milliseconds[i] = kill(daemon, victims[place]);
                victims[place] = start(daemon, place);
            }
            for (var victim : victims) {
                victim.destroyForcibly();
                victim.waitFor();
            }
            other.stopping.set(true);
            other.join();
            Arrays.sort(milliseconds);
            return List.of((double) leaked(daemon), (double) other.missed, milliseconds[KILLS / 2]);
        }
    }

    private static Process start(DaemonProcess daemon, int place) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledClient.class.getName(),
                        daemon.socket(0).toString(),
                        daemon.socket(1).toString(),
                        Integer.toString(FIRST_CHANNEL + place))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static double kill(DaemonProcess daemon, Process victim)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        victim.destroyForcibly();
        victim.waitFor();
        for (int station = 0; station < 2; station++) {
            while (StationStatus.of(daemon.socket(station)).clients().stream()
                    .anyMatch(each -> each.pid() == victim.pid())) {
                if (System.nanoTime() - begin > PATIENCE) {
                    throw new IOException("the daemon does not see a client's end");
                }
            }
        }
        return (System.nanoTime() - begin) / 1e6;
    }

    /// Blocks that nobody holds and that are not free, when no frame is under way any more.
    private static int leaked(DaemonProcess daemon) {
        int leaked = 0;
        for (int station = 0; station < 2; station++) {
            long begin = System.nanoTime();
            var status = StationStatus.of(daemon.socket(station));
            while ((status.framesOutstanding() > 0 || !status.clients().isEmpty())
                    && System.nanoTime() - begin < PATIENCE) {
                status = StationStatus.of(daemon.socket(station));
            }
            leaked += status.blocks() - status.blocksFree();
        }
        return leaked;
    }

    /// Who does nothing wrong.
    private static final class Other extends Thread {
        private final DaemonProcess daemon;
        final AtomicBoolean stopping = new AtomicBoolean();

        /// Read after its end.
        long missed;

        Other(DaemonProcess daemon) {
            super("other");
            this.daemon = daemon;
        }

        @Override
        public void run() {
            var options = ClientOptions.of(1, BYTES);
            try (var sender = daemon.connect(0, options);
                    var receiver = daemon.connect(1, options)) {
                var out = sender.openPool(PoolOptions.named("other").limits(4, 0).reserves(4, 0));
                var in = receiver.openPool(PoolOptions.named("other").limits(0, 4).reserves(0, 4));
                int vci = StationVci.of(receiver.status().station(), StationVci.FIRST_FREE_CHANNEL);
                in.assoc(vci);
                var send = sender.newScript();
                var block = send.allocFor(0, BYTES);
                send.copyIn(block, 0, 0, BYTES);
                send.send(block, BYTES, vci);
                send.free(block);
                var receive = receiver.newScript();
                var pdu = receive.rx(0);
                receive.copyOutRest(pdu, 0, 0);
                receive.free(pdu);
                for (int number = 1; !stopping.get(); number++) {
                    sender.userMemory().set(JAVA_INT, 0, number);
                    boolean came =
                            out.run(send).ok() && in.waitRx(PATIENCE).ok() && in.run(receive).ok();
                    if (!came || receiver.userMemory().get(JAVA_INT, 0) != number) {
                        missed++;
                    }
                }
            }
        }
    }
}
