package org.jetstreamlan.examples.uart;

import java.util.ArrayList;
import java.util.List;

/// A line as its level in each clock: the frames of a sender whose bit time is any number of clocks, and what a receiver makes of them.
final class SerialLine {
    private final Parity parity;
    private final double clocksPerBit;
    private final List<Boolean> levels = new ArrayList<>();
    private double end;

    SerialLine(Parity parity, double clocksPerBit) {
        this.parity = parity;
        this.clocksPerBit = clocksPerBit;
    }

    /// Level in each clock so far.
    List<Boolean> levels() {
        return levels;
    }

    SerialLine bits(boolean level, double count) {
        end += count * clocksPerBit;
        while (levels.size() < end) {
            levels.add(level);
        }
        return this;
    }

    SerialLine idle(double bits) {
        return bits(true, bits);
    }

    SerialLine frame(int data) {
        return frame(data, false, true);
    }

    SerialLine frame(int data, boolean wrongParity, boolean stop) {
        bits(false, 1);
        for (int i = 0; i < 8; i++) {
            bits((data >> i & 1) != 0, 1);
        }
        if (parity != Parity.NONE) {
            bits(parityOf(data) != wrongParity, 1);
        }
        return bits(stop, 1);
    }

    private boolean parityOf(int data) {
        return Integer.bitCount(data) % 2 == (parity == Parity.EVEN ? 1 : 0);
    }

    /// The bytes on a line with frames of exactly this line's bit time.
    ///
    /// @throws IllegalStateException if it does not consist of whole frames and idle time
    List<Long> decode(List<Boolean> line) {
        List<Long> bytes = new ArrayList<>();
        int bit = (int) clocksPerBit;
        int length = 10 + parity.bits();
        for (int at = 0; at < line.size(); ) {
            if (line.get(at)) {
                at++;
                continue;
            }
            int frame = 0;
            for (int i = 0; i < length * bit; i++) {
                boolean level = line.get(at + i);
                if (i % bit == 0) {
                    frame |= level ? 1 << i / bit : 0;
                } else if (level != ((frame >> i / bit & 1) != 0)) {
                    throw new IllegalStateException("clock %d: not a whole bit".formatted(at + i));
                }
            }
            int data = frame >> 1 & 0xFF;
            boolean stop = (frame >> length - 1 & 1) != 0;
            if (!stop || parity != Parity.NONE && parityOf(data) != ((frame >> 9 & 1) != 0)) {
                throw new IllegalStateException("clock %d: frame 0x%X".formatted(at, frame));
            }
            bytes.add((long) data);
            at += length * bit;
        }
        return bytes;
    }
}
