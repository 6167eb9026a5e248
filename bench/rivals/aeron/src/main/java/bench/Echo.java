package bench;

import io.aeron.Aeron;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/// A message of 40 bytes from a process to another and back by Aeron IPC, both spinning.
///
/// ```
/// bench.Echo echo FOLDER               the media driver, and who gives back: until it is ended
/// bench.Echo ping FOLDER WARM TURNS    says median and 99th percentile of the turns, in nanoseconds
/// ```
/// The media driver has no part in messages: it has one thread, which sleeps, so that both who spin have a processor.
public final class Echo {
    private static final String CHANNEL = "aeron:ipc";
    private static final int THERE = 1;
    private static final int BACK = 2;
    private static final int BYTES = 40;

    private Echo() {}

    public static void main(String[] arguments) {
        if (arguments[0].equals("echo")) {
            echo(arguments[1]);
        } else {
            ping(arguments[1], Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        }
    }

    private static Aeron connect(String folder) {
        return Aeron.connect(
                new Aeron.Context()
                        .aeronDirectoryName(folder)
                        .idleStrategy(new SleepingMillisIdleStrategy(1)));
    }

    private static void echo(String folder) {
        var context =
                new MediaDriver.Context()
                        .aeronDirectoryName(folder)
                        .dirDeleteOnStart(true)
                        .threadingMode(ThreadingMode.SHARED)
                        .sharedIdleStrategy(new SleepingMillisIdleStrategy(1));
        try (var driver = MediaDriver.launch(context);
                var aeron = connect(folder);
                var in = aeron.addSubscription(CHANNEL, THERE);
                var out = aeron.addExclusivePublication(CHANNEL, BACK)) {
            System.out.println("ready");
            FragmentHandler give =
                    (buffer, offset, length, header) -> {
                        while (out.offer(buffer, offset, length) < 0) {
                            Thread.onSpinWait();
                        }
                    };
            while (true) {
                if (in.poll(give, 1) == 0) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    private static void ping(String folder, int warm, int turns) {
        try (var aeron = connect(folder);
                var in = aeron.addSubscription(CHANNEL, BACK);
                var out = aeron.addExclusivePublication(CHANNEL, THERE)) {
            awaitConnected(in, out);
            var message = new UnsafeBuffer(ByteBuffer.allocateDirect(BYTES));
            FragmentHandler take = (buffer, offset, length, header) -> {};
            long[] times = new long[turns];
            for (int i = -warm; i < turns; i++) {
                long begin = System.nanoTime();
                while (out.offer(message, 0, BYTES) < 0) {
                    Thread.onSpinWait();
                }
                while (in.poll(take, 1) == 0) {
                    Thread.onSpinWait();
                }
                if (i >= 0) {
                    times[i] = System.nanoTime() - begin;
                }
            }
            Arrays.sort(times);
            System.out.println(times[turns / 2] + " " + times[(int) (turns * 0.99)]);
        }
    }

    private static void awaitConnected(Subscription in, Publication out) {
        while (!in.isConnected() || !out.isConnected()) {
            Thread.onSpinWait();
        }
    }
}
