package org.jetstreamlan.cli.figure.circuit;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.hdl.lib.coding.Crc;
import org.jetstreamlan.hdl.lib.coding.CrcSpec;

/// FIFOs, each of which feeds a CRC-32, one behind the other; what leaves one is the word XOR the CRC of the words before it. Latency
/// 1 clock a FIFO, a word a clock.
public final class Chain extends Module {
    static final CrcSpec CRC = new CrcSpec(32, 0x04C1_1DB7L, 0xFFFF_FFFFL, false, false, 0);

    private final List<Integer> depths;
    public final Stream<Bits> in = input(stream(bits(32)));
    public final Stream<Bits> out = output(stream(bits(32)));

    private Chain(List<Integer> depths) {
        this.depths = List.copyOf(depths);
    }

    /// Circuit S: one FIFO of 16.
    public static Chain s() {
        return new Chain(List.of(16));
    }

    /// Circuit L: 64 FIFOs of depths 4 to 67.
    public static Chain l() {
        return ofLength(64);
    }

    /// FIFOs of these depths.
    public static Chain of(Integer... depths) {
        return new Chain(List.of(depths));
    }

    /// So many FIFOs, of depths 4 to 67 in turn.
    public static Chain ofLength(int length) {
        var depths = new ArrayList<Integer>();
        for (int i = 0; i < length; i++) {
            depths.add(4 + i % 64);
        }
        return new Chain(depths);
    }

    @Override
    protected String moduleName() {
        return "Top";
    }

    @Override
    protected void build() {
        var words = in;
        for (int depth : depths) {
            var fifo = child(new Fifo<>(bits(32), depth, Fifo.Storage.LUT));
            var crc = child(new Crc(CRC, 32));
            connect(fifo.in, words);
            connect(crc.word, fifo.out.tap());
            crc.start.assign(low());
            words = fifo.out.map(word -> word.xor(crc.crc));
        }
        connect(out, words);
    }
}
