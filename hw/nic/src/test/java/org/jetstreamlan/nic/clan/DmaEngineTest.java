package org.jetstreamlan.nic.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanOperation;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.nic.clan.SendQueueCutter.Item;
import org.jetstreamlan.nic.clan.SendQueueCutter.Source;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.axi.Axi4Subordinate;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;
import org.jetstreamlan.sim.bench.Stalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Send queues of random descriptors against frames that plain Java has cut; the test is the scheduler, and goes back as if frames had been lost.
class DmaEngineTest {
    private static final Model MODEL = Bench.compile(DmaRig::new);
    private static final int ENDPOINTS = 1 << DmaRig.LOG2_ENDPOINTS;
    private static final long BASE = 0x0055_1234_0000L;
    private static final int HOST_BYTES = 0x1_0000;
    private static final int LOG2_QUEUE = 5;
    private static final int SOURCES_AT = 0x4000;
    private static final int PATIENCE_CLOCKS = 20_000;
    private static final int SENT_AT_ONCE = 16;

    /// Of all queues: what is out comes back in the order in which it went.
    private static final int ALL_OUT = 63;

    /// What the scheduler keeps.
    private final class Queue {
        final int number;
        final int level;
        final int tag;
        final Source source;
        final SendQueueCutter cutter;
        final Deque<Integer> slots = new ArrayDeque<>();

        /// Which of all frames they are.
        final Deque<Integer> sent = new ArrayDeque<>();

        int next;
        int acknowledged;
        int index;
        int last = -1;

        Queue(int number) {
            this.number = number;
            level = number % 3;
            tag = 1 + number;
            int length = 0x2800 + random.nextInt(0x100);
            int at = SOURCES_AT + 0x2900 * number + random.nextInt(0x80);
            long name = random.nextLong() & ~0xFFFL | BASE + at & 0xFFF;
            source = new Source(SendQueueCutter.key(number), name, at, length);
            cutter = new SendQueueCutter(random, host, level);
        }

        long base() {
            return 0x40L + 0x900L * number;
        }

        Item item() {
            return cutter.items.get(next);
        }

        boolean isQuiet() {
            return acknowledged == next;
        }
    }

    private final Random random = Bench.random("dma engine");
    private final Bench bench = new Bench(MODEL);
    private final MemorySegment host = Arena.ofAuto().allocate(HOST_BYTES, 4_096);
    private Axi4Subordinate bus = bus(Pace.FAST);
    private final List<Queue> queues;

    // Heard of what is acknowledged
    private int toldEndpoint = -1;
    private int toldIndex;
    private boolean toldCompletes;
    private int clocks;

    private int frames;

    DmaEngineTest() {
        byte[] content = new byte[HOST_BYTES];
        random.nextBytes(content);
        MemorySegment.copy(content, 0, host, ValueLayout.JAVA_BYTE, 0, HOST_BYTES);
        queues = IntStream.range(0, ENDPOINTS).mapToObj(Queue::new).toList();
        bench.set("rung_ready", true);
        for (var queue : queues) {
            region(queue.source, queue.tag, RegionEntry.LOCAL_READ);
            bench.set("setting_base", BASE + queue.base() >>> 6);
            bench.set("setting_log2", LOG2_QUEUE);
            bench.set("setting_tag", queue.tag);
            bench.set("setting_level", queue.level);
            bench.set("setUp_payload", queue.number);
            bench.set("clear_payload", queue.number);
            bench.set("setUp_valid", true);
            bench.set("clear_valid", true);
            clock();
            bench.set("setUp_valid", false);
            bench.set("clear_valid", false);
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

    private void region(Source source, int tag, int rights) {
        bench.set("write_valid", true);
        bench.set("write_payload", source.key() >>> 23);
        bench.set("entry_generation", source.key() & 0x7F_FFFF);
        bench.set("entry_tag", tag);
        bench.set("entry_rights", rights);
        bench.set("entry_name", source.name());
        bench.set("entry_bus", BASE + source.at());
        bench.set("entry_length", source.length());
        clock();
        bench.set("write_valid", false);
    }

    private void clock() {
        bench.set("needs", random.nextInt(3) == 0);
        bus.drive();
        bus.sample();
        if (bench.is("told_valid")) {
            toldEndpoint = (int) bench.get("told_payload_endpoint");
            toldIndex = (int) bench.get("told_payload_index");
            toldCompletes = bench.is("told_payload_completes");
        }
        bench.step();
        clocks++;
    }

    // ---- the engine

    private void ring(Queue queue) {
        bench.set("producer_valid", true);
        bench.set("producer_payload_endpoint", queue.number);
        bench.set("producer_payload_index", queue.index & 0xFFFF);
        clock();
        bench.set("producer_valid", false);
    }

    private DmaResult.Outcome stage(Queue queue, boolean quiet) {
        begin(queue, quiet);
        return outcome(queue);
    }

    private void begin(Queue queue, boolean quiet) {
        bench.set("start_valid", true);
        bench.set("start_payload_endpoint", queue.number);
        bench.set("start_payload_quiet", quiet);
        bench.set("start_payload_ahead", queue.last >= 0);
        bench.set("start_payload_slot", Math.max(queue.last, 0));
        for (int i = 0; !bench.is("start_ready"); i++) {
            assertThat(i).as("clocks until it may begin").isLessThan(PATIENCE_CLOCKS);
            clock();
        }
        clock();
        bench.set("start_valid", false);
    }

    private DmaResult.Outcome outcome(Queue queue) {
        for (int i = 0; !bench.is("result_valid"); i++) {
            assertThat(i).as("clocks of a frame").isLessThan(PATIENCE_CLOCKS);
            clock();
        }
        assertThat(bench.get("result_payload_endpoint")).isEqualTo(queue.number);
        var outcome = DmaResult.Outcome.values()[(int) bench.get("result_payload_outcome")];
        bench.set("result_ready", true);
        clock();
        bench.set("result_ready", false);
        return outcome;
    }

    private ClanReason reason() {
        return ClanReason.of((int) bench.get("result_payload_reason"));
    }

    private void flow(String name, long payload) {
        bench.set(name + "_payload", payload);
        bench.set(name + "_valid", true);
        clock();
        bench.set(name + "_valid", false);
    }

    /// Looks at the frame that is staged, takes it and lets it go.
    private int send(Item item) {
        int buffer = Long.numberOfTrailingZeros(bench.get("staged"));
        assertThat(buffer).as("buffer").isLessThan(Stage.BUFFERS);
        bench.set("buffer", buffer);
        flow("taken", buffer);
        var operation = item.transfer() ? ClanOperation.TRANSFER : ClanOperation.WRITE;
        assertThat(bench.get("frame_operation")).isEqualTo(operation.code());
        assertThat(bench.get("frame_flags")).as("flags").isEqualTo(item.flags());
        assertThat(bench.get("frame_bytes")).as("bytes").isEqualTo(item.data().length);
        if (item.data().length > 0) {
            assertThat((int) bench.get("frame_key")).isEqualTo(item.key());
            assertThat(bench.get("frame_address")).isEqualTo(item.address());
        }
        int lane = item.data().length == 0 ? 0 : (int) item.address() & 7;
        byte[] cells = new byte[lane + item.data().length + 7 & ~7];
        System.arraycopy(item.data(), 0, cells, lane, item.data().length);
        for (int i = 0; i < cells.length / 8 + 2; i++) {
            bench.set("fetch", buffer << 9 | Math.min(i, cells.length / 8));
            if (i >= 2) {
                long cell = bench.get("data");
                assertThat(bench.is("broken")).isFalse();
                for (int b = 0; b < 8; b++) {
                    assertThat((byte) (cell >>> 8 * b))
                            .as(
                                    "byte %d of a frame at %x of %d",
                                    8 * (i - 2) + b, item.address(), item.data().length)
                            .isEqualTo(cells[8 * (i - 2) + b]);
                }
            }
            clock();
        }
        flow("released", buffer);
        return (int) bench.get("frame_slot");
    }

    private void acknowledge(Queue queue) {
        int slot = queue.slots.remove();
        queue.sent.remove();
        bench.set("acknowledged", queue.number);
        flow("acknowledge", slot);
        toldEndpoint = -1;
        clock();
        told(queue);
        if (slot == queue.last) {
            queue.last = -1;
        }
        clock();
    }

    /// The item that is next to be acknowledged has been.
    private void told(Queue queue) {
        var item = queue.cutter.items.get(queue.acknowledged++);
        assertThat(toldEndpoint).isEqualTo(queue.number);
        assertThat(toldIndex).isEqualTo(item.index() + (item.ends() ? 1 : 0) & 0xFFFF);
        assertThat(toldCompletes).isEqualTo(item.completes());
    }

    /// One frame of a queue, or what is instead of it.
    private void step(Queue queue) {
        if (queue.next == queue.cutter.items.size()) {
            assertThat(stage(queue, queue.isQuiet())).isEqualTo(DmaResult.Outcome.NOTHING);
            fill(queue);
            return;
        }
        var item = queue.item();
        toldEndpoint = -1;
        var outcome = stage(queue, queue.isQuiet());
        if (!queue.isQuiet() && (item.fences() || !item.frame())) {
            assertThat(outcome).isEqualTo(DmaResult.Outcome.FENCED);
            while (!queue.slots.isEmpty()) {
                acknowledge(queue);
            }
        } else if (item.frame()) {
            assertThat(outcome).isEqualTo(DmaResult.Outcome.STAGED);
            queue.last = send(item);
            queue.slots.add(queue.last);
            queue.sent.add(frames++);
            queue.next++;
        } else {
            assertThat(outcome).isEqualTo(DmaResult.Outcome.SKIPPED);
            queue.next++;
            told(queue);
        }
    }

    private void fill(Queue queue) {
        while (!queue.slots.isEmpty()) {
            acknowledge(queue);
        }
        int count = 1 + random.nextInt((1 << LOG2_QUEUE) - 1);
        for (int i = 0; i < count; i++) {
            int slot = queue.index & (1 << LOG2_QUEUE) - 1;
            int place = (int) queue.base() + slot * DmaDescriptor.BYTES;
            queue.cutter.add(queue.index++ & 0xFFFF, place, queue.source);
        }
        ring(queue);
    }

    /// What is out comes back to nobody.
    private void goBack(Queue queue) {
        queue.slots.clear();
        queue.sent.clear();
        queue.next = queue.acknowledged;
        queue.last = -1;
    }

    private void run(int steps) {
        for (int i = 0; i < steps; i++) {
            for (var each : queues) {
                while (!each.sent.isEmpty() && frames - each.sent.element() >= ALL_OUT) {
                    acknowledge(each);
                }
            }
            var queue = queues.get(random.nextInt(random.nextBoolean() ? 1 : ENDPOINTS));
            step(queue);
            while (queue.slots.size() >= SENT_AT_ONCE
                    || !queue.slots.isEmpty() && random.nextInt(3) == 0) {
                acknowledge(queue);
            }
            if (random.nextInt(20) == 0) {
                goBack(queue);
            }
        }
    }

    @Test
    void framesAreWhatTheDescriptorsSay() {
        run(1_200);
    }

    @Test
    void aBusThatStallsChangesNothing() {
        for (int i = 0; i < 6; i++) {
            bus = bus(stalling());
            run(80);
        }
    }

    // ---- what cannot be

    private void fails(Queue queue, ClanReason reason) {
        assertThat(stage(queue, true)).isEqualTo(DmaResult.Outcome.FAILED);
        assertThat(reason()).isEqualTo(reason);
        assertThat(bench.get("staged")).isZero();
    }

    /// A descriptor as it should be, at index 0.
    private long write(Queue queue, int head, int first, int second) {
        long place = queue.base();
        DmaDescriptor.write(host, place, head, 0, 7, 0x9000);
        var source = queue.source;
        DmaDescriptor.writeSegment(host, place, 0, source.key(), first, source.name());
        DmaDescriptor.writeSegment(host, place, 1, source.key(), second, source.name());
        return place;
    }

    private static int twoSegments() {
        return DmaDescriptor.COUNT.of(2);
    }

    @Test
    void aDescriptorThatMeansNothingIsRefused() {
        var queue = queues.get(1);
        queue.index = 1;
        ring(queue);
        int[] heads = {
            0,
            DmaDescriptor.COUNT.of(3),
            DmaDescriptor.INLINE.of(1) | DmaDescriptor.COUNT.of(33),
            DmaDescriptor.INLINE.of(1),
            DmaDescriptor.OPERATION.of(DmaDescriptor.NOTHING),
            DmaDescriptor.OPERATION.of(5) | DmaDescriptor.COUNT.of(1),
            DmaDescriptor.COUNT.of(1) | 1 << 30,
            DmaDescriptor.COUNT.of(1) | 1 << 4
        };
        for (int head : heads) {
            write(queue, head, 8, 8);
            kept(queue);
            fails(queue, ClanReason.DESCRIPTOR);
        }
        for (int word : new int[] {3, 6, 7}) {
            long place = write(queue, twoSegments(), 8, 8);
            host.set(ValueLayout.JAVA_INT, place + 4L * word, 1 << random.nextInt(32));
            kept(queue);
            fails(queue, ClanReason.DESCRIPTOR);
        }
        write(queue, twoSegments(), 8, 8);
        kept(queue);
        assertThat(stage(queue, true)).isEqualTo(DmaResult.Outcome.STAGED);
    }

    /// The descriptor that the engine has kept is read anew.
    private void kept(Queue queue) {
        flow("clear", queue.number);
    }

    @Test
    void whatGoesOnHasTheSameOperationAndNoPlaceOfItsOwn() {
        var queue = queues.get(2);
        queue.index = 2;
        ring(queue);
        write(queue, DmaDescriptor.COUNT.of(1) | DmaDescriptor.MORE.of(1), 8, 0);
        long place = queue.base() + DmaDescriptor.BYTES;
        assertThat(stage(queue, true)).isEqualTo(DmaResult.Outcome.STAGED);
        int buffer = Long.numberOfTrailingZeros(bench.get("staged"));
        bench.set("buffer", buffer);
        flow("taken", buffer);
        queue.last = (int) bench.get("frame_slot");
        flow("released", buffer);
        int transfer = DmaDescriptor.OPERATION.of(DmaDescriptor.TRANSFER);
        for (int wrong = 0; wrong < 4; wrong++) {
            int head = DmaDescriptor.COUNT.of(1) | (wrong == 0 ? transfer : 0);
            DmaDescriptor.write(
                    host, place, head, 0, wrong == 1 ? 1 : 0, wrong == 2 ? 1L << 40 : 0);
            var source = queue.source;
            DmaDescriptor.writeSegment(host, place, 0, source.key(), 8, source.name());
            if (wrong < 3) {
                fails(queue, ClanReason.DESCRIPTOR);
                flow("setUp", 3);
            } else {
                assertThat(stage(queue, true)).isEqualTo(DmaResult.Outcome.STAGED);
            }
        }
    }

    /// A frame is out, its descriptor is another then: none of what follows is read beyond that one's end.
    @Test
    void aDescriptorThatShrinksBehindAFrameIsRefused() {
        var queue = queues.get(1);
        queue.index = 1;
        ring(queue);
        int segment = DmaDescriptor.COUNT.of(1);
        int cut = ClanFrame.DATA_BYTES_MAXIMUM;
        write(queue, segment, 2 * cut, 0);
        assertThat(stage(queue, true)).isEqualTo(DmaResult.Outcome.STAGED);
        int buffer = Long.numberOfTrailingZeros(bench.get("staged"));
        bench.set("buffer", buffer);
        flow("taken", buffer);
        queue.last = (int) bench.get("frame_slot");
        flow("released", buffer);
        int inline = DmaDescriptor.INLINE.of(1) | DmaDescriptor.COUNT.of(32);
        int[][] changed = {{inline, 0}, {segment, cut}, {segment, cut - 1}, {segment, 1}};
        for (int[] each : changed) {
            write(queue, each[0], each[1], 0);
            // Another queue's turn: the descriptor is read anew.
            assertThat(stage(queues.get(0), true)).isEqualTo(DmaResult.Outcome.NOTHING);
            fails(queue, ClanReason.DESCRIPTOR);
        }
        write(queue, segment, cut + 1, 0);
        assertThat(stage(queues.get(0), true)).isEqualTo(DmaResult.Outcome.NOTHING);
        assertThat(stage(queue, true)).isEqualTo(DmaResult.Outcome.STAGED);
    }

    @Test
    void aSegmentThatMayNotIsNotRead() {
        var queue = queues.get(1);
        var source = queue.source;
        queue.index = 1;
        ring(queue);
        // Beyond the end, in the first and in the second.
        write(queue, twoSegments(), source.length() + 1, 8);
        kept(queue);
        // The first frame of it is within.
        assertThat(stage(queue, true)).isEqualTo(DmaResult.Outcome.STAGED);
        bus.refuse(BASE + source.at(), source.length());
        flow("drop", queue.number);
        long place = write(queue, twoSegments(), 16, 16);
        DmaDescriptor.writeSegment(
                host, place, 1, source.key(), 16, source.name() + source.length() - 15);
        kept(queue);
        bus.refuse(0, 0);
        fails(queue, ClanReason.SEGMENT);
        // Nothing of these is asked of the bus.
        bus.refuse(BASE + SOURCES_AT, HOST_BYTES - SOURCES_AT);
        int[] keys = {source.key() + 1, queues.get(0).source.key(), 0, source.key() ^ 1 << 25};
        for (int key : keys) {
            place = write(queue, DmaDescriptor.COUNT.of(1), 16, 0);
            DmaDescriptor.writeSegment(host, place, 0, key, 16, source.name());
            kept(queue);
            fails(queue, ClanReason.SEGMENT);
        }
        place = write(queue, DmaDescriptor.COUNT.of(1), 16, 0);
        DmaDescriptor.writeSegment(host, place, 0, source.key(), 16, source.name() - 1);
        kept(queue);
        fails(queue, ClanReason.SEGMENT);
        write(queue, DmaDescriptor.COUNT.of(1), 16, 0);
        region(source, queue.tag, RegionEntry.LOCAL_WRITE | RegionEntry.RDMA_READ);
        kept(queue);
        fails(queue, ClanReason.SEGMENT);
        region(source, queue.tag, RegionEntry.LOCAL_READ);
        fails(queue, ClanReason.LOCAL_BUS);
        bus.refuse(0, 0);
        assertThat(stage(queue, true)).isEqualTo(DmaResult.Outcome.STAGED);
    }

    @Test
    void aBusThatRefusesTheDescriptorIsSaid() {
        var queue = queues.get(1);
        queue.index = 1;
        ring(queue);
        write(queue, twoSegments(), 16, 16);
        bus.refuse(BASE + queue.base() + 40, 1);
        fails(queue, ClanReason.LOCAL_BUS);
        bus.refuse(0, 0);
        kept(queue);
        assertThat(stage(queue, true)).isEqualTo(DmaResult.Outcome.STAGED);
    }

    @Test
    void whatIsDroppedMeanwhileIsNotStaged() {
        var queue = queues.get(1);
        queue.index = 1;
        ring(queue);
        write(queue, twoSegments(), 3_000, 3_000);
        for (int i = 0; i < 60; i++) {
            begin(queue, true);
            for (int j = 0; j < 10 * i && !bench.is("result_valid"); j++) {
                clock();
            }
            flow("drop", queue.number);
            assertThat(outcome(queue)).isEqualTo(DmaResult.Outcome.NOTHING);
            assertThat(bench.get("staged")).isZero();
        }
        assertThat(stage(queue, true)).isEqualTo(DmaResult.Outcome.STAGED);
        flow("drop", queue.number);
        assertThat(bench.get("staged")).isZero();
    }

    /// A cell a clock, and little beside.
    @Test
    void aFrameOf4KiBTakesLittleMoreThanItsCells() {
        var queue = queues.get(1);
        queue.index = 1;
        ring(queue);
        write(queue, DmaDescriptor.COUNT.of(1), 8_192, 0);
        assertThat(stage(queue, true)).isEqualTo(DmaResult.Outcome.STAGED);
        flow("drop", queue.number);
        int before = clocks;
        assertThat(stage(queue, true)).isEqualTo(DmaResult.Outcome.STAGED);
        System.out.printf("dma: %d clocks for 4 KiB with its descriptor kept%n", clocks - before);
        assertThat(clocks - before).isLessThanOrEqualTo(512 + 50);
    }
}
