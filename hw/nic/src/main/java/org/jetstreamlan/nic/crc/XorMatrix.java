package org.jetstreamlan.nic.crc;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;

/// A linear map over GF(2): each output bit is the exclusive or of some input bits. What a cyclic
/// redundancy check does to a whole word at once.
///
/// ```
/// output(i) = xor of input(j) for each bit j of row(i)
/// ```
/// In hardware as an [XorNetwork].
public final class XorMatrix {
    private final int inputs;
    private final long[] rows;
    private final XorNetwork network;

    private XorMatrix(int inputs, long[] rows) {
        this.inputs = inputs;
        this.rows = rows;
        this.network = XorNetwork.of(rows);
    }

    /// The map from `inputs` message bits, first bit on top, to their remainder: the message times
    /// x^`degree`, modulo the polynomial.
    ///
    /// @param degree of the polynomial, bits of the remainder, 1..32
    /// @param polynomial without its top term
    /// @param inputs 1..63
    public static XorMatrix remainder(int degree, int polynomial, int inputs) {
        long carry = 1L << degree;
        long modulus = carry | Integer.toUnsignedLong(polynomial);
        var rows = new long[degree];
        long power = 1;
        for (int shift = 0; shift < degree + inputs; shift++) {
            if (shift >= degree) {
                for (int row = 0; row < degree; row++) {
                    rows[row] |= (power >>> row & 1) << (shift - degree);
                }
            }
            power <<= 1;
            power ^= (power & carry) != 0 ? modulus : 0;
        }
        return new XorMatrix(inputs, rows);
    }

    /// The inputs of an output bit, as a mask.
    public long row(int output) {
        return rows[output];
    }

    /// The map applied to a signal.
    ///
    /// @throws IllegalArgumentException if the width is not the matrix's
    public Bits times(Bits vector) {
        if (vector.width() != inputs) {
            throw new IllegalArgumentException(
                    "matrix of %d inputs, vector of %d bits".formatted(inputs, vector.width()));
        }
        var parities = network.parities(vector);
        var outputs = new Bool[rows.length];
        for (int row = 0; row < rows.length; row++) {
            outputs[rows.length - 1 - row] = parities.get(rows[row]);
        }
        return Bits.cat(outputs);
    }
}
