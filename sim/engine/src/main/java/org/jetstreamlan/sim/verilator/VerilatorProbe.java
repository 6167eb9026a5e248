package org.jetstreamlan.sim.verilator;

import java.math.BigInteger;
import org.jetstreamlan.sim.Probe;

/// A net as an address in one simulator's native instance.
final class VerilatorProbe implements Probe {
    final VerilatorSimulator owner;
    private final String path;
    final Locator.Place place;
    private final boolean input;

    /// Whether a change takes effect on registers at once, without an edge.
    final boolean asynchronous;

    final Storage storage;

    /// Changes when its simulator changes to another library.
    long address;

    VerilatorProbe(
            VerilatorSimulator owner,
            String path,
            int width,
            Locator.Place place,
            boolean input,
            boolean asynchronous) {
        this.owner = owner;
        this.path = path;
        this.place = place;
        this.input = input;
        this.asynchronous = asynchronous;
        storage = new Storage(width);
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public int width() {
        return storage.width;
    }

    @Override
    public boolean isInput() {
        return input;
    }

    /// @throws IllegalArgumentException if the value does not fit
    void checkFits(long value) {
        if (storage.width > Long.SIZE || (value & ~storage.mask) != 0) {
            throw new IllegalArgumentException(
                    "value 0x"
                            + Long.toHexString(value)
                            + " for "
                            + path
                            + ", which is "
                            + storage.width
                            + " bits wide"
                            + (storage.width > Long.SIZE ? "; use pokeWide" : "; cut it first"));
        }
    }

    /// As [#checkFits(long)].
    void checkFits(BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > storage.width) {
            throw new IllegalArgumentException(
                    "value "
                            + value
                            + " for "
                            + path
                            + ", which is "
                            + storage.width
                            + " bits wide and unsigned");
        }
    }
}
