package org.jetstreamlan.nic.receive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.ReceiveEvent;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.VciHash;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.nic.HostRings;
import org.jetstreamlan.nic.mac.ReceiveKind;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;

/// Feeds frames to a [ReceiveRig] as the MAC would and reads what they become.
final class ReceiveBench implements AutoCloseable {
    static final int STATION = 3;

    /// A frame as the MAC shows it.
    record Incoming(
            int atm,
            int[] payload,
            CrcVerdict crc,
            boolean hecGood,
            boolean eligible,
            boolean aborted,
            boolean codeError) {
        static Incoming good(int vci, int[] payload) {
            return new Incoming(
                    AtmHeader.endOfPdu(vci).word(),
                    payload,
                    CrcVerdict.GOOD,
                    true,
                    true,
                    false,
                    false);
        }

        Incoming withCrc(CrcVerdict other) {
            return new Incoming(atm, payload, other, hecGood, eligible, aborted, codeError);
        }

        Incoming withBadHec() {
            return new Incoming(atm, payload, crc, false, eligible, aborted, codeError);
        }

        Incoming notEligible() {
            return new Incoming(atm, payload, crc, hecGood, false, aborted, codeError);
        }

        Incoming cutShort() {
            return new Incoming(atm, payload, crc, hecGood, eligible, true, codeError);
        }

        Incoming withCodeError() {
            return new Incoming(atm, payload, crc, hecGood, eligible, aborted, true);
        }
    }

    /// @param recognised verdict at END
    /// @param copied verdict at END
    /// @param endedAt clock counter at END or ABORT
    record Shown(boolean recognised, boolean copied, int endedAt) {}

    final Bench bench;
    final HostRings rings;
    private final AdapterParameters parameters;

    private final Map<Counter, Integer> fates = new EnumMap<>(Counter.class);
    private int consumed;

    /// Done in each clock, before the edge.
    Runnable beside = () -> {};

    ReceiveBench(Model model, AdapterParameters parameters) {
        this(model, parameters, Pace.FAST);
    }

    ReceiveBench(Model model, AdapterParameters parameters, Pace pace) {
        this.parameters = parameters;
        bench = new Bench(model);
        rings = new HostRings(bench.simulator(), parameters, pace);
        bench.set("eventRing_valid", true);
        bench.set("eventRing_base", rings.address(1) / RingEntry.ALIGNMENT);
        bench.set("station", STATION);
        bench.set("stationValid", true);
        while (!bench.is("ready")) {
            bench.step();
        }
    }

    @Override
    public void close() {
        bench.close();
    }

    // ---- tables

    void pool(int pool, int receiveLimit, boolean keepBadCrc) {
        bench.set("inspectedPool", pool);
        bench.set("poolSetting_payload_setLimits", true);
        bench.set("poolSetting_payload_setPolicy", true);
        bench.set("poolSetting_payload_limits_receive", receiveLimit);
        bench.set("poolSetting_payload_limits_transmit", 1_000);
        bench.set("poolSetting_payload_keepBadCrc", keepBadCrc);
        bench.set("poolSetting_valid", true);
        idle(1);
        bench.set("poolSetting_valid", false);
    }

    void dropOld(int pool, boolean dropsOld) {
        bench.set("inspectedPool", pool);
        bench.set("setDropOld_payload", dropsOld);
        bench.set("setDropOld_valid", true);
        idle(1);
        bench.set("setDropOld_valid", false);
    }

    void associate(int vci, int pool, boolean tap) {
        int set = VciHash.set(vci, 0, Integer.numberOfTrailingZeros(parameters.vciSets()));
        bench.set("vci_payload_write", true);
        bench.set("vci_payload_way", 0);
        bench.set("vci_payload_set", set);
        bench.set("vci_payload_entry_valid", true);
        bench.set("vci_payload_entry_tap", tap);
        bench.set("vci_payload_entry_pool", pool);
        bench.set("vci_payload_entry_vci", vci);
        bench.set("vci_valid", true);
        idle(1);
        bench.set("vci_valid", false);
    }

    // ---- the ring

    private void clock(ReceiveKind kind, int word) {
        bench.set("received_kind", kind.ordinal());
        bench.set("received_word", Integer.toUnsignedLong(word));
        if (bench.is("fate_valid")) {
            fates.merge(Counter.values()[(int) bench.get("fate_payload")], 1, Integer::sum);
        }
        beside.run();
        rings.bus.tick();
        bench.step();
    }

    void idle(int clocks) {
        for (int i = 0; i < clocks; i++) {
            clock(ReceiveKind.NONE, 0);
        }
    }

    /// START, the frame, END, fill: as close as frames can follow each other.
    Shown frame(Incoming frame) {
        clock(ReceiveKind.NONE, 0);
        bench.set("received_eligible", frame.eligible);
        clock(ReceiveKind.HEADER, 0x1234_5678);
        bench.set("received_hecGood", frame.hecGood);
        clock(ReceiveKind.ATM, frame.atm);
        for (int word : frame.payload) {
            clock(ReceiveKind.PAYLOAD, word);
        }
        bench.set("received_crc", frame.crc.ordinal());
        bench.set("received_codeError", frame.codeError);
        var shown = end(frame.aborted ? ReceiveKind.ABORT : ReceiveKind.END);
        clock(ReceiveKind.NONE, 0);
        return shown;
    }

    /// END of a good frame.
    Shown end() {
        bench.set("received_crc", CrcVerdict.GOOD.ordinal());
        return end(ReceiveKind.END);
    }

    private Shown end(ReceiveKind kind) {
        bench.set("received_kind", kind.ordinal());
        var shown =
                new Shown(
                        bench.is("verdict_recognised"),
                        bench.is("verdict_copied"),
                        (int) bench.get("clock"));
        clock(kind, 0);
        return shown;
    }

    void payload(int word) {
        clock(ReceiveKind.PAYLOAD, word);
    }

    /// The frame ends in the place of its next word.
    void cut() {
        clock(ReceiveKind.ABORT, 0);
    }

    /// The first clocks of a frame; nothing ends it.
    void interrupted(Incoming frame, int clocks) {
        bench.set("received_eligible", true);
        bench.set("received_hecGood", true);
        for (int i = 0; i < clocks; i++) {
            switch (i) {
                case 0 -> clock(ReceiveKind.HEADER, 0);
                case 1 -> clock(ReceiveKind.ATM, frame.atm);
                default ->
                        clock(ReceiveKind.PAYLOAD, frame.payload[(i - 2) % frame.payload.length]);
            }
        }
    }

    @Override
    public String toString() {
        return "cycle %d, %s".formatted(bench.cycle(), fates);
    }

    int count(Counter counter) {
        return fates.getOrDefault(counter, 0);
    }

    /// Frames that the engine has counted.
    int counted() {
        return fates.values().stream().mapToInt(Integer::intValue).sum();
    }

    // ---- the host

    int events() {
        return (int) bench.get("producer") - consumed & 0xFFFF;
    }

    /// The oldest event.
    ReceiveEvent event() {
        assertThat(events()).as("events").isPositive();
        var event = rings.event(consumed);
        consumed = consumed + 1 & 0xFFFF;
        bench.set("consumer", consumed);
        return event;
    }

    List<Integer> chain(ReceiveEvent event) {
        List<Integer> blocks = new ArrayList<>();
        int block = event.firstBlock();
        for (int i = 0; i < event.blocks(); i++) {
            blocks.add(block);
            block =
                    bench.simulator().peekMemory("manager.chain", block).intValue()
                            & parameters.blocks() - 1;
        }
        return blocks;
    }

    /// Payload words of an event, as they were on the wire.
    int[] payload(ReceiveEvent event) {
        List<Integer> blocks = chain(event);
        int[] words = new int[event.payloadBytes() / 4];
        int cellsOfBlock = parameters.blockBytes() / 8;
        for (int i = 0; i < words.length; i++) {
            int cell = i / 2;
            int address = blocks.get(cell / cellsOfBlock) * cellsOfBlock + cell % cellsOfBlock;
            long bytes = Bench.bytes(bench.simulator().peekMemory("memory.cells", address));
            words[i] = Integer.reverseBytes((int) (i % 2 == 0 ? bytes : bytes >>> 32));
        }
        return words;
    }

    /// @return whether a frame is the host's
    boolean claim(int pool) {
        bench.set("claim_payload", pool);
        bench.set("claim_valid", true);
        long begin = bench.cycle();
        while (!bench.is("claim_ready")) {
            assertThat(bench.cycle() - begin).as("clocks of a claim").isLessThan(500);
            idle(1);
        }
        idle(1);
        bench.set("claim_valid", false);
        while (!bench.is("claimed_valid")) {
            idle(1);
        }
        return bench.is("claimed_payload");
    }

    /// Claims a frame that waits, and awaits its event.
    ReceiveEvent claimed(int pool) {
        assertThat(claim(pool)).as("a frame waits for pool %d", pool).isTrue();
        while (events() == 0) {
            idle(1);
        }
        return event();
    }

    void free(int block) {
        bench.set("hostFree_payload", block);
        bench.set("hostFree_valid", true);
        while (!bench.is("hostFree_ready")) {
            idle(1);
        }
        idle(1);
        bench.set("hostFree_valid", false);
        while (!bench.is("hostFreed_valid")) {
            idle(1);
        }
        assertThat(bench.is("hostFreed_payload")).as("free of block %d refused", block).isFalse();
    }

    void free(ReceiveEvent event) {
        chain(event).forEach(this::free);
    }

    void settle() {
        idle(200);
    }

    int freeBlocks() {
        return (int) bench.get("freeBlocks");
    }

    int receiveCount(int pool) {
        bench.set("inspectedPool", pool);
        idle(3);
        return (int) bench.get("inspectedEntry_counts_receive");
    }

    static int[] words(int count, int seed) {
        int[] words = new int[count];
        Arrays.setAll(words, i -> (seed * 31 + i) * 0x9E37_79B9);
        return words;
    }
}
