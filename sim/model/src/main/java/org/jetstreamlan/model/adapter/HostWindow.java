package org.jetstreamlan.model.adapter;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Window;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.driver.AdapterFault;
import org.jetstreamlan.driver.WindowRuns;

/// The window: which bytes of it are what. Places behind the last entry do not exist.
final class HostWindow {
    private final Capabilities sizes;
    private final BlockStore blocks;

    HostWindow(Capabilities sizes, BlockStore blocks) {
        this.sizes = sizes;
        this.blocks = blocks;
    }

    void read(int offset, MemorySegment into, long at, int bytes) {
        if (lies(offset, bytes, Window.CHAIN_TABLE, sizes.blocks() * Window.CHAIN_BYTES)) {
            for (int i = 0; i < bytes; i++) {
                int place = offset - Window.CHAIN_TABLE + i;
                int word = blocks.next(place / Window.CHAIN_BYTES);
                int octet = word >>> place % Window.CHAIN_BYTES * Byte.SIZE;
                into.set(ValueLayout.JAVA_BYTE, at + i, (byte) octet);
            }
        } else if (lies(offset, bytes, Window.BLOCKS, blocks.memory().byteSize())) {
            MemorySegment.copy(blocks.memory(), offset - Window.BLOCKS, into, at, bytes);
        } else {
            throw refusal("read", offset, bytes);
        }
    }

    void write(int offset, MemorySegment from, long at, int bytes) {
        if (lies(offset, bytes, Window.BLOCKS, blocks.memory().byteSize())) {
            MemorySegment.copy(from, at, blocks.memory(), offset - Window.BLOCKS, bytes);
        } else if (lies(offset, bytes, Window.CHAIN_TABLE, sizes.blocks() * Window.CHAIN_BYTES)
                && offset % Window.CHAIN_BYTES == 0
                && bytes % Window.CHAIN_BYTES == 0) {
            for (int i = 0; i < bytes; i += Window.CHAIN_BYTES) {
                int block = (offset - Window.CHAIN_TABLE + i) / Window.CHAIN_BYTES;
                blocks.link(block, from.get(WindowWords.INT, at + i));
            }
        } else {
            throw refusal("write", offset, bytes);
        }
    }

    /// Reads runs of blocks, and sums them.
    int readSummed(WindowRuns runs, MemorySegment into, long at) {
        requireBlocks("read", runs);
        return runs.copyFrom(blocks.memory(), Window.BLOCKS, into, at);
    }

    /// Writes runs of blocks, and sums them.
    int writeSummed(WindowRuns runs, MemorySegment from, long at) {
        requireBlocks("write", runs);
        return runs.copyTo(blocks.memory(), Window.BLOCKS, from, at);
    }

    private void requireBlocks(String what, WindowRuns runs) {
        for (int i = 0; i < runs.count(); i++) {
            if (!lies(runs.offset(i), runs.length(i), Window.BLOCKS, blocks.memory().byteSize())) {
                throw refusal(what, runs.offset(i), runs.length(i));
            }
        }
    }

    private static boolean lies(int offset, int bytes, int begin, long size) {
        return offset >= begin && bytes >= 0 && (long) offset + bytes <= begin + size;
    }

    private static AdapterFault refusal(String what, int offset, int bytes) {
        return new AdapterFault(
                "window %s of %d bytes from %#08x: no such place, or not for that; Window has the places"
                        .formatted(what, bytes, offset));
    }
}
