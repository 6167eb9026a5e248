package org.jetstreamlan.nic.copy;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.RegisterSlice;
import org.jetstreamlan.hdl.lib.Selection;
import org.jetstreamlan.hdl.lib.Stream;

/// Moves a run of bytes from their places in words of 64 bits to other places: each word is turned by `to - from` bytes, and a word that goes out is made of
/// two that came.
///
/// ```
/// from 3, to 5, 9 bytes           from 5, to 2
/// in    |- - - a b c d e|f g h i - - - -|      in    |- - - - - a b c|d e f - ...
/// out   |- - - - - a b c|d e f g h i - -|      out   |- - a b c d e f|
/// ```
/// Throughput 1 word a clock; one clock more where `to` is below `from`, and for a word that goes out behind the last that came. Latency 1 clock.
final class ByteAligner extends Module {
    private static final int WORDS_WIDTH = 14;

    /// Takes the next run; not before the last word of the one before has gone.
    final Bool begin = input(bool());

    final UInt from = input(uint(3));
    final UInt to = input(uint(3));

    /// 1..65,535.
    final UInt bytes = input(uint(CopyJob.BYTES_WIDTH));

    final Stream<Bits> in = input(stream(bits(64)));
    final Stream<AlignedWord> out = output(stream(AlignedWord.TYPE));

    /// Words that the run takes of `in`, and of `out`; from `begin` on.
    final UInt wordsIn = output(uint(WORDS_WIDTH));

    final UInt wordsOut = output(uint(WORDS_WIDTH));

    /// The word taken of `in` is the last.
    final Bool lastIn = output(bool());

    private final RegisterSlice<AlignedWord> slice = child(new RegisterSlice<>(AlignedWord.TYPE));

    @Override
    protected void build() {
        var turn = reg(uint(3));
        var head = reg(bits(8));
        var tail = reg(bits(8));
        var toCome = reg(uint(WORDS_WIDTH), init(0));
        var toGo = reg(uint(WORDS_WIDTH), init(0));
        var primes = reg(bool(), init(0));
        var first = reg(bool());
        var before = reg(bits(64));
        wordsIn.assign(words(from));
        wordsOut.assign(words(to));

        var turned = turned(in.payload(), turn);
        var ends = toGo.eq(1);
        var flushes = toCome.eq(0);
        var emits = all(toGo.ne(0), primes.not(), in.valid().or(flushes));
        slice.in.valid().assign(emits);
        slice.in.payload().data().assign(merged(before, turned, turn));
        slice.in
                .payload()
                .strobes()
                .assign(mux(first, head, ones(8)).and(mux(ends, tail, ones(8))));
        slice.in.payload().last().assign(ends);
        var goes = slice.in.fire();
        in.ready().assign(primes.or(slice.in.ready().and(toGo.ne(0)).and(flushes.not())));
        lastIn.assign(toCome.eq(1));
        when(
                in.fire(),
                () -> {
                    before.next(turned);
                    toCome.next(toCome.sub(1));
                    primes.next(0);
                });
        when(
                goes,
                () -> {
                    toGo.next(toGo.sub(1));
                    first.next(0);
                });
        when(
                begin,
                () -> {
                    turn.next(to.sub(from));
                    head.next(ones(8).shl(to));
                    tail.next(upTo(to.add(bytes.trunc(3))));
                    toCome.next(wordsIn);
                    toGo.next(wordsOut);
                    primes.next(to.lt(from));
                    first.next(1);
                });
        connect(out, slice.out);
    }

    /// Words that hold `bytes` from byte `at` of the first on.
    private UInt words(UInt at) {
        var end = bytes.addFull(at.zext(CopyJob.BYTES_WIDTH)).addFull(num(7, 17));
        return end.slice(16, 3).asUInt();
    }

    /// The bytes below `end`; of 0, all.
    private Bits upTo(UInt end) {
        return mux(end.eq(0), ones(8), ones(8).shl(end).not());
    }

    /// Byte i at i + `turn`, modulo 8.
    private static Bits turned(Bits word, UInt turn) {
        List<Bits> ways = new ArrayList<>();
        for (int by = 0; by < 8; by++) {
            int bits = 8 * by;
            ways.add(
                    by == 0 ? word : Bits.cat(word.slice(63 - bits, 0), word.slice(63, 64 - bits)));
        }
        return Selection.of(ways, turn);
    }

    /// Below byte `turn` of the word before, from there on of this one.
    private Bits merged(Bits before, Bits now, UInt turn) {
        var fromNow = ones(8).shl(turn);
        List<Bits> bytes = new ArrayList<>();
        for (int i = 7; i >= 0; i--) {
            bytes.add(
                    mux(
                            fromNow.bit(i),
                            now.slice(8 * i + 7, 8 * i),
                            before.slice(8 * i + 7, 8 * i)));
        }
        return cat(bytes.toArray(Bits[]::new));
    }
}
