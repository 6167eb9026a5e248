package org.jetstreamlan.hdl.ir;

import java.math.BigInteger;
import java.util.List;
import java.util.OptionalInt;

/// `depth` cells of `width` bits. Cells power up as `init` says (shorter lists are filled up with 0).
///
/// @param granule bits per mask bit of a write port; equals `width` where no port has a mask
/// @param policy what a synchronous read returns of a cell that is written at the same edge
/// @param writes write ports; of two writes to one cell at one edge the later in the list wins
/// @param reads synchronous read ports; asynchronous reads are [Node.MemoryRead]s
public record Memory(
        String name,
        int width,
        int depth,
        int granule,
        ReadUnderWrite policy,
        List<BigInteger> init,
        List<WritePort> writes,
        List<ReadPort> reads) {

    /// What a read returns when the same cell is written at the same clock edge. [#UNDEFINED] allows any value, which frees
    /// synthesis; engines here return the old one.
    public enum ReadUnderWrite {
        READ_FIRST,
        WRITE_FIRST,
        UNDEFINED
    }

    /// All fields but `domain` are nodes. A write outside the depth is ignored. `mask` has `width / granule` bits.
    public record WritePort(
            int domain, int enable, int address, int data, OptionalInt mask, Place place) {}

    /// `enable` and `address` are nodes; `data` is the [Net.ReadData] that takes the cell at the edge if `enable`, else holds.
    public record ReadPort(int domain, int enable, int address, int data, Place place) {}
}
