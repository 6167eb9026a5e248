package org.jetstreamlan.sim;

import java.math.BigInteger;
import java.util.Optional;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.SInt;
import org.jetstreamlan.hdl.Signal;
import org.jspecify.annotations.Nullable;

/// A signal in a running design: its bits as Java values, and how it changed while somebody waited for it.
final class SignalHandle {
    private final Kernel kernel;
    private final Simulator simulator;
    private final Signal<?> signal;
    private final String path;
    private final int width;
    private final boolean signed;

    /// Bits of a `long` above the value; negative for a value of more than 64 bits.
    private final int spare;

    /// Null for a signal of 0 bits, which no engine has.
    private final @Nullable Probe probe;

    private final @Nullable ProbeAccess access;

    /// The same for an input or register of at most 64 bits, else null.
    private final @Nullable ProbeAccess settable;

    private boolean looked;
    private long lastNarrow;
    private long beforeNarrow;
    private BigInteger lastWide = BigInteger.ZERO;
    private BigInteger beforeWide = BigInteger.ZERO;
    private long changedAt = -1;

    SignalHandle(
            Kernel kernel,
            Simulator simulator,
            Signal<?> signal,
            String path,
            @Nullable Probe probe) {
        this.kernel = kernel;
        this.simulator = simulator;
        this.signal = signal;
        this.path = path;
        this.probe = probe;
        width = signal.width();
        signed = signal instanceof SInt;
        access = probe == null ? null : simulator.access(probe);
        spare = Long.SIZE - width;
        settable = spare >= 0 && isPokable() ? access : null;
    }

    Signal<?> signal() {
        return signal;
    }

    String path() {
        return path;
    }

    Probe probe() {
        if (probe == null) {
            throw new IllegalArgumentException(path + " has 0 bits: there is nothing to probe");
        }
        return probe;
    }

    int width() {
        return width;
    }

    // ---- peek

    /// Up to 64 bits; of an `SInt` with its sign.
    long peek() {
        if (access == null) {
            return 0;
        }
        long bits = access.peek();
        return signed ? bits << spare >> spare : bits;
    }

    /// Any width; of an `SInt` with its sign.
    BigInteger peekWide() {
        BigInteger bits = bits();
        return signed && width > 0 && bits.testBit(width - 1)
                ? bits.subtract(BigInteger.ONE.shiftLeft(width))
                : bits;
    }

    /// The bit pattern.
    BigInteger bits() {
        return probe == null ? BigInteger.ZERO : simulator.peekWide(probe);
    }

    // ---- poke

    void poke(long value) {
        if (settable == null) {
            poke(number(signal, value));
            return;
        }
        long bits = value << spare >>> spare;
        if (value != (signed ? value << spare >> spare : bits)) {
            throw doesNotFit(Long.toString(value));
        }
        settable.poke(bits);
    }

    /// Of a signal of 1 bit, which any value fits.
    void poke(boolean value) {
        if (settable == null) {
            pokeBits(value ? BigInteger.ONE : BigInteger.ZERO);
            return;
        }
        settable.poke(value ? 1 : 0);
    }

    void poke(BigInteger value) {
        requirePokable();
        set(pattern(value));
    }

    /// Sets the bit pattern.
    void pokeBits(BigInteger bits) {
        requirePokable();
        set(bits);
    }

    private void set(BigInteger bits) {
        if (probe != null) {
            simulator.pokeWide(probe, bits);
        }
    }

    private boolean isPokable() {
        return probe == null || probe.isInput() || probe.isRegister();
    }

    /// @throws IllegalArgumentException if the design drives it, with the line that declares it
    private void requirePokable() {
        if (probe != null && !isPokable()) {
            ProbeErrors.checkPokable(simulator.model().circuit(), probe);
        }
    }

    /// The bits of a value.
    ///
    /// @throws IllegalArgumentException if it does not fit, with the values that do
    BigInteger pattern(BigInteger value) {
        boolean fits =
                signed
                        ? value.bitLength() < Math.max(width, 1)
                        : value.signum() >= 0 && value.bitLength() <= width;
        if (!fits) {
            throw doesNotFit(value.toString());
        }
        return value.signum() < 0 ? value.add(BigInteger.ONE.shiftLeft(width)) : value;
    }

    /// What a `long` means for a signal: its pattern for 64 bits without sign, else a number.
    static BigInteger number(Signal<?> signal, long value) {
        return signal.width() == Long.SIZE && !(signal instanceof SInt)
                ? WordValue.unsigned(value)
                : BigInteger.valueOf(value);
    }

    private IllegalArgumentException doesNotFit(String value) {
        BigInteger limit = BigInteger.ONE.shiftLeft(signed ? Math.max(width - 1, 0) : width);
        return new IllegalArgumentException(
                "value %s for %s, %s of %d bits: %s to %s are possible"
                        .formatted(
                                value,
                                path,
                                signal.getClass().getSimpleName(),
                                width,
                                signed ? limit.negate() : 0,
                                limit.subtract(BigInteger.ONE)));
    }

    // ---- waiting

    /// That the signal has a value.
    Watch is(BigInteger value) {
        return new Comparison(pattern(value), true);
    }

    /// That the signal has another value than now.
    Watch isOther() {
        return new Comparison(bits(), false);
    }

    /// Whether the signal has the value `wanted`, or has not.
    private final class Comparison implements Watch {
        private final BigInteger wanted;
        private final long wantedNarrow;
        private final boolean equal;

        Comparison(BigInteger wanted, boolean equal) {
            this.wanted = wanted;
            this.wantedNarrow = wanted.longValue();
            this.equal = equal;
        }

        @Override
        public boolean holds() {
            look();
            return equal
                    == (width <= Long.SIZE ? lastNarrow == wantedNarrow : lastWide.equals(wanted));
        }

        @Override
        public String state() {
            return history();
        }
    }

    /// Takes note of the present value.
    private void look() {
        if (width <= Long.SIZE) {
            long bits = probe == null ? 0 : simulator.peek(probe);
            if (bits != lastNarrow || !looked) {
                changed();
                lastNarrow = bits;
            }
        } else {
            BigInteger bits = bits();
            if (!bits.equals(lastWide) || !looked) {
                changed();
                lastWide = bits;
            }
        }
    }

    /// Forgets how it changed: time goes on from elsewhere.
    void forget() {
        looked = false;
        changedAt = -1;
    }

    private void changed() {
        if (looked) {
            changedAt = kernel.now();
            beforeNarrow = lastNarrow;
            beforeWide = lastWide;
        }
        looked = true;
    }

    /// What a report says: the present value, and the last change that was seen.
    private String history() {
        BigInteger before = width <= Long.SIZE ? WordValue.unsigned(beforeNarrow) : beforeWide;
        return "%s is %s, %s"
                .formatted(
                        path,
                        text(bits()),
                        changedAt < 0
                                ? "and did not change"
                                : "since %s, before that %s"
                                        .formatted(Time.text(changedAt), text(before)));
    }

    // ---- text

    /// A bit pattern as a person reads it: an enum's constant, `Bits` in hexadecimal, else a number.
    String text(BigInteger bits) {
        return switch (signal) {
            case Enumerated<?> choice -> name(choice, bits);
            case Bits _ -> "0x" + bits.toString(16);
            case SInt _ ->
                    (width > 0 && bits.testBit(width - 1)
                                    ? bits.subtract(BigInteger.ONE.shiftLeft(width))
                                    : bits)
                            .toString();
            case Signal<?> _ -> bits.toString();
        };
    }

    private static <E extends Enum<E>> String name(Enumerated<E> choice, BigInteger bits) {
        Optional<E> constant = choice.constant(bits);
        return constant.isPresent()
                ? constant.get().name()
                : "0x" + bits.toString(16) + ", which no constant has";
    }
}
