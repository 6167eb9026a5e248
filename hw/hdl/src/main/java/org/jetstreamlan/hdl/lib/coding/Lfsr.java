package org.jetstreamlan.hdl.lib.coding;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;

/// A linear-feedback shift register of maximal length: all states but 0 in 2^width - 1 steps.
///
/// ```
/// FIBONACCI   ┌─ xor <─ taps ┐            GALOIS   ┌──────────┬───────┐
///             └> [0] ─> ... [n-1]                  └> [0] ─ xor ─ ... [n-1]
/// ```
/// | form | next state | logic |
/// | --- | --- | --- |
/// | [Form#FIBONACCI] | shifted up, parity of the taps below | one parity of 2 or 4 bits |
/// | [Form#GALOIS] | times x modulo the polynomial | up to 3 exclusive ors side by side |
///
/// Steps in the clocks in which `enable` is 1; 1 after reset. The top bit is a pseudo-random sequence.
public final class Lfsr extends Module {
    /// How the feedback is done.
    public enum Form {
        FIBONACCI,
        GALOIS
    }

    public static final int WIDTH_MINIMUM = 2;
    public static final int WIDTH_MAXIMUM = 64;

    /// For each width from 2, a primitive polynomial of that degree without its top term: a trinomial where there is one, else a pentanomial,
    /// of them the one with the smallest exponents.
    private static final long[] POLYNOMIALS = {
        0x3, 0x3, 0x3, 0x5, 0x3, 0x3, 0x1d, 0x11, 0x9, 0x5, 0x53, 0x1b, 0x2b, 0x3, 0x2d, 0x9, 0x81,
        0x27, 0x9, 0x5, 0x3, 0x21, 0x1b, 0x9, 0x47, 0x27, 0x9, 0x5, 0x53, 0x9, 0xc5, 0x2001, 0x119,
        0x5, 0x801, 0x53, 0x63, 0x11, 0x39, 0x9, 0x99, 0x59, 0x65, 0x1b, 0x1c1, 0x21, 0x291, 0x201,
        0x1d, 0x4b, 0x9, 0x47, 0x149, 0x1000001, 0x95, 0x81, 0x80001, 0x95, 0x3, 0x27, 0x69, 0x3,
        0x1b
    };

    private final int width;
    private final Form form;

    public final Bool enable = input(bool());
    public final Bits state;

    /// @param width 2..64
    public Lfsr(int width, Form form) {
        polynomial(width);
        this.width = width;
        this.form = form;
        super();
        this.state = output(bits(width));
    }

    /// The polynomial of a width, without its top term, x^0 in bit 0.
    ///
    /// @param width 2..64
    public static long polynomial(int width) {
        if (width < WIDTH_MINIMUM || width > WIDTH_MAXIMUM) {
            throw Arguments.wrong("an LFSR", "of " + width + " bits", "make it 2 to 64 bits wide");
        }
        return POLYNOMIALS[width - WIDTH_MINIMUM];
    }

    @Override
    protected String moduleName() {
        return "Lfsr_w" + width + (form == Form.GALOIS ? "_galois" : "_fibonacci");
    }

    @Override
    protected Object parameters() {
        return moduleName();
    }

    @Override
    protected void build() {
        var held = reg(bits(width), init(1)).named("shift_register");
        state.assign(held);
        when(enable, () -> held.next(form == Form.GALOIS ? galois(held) : fibonacci(held)));
    }

    /// The sequence of x^n = sum of x^k has s(t + n) = sum of s(t + k): k counts from the oldest bit, which is on top.
    private Bits fibonacci(Bits held) {
        List<Bool> taps = new ArrayList<>();
        for (int k = 0; k < width; k++) {
            if ((polynomial(width) >>> k & 1) != 0) {
                taps.add(held.bit(width - 1 - k));
            }
        }
        return cat(held.slice(width - 2, 0), cat(taps.toArray(Bool[]::new)).xorR());
    }

    private Bits galois(Bits held) {
        var carried = mux(held.bit(width - 1), lit(polynomial(width), width), zeros(width));
        return held.shl(1).xor(carried);
    }
}
