package org.jetstreamlan.nic.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.WindowWords;
import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanOperation;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.RegionKey;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.nic.mac.ReceiveKind;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.axi.Axi4Subordinate;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;
import org.jetstreamlan.sim.bench.Stalls;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Frames good, forged, foreign, replayed, truncated and overlong against a judge written in plain Java, the host's memory compared byte by byte.
class ClanReceiverTest {
    private static final Model MODEL = Bench.compile(ReceiverRig::new);
    private static final long BASE = 0x0055_1234_5000L;
    private static final int HOST_BYTES = 0x1_0000;
    private static final int STATION = 9;
    private static final int PATIENCE_CLOCKS = 20_000;

    /// An endpoint, as the tables have it.
    private static final class End {
        EndpointState state = EndpointState.CLOSED;
        int level;
        int tag;
        int peerStation;
        int peerEndpoint;
        int incarnation;
        int expected;
    }

    /// @param name of the first byte
    /// @param at of the first byte, in the host's memory
    private record Region(int generation, int tag, int rights, long name, int at, int length) {}

    private final Random random = Bench.random("clan receiver");
    private final Bench bench = new Bench(MODEL);
    private final MemorySegment host = Arena.ofAuto().allocate(HOST_BYTES, 4_096);
    private final byte[] wanted = new byte[HOST_BYTES];
    private Axi4Subordinate bus = bus(Pace.FAST);
    private final End[] ends = new End[ReceiverRig.ENDPOINTS];
    private final Region[] regions = new Region[ReceiverRig.REGIONS];
    private final int[] fates = new int[ClanCounter.values().length];

    // What the receiver has said since it was last looked at.
    private int fate = -1;

    /// Of the frames that are being written: the first one of each, in its region.
    private final ArrayDeque<Long> cells = new ArrayDeque<>();

    private int broken = -1;
    private int refusals;

    ClanReceiverTest() {
        random.nextBytes(wanted);
        MemorySegment.copy(wanted, 0, host, ValueLayout.JAVA_BYTE, 0, HOST_BYTES);
        bench.set("station", STATION);
        bench.set("on", true);
        for (int i = 0; i < ends.length; i++) {
            identify(i, EndpointState.OPEN, i % 3);
        }
        for (int i = 0; i < regions.length; i++) {
            regions[i] = randomRegion(i);
            write(i, regions[i]);
        }
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Axi4Subordinate bus(Pace pace) {
        return new Axi4Subordinate(bench.simulator(), "m_axi", host, BASE, pace);
    }

    private Pace stalling() {
        return new Pace(
                1 + random.nextInt(30),
                Stalls.of(random.nextInt(80), random.nextLong()),
                Stalls.of(random.nextInt(80), random.nextLong()));
    }

    // ---- the tables

    private void identify(int number, EndpointState state, int level) {
        var end = new End();
        ends[number] = end;
        end.state = state;
        end.level = level;
        end.tag = 1 + number % 3;
        end.peerStation = random.nextInt(64);
        end.peerEndpoint = random.nextInt(1_024);
        end.incarnation = random.nextInt(0x1_0000);
        bench.set("identify_valid", true);
        bench.set("identify_payload", number);
        bench.set("identity_level", level);
        bench.set("identity_tag", end.tag);
        bench.set("identity_peer_station", end.peerStation);
        bench.set("identity_peer_endpoint", end.peerEndpoint);
        bench.set("identity_peer_incarnation", end.incarnation);
        bench.set("change_valid", true);
        bench.set("change_payload", number);
        bench.set("state", state.ordinal());
        clock();
        bench.set("identify_valid", false);
        bench.set("change_valid", false);
    }

    private Region randomRegion(int number) {
        int length = random.nextInt(4) == 0 ? 1 + random.nextInt(40) : 1 + random.nextInt(0x2800);
        int at = random.nextInt(HOST_BYTES - length);
        // Equal to the bus address modulo 4 KiB, now and then near the end of what 64 bits name.
        long pages = random.nextInt(4) == 0 ? -16 + random.nextInt(12) : random.nextLong() >>> 12;
        return new Region(
                random.nextInt(8) == 0 ? 0 : 1 + random.nextInt((1 << 23) - 1),
                1 + number % 3,
                random.nextInt(3) == 0 ? random.nextInt(32) : 8 | 16,
                pages << 12 | BASE + at & 0xFFF,
                at,
                length);
    }

    private void write(int number, Region region) {
        bench.set("write_valid", true);
        bench.set("write_payload", number);
        bench.set("entry_generation", region.generation);
        bench.set("entry_tag", region.tag);
        bench.set("entry_rights", region.rights);
        bench.set("entry_name", region.name);
        bench.set("entry_bus", BASE + region.at);
        bench.set("entry_length", region.length);
        clock();
        bench.set("write_valid", false);
    }

    // ---- the ring

    private void clock() {
        // Whatever another asks of the regions changes nothing.
        bench.set("other", random.nextInt(4) != 0);
        bench.set("otherNumber", random.nextInt(ReceiverRig.REGIONS));
        bench.set("otherQuery_address", random.nextLong());
        bus.drive();
        bus.sample();
        if (bench.is("answered_valid") && bench.get("answered_payload_bytes") > 0) {
            assertThat(bench.get("answered_payload_cell")).isEqualTo(cells.remove());
            assertThat(bench.is("answered_payload_near")).isTrue();
        }
        if (bench.is("fate_valid")) {
            assertThat(fate).as("fates of one frame").isEqualTo(-1);
            fate = (int) bench.get("fate_payload");
        }
        if (bench.is("broken_valid")) {
            broken = (int) bench.get("broken_payload_reason");
        }
        refusals += bench.is("refused_valid") ? 1 : 0;
        bench.step();
        bench.set("received_kind", ReceiveKind.NONE.ordinal());
    }

    private void show(ReceiveKind kind, int word) {
        bench.set("received_kind", kind.ordinal());
        bench.set("received_word", word & 0xFFFF_FFFFL);
        if (kind != ReceiveKind.END) {
            clock();
        }
    }

    private void idle(int clocks) {
        for (int i = 0; i < clocks; i++) {
            clock();
        }
    }

    /// A frame on the ring, and how it ends.
    private static final class Sent {
        int source;
        int vci;
        int pt = AtmHeader.PT_END;
        boolean eligible = true;
        boolean hecGood = true;
        CrcVerdict crc = CrcVerdict.GOOD;
        boolean codeError;
        boolean aborted;
        int[] words = new int[0];
    }

    private void send(Sent frame) {
        fate = -1;
        broken = -1;
        bench.set("eligible", frame.eligible);
        bench.set("received_hecGood", frame.hecGood);
        show(ReceiveKind.HEADER, FrameType.CLAN.ordinal() << 30 | Header.SOURCE.of(frame.source));
        show(ReceiveKind.ATM, AtmHeader.word(0, frame.vci, frame.pt, false));
        for (int word : frame.words) {
            show(ReceiveKind.PAYLOAD, word);
        }
        bench.set("received_crc", frame.crc.ordinal());
        bench.set("received_codeError", frame.codeError);
        var expected = judge(frame, true);
        if (frame.aborted) {
            show(ReceiveKind.ABORT, 0);
        } else {
            show(ReceiveKind.END, 0);
            // One without payload ends too soon for a register.
            assertThat(bench.is("verdict_recognised"))
                    .as("recognised")
                    .isEqualTo(expected != null && frame.words.length > 0);
            if (expected != null) {
                boolean level0 = end(frame).level == 0;
                assertThat(bench.is("verdict_copied"))
                        .as("copied %s: %s", frame.words.length, expected)
                        .isEqualTo(
                                switch (expected) {
                                    case ANSWERED, DUPLICATE, ACCEPTED -> true;
                                    case VIOLATION -> level0;
                                    default -> false;
                                });
            }
            clock();
        }
        idle(1 + random.nextInt(3));
        var outcome = judge(frame, false);
        if (frame.words.length < 3 && outcome != null && outcome != ClanCounter.BAD) {
            assertThat(ClanCounter.values()[fate]).isIn(ClanCounter.NOT_OPEN, ClanCounter.FOREIGN);
            return;
        }
        assertThat(fate < 0 ? null : ClanCounter.values()[fate]).as("fate").isEqualTo(outcome);
        if (outcome != null) {
            fates[outcome.ordinal()]++;
            effect(frame, outcome);
        }
    }

    private End end(Sent frame) {
        return ends[(frame.vci & 0x3FF) % ends.length];
    }

    // ---- the judge

    /// What becomes of a frame by the table; null if it is not this station's.
    ///
    /// @param good as if it had come whole
    private @Nullable ClanCounter judge(Sent frame, boolean good) {
        boolean ours =
                frame.eligible
                        && frame.hecGood
                        && new AtmHeader(0, frame.vci, frame.pt, false).endsPdu()
                        && StationVci.station(frame.vci) == STATION
                        && ClanFrame.endpointOf(frame.vci) >= 0;
        if (!ours) {
            return null;
        }
        if (!good && (frame.aborted || frame.crc != CrcVerdict.GOOD || frame.codeError)) {
            return ClanCounter.BAD;
        }
        int number = ClanFrame.endpointOf(frame.vci);
        var end = number < ends.length ? ends[number] : null;
        if (end == null || end.state != EndpointState.OPEN && end.state != EndpointState.BROKEN) {
            return ClanCounter.NOT_OPEN;
        }
        int[] w = frame.words;
        boolean peer =
                w.length > 2
                        && ClanFrame.VCI.get(w[0]) == frame.vci
                        && ClanFrame.SOURCE.get(w[1]) == frame.source
                        && ClanFrame.SOURCE.get(w[1]) == end.peerStation
                        && ClanFrame.ENDPOINT.get(w[1]) == end.peerEndpoint;
        if (!peer) {
            return ClanCounter.FOREIGN;
        }
        if (ClanFrame.INCARNATION.get(w[1]) != end.incarnation) {
            return ClanCounter.INCARNATION;
        }
        var payload = payload(w);
        var head = w.length < 12 ? null : ClanFrame.read(payload);
        int bytes = head == null ? -1 : bytes(head, w);
        if (head == null || bytes < 0) {
            return ClanCounter.MALFORMED;
        }
        if (!head.operation().sequenced()) {
            return ClanCounter.ANSWERED;
        }
        if (end.state == EndpointState.BROKEN) {
            return ClanCounter.BROKEN;
        }
        int behind = end.expected - head.sequence() & 0xFFFF;
        if (behind >= 1 && behind <= ClanFrame.WINDOW) {
            return ClanCounter.DUPLICATE;
        }
        if (behind != 0) {
            return ClanCounter.OUT_OF_ORDER;
        }
        return bytes == 0 || violation(end, head, bytes) == ClanReason.NONE
                ? ClanCounter.ACCEPTED
                : ClanCounter.VIOLATION;
    }

    private static int bytes(ClanFrame head, int[] words) {
        int trailer = words[words.length - 2];
        boolean here =
                head.operation() != ClanOperation.READ
                        && head.operation() != ClanOperation.RESPONSE;
        return trailer >>> 16 != 0 || !here ? -1 : head.dataBytes(trailer & 0xFFFF, words.length);
    }

    private ClanReason violation(End end, ClanFrame head, int bytes) {
        int entry = RegionKey.entry(head.key());
        if (entry >= regions.length) {
            return ClanReason.KEY;
        }
        var region = regions[entry];
        if (region.generation == 0
                || region.generation != RegionKey.generation(head.key())
                || region.tag != end.tag) {
            return ClanReason.KEY;
        }
        int right = head.operation() == ClanOperation.TRANSFER ? 16 : 8;
        if ((region.rights & right) == 0) {
            return ClanReason.RIGHT;
        }
        long offset = head.address() - region.name;
        boolean inside =
                Long.compareUnsigned(head.address(), region.name) >= 0
                        && offset >= 0
                        && offset + bytes <= region.length;
        return inside ? ClanReason.NONE : ClanReason.BOUNDS;
    }

    private static MemorySegment payload(int[] words) {
        var payload = MemorySegment.ofArray(new byte[4 * words.length]);
        for (int i = 0; i < words.length; i++) {
            payload.set(WindowWords.WIRE, 4L * i, words[i]);
        }
        return payload;
    }

    private static ClanFrame head(int[] words) {
        return Objects.requireNonNull(ClanFrame.read(payload(words)));
    }

    private void effect(Sent frame, ClanCounter outcome) {
        var end = end(frame);
        switch (outcome) {
            case ACCEPTED -> {
                end.expected = end.expected + 1 & 0xFFFF;
                var payload = payload(frame.words);
                var head = head(frame.words);
                int bytes = bytes(head, frame.words);
                if (bytes > 0) {
                    var region = regions[RegionKey.entry(head.key())];
                    int at = region.at + (int) (head.address() - region.name);
                    MemorySegment.copy(
                            payload, ValueLayout.JAVA_BYTE, head.dataAt(), wanted, at, bytes);
                    cells.add((head.address() >>> 3) - (region.name >>> 3));
                }
            }
            case VIOLATION -> {
                var head = head(frame.words);
                int bytes = bytes(head, frame.words);
                if (end.level == 0) {
                    end.expected = end.expected + 1 & 0xFFFF;
                    assertThat(broken).isEqualTo(-1);
                } else {
                    assertThat(ClanReason.of(broken)).isEqualTo(violation(end, head, bytes));
                }
            }
            case ANSWERED -> {}
            default -> assertThat(broken).isEqualTo(-1);
        }
    }

    // ---- frames

    /// The next frame of an endpoint's connection, whatever its region says.
    private Sent next(int number, int bytes) {
        var end = ends[number];
        int entry = random.nextInt(regions.length);
        var region = regions[entry];
        int most = Math.min(bytes, region.length);
        long address = region.name + (most == 0 ? 0 : random.nextInt(region.length - most + 1));
        if (random.nextInt(4) == 0) {
            address += random.nextInt(17) - 8;
        }
        int inPage = 4_096 - (int) (address & 4_095);
        var operation =
                switch (random.nextInt(8)) {
                    case 0 -> ClanOperation.TRANSFER;
                    case 1 -> ClanOperation.values()[random.nextInt(6)];
                    default -> ClanOperation.WRITE;
                };
        var frame = new Sent();
        frame.source = end.peerStation;
        frame.vci = ClanFrame.vci(STATION, number);
        int behind = random.nextInt(6) == 0 ? random.nextInt(40) - 20 : 0;
        var head =
                new ClanFrame(
                        operation,
                        random.nextInt(4),
                        frame.vci,
                        end.peerStation,
                        end.peerEndpoint,
                        end.incarnation,
                        end.expected - behind & 0xFFFF,
                        ClanReason.NONE,
                        RegionKey.of(entry, region.generation),
                        address);
        boolean data = operation.carriesData();
        int length =
                data ? ClanFrame.length(address, Math.min(bytes, inPage)) : ClanFrame.HEAD_BYTES;
        var payload = MemorySegment.ofArray(new byte[4 * ClanFrame.PAYLOAD_WORDS_MAXIMUM + 64]);
        int words = head.write(payload, length);
        for (int i = 0; data && i < Math.min(bytes, inPage); i++) {
            payload.set(ValueLayout.JAVA_BYTE, head.dataAt() + i, (byte) random.nextInt());
        }
        ClanFrame.seal(payload, words);
        frame.words = new int[words];
        for (int i = 0; i < words; i++) {
            frame.words[i] = payload.get(WindowWords.WIRE, 4L * i);
        }
        return frame;
    }

    /// One thing about it is not as it should be.
    private void spoil(Sent frame) {
        int[] w = frame.words;
        switch (random.nextInt(16)) {
            case 0 -> frame.source = random.nextInt(64);
            case 13 -> w[1] ^= 1 << random.nextInt(16);
            case 1 -> frame.vci ^= 1 << random.nextInt(24);
            case 2 -> {
                frame.vci ^= 1 << random.nextInt(24);
                w[0] = w[0] & 0xFF00_0000 | frame.vci;
            }
            case 3 -> frame.crc = random.nextBoolean() ? CrcVerdict.BAD : CrcVerdict.NONE;
            case 4 -> frame.codeError = true;
            case 5 -> frame.aborted = true;
            case 6 -> frame.words = Arrays.copyOf(w, random.nextInt(w.length));
            case 7 -> frame.words = Arrays.copyOf(w, w.length + 1 + random.nextInt(9));
            case 8 -> w[w.length - 2] = random.nextInt(5_000);
            case 9 -> w[w.length - 2] += random.nextInt(19) - 9;
            case 10 -> frame.eligible = false;
            case 11 -> frame.hecGood = false;
            case 12 -> frame.pt = random.nextInt(8);
            default -> w[random.nextInt(6)] ^= 1 << random.nextInt(32);
        }
    }

    private void settle() {
        for (int i = 0; bench.get("busy") != 0; i++) {
            assertThat(i).as("clocks until all is written").isLessThan(PATIENCE_CLOCKS);
            clock();
        }
        idle(40);
        assertThat(refusals).as("bursts beyond the memory").isZero();
        assertThat(host.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(wanted);
    }

    private int randomBytes() {
        return switch (random.nextInt(20)) {
            case 0 -> random.nextInt(4_097);
            case 1 -> 0;
            default -> 1 + random.nextInt(40);
        };
    }

    @Test
    void framesAreJudgedByTheTable() {
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < 60; i++) {
                var frame = next(random.nextInt(ends.length), randomBytes());
                if (random.nextInt(3) == 0) {
                    spoil(frame);
                }
                send(frame);
            }
            int number = random.nextInt(ends.length);
            var state =
                    switch (round % 4) {
                        case 0 -> EndpointState.BROKEN;
                        case 1 -> EndpointState.values()[random.nextInt(5)];
                        default -> EndpointState.OPEN;
                    };
            settle();
            bus = bus(random.nextBoolean() ? Pace.FAST : stalling());
            identify(number, state, random.nextInt(3));
            int entry = random.nextInt(regions.length);
            regions[entry] = randomRegion(entry);
            write(entry, regions[entry]);
        }
        settle();
        for (var counter : ClanCounter.values()) {
            if (counter.group() == ClanCounter.Group.FRAME && counter != ClanCounter.NO_ROOM) {
                assertThat(fates[counter.ordinal()]).as(counter.name()).isPositive();
            }
        }
    }
}
