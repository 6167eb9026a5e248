package org.jetstreamlan.driver.shared;

import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/// The other process: gives back each entry that comes on one ring on the other, until one is 0.
final class Echo {
    private Echo() {}

    static final RingPlace OUT = new RingPlace(0, 64, 4_096, 64);
    static final RingPlace BACK = new RingPlace(128, 192, 8_192, 32);
    static final int BYTES = 12_288;

    /// @param arguments path of a memory file
    public static void main(String[] arguments) throws Exception {
        try (var file = new RandomAccessFile(Path.of(arguments[0]).toFile(), "rw");
                var arena = Arena.ofConfined()) {
            echo(file.getChannel().map(MapMode.READ_WRITE, 0, BYTES, arena));
        }
    }

    static void echo(MemorySegment memory) {
        var in = new RingConsumer(memory, OUT);
        var out = new RingProducer(memory, BACK);
        var entry = MemorySegment.ofArray(new long[RingPlace.ENTRY_BYTES / 8]);
        do {
            while (!in.poll(entry, 0)) {
                Thread.yield();
            }
            while (!out.offer(entry, 0)) {
                Thread.yield();
            }
        } while (entry.get(java.lang.foreign.ValueLayout.JAVA_LONG, 0) != 0);
    }
}
