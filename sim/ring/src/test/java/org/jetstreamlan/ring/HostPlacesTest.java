package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.Window;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.driver.AdapterFault;
import org.junit.jupiter.api.Test;

/// Every register and the edges of every place of the window, on the model and in RTL: what a read gives, what a write leaves, what is refused.
class HostPlacesTest {
    private static final int[] PATTERNS = {0x5A5A_5A5A, -1, 0x2511_A5A5};
    private static final int SETTLED_CLOCKS = 300;

    /// What tells the time, starts something that takes time, or tells of a link that the RTL has no line for here.
    private static final Set<Integer> NOT_READ =
            Set.of(
                    Registers.TIMESTAMP_LOW.offset(),
                    Registers.TIMESTAMP_HIGH.offset(),
                    Registers.LINK.offset());

    private static final Set<Integer> NOT_WRITTEN = Set.of(Registers.CONTROL.offset());

    @Test
    void everyRegisterShowsAndTakesTheSame() {
        assertThat(registers(Backend.MODEL)).isEqualTo(registers(Backend.JIT));
    }

    private static List<String> registers(Backend backend) {
        var seen = new ArrayList<String>();
        try (var ring = backend.ring(1)) {
            var adapter = ring.adapter(0);
            new RegisterHost(adapter, Backend.SIZES.capabilities()).reset();
            readAll(adapter, seen);
            for (int pattern : PATTERNS) {
                for (int offset = 0; offset < Registers.BYTES; offset += 4) {
                    if (!NOT_WRITTEN.contains(offset)) {
                        writeRegister(adapter, offset, pattern);
                    }
                }
                ring.await(() -> false, SETTLED_CLOCKS);
                readAll(adapter, seen);
            }
        }
        return seen;
    }

    /// A refused write to RTL is posted, so nothing is said of it there.
    private static void writeRegister(Adapter adapter, int offset, int value) {
        try {
            adapter.writeRegister(offset, value);
        } catch (AdapterFault e) {
            assertThat(e).hasMessageContaining("%#05x".formatted(offset));
        }
    }

    private static void readAll(Adapter adapter, List<String> seen) {
        for (int offset = 0; offset < Registers.BYTES; offset += 4) {
            if (!NOT_READ.contains(offset)) {
                String value;
                try {
                    value = "%08x".formatted(adapter.readRegister(offset));
                } catch (AdapterFault e) {
                    value = "refused";
                }
                seen.add("%03x %s".formatted(offset, value));
            }
        }
    }

    @Test
    void everyPlaceOfTheWindowGivesAndTakesTheSame() {
        assertThat(window(Backend.MODEL)).isEqualTo(window(Backend.JIT));
    }

    private static List<String> window(Backend backend) {
        var sizes = Backend.SIZES;
        int[][] places = {
            {Window.BLOCKS, sizes.blocks() * sizes.blockBytes()},
            {Window.CHAIN_TABLE, sizes.blocks() * Window.CHAIN_BYTES}
        };
        var seen = new ArrayList<String>();
        try (var ring = backend.ring(1)) {
            var adapter = ring.adapter(0);
            var host = new RegisterHost(adapter, sizes.capabilities());
            host.pool(0, 1, 0, false, false);
            int block = host.alloc(0);
            for (int[] place : places) {
                for (int at : new int[] {0, 4, place[1] / 2, place[1] - 4, place[1]}) {
                    seen.add(accessed(adapter, place[0] + at, 4));
                }
                seen.add(accessed(adapter, place[0] + place[1] - 4, 8));
            }
            seen.add(accessed(adapter, Window.chain(block), 4));
            seen.add(accessed(adapter, 5, 7));
        }
        return seen;
    }

    /// Writes, then reads.
    private static String accessed(Adapter adapter, int offset, int bytes) {
        var memory = MemorySegment.ofArray(new byte[8]);
        memory.set(WindowWords.INT, 0, 0x0102_0300 + offset);
        memory.set(WindowWords.INT, 4, ~offset);
        String written = "written";
        try {
            adapter.writeWindow(offset, memory, 0, bytes);
        } catch (AdapterFault e) {
            written = "not written";
        }
        memory.fill((byte) 0);
        try {
            adapter.readWindow(offset, memory, 0, bytes);
            return "%06x %d: %s, %08x %08x"
                    .formatted(
                            offset,
                            bytes,
                            written,
                            memory.get(WindowWords.INT, 0),
                            memory.get(WindowWords.INT, 4));
        } catch (AdapterFault e) {
            return "%06x %d: %s, not read".formatted(offset, bytes, written);
        }
    }
}
