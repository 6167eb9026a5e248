package org.jetstreamlan.nic.transmit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.Completion;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.MemoryKind;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.nic.HostRings;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;

/// A host that fills blocks and descriptors, and a MAC that takes frames as the real one does.
///
/// ```
/// MAC state   GAP | START         | HEADER | ATM    | PAYLOAD ... | END | GAP | START
///                   request taken            word 0   words 1..n-1
/// ```
final class TransmitBench implements AutoCloseable {
    /// A frame that the MAC has sent.
    ///
    /// @param startedAt clock of START
    /// @param cutAt the word in whose place ABORT went, or -1
    record Sent(
            int atm,
            boolean insertCrc,
            boolean synchronous,
            int[] payload,
            long startedAt,
            int cutAt) {}

    /// Frames on the ring at most.
    private static final int TAGS = 63;

    final Bench bench;
    final HostRings rings;
    private static final int RESTART_CLOCKS = 128;

    final List<Sent> sent = new ArrayList<>();

    /// In which clocks the MAC may begin a frame.
    BooleanSupplier token = () -> true;

    /// Frames on the ring come back after this many clocks.
    int ringClocks = 20;

    /// The word of a frame at which it comes back cut, -1 for none.
    int cutAt = -1;

    private final AdapterParameters parameters;
    private final Queue<Long> dueBack = new ArrayDeque<>();
    private int tag;
    private int producer;
    private int consumed;

    // The MAC's frame: clocks since START.
    private int phase = -1;
    private int[] payload = new int[0];
    private int atm;
    private boolean insertCrc;
    private boolean synchronous;
    private long startedAt;
    private int spoiledAt;

    TransmitBench(Model model, AdapterParameters parameters) {
        this(model, parameters, Pace.FAST);
    }

    TransmitBench(Model model, AdapterParameters parameters, Pace pace) {
        this.parameters = parameters;
        bench = new Bench(model);
        rings = new HostRings(bench.simulator(), parameters, pace);
        bench.set("transmitRing_valid", true);
        bench.set("transmitRing_base", rings.address(0) / RingEntry.ALIGNMENT);
        bench.set("completionRing_valid", true);
        bench.set("completionRing_base", rings.address(2) / RingEntry.ALIGNMENT);
        bench.set("restart", true);
        for (int i = 0; i < RESTART_CLOCKS; i++) {
            bench.step();
        }
        bench.set("restart", false);
        bench.set("enable", true);
        start();
    }

    /// Waits for the block manager and opens the pool.
    void start() {
        while (!bench.is("ready")) {
            bench.step();
        }
        open(0);
        producer = 0;
        consumed = 0;
    }

    /// Lets a pool have all blocks.
    void open(int pool) {
        bench.set("pool", pool);
        bench.set("poolSetting_payload_setLimits", true);
        bench.set("poolSetting_payload_limits_transmit", parameters.blocks());
        bench.set("poolSetting_valid", true);
        clock();
        bench.set("poolSetting_valid", false);
    }

    /// Gives a pool so many synchronous words per token.
    void share(int pool, int words) {
        bench.set("pool", pool);
        bench.set("setShare_payload", words);
        bench.set("setShare_valid", true);
        clock();
        bench.set("setShare_valid", false);
        assertThat(bench.get("share")).isEqualTo(words);
    }

    @Override
    public void close() {
        bench.close();
    }

    // ---- host

    int allocate() {
        return allocate(0);
    }

    int allocate(int pool) {
        bench.set("hostAllocate_payload", pool);
        ask("hostAllocate");
        while (!bench.is("hostGranted_valid")) {
            clock();
        }
        assertThat(bench.get("hostGranted_payload_reason")).isZero();
        return (int) bench.get("hostGranted_payload_block");
    }

    private void ask(String port) {
        bench.set(port + "_valid", true);
        while (!bench.is(port + "_ready")) {
            clock();
        }
        clock();
        bench.set(port + "_valid", false);
    }

    void link(int block, int next) {
        bench.set("chain_payload_write", true);
        bench.set("chain_payload_block", block);
        bench.set("chain_payload_value", next);
        ask("chain");
        for (int i = 0; i < 6; i++) {
            clock();
        }
    }

    /// Blocks with this payload, linked; gives the first.
    int store(int[] words) {
        int wordsOfBlock = parameters.blockBytes() / 4;
        List<Integer> blocks = new ArrayList<>();
        for (int from = 0; from < words.length; from += wordsOfBlock) {
            blocks.add(allocate());
        }
        for (int i = 0; i + 1 < blocks.size(); i++) {
            link(blocks.get(i), blocks.get(i + 1));
        }
        for (int i = 0; i < words.length; i += 2) {
            long low = Integer.toUnsignedLong(Integer.reverseBytes(words[i]));
            long high = i + 1 < words.length ? Integer.reverseBytes(words[i + 1]) : 0xBAD_BAD;
            int cell =
                    i / 2 % (wordsOfBlock / 2) + blocks.get(i / wordsOfBlock) * (wordsOfBlock / 2);
            write(cell, high << 32 | low, 0xFF);
        }
        return blocks.getFirst();
    }

    /// Turns bits of the next write to a memory.
    void flip(MemoryKind memory, int bits) {
        bench.set("flip_payload_memory", memory.ordinal());
        bench.set("flip_payload_flip", bits);
        bench.set("flip_valid", true);
        clock();
        bench.set("flip_valid", false);
    }

    void write(int cell, long data, int mask) {
        bench.set("blockWrite_payload_mask", mask);
        bench.set("blockWrite_payload_address", cell);
        bench.set("blockWrite_payload_data", data);
        ask("blockWrite");
    }

    void describe(TransmitDescriptor descriptor) {
        rings.describe(producer++, descriptor);
    }

    void describe(int... words) {
        rings.describe(producer++, words);
    }

    void ring() {
        bench.set("producer", producer & 0xFFFF);
    }

    int completions() {
        return (int) bench.get("completionProducer") - consumed & 0xFFFF;
    }

    Completion completion() {
        assertThat(completions()).as("completions").isPositive();
        var completion = rings.completion(consumed);
        consumed = consumed + 1 & 0xFFFF;
        bench.set("completionConsumer", consumed);
        return completion;
    }

    // ---- MAC

    void clock() {
        bench.set("request_ready", false);
        bench.set("payload_ready", false);
        bench.set("completed_valid", false);
        if (phase < 0) {
            if (bench.is("request_valid") && dueBack.size() < TAGS && token.getAsBoolean()) {
                begin();
            }
        } else {
            go();
        }
        if (!dueBack.isEmpty() && dueBack.element() <= bench.cycle()) {
            dueBack.remove();
            bench.set("completed_valid", true);
            bench.set("completed_payload_tag", tag);
            bench.set("completed_payload_status", tag);
            bench.set("completed_payload_result", CompletionResult.RETURNED.ordinal());
            tag = tag + 1 & 63;
        }
        rings.bus.tick();
        bench.step();
    }

    private void begin() {
        bench.set("request_ready", true);
        assertThat(bench.is("payload_valid"))
                .as("payload from the first clock of a request")
                .isTrue();
        payload = new int[(int) bench.get("request_payload_payloadWords")];
        atm = (int) bench.get("request_payload_atm");
        insertCrc = bench.is("request_payload_insertCrc");
        synchronous = bench.is("request_payload_synchronous");
        startedAt = bench.cycle();
        spoiledAt = -1;
        phase = 1;
    }

    private void go() {
        int word = phase - 2;
        if (word >= 0 && word < payload.length) {
            bench.set("payload_ready", true);
            assertThat(bench.is("payload_valid"))
                    .as("word %d of %d", word, payload.length)
                    .isTrue();
            payload[word] = (int) bench.get("payload_payload");
            if (bench.is("spoiled") && spoiledAt < 0) {
                spoiledAt = word;
            }
        }
        if (word == payload.length) {
            sent.add(new Sent(atm, insertCrc, synchronous, payload, startedAt, spoiledAt));
        }
        if (word == (cutAt < 0 ? payload.length : cutAt)) {
            dueBack.add(bench.cycle() + (cutAt < 0 ? ringClocks : 0));
        }
        // The last payload word leaves a clock after it was taken; then END, a gap, START.
        phase = word == payload.length + 2 ? -1 : phase + 1;
    }

    void run(int clocks) {
        for (int i = 0; i < clocks; i++) {
            clock();
        }
    }

    /// Until this many frames are sent.
    void runUntilSent(int frames) {
        long from = bench.cycle();
        while (sent.size() < frames) {
            clock();
            assertThat(bench.cycle() - from)
                    .as("clocks for %d frames", frames)
                    .isLessThan(1_000_000);
        }
    }

    static int[] random(Random random, int words) {
        return random.ints(words).toArray();
    }
}
