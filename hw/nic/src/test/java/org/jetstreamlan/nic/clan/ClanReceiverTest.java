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

        // Its own READ: whether it is out, the entry and the address of the next byte, what is to
        // come, and what the next RESPONSE must say.
        boolean reading;
        int ownEntry;
        int ownGeneration;
        long ownAddress;
        long left;
        long said;

        // READs of its peer: taken, and answered.
        int peerReads;
        int peerFreed;

        int violations;
    }

    /// A frame whose bytes are written: the first one's cell in its region; of a RESPONSE, whether it is the last.
    private record Written(long cell, boolean responds, boolean ends) {}

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

    private final ArrayDeque<Written> written = new ArrayDeque<>();

    // READs that are on their way to the bus; and what was entered of the last one.
    private int readsUnder;
    private long @Nullable [] entered;

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
        for (int i = 0; i < ends.length; i++) {
            read(i);
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
        end.reading = random.nextInt(3) != 0;
        bench.set("reading", end.reading);
        clock();
        bench.set("identify_valid", false);
        bench.set("change_valid", false);
        if (regions[0] != null) {
            read(number);
        }
    }

    /// The endpoint has a READ of its own: any place, mostly in a region that it may write.
    private void read(int number) {
        var end = ends[number];
        end.ownEntry = entry(number);
        var region = regions[end.ownEntry];
        end.ownGeneration = region.generation;
        end.left = 1 + random.nextInt(random.nextBoolean() ? 200 : region.length);
        end.ownAddress = region.name + random.nextInt(region.length);
        end.said = end.ownAddress & 0xFFF;
        bench.set("owner", number);
        bench.set("own_payload_key", RegionKey.of(end.ownEntry, end.ownGeneration) & 0xFFFF_FFFFL);
        bench.set("own_payload_address", end.ownAddress);
        bench.set("own_payload_left", end.left);
        bench.set("own_payload_said", end.said);
        bench.set("own_payload_completes", number & 1);
        bench.set("own_valid", true);
        assertThat(bench.is("own_ready")).isTrue();
        clock();
        bench.set("own_valid", false);
    }

    /// A region, mostly of the endpoint's tag.
    private int entry(int number) {
        int entry = random.nextInt(regions.length);
        return regions[entry].tag == ends[number].tag || random.nextInt(6) == 0
                ? entry
                : entry(number);
    }

    /// The oldest READ of the endpoint's peer is answered.
    private void answer(int number) {
        bench.set("readsAnswered_payload_endpoint", number);
        bench.set("readsAnswered_payload_index", ++ends[number].peerFreed & 0xFFFF);
        bench.set("readsAnswered_valid", true);
        clock();
        bench.set("readsAnswered_valid", false);
    }

    private Region randomRegion(int number) {
        int length = random.nextInt(4) == 0 ? 1 + random.nextInt(40) : 1 + random.nextInt(0x2800);
        int at = random.nextInt(HOST_BYTES - length);
        // Equal to the bus address modulo 4 KiB, now and then near the end of what 64 bits name.
        long pages = random.nextInt(4) == 0 ? -16 + random.nextInt(12) : random.nextLong() >>> 12;
        return new Region(
                random.nextInt(8) == 0 ? 0 : 1 + random.nextInt((1 << 23) - 1),
                1 + number % 3,
                random.nextInt(3) == 0 ? random.nextInt(32) : 2 | 4 | 8 | 16,
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
            var next = written.remove();
            assertThat(bench.get("answered_payload_cell")).isEqualTo(next.cell);
            assertThat(bench.is("answered_payload_near")).isTrue();
            assertThat(bench.is("answered_payload_responds")).isEqualTo(next.responds);
            if (next.responds) {
                assertThat(bench.is("answered_payload_ends")).isEqualTo(next.ends);
                assertThat(bench.get("answered_payload_completes"))
                        .isEqualTo(bench.get("answered_payload_endpoint") & 1);
            }
        }
        if (bench.is("answered_valid") && bench.is("answered_payload_reads")) {
            readsUnder--;
        }
        if (bench.is("peerAsks_valid")) {
            entered =
                    new long[] {
                        bench.get("peerAsks_payload"),
                        bench.get("peerRead_key"),
                        bench.get("peerRead_address"),
                        bench.get("peerRead_bytes"),
                        bench.get("peerRead_place")
                    };
        }
        if (bench.is("fate_valid")) {
            assertThat(fate).as("fates of one frame").isEqualTo(-1);
            fate = (int) bench.get("fate_payload");
        }
        if (bench.is("broken_valid")) {
            broken = (int) bench.get("broken_payload_reason");
        }
        refusals += bench.is("refused_valid") ? 1 : 0;
        if (bench.is("receiver.forgives")) {
            ends[(int) bench.get("receiver.forgiven")].violations = 0;
        }
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

        /// Its endpoint may violate no more.
        boolean refused;

        int[] words = new int[0];
    }

    private void send(Sent frame) {
        fate = -1;
        broken = -1;
        entered = null;
        bench.set("eligible", frame.eligible);
        bench.set("received_hecGood", frame.hecGood);
        show(ReceiveKind.HEADER, FrameType.CLAN.ordinal() << 30 | Header.SOURCE.of(frame.source));
        show(ReceiveKind.ATM, AtmHeader.word(0, frame.vci, frame.pt, false));
        frame.refused = end(frame).level == 0 && end(frame).violations == ClanReceiver.VIOLATIONS;
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
                                    case VIOLATION -> level0 && !frame.refused;
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
        if (head.operation() == ClanOperation.READ && end.peerReads - end.peerFreed == 2) {
            return ClanCounter.NO_ROOM;
        }
        return !frame.refused && violation(end, head, payload, bytes) == ClanReason.NONE
                ? ClanCounter.ACCEPTED
                : ClanCounter.VIOLATION;
    }

    private static int bytes(ClanFrame head, int[] words) {
        int trailer = words[words.length - 2];
        return trailer >>> 16 != 0 ? -1 : head.dataBytes(trailer & 0xFFFF, words.length);
    }

    private ClanReason violation(End end, ClanFrame head, MemorySegment payload, int bytes) {
        return switch (head.operation()) {
            case READ -> {
                long wanted = wanted(payload);
                if (end.level == 0) {
                    yield ClanReason.LEVEL;
                }
                boolean may =
                        wanted != 0
                                && region(end, head.key(), 4, head.address(), wanted)
                                        == ClanReason.NONE;
                yield may ? ClanReason.NONE : ClanReason.READ_REFUSED;
            }
            case RESPONSE -> {
                boolean next = end.reading && head.address() == end.said;
                int key = RegionKey.of(end.ownEntry, end.ownGeneration);
                yield !next || bytes == 0 || bytes > end.left
                        ? ClanReason.RESPONSE
                        : region(end, key, 2, end.ownAddress, bytes);
            }
            default ->
                    bytes == 0
                            ? ClanReason.NONE
                            : region(
                                    end,
                                    head.key(),
                                    head.operation() == ClanOperation.TRANSFER ? 16 : 8,
                                    head.address(),
                                    bytes);
        };
    }

    private static long wanted(MemorySegment payload) {
        return Integer.toUnsignedLong(payload.get(WindowWords.WIRE, ClanFrame.READ_BYTES_AT));
    }

    private ClanReason region(End end, int key, int right, long address, long bytes) {
        int entry = RegionKey.entry(key);
        if (entry >= regions.length) {
            return ClanReason.KEY;
        }
        var region = regions[entry];
        if (region.generation == 0
                || region.generation != RegionKey.generation(key)
                || region.tag != end.tag) {
            return ClanReason.KEY;
        }
        if ((region.rights & right) == 0) {
            return ClanReason.RIGHT;
        }
        long offset = address - region.name;
        boolean inside =
                Long.compareUnsigned(address, region.name) >= 0
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
                boolean responds = head.operation() == ClanOperation.RESPONSE;
                if (bytes > 0) {
                    var region = regions[responds ? end.ownEntry : RegionKey.entry(head.key())];
                    long address = responds ? end.ownAddress : head.address();
                    int at = region.at + (int) (address - region.name);
                    MemorySegment.copy(
                            payload, ValueLayout.JAVA_BYTE, head.dataAt(), wanted, at, bytes);
                    long cell = (address >>> 3) - (region.name >>> 3);
                    written.add(new Written(cell, responds, bytes == end.left));
                }
                if (responds) {
                    end.ownAddress += bytes;
                    end.said += bytes;
                    end.left -= bytes;
                }
                boolean reads = head.operation() == ClanOperation.READ;
                if (reads) {
                    int number = ClanFrame.endpointOf(frame.vci);
                    long place = (end.peerReads++ & 1) * ends.length + number;
                    assertThat(entered)
                            .containsExactly(
                                    place,
                                    head.key() & 0xFFFF_FFFFL,
                                    head.address(),
                                    wanted(payload),
                                    payload.get(WindowWords.WIRE, ClanFrame.READ_BYTES_AT + 4)
                                            & 0xFFF);
                    readsUnder++;
                }
                assertThat(entered != null).isEqualTo(reads);
            }
            case VIOLATION -> {
                var head = head(frame.words);
                int bytes = bytes(head, frame.words);
                var payload = payload(frame.words);
                if (end.level == 0) {
                    if (!frame.refused) {
                        end.expected = end.expected + 1 & 0xFFFF;
                        end.violations++;
                    }
                    assertThat(broken).isEqualTo(-1);
                } else {
                    assertThat(ClanReason.of(broken))
                            .isEqualTo(violation(end, head, payload, bytes));
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
        int entry = entry(number);
        var region = regions[entry];
        int most = Math.min(bytes, region.length);
        long address = region.name + (most == 0 ? 0 : random.nextInt(region.length - most + 1));
        if (random.nextInt(4) == 0) {
            address += random.nextInt(17) - 8;
        }
        var operation =
                switch (random.nextInt(8)) {
                    case 0 -> ClanOperation.TRANSFER;
                    case 1 -> ClanOperation.values()[random.nextInt(6)];
                    case 2 -> ClanOperation.READ;
                    case 3 -> ClanOperation.RESPONSE;
                    default -> ClanOperation.WRITE;
                };
        boolean responds = operation == ClanOperation.RESPONSE;
        if (responds && random.nextInt(8) != 0) {
            address = end.said;
            // Now and then a little more than is to come.
            long some = Math.min(bytes, end.left);
            long count = random.nextInt(4) == 0 ? end.left + random.nextInt(3) : some;
            bytes = (int) Math.min(count, 4_096);
        }
        int inPage = 4_096 - (int) (address & 4_095);
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
                        responds ? 0 : RegionKey.of(entry, region.generation),
                        address);
        boolean reads = operation == ClanOperation.READ;
        boolean data = operation.carriesData();
        int length =
                data
                        ? ClanFrame.length(address, Math.min(bytes, inPage))
                        : reads ? ClanFrame.READ_LENGTH : ClanFrame.HEAD_BYTES;
        var payload = MemorySegment.ofArray(new byte[4 * ClanFrame.PAYLOAD_WORDS_MAXIMUM + 64]);
        int words = head.write(payload, length);
        for (int i = 0; data && i < Math.min(bytes, inPage); i++) {
            payload.set(ValueLayout.JAVA_BYTE, head.dataAt() + i, (byte) random.nextInt());
        }
        if (reads) {
            long rest = region.name + region.length - address;
            int wanted = random.nextInt(8) == 0 ? random.nextInt() : (int) Math.max(rest, 0);
            payload.set(
                    WindowWords.WIRE,
                    ClanFrame.READ_BYTES_AT,
                    random.nextBoolean() ? wanted : Math.min(wanted, bytes));
            payload.set(WindowWords.WIRE, ClanFrame.READ_BYTES_AT + 4, random.nextInt());
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
        assertThat(readsUnder).as("READs that are not told of").isZero();
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

    /// A frame of an endpoint that comes to this.
    private Sent next(int number, ClanCounter fate) {
        var frame = next(number, 40);
        while (judge(frame, true) != fate) {
            frame = next(number, 40);
        }
        return frame;
    }

    @Test
    void whoViolatesAtLevel0TooOftenIsRefusedForAWhile() {
        int number = 1;
        identify(number, EndpointState.OPEN, 0);
        for (int i = 0; i < ClanReceiver.VIOLATIONS; i++) {
            send(next(number, ClanCounter.VIOLATION));
        }
        assertThat(ends[number].violations).isEqualTo(ClanReceiver.VIOLATIONS);
        var good = next(number, ClanCounter.ACCEPTED);
        send(good);
        assertThat(ClanCounter.values()[fate]).isEqualTo(ClanCounter.VIOLATION);
        for (int i = 0; ends[number].violations > 0; i++) {
            assertThat(i).isLessThan(1 << ClanReceiver.LOG2_VIOLATION_CLOCKS);
            clock();
        }
        idle(2);
        send(good);
        assertThat(ClanCounter.values()[fate]).isEqualTo(ClanCounter.ACCEPTED);
        settle();
    }

    @Test
    void framesAreJudgedByTheTable() {
        for (int round = 0; round < 40 || !allSeen(); round++) {
            assertThat(round).as("rounds until each fate was seen").isLessThan(1_000);
            for (int i = 0; i < 60; i++) {
                var frame = next(random.nextInt(ends.length), randomBytes());
                if (random.nextInt(3) == 0) {
                    spoil(frame);
                }
                send(frame);
                int other = random.nextInt(ends.length);
                if (ends[other].left == 0 || random.nextInt(10) == 0) {
                    read(other);
                }
                if (ends[other].peerReads > ends[other].peerFreed && random.nextInt(12) == 0) {
                    answer(other);
                }
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
    }

    private boolean allSeen() {
        return Arrays.stream(ClanCounter.values())
                .filter(counter -> counter.group() == ClanCounter.Group.FRAME)
                .allMatch(counter -> fates[counter.ordinal()] > 0);
    }
}
