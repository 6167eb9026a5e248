package org.jetstreamlan.sim.wave;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.Deflater;

/// A file in GTKWave's Fast Signal Trace format, which GTKWave and Surfer read.
///
/// ```
/// block      type | size, 8 bytes, itself included | contents                       numbers highest byte first
/// 0          head: times, counts, name, always of one size
/// 3, 6       geometry (widths), hierarchy
/// 8          changes of a stretch of time: times | values at its start | changes by handle | table of times     any number
/// ```
/// The head is written anew after each block of changes, so that the file can be read up to there whatever happens to this process. A stretch
/// begins at the last time of the one before.
final class FstWriter implements WaveWriter {
    private static final int HEAD_BYTES = 330;
    private static final int VERSION_BYTES = 128;
    private static final int DATE_BYTES = 119;
    private static final int HEAD = 0;
    private static final int GEOMETRY = 3;
    private static final int HIERARCHY = 6;
    private static final int CHANGES = 8;

    /// Bytes of changes after which a block is written.
    private static final int FULL = 8 << 20;

    /// Times after which a block is written.
    private static final int MOST_TIMES = 1 << 22;

    private final WaveRows rows;
    private final int full;
    private final Timebase time;
    private final FileChannel file;
    private final FstDeclarations declared;
    private final FstChanges changes;

    /// Per handle the first word of its value and its width; word 0 for the clock.
    private final int[] words;

    private final int[] widths;
    private int[] times = {};

    /// The last row, and, at the start of the block, the one whose values it starts with.
    private final long[] last;

    private final Bytes start = new Bytes();
    private final Bytes block = new Bytes();
    private final Bytes table = new Bytes();
    private int tableTimes;
    private long blockTime;
    private long lastTime;
    private long firstTime;
    private long blocks;
    private boolean started;

    FstWriter(WaveRows rows, Path path) throws IOException {
        this(rows, path, FULL);
    }

    /// @param full bytes of changes after which a block is written
    FstWriter(WaveRows rows, Path path, int full) throws IOException {
        this.rows = rows;
        this.full = full;
        time = rows.time();
        declared = new FstDeclarations(time.clocked());
        int[] numbers = declared.declare(rows);
        int[] indices = new int[numbers.length];
        words = new int[declared.handles];
        widths = new int[declared.handles];
        Arrays.fill(widths, 1);
        for (int value = 0; value < numbers.length; value++) {
            indices[value] = declared.handle(numbers[value]) - 1;
            words[indices[value]] = rows.word(value);
            widths[indices[value]] = rows.width(value);
        }
        changes = new FstChanges(rows, indices, declared.handles);
        last = new long[rows.stride()];
        file =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
        try {
            writeHead();
            file.position(HEAD_BYTES);
            writeDeclarations();
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private void writeHead() throws IOException {
        Bytes head = new Bytes();
        head.put(HEAD).word(HEAD_BYTES - 1).word(firstTime).word(lastTime);
        byte[] e = new byte[Double.BYTES];
        ByteBuffer.wrap(e).order(ByteOrder.LITTLE_ENDIAN).putDouble(Math.E);
        head.put(e, 0, e.length);
        head.word(0).word(declared.groups).word(declared.variables).word(declared.handles);
        head.word(blocks).put(time.exponent());
        text(head, "Jetstream", VERSION_BYTES);
        // No date: the same run gives the same file.
        text(head, "", DATE_BYTES);
        head.put(0).word(0);
        write(head, 0);
    }

    private static void text(Bytes to, String text, int bytes) {
        byte[] padded = Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), bytes);
        to.put(padded, 0, bytes);
    }

    private void write(Bytes bytes, long at) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes.data, 0, bytes.size);
        while (rest.hasRemaining()) {
            file.write(rest, at + rest.position());
        }
    }

    /// Adds a block to the file.
    private void append(int type, Bytes contents) throws IOException {
        Bytes lead = new Bytes();
        lead.put(type).word(contents.size + (long) Long.BYTES);
        long at = file.position();
        write(lead, at);
        write(contents, at + lead.size);
        file.position(at + lead.size + contents.size);
    }

    private void writeDeclarations() throws IOException {
        Bytes geometry = new Bytes();
        geometry.word(declared.geometry.size).word(declared.handles);
        geometry.put(smaller(declared.geometry, Deflater.BEST_COMPRESSION));
        append(GEOMETRY, geometry);
        Bytes hierarchy = new Bytes();
        hierarchy.word(declared.hierarchy.size);
        new Lz4().compress(declared.hierarchy.data, declared.hierarchy.size, hierarchy);
        append(HIERARCHY, hierarchy);
    }

    /// Compressed with zlib, or as they are if that is not smaller.
    private static Bytes smaller(Bytes bytes, int level) {
        Bytes packed = new Bytes();
        packed.room(bytes.size);
        Deflater deflater = new Deflater(level);
        try {
            deflater.setInput(bytes.data, 0, bytes.size);
            deflater.finish();
            packed.size = deflater.deflate(packed.data, 0, Math.max(0, bytes.size - 1));
            return deflater.finished() ? packed : bytes;
        } finally {
            deflater.end();
        }
    }

    @Override
    public void write(long[] block, int from, int count) throws IOException {
        int first = 0;
        if (!started && count > 0) {
            started = true;
            begin(block, from);
            first = 1;
        }
        int at = from + first * rows.stride();
        if (times.length < count) {
            times = new int[count];
        }
        for (int row = first; row < count; row++) {
            times[row - first] = period(block[at + (row - first) * rows.stride()]);
        }
        changes.add(last, block, at, count - first, times);
        if (count > 0) {
            System.arraycopy(block, from + (count - 1) * rows.stride(), last, 0, rows.stride());
        }
        if (changes.bytes() > full || tableTimes > MOST_TIMES) {
            flush();
        }
    }

    /// Begins the first block with the values of a row.
    private void begin(long[] block, int at) {
        System.arraycopy(block, at, last, 0, last.length);
        firstTime = time.start(last[0]);
        lastTime = firstTime;
        beginBlock(time.level(last[0]));
        if (time.clocked()) {
            changes.bit(0, 0, time.level(last[0]));
        }
        changes.first(last);
        if (time.clocked() && last[0] > 0) {
            changes.bit(0, tick(time.middle(last[0])), time.falling());
        }
    }

    /// Adds the times of a period and the clock's edges; returns the number of its start.
    private int period(long cycle) {
        int number = tick(time.start(cycle));
        if (time.clocked() && cycle > 0) {
            changes.bit(0, number, time.level(cycle));
            changes.bit(0, tick(time.middle(cycle)), time.falling());
        }
        return number;
    }

    /// Adds a time to the table; returns its number there.
    private int tick(long now) {
        table.number(now - lastTime);
        lastTime = now;
        return tableTimes++;
    }

    /// Begins the one block of a run that has no period: readers want one.
    private void beginUnknown() {
        for (int width : widths) {
            for (int bit = 0; bit < width; bit++) {
                start.put('x');
            }
        }
        table.number(0);
        tableTimes = 1;
    }

    private void beginBlock(boolean clock) {
        changes.clear();
        start.size = 0;
        for (int handle = 0; handle < words.length; handle++) {
            start.room(widths[handle]);
            for (int bit = widths[handle] - 1; bit >= 0; bit--) {
                boolean set =
                        words[handle] == 0
                                ? clock
                                : (last[words[handle] + bit / Long.SIZE] >>> bit & 1) != 0;
                start.data[start.size++] = (byte) (set ? '1' : '0');
            }
        }
        table.size = 0;
        table.number(lastTime);
        tableTimes = 1;
        blockTime = lastTime;
    }

    private void flush() throws IOException {
        block.size = 0;
        block.word(blockTime).word(lastTime).word(changes.bytes());
        Bytes packedStart = smaller(start, Deflater.DEFAULT_COMPRESSION);
        block.number(start.size).number(packedStart.size).number(words.length).put(packedStart);
        changes.write(block);
        Bytes packedTable = smaller(table, Deflater.BEST_SPEED);
        block.put(packedTable).word(table.size).word(packedTable.size).word(tableTimes);
        append(CHANGES, block);
        blocks++;
        writeHead();
        beginBlock(time.falling());
    }

    @Override
    public void finish() throws IOException {
        if (started) {
            tick(time.start(last[0] + 1));
        } else {
            beginUnknown();
        }
        flush();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
