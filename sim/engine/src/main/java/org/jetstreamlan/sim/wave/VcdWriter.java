package org.jetstreamlan.sim.wave;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// The text of a value change dump (IEEE 1364-2005 clause 18). Variables are numbered by the
/// caller; numbers become short identifiers of printable characters.
final class VcdWriter implements AutoCloseable {
    private static final int FIRST = '!';
    private static final int CODES = '~' - '!' + 1;

    private final OutputStream stream;
    private final byte[] buffer = new byte[1 << 16];
    private int used;

    VcdWriter(OutputStream stream) {
        this.stream = stream;
    }

    void header() {
        text("$version Jetstream $end\n$timescale 1ps $end\n");
    }

    void scope(String name) {
        text("$scope module ").text(name).text(" $end\n");
    }

    void upscope() {
        text("$upscope $end\n");
    }

    void variable(String type, int variable, int width, String name) {
        text("$var ").text(type).text(" ").text(Integer.toString(width)).text(" ");
        code(variable);
        text(" ").text(name);
        if (width > 1) {
            text(" [").text(Integer.toString(width - 1)).text(":0]");
        }
        text(" $end\n");
    }

    void endDefinitions() {
        text("$enddefinitions $end\n");
    }

    void beginInitial() {
        text("$dumpvars\n");
    }

    void endInitial() {
        text("$end\n");
    }

    void time(long picoseconds) {
        text("#").text(Long.toString(picoseconds)).text("\n");
    }

    void bit(int variable, boolean value) {
        room(8);
        buffer[used++] = (byte) (value ? '1' : '0');
        code(variable);
        buffer[used++] = '\n';
    }

    void value(int variable, long value, int width) {
        if (width == 1) {
            bit(variable, value != 0);
            return;
        }
        room(80);
        buffer[used++] = 'b';
        // Leading zeros are left out: readers extend with 0.
        for (int i = 63 - Long.numberOfLeadingZeros(value | 1); i >= 0; i--) {
            buffer[used++] = (byte) ('0' + (value >>> i & 1));
        }
        buffer[used++] = ' ';
        code(variable);
        buffer[used++] = '\n';
    }

    void value(int variable, BigInteger value) {
        text("b").text(value.toString(2)).text(" ");
        code(variable);
        text("\n");
    }

    private void code(int variable) {
        room(8);
        int rest = variable;
        do {
            buffer[used++] = (byte) (FIRST + rest % CODES);
            rest = rest / CODES - 1;
        } while (rest >= 0);
    }

    private VcdWriter text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int done = 0; done < bytes.length; ) {
            room(1);
            int count = Math.min(bytes.length - done, buffer.length - used);
            System.arraycopy(bytes, done, buffer, used, count);
            used += count;
            done += count;
        }
        return this;
    }

    private void room(int bytes) {
        if (used + bytes > buffer.length) {
            flush();
        }
    }

    private void flush() {
        try {
            stream.write(buffer, 0, used);
            used = 0;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write waves", e);
        }
    }

    @Override
    public void close() {
        flush();
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot finish waves", e);
        }
    }
}
