package org.jetstreamlan.examples.fir;

import java.math.BigInteger;
import java.util.List;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.SInt;
import org.jetstreamlan.hdl.lib.Stream;

/// A finite impulse response filter with constant coefficients, exact: `out[n] = c[0] × in[n] + c[1] × in[n-1] + ...`, in as many bits as
/// the largest sum needs. Samples before the first are 0.
///
/// The transposed form: each sample meets all coefficients at once, and sums move along a chain of registers, so that the longest path is one
/// multiplication or one addition, however many taps.
///
/// ```
/// in ──┬─────────────┬─────────────┬────────
///      × c[2]        × c[1]        × c[0]
///      ▼             ▼             ▼
///      product       product       product         clock 1
///      ▼             ▼             ▼
///      sum ────────> + sum ──────> + sum ──> out    clock 2
/// ```
/// Latency 2 clocks, throughput one sample a clock. The whole filter waits while `out` is not ready.
public final class FirFilter extends Module {
    /// @param width bits of a sample
    /// @param coefficients the first for the newest sample; at least one that is not 0
    public record Parameters(int width, List<Integer> coefficients) {
        public Parameters {
            coefficients = List.copyOf(coefficients);
            if (coefficients.stream().allMatch(c -> c == 0)) {
                throw new IllegalArgumentException(
                        "filter with coefficients %s: one must not be 0".formatted(coefficients));
            }
        }

        /// Bits of a result: the largest comes of samples -2^(width-1), each with the sign that its coefficient makes positive.
        public int resultWidth() {
            long gain = coefficients.stream().mapToLong(c -> Math.abs((long) c)).sum();
            return BigInteger.valueOf(gain).shiftLeft(width - 1).bitLength() + 1;
        }
    }

    private final Parameters parameters;

    public final Stream<SInt> in;
    public final Stream<SInt> out;

    public FirFilter(Parameters parameters) {
        this.parameters = parameters;
        super();
        in = input(stream(sint(parameters.width())));
        out = output(stream(sint(parameters.resultWidth())));
    }

    @Override
    protected String moduleName() {
        int taps = parameters.coefficients().size();
        return "FirFilter_t" + taps + "_w" + parameters.width();
    }

    @Override
    protected void build() {
        var coefficients = parameters.coefficients();
        int resultWidth = parameters.resultWidth();
        var products = reg(vec(coefficients.size(), sint(resultWidth)));
        var sums = reg(vec(coefficients.size(), sint(resultWidth)), init(0));
        var productsValid = reg(bool(), init(0));
        var sumsValid = reg(bool(), init(0));

        Bool moves = out.ready().or(sumsValid.not());
        in.ready().assign(moves);
        out.valid().assign(sumsValid);
        out.payload().assign(sums.at(0));
        var sample = in.payload().sext(resultWidth);
        when(
                moves,
                () -> {
                    productsValid.next(in.valid());
                    sumsValid.next(productsValid);
                });
        when(
                in.fire(),
                () -> {
                    for (int tap = 0; tap < coefficients.size(); tap++) {
                        products.at(tap).next(sample.mul(coefficients.get(tap)));
                    }
                });
        when(
                moves.and(productsValid),
                () -> {
                    int last = coefficients.size() - 1;
                    for (int tap = 0; tap < last; tap++) {
                        sums.at(tap).next(products.at(tap).add(sums.at(tap + 1)));
                    }
                    sums.at(last).next(products.at(last));
                });
    }
}
