package org.jetstreamlan.sim;

import java.math.BigInteger;
import java.util.List;

/// One running instance of a circuit. Not thread-safe: one thread at a time.
///
/// ```
/// poke ─> (settle) ─> peek       step(): settle, edge of the clock, settle lazily
/// ```
public interface Simulator extends AutoCloseable {
    Model model();

    /// Resolves a net: `crc` for a port of the top module, `mac.second` for a net inside. Do it once, outside loops.
    ///
    /// @throws IllegalArgumentException if there is no such net, with the nearest names
    Probe probe(String path);

    /// The settled value, at most 64 bits wide (wider: [#peekWide(Probe)]); bits above the width are 0.
    long peek(Probe probe);

    /// Sets an input of the top module, or deposits into a register, until it changes; bits above the width must be 0 (or, for 64 bits, any pattern).
    ///
    /// @throws IllegalArgumentException if the value does not fit, or the design drives the signal, with the line
    void poke(Probe probe, long value);

    /// [#peek(Probe)] for any width.
    BigInteger peekWide(Probe probe);

    /// [#poke(Probe, long)] for any width.
    void pokeWide(Probe probe, BigInteger value);

    /// Cell `address` of the memory `path` (`buffer.cells`), any width.
    ///
    /// @throws IllegalArgumentException if there is no such memory or cell
    BigInteger peekMemory(String path, int address);

    /// Deposits into a cell.
    ///
    /// @throws IllegalArgumentException if there is no such memory or cell, or the value does not fit
    void pokeMemory(String path, int address, BigInteger value);

    /// A way to peek and poke one signal, which is faster than by its probe and the same otherwise.
    default ProbeAccess access(Probe probe) {
        return new ProbeAccess() {
            @Override
            public long peek() {
                return Simulator.this.peek(probe);
            }

            @Override
            public void poke(long value) {
                Simulator.this.poke(probe, value);
            }
        };
    }

    /// A way to read all of `probes` at once, which is faster than one by one. Values are those of [#peek(Probe)].
    default ValueReader reader(List<Probe> probes) {
        return new ProbeReader(this, probes);
    }

    /// A way to run many periods in one call. `inputs` are set, and `outputs` looked at, in each.
    ///
    /// @throws IllegalArgumentException if one is wider than 64 bits, or one of `inputs` is no input of the top module
    default Batch batch(List<Probe> inputs, List<Probe> outputs) {
        return new ProbeBatch(this, inputs, outputs);
    }

    /// One period of the top module's own clock.
    void step();

    /// `cycles` periods with unchanged inputs; 0 are none.
    ///
    /// @throws IllegalArgumentException if `cycles` is negative
    default void step(long cycles) {
        if (cycles < 0) {
            throw new IllegalArgumentException(
                    "step: " + cycles + " cycles; 0 or more are possible");
        }
        for (long i = 0; i < cycles; i++) {
            step();
        }
    }

    /// One period of one clock of the top module alone, by the name of its port (`Design.clock(domain)`); all others rest.
    ///
    /// @throws IllegalArgumentException if there is no such clock, with those there are
    default void step(String clock) {
        stepTogether(clock);
    }

    /// One period of several clocks whose edges are simultaneous: what samples at any of them samples values from before all.
    ///
    /// @throws IllegalArgumentException if there is no such clock, with those there are
    void stepTogether(String... clocks);

    /// Periods stepped since power-up, of whichever clocks.
    long cycle();

    /// What the design holds now. Time taken: that of copying it.
    ///
    /// @throws SnapshotRefused if a black box has state that cannot be had, with its name
    Snapshot snapshot();

    /// Puts the design back into the state of a snapshot, [#cycle()] too, also after one of its checks failed. Probes and readers stay what they are.
    ///
    /// @throws IllegalArgumentException if it is of another circuit
    /// @throws SnapshotRefused if it cannot be restored here
    void restore(Snapshot snapshot);

    /// Puts the design into another state of power-up; inputs stay as they are.
    ///
    /// @throws IllegalStateException after the first step
    default void powerUp(PowerUp powerUp) {
        if (cycle() != 0) {
            throw new IllegalStateException(
                    "power-up of %s in period %d: only before the first step"
                            .formatted(model().circuit().top().name(), cycle()));
        }
        restore(powerUp.state(this));
    }

    @Override
    void close();
}
