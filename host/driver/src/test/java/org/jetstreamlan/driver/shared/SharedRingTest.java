package org.jetstreamlan.driver.shared;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SharedRingTest {
    private static final int ENTRIES = 20_000;
    private static final int ENTRIES_BETWEEN_PROCESSES = 5_000;

    private static final RingPlace FOUR = new RingPlace(128, 192, 8_192, 4);

    private final MemorySegment entry = MemorySegment.ofArray(new long[8]);

    private static void fill(MemorySegment entry, long number) {
        for (int i = 0; i < 8; i++) {
            entry.setAtIndex(JAVA_LONG, i, number * (i + 1));
        }
    }

    private static void check(MemorySegment entry, long number) {
        for (int i = 0; i < 8; i++) {
            assertThat(entry.getAtIndex(JAVA_LONG, i)).isEqualTo(number * (i + 1));
        }
    }

    /// Keeps the ring out as full as it can, and checks what comes back.
    private void exchange(MemorySegment memory, int count, Process... other) {
        var out = new RingProducer(memory, Echo.OUT);
        var back = new RingConsumer(memory, Echo.BACK);
        long sent = count;
        long seen = count;
        while (seen >= 0) {
            fill(entry, sent);
            if (sent >= 0 && out.offer(entry, 0)) {
                sent--;
            } else if (back.poll(entry, 0)) {
                check(entry, seen);
                seen--;
            } else {
                for (var process : other) {
                    assertThat(process.isAlive() || seen < 2).as("the other is there").isTrue();
                }
                Thread.yield();
            }
        }
    }

    @Test
    void every_entry_comes_once_in_order_and_whole_between_threads() throws InterruptedException {
        var memory = Arena.ofAuto().allocate(Echo.BYTES, 64);
        var other = new Thread(() -> Echo.echo(memory));
        other.start();
        exchange(memory, ENTRIES);
        other.join();
    }

    @Test
    void and_between_processes() throws IOException, InterruptedException {
        try (var file = MemoryFile.create("echo", Echo.BYTES)) {
            var path = "/proc/%d/fd/%d".formatted(ProcessHandle.current().pid(), file.descriptor());
            var process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Echo.class.getName(),
                                    path)
                            .inheritIO()
                            .start();
            try {
                exchange(file.memory(), ENTRIES_BETWEEN_PROCESSES, process);
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void indices_wrap_around() {
        var memory = Arena.ofAuto().allocate(Echo.BYTES, 64);
        var out = new RingProducer(memory, FOUR);
        var in = new RingConsumer(memory, FOUR);
        for (int i = 0; i < 4; i++) {
            assertThat(out.offer(entry, 0)).isTrue();
        }
        assertThat(out.offer(entry, 0)).as("full").isFalse();
        for (int i = 0; i < 10; i++) {
            assertThat(in.poll(entry, 0)).isTrue();
            assertThat(out.offer(entry, 0)).isTrue();
            assertThat(out.offer(entry, 0)).isFalse();
        }
        for (int i = 0; i < 4; i++) {
            assertThat(in.poll(entry, 0)).isTrue();
        }
        assertThat(in.poll(entry, 0)).as("empty").isFalse();
    }

    @Test
    void an_index_that_cannot_be_is_a_fault() {
        var memory = Arena.ofAuto().allocate(Echo.BYTES, 64);
        var in = new RingConsumer(memory, Echo.OUT);
        for (int lie : new int[] {65, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            memory.set(JAVA_INT, Echo.OUT.producerAt(), lie);
            assertThatThrownBy(() -> in.poll(entry, 0))
                    .isInstanceOf(RingFault.class)
                    .hasMessageContaining("producer at " + lie)
                    .hasMessageContaining("in a ring of 64");
        }
        memory.set(JAVA_INT, Echo.OUT.producerAt(), 64);
        assertThat(in.poll(entry, 0)).as("64 can be").isTrue();
        var out = new RingProducer(memory, FOUR);
        for (int i = 0; i < 4; i++) {
            out.offer(entry, 0);
        }
        for (int lie : new int[] {5, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            memory.set(JAVA_INT, FOUR.consumerAt(), lie);
            assertThatThrownBy(() -> out.offer(entry, 0))
                    .isInstanceOf(RingFault.class)
                    .hasMessageContaining(
                            "consumer at %d, which is not between 0 and 4".formatted(lie));
        }
        memory.set(JAVA_INT, FOUR.consumerAt(), 3);
        assertThat(out.offer(entry, 0)).isTrue();
        memory.set(JAVA_INT, FOUR.consumerAt(), 1);
        out.offer(entry, 0);
        out.offer(entry, 0);
        assertThatThrownBy(() -> out.offer(entry, 0)).as("backwards").isInstanceOf(RingFault.class);
    }

    @Test
    void a_ring_has_a_power_of_two_of_entries() {
        for (int entries : new int[] {0, 3, -4}) {
            assertThatThrownBy(() -> new RingPlace(0, 64, 128, entries))
                    .hasMessageContaining("ring of %d entries".formatted(entries));
        }
    }

    @Test
    void entries_cost_no_allocation() {
        var memory = Arena.ofAuto().allocate(Echo.BYTES, 64);
        var out = new RingProducer(memory, Echo.OUT);
        var in = new RingConsumer(memory, Echo.OUT);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        pass(out, in, 20_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        pass(out, in, 10_000);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }

    private void pass(RingProducer out, RingConsumer in, int count) {
        for (int i = 0; i < count; i++) {
            if (!out.offer(entry, 0) || !in.poll(entry, 0)) {
                throw new AssertionError();
            }
        }
    }
}
