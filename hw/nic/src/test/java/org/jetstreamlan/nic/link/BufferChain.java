package org.jetstreamlan.nic.link;

import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.jit.JitEngine;

/// Elastic buffers one behind the other, each station with a clock of its own: buffer i is written at clock i and read at clock i + 1.
///
/// ```
/// source, clock 0 ─► buffer 0 ─► clock 1 ─► buffer 1 ─► clock 2 ─► ... ─► sink, clock n
/// ```
final class BufferChain implements AutoCloseable {
    /// Femtoseconds of a link word at 1 Gbaud.
    static final long PERIOD = 40_000_000;

    private static final Model MODEL = model(ElasticBuffer.RING);

    private final Hop[] hops;
    private final long[] period;
    private final long[] next;
    private final LongSupplier source;
    private final LongConsumer sink;
    private final long[] underflows;
    private final long[] overflows;

    private static Model model(ElasticBuffer.Parameters parameters) {
        return new JitEngine().compile(Design.of(() -> new ElasticBuffer(parameters)).circuit());
    }

    private static final class Hop {
        final Simulator simulator = MODEL.instantiate();
        final Probe inKind = simulator.probe("in_kind");
        final Probe inWord = simulator.probe("in_word");
        final Probe outKind = simulator.probe("out_kind");
        final Probe outWord = simulator.probe("out_word");
        final Probe underflow = simulator.probe("underflow");
        final Probe overflow = simulator.probe("overflow");
        final Probe level = simulator.probe("level");

        void put(long word) {
            simulator.poke(inKind, LinkWord.kind(word).ordinal());
            simulator.poke(inWord, Integer.toUnsignedLong(LinkWord.bits(word)));
            simulator.step("clk");
        }

        long take() {
            long word =
                    LinkWord.pack(
                            LinkWord.Kind.of((int) simulator.peek(outKind)),
                            (int) simulator.peek(outWord));
            simulator.step("to_clk");
            return word;
        }
    }

    /// @param ppm millionths by which each clock is faster than nominal; one more than there are buffers
    /// @param phases femtoseconds
    BufferChain(double[] ppm, long[] phases, LongSupplier source, LongConsumer sink) {
        hops = new Hop[ppm.length - 1];
        for (int i = 0; i < hops.length; i++) {
            hops[i] = new Hop();
        }
        underflows = new long[hops.length];
        overflows = new long[hops.length];
        period = new long[ppm.length];
        for (int i = 0; i < ppm.length; i++) {
            ppm(i, ppm[i]);
        }
        next = phases.clone();
        this.source = source;
        this.sink = sink;
    }

    void ppm(int clock, double ppm) {
        period[clock] = Math.round(PERIOD / (1 + ppm / 1e6));
    }

    /// Until the source's clock has ticked `words` times more.
    void run(long words) {
        for (long i = 0; i < words; ) {
            int clock = 0;
            for (int k = 1; k < next.length; k++) {
                if (next[k] < next[clock]) {
                    clock = k;
                }
            }
            tick(clock);
            next[clock] += period[clock];
            i += clock == 0 ? 1 : 0;
        }
    }

    private void tick(int clock) {
        long word;
        if (clock == 0) {
            word = source.getAsLong();
        } else {
            Hop hop = hops[clock - 1];
            underflows[clock - 1] += hop.simulator.peek(hop.underflow);
            overflows[clock - 1] += hop.simulator.peek(hop.overflow);
            word = hop.take();
        }
        if (clock < hops.length) {
            hops[clock].put(word);
        } else {
            sink.accept(word);
        }
    }

    /// Words that the reader of the last buffer sees.
    long level() {
        Hop last = hops[hops.length - 1];
        return last.simulator.peek(last.level);
    }

    long underflows() {
        return Arrays.stream(underflows).sum();
    }

    long overflows() {
        return Arrays.stream(overflows).sum();
    }

    @Override
    public void close() {
        for (Hop hop : hops) {
            hop.simulator.close();
        }
    }
}
