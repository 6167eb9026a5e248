package org.jetstreamlan.driver.shared;

import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// As [Echo], but sleeps until something comes, and wakes the other.
final class SleepingEcho {
    private SleepingEcho() {}

    /// Words of the two doorbells.
    static final long OUT_BELL = 256;

    static final long BACK_BELL = 320;
    static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    /// @param arguments path of a memory file
    public static void main(String[] arguments) throws Exception {
        try (var file = new RandomAccessFile(Path.of(arguments[0]).toFile(), "rw");
                var arena = Arena.ofConfined()) {
            echo(file.getChannel().map(MapMode.READ_WRITE, 0, Echo.BYTES, arena));
        }
    }

    static void echo(MemorySegment memory) {
        var in = new RingConsumer(memory, Echo.OUT);
        var out = new RingProducer(memory, Echo.BACK);
        var sleep = new Doorbell(memory, OUT_BELL);
        var wake = new Doorbell(memory, BACK_BELL);
        var entry = MemorySegment.ofArray(new long[RingPlace.ENTRY_BYTES / 8]);
        BooleanSupplier something = in::hasEntry;
        do {
            if (!sleep.await(something, PATIENCE) || !in.poll(entry, 0) || !out.offer(entry, 0)) {
                throw new IllegalStateException("nothing came in time, or the ring is full");
            }
            wake.ring();
        } while (entry.get(ValueLayout.JAVA_LONG, 0) != 0);
    }
}
