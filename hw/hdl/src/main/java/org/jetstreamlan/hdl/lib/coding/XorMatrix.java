package org.jetstreamlan.hdl.lib.coding;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;

/// A linear map over GF(2): each output bit is the exclusive or of some input bits. What a cyclic
/// redundancy check does to a whole word at once.
///
/// ```
/// output(i) = xor of input(j) for each bit j of row i
/// ```
/// In hardware as [XorNetwork]s, one for each [#BLOCK_INPUTS] inputs of a wide map.
public final class XorMatrix {
    /// Above this many inputs, gates are searched for in blocks of [#BLOCK_INPUTS]: the search takes more than quadratic time.
    private static final int SEARCHED_WHOLE = 48;

    private static final int BLOCK_INPUTS = 32;

    /// Inputs `lo` and up; bit j of a row is input `lo + j`.
    private record Block(int lo, int inputs, long[] rows, XorNetwork network) {}

    /// The search takes longer than all else in a CRC of 32 bits, and a design has many alike.
    private static final Map<String, XorMatrix> REMAINDERS = new ConcurrentHashMap<>();

    private final int inputs;
    private final int outputs;
    private final List<Block> blocks;

    private XorMatrix(int inputs, int outputs, List<Block> blocks) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.blocks = blocks;
    }

    /// The map from `inputs` message bits, first bit on top, to their remainder: the message times
    /// x^`degree`, modulo the polynomial.
    ///
    /// @param degree of the polynomial, bits of the remainder, 1..64
    /// @param polynomial without its top term
    /// @param inputs at least 1
    public static XorMatrix remainder(int degree, long polynomial, int inputs) {
        String wanted = degree + " " + polynomial + " " + inputs;
        XorMatrix known = REMAINDERS.get(wanted);
        if (known == null) {
            known = found(degree, polynomial, inputs);
            REMAINDERS.put(wanted, known);
        }
        return known;
    }

    private static XorMatrix found(int degree, long polynomial, int inputs) {
        long top = 1L << degree - 1;
        long kept = -1L >>> 64 - degree;
        if ((polynomial & ~kept) != 0) {
            throw Arguments.wrong(
                    "polynomial 0x" + Long.toHexString(polynomial),
                    "does not fit in " + degree + " bits",
                    "leave out its leading term");
        }
        // x^degree, x^(degree + 1), ...: the column of input 0, 1, ...
        long power = polynomial;
        int whole = inputs <= SEARCHED_WHOLE ? inputs : BLOCK_INPUTS;
        var blocks = new ArrayList<Block>();
        for (int lo = 0; lo < inputs; lo += whole) {
            int width = Math.min(whole, inputs - lo);
            var rows = new long[degree];
            for (int input = 0; input < width; input++) {
                for (int row = 0; row < degree; row++) {
                    rows[row] |= (power >>> row & 1) << input;
                }
                power = (power << 1 ^ ((power & top) != 0 ? polynomial : 0)) & kept;
            }
            blocks.add(new Block(lo, width, rows, XorNetwork.of(rows)));
        }
        return new XorMatrix(inputs, degree, List.copyOf(blocks));
    }

    /// The map applied to a signal. In the Verilog its bits are `remainder_0` and so on; what several of them share is called
    /// after the bits of `vector` that it is the parity of: `parity_9_31`, or `parity_of_58000100` with a mask where they are many.
    ///
    /// @throws IllegalArgumentException if the width is not the matrix's
    public Bits times(Bits vector) {
        if (vector.width() != inputs) {
            throw Arguments.wrong(
                    "a vector",
                    "of " + vector.width() + " bits for a matrix of " + inputs + " inputs",
                    "give it a bit for each input");
        }
        var terms = new ArrayList<List<Bool>>();
        for (int row = 0; row < outputs; row++) {
            terms.add(new ArrayList<>());
        }
        for (var block : blocks) {
            var part = vector.slice(block.lo + block.inputs - 1, block.lo);
            var parities = block.network.parities(part, block.lo);
            for (int row = 0; row < outputs; row++) {
                if (block.rows[row] != 0) {
                    terms.get(row).add(parities.get(block.rows[row]));
                }
            }
        }
        var bits = new Bool[outputs];
        for (int row = 0; row < outputs; row++) {
            bits[outputs - 1 - row] = parity(terms.get(row)).named("remainder_" + row);
        }
        return Bits.cat(bits);
    }

    private static Bool parity(List<Bool> terms) {
        return switch (terms.size()) {
            case 0 -> Bool.low();
            case 1 -> terms.getFirst();
            default -> Bits.cat(terms.toArray(Bool[]::new)).xorR();
        };
    }
}
