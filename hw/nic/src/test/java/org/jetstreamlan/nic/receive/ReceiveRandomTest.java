package org.jetstreamlan.nic.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.nic.receive.ReceiveBench.STATION;
import static org.jetstreamlan.nic.receive.ReceiveBench.words;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.nic.receive.ReceiveBench.Incoming;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.Test;

/// Frames of all kinds back to back, while the host allocates, frees and reads events beside them.
class ReceiveRandomTest {
    private static final AdapterParameters PARAMETERS = AdapterParameters.small();
    private static final Model MODEL = Bench.compile(() -> new ReceiveRig(PARAMETERS));
    private static final int FRAMES = 2_000;
    private static final int VCIS = 8;

    private final Random random = Bench.random("receive");
    private final ReceiveBench receive = new ReceiveBench(MODEL, PARAMETERS);
    private final Queue<Incoming> expected = new ArrayDeque<>();
    private final Queue<Integer> toFree = new ArrayDeque<>();
    private int delivered;
    private boolean freeing;
    private boolean dropAfterEdge;

    @Test
    void eachFrameIsCountedOnceAndWhatIsCopiedArrivesInOrder() {
        for (int i = 0; i < VCIS; i++) {
            receive.pool(i, PARAMETERS.blocks(), i % 2 == 0);
            receive.associate(StationVci.of(STATION, 0x200 + i), i, false);
        }
        receive.beside = this::host;
        int toCount = 0;
        for (int i = 0; i < FRAMES; i++) {
            var frame = frame(i);
            boolean room = receive.freeBlocks() >= 35;
            var shown = receive.frame(frame);
            int vci = frame.atm() >>> 4;
            boolean known = (vci & 0x3FFFF) < 0x200 + VCIS;
            boolean wholeLength = frame.payload().length >= 12 && frame.payload().length <= 16_382;
            boolean countable = frame.eligible() && frame.hecGood();
            boolean mayCopy = countable && known && !frame.aborted() && wholeLength;
            toCount += countable ? 1 : 0;
            if (shown.copied() && !frame.aborted()) {
                assertThat(mayCopy).as("frame %d: %s", i, frame).isTrue();
                if (frame.crc() != CrcVerdict.BAD || (vci & 1) == 0) {
                    expected.add(frame);
                }
            } else if (room) {
                assertThat(mayCopy)
                        .as("frame %d of %d words dropped, %s", i, frame.payload().length, receive)
                        .isFalse();
            }
            if (random.nextInt(4) == 0) {
                receive.idle(random.nextInt(40));
            }
        }
        for (int i = 0; i < 10_000; i++) {
            receive.idle(1);
        }
        assertThat(expected).isEmpty();
        assertThat(receive.counted()).as("offered = sum of reasons").isEqualTo(toCount);
        assertThat(receive.count(Counter.DELIVERED)).isEqualTo(delivered).isGreaterThan(FRAMES / 4);
        assertThat(receive.freeBlocks()).isEqualTo(PARAMETERS.blocks());
        receive.close();
    }

    private Incoming frame(int index) {
        int vci = StationVci.of(STATION, 0x200 + random.nextInt(VCIS + 1));
        int length =
                switch (random.nextInt(12)) {
                    case 0 -> random.nextInt(12);
                    case 1 -> 500 + random.nextInt(30);
                    case 2 -> random.nextInt(4_000);
                    case 3 -> random.nextInt(40) == 0 ? 16_375 + random.nextInt(12) : 1_024;
                    default -> 12 + random.nextInt(20);
                };
        var crc = random.nextInt(8) == 0 ? CrcVerdict.BAD : CrcVerdict.GOOD;
        return new Incoming(
                AtmHeader.endOfPdu(vci).word(),
                words(length, index),
                crc,
                random.nextInt(16) != 0,
                random.nextInt(16) != 0,
                random.nextInt(16) == 0,
                random.nextInt(16) == 0);
    }

    /// Reads each event at once, and frees its blocks one after the other.
    private void host() {
        var bench = receive.bench;
        if (receive.events() > 0) {
            var event = receive.event();
            var frame = expected.poll();
            if (frame == null) {
                early(event.atmWord());
            } else {
                assertThat(event.atmWord()).isEqualTo(frame.atm());
                assertThat(event.verdict()).isEqualTo(frame.crc());
                assertThat(event.codeError()).isEqualTo(frame.codeError());
                assertThat(receive.payload(event)).isEqualTo(frame.payload());
            }
            delivered++;
            toFree.addAll(receive.chain(event));
        }
        if (freeing && bench.is("hostFree_ready")) {
            freeing = false;
            dropAfterEdge = true;
        } else if (dropAfterEdge) {
            bench.set("hostFree_valid", false);
            dropAfterEdge = false;
        } else if (!freeing && !toFree.isEmpty()) {
            bench.set("hostFree_payload", toFree.remove());
            bench.set("hostFree_valid", true);
            freeing = !bench.is("hostFree_ready");
            dropAfterEdge = !freeing;
        }
        bench.set("hostAllocate_payload", 63);
        bench.set("hostAllocate_valid", random.nextInt(5) == 0);
    }

    private static void early(int atm) {
        throw new AssertionError("event for %08x before its frame has ended".formatted(atm));
    }
}
