package org.jetstreamlan.sim.wave;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.sim.WordValue;

/// A value change dump (IEEE 1364-2005 clause 18): a line for each change.
///
/// A line is put together from `long`s of eight characters: eight digits come from a table, and what follows the digits, `" id\n"`, is one
/// `long` for each value, of which more is stored than counts; the next line overwrites the rest.
final class VcdWriter implements WaveWriter {
    private static final VarHandle EIGHT =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /// The binary digits of a byte.
    private static final long[] DIGITS = new long[256];

    static {
        for (int value = 0; value < DIGITS.length; value++) {
            for (int bit = 0; bit < 8; bit++) {
                DIGITS[value] |= (long) ('0' + (value >>> (7 - bit) & 1)) << 8 * bit;
            }
        }
    }

    /// Digits of the largest `long`.
    private static final int LONGEST = 19;

    private static final int BUFFER = 1 << 20;

    /// Longest line besides digits or a name: `b`, blank, code, end of line, and what is stored beyond it.
    private static final int LINE = 32;

    /// Of a word that is not the one word of a value without a name.
    private static final int SPECIAL = 0;

    private final OutputStream stream;
    private final WaveRows rows;
    private final Timebase time;

    /// Per word the width of its value, or [#SPECIAL].
    private final int[] widths;

    /// Per word what ends its line (for one bit: all of it, with the digit 0), and how many characters that are.
    private final long[] tails;

    private final int[] tailLengths;

    /// Per word what else there is to say of it.
    private final Special[] specials;

    /// Most bytes of one row.
    private final int rowBytes;

    /// Written by a thread of its own: a file costs as much as its text.
    private final Backlog<byte[]> backlog;

    private byte[] buffer;
    private int used;
    private final long[] last;
    private boolean started;

    /// Digits of the last time, and the first time that has more.
    private int timeDigits = 1;

    private long timeLimit = 10;

    /// The last special value of this row that has its line.
    private Special written = Special.NONE;

    /// A value of more than one word, or one of an enum.
    private record Special(int word, int width, String code, List<Named> names) {
        static final Special NONE = new Special(0, 0, "", List.of());
    }

    private record Named(EnumNames names, String code) {}

    VcdWriter(WaveRows rows, OutputStream stream) throws IOException {
        this.rows = rows;
        this.stream = stream;
        time = rows.time();
        int stride = rows.stride();
        widths = new int[stride];
        tails = new long[stride];
        tailLengths = new int[stride];
        specials = new Special[stride];
        Arrays.fill(specials, Special.NONE);
        last = new long[stride];
        VcdDeclarations head = new VcdDeclarations(rows.values(), time.unit());
        int[] numbers = head.declare(rows);
        List<List<Named>> named = named(head);
        long most = 2 * LINE;
        for (int value = 0; value < numbers.length; value++) {
            most += prepare(value, VcdDeclarations.code(numbers[value]), named.get(value));
        }
        rowBytes = Math.toIntExact(most);
        int bytes = Math.max(BUFFER, 2 * rowBytes);
        buffer = new byte[bytes];
        backlog =
                new Backlog<>(() -> new byte[bytes], (text, count) -> stream.write(text, 0, count));
        stream.write(head.head().getBytes(StandardCharsets.UTF_8));
    }

    private List<List<Named>> named(VcdDeclarations head) {
        List<List<Named>> named = new ArrayList<>();
        for (int value = 0; value < rows.values(); value++) {
            named.add(new ArrayList<>());
        }
        for (VcdDeclarations.Text text : head.texts()) {
            text.of()
                    .names()
                    .ifPresent(
                            names ->
                                    named.get(rows.valueOf(text.of()))
                                            .add(new Named(new EnumNames(names), text.code())));
        }
        return named;
    }

    /// Prepares the lines of a value; returns how long they are at most.
    private long prepare(int value, String code, List<Named> names) {
        int word = rows.word(value);
        int width = rows.width(value);
        if (width > Long.SIZE || !names.isEmpty()) {
            Special special = new Special(word, width, code, List.copyOf(names));
            int words = (width + Long.SIZE - 1) / Long.SIZE;
            Arrays.fill(specials, word, word + words, special);
        } else {
            String tail = (width == 1 ? "0" : " ") + code + "\n";
            widths[word] = width;
            tailLengths[word] = tail.length();
            for (int i = 0; i < tail.length(); i++) {
                tails[word] |= (long) tail.charAt(i) << 8 * i;
            }
        }
        long bytes = LINE + width;
        for (Named name : names) {
            bytes += LINE + 4L * Math.max(name.names.longest(), width);
        }
        return bytes;
    }

    @Override
    public void write(long[] block, int from, int count) throws IOException {
        int stride = widths.length;
        long[] before = last;
        int beforeAt = 0;
        for (int row = 0, at = from; row < count; row++, at += stride) {
            if (used + rowBytes > buffer.length) {
                flush();
            }
            long cycle = block[at];
            time(time.start(cycle));
            if (!started) {
                used += ascii("$dumpvars\n", used);
            }
            if (time.clocked()) {
                clock(time.level(cycle));
            }
            written = Special.NONE;
            if (started) {
                changes(before, beforeAt, block, at);
            } else {
                all(block, at);
                started = true;
            }
            before = block;
            beforeAt = at;
            if (time.clocked() && cycle > 0) {
                time(time.middle(cycle));
                clock(time.falling());
            }
        }
        System.arraycopy(before, beforeAt, last, 0, stride);
    }

    private void all(long[] block, int at) {
        for (int word = 1; word < widths.length; word++) {
            used = change(buffer, used, block, at, word);
        }
        used += ascii("$end\n", used);
    }

    /// Four words at a time, since most do not change.
    private void changes(long[] before, int beforeAt, long[] block, int at) {
        int end = widths.length;
        byte[] to = buffer;
        int out = used;
        int word = 1;
        for (; word + 3 < end; word += 4) {
            long d0 = before[beforeAt + word] ^ block[at + word];
            long d1 = before[beforeAt + word + 1] ^ block[at + word + 1];
            long d2 = before[beforeAt + word + 2] ^ block[at + word + 2];
            long d3 = before[beforeAt + word + 3] ^ block[at + word + 3];
            if ((d0 | d1 | d2 | d3) != 0) {
                if (d0 != 0) {
                    out = change(to, out, block, at, word);
                }
                if (d1 != 0) {
                    out = change(to, out, block, at, word + 1);
                }
                if (d2 != 0) {
                    out = change(to, out, block, at, word + 2);
                }
                if (d3 != 0) {
                    out = change(to, out, block, at, word + 3);
                }
            }
        }
        for (; word < end; word++) {
            if (before[beforeAt + word] != block[at + word]) {
                out = change(to, out, block, at, word);
            }
        }
        used = out;
    }

    /// Writes a word's line to `out`; returns where it ends.
    private int change(byte[] to, int out, long[] block, int at, int word) {
        long value = block[at + word];
        int width = widths[word];
        if (width == 1) {
            EIGHT.set(to, out, tails[word] | value);
            return out + tailLengths[word];
        }
        if (width == SPECIAL) {
            return special(specials[word], block, at, out);
        }
        // Leading zeros are left out: readers extend with 0.
        int zeros = Long.numberOfLeadingZeros(value | 1);
        long rest = value << zeros;
        int digits = out + 1;
        int end = digits + Long.SIZE - zeros;
        to[out] = 'b';
        do {
            EIGHT.set(to, digits, DIGITS[(int) (rest >>> 56)]);
            rest <<= 8;
            digits += 8;
        } while (digits < end);
        EIGHT.set(to, end, tails[word]);
        return end + tailLengths[word];
    }

    private int special(Special special, long[] block, int at, int out) {
        if (special == written) {
            return out;
        }
        written = special;
        BigInteger value = value(block, at + special.word, special.width);
        int end = out;
        if (special.width == 1) {
            end += ascii(value + special.code + "\n", end);
        } else {
            end += ascii("b" + value.toString(2) + " " + special.code + "\n", end);
        }
        for (Named name : special.names) {
            end += ascii("s" + name.names.of(value) + " " + name.code + "\n", end);
        }
        return end;
    }

    /// The number of `width` bits in the words from `from` on.
    static BigInteger value(long[] words, int from, int width) {
        return WordValue.of(words, from, (width + Long.SIZE - 1) / Long.SIZE);
    }

    private void clock(boolean level) {
        buffer[used++] = (byte) (level ? '1' : '0');
        buffer[used++] = '!';
        buffer[used++] = '\n';
    }

    private void time(long now) {
        while (now >= timeLimit) {
            timeDigits++;
            timeLimit = timeDigits < LONGEST ? timeLimit * 10 : Long.MAX_VALUE;
        }
        buffer[used] = '#';
        int at = used + timeDigits;
        used = at + 2;
        buffer[at + 1] = '\n';
        long rest = now;
        for (; rest >= 100; at -= 2) {
            long hundreds = rest / 100;
            int pair = (int) (rest - 100 * hundreds);
            int tens = pair * 103 >> 10;
            buffer[at] = (byte) ('0' + pair - 10 * tens);
            buffer[at - 1] = (byte) ('0' + tens);
            rest = hundreds;
        }
        buffer[at] = (byte) ('0' + rest % 10);
        if (rest >= 10) {
            buffer[at - 1] = (byte) ('0' + rest / 10);
        }
    }

    private int ascii(String text, int at) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, buffer, at, bytes.length);
        return bytes.length;
    }

    private void flush() throws IOException {
        buffer = backlog.exchange(buffer, used);
        used = 0;
    }

    @Override
    public void finish() throws IOException {
        if (started) {
            if (used + LINE > buffer.length) {
                flush();
            }
            time(time.start(last[0] + 1));
        }
        backlog.await();
        stream.write(buffer, 0, used);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
