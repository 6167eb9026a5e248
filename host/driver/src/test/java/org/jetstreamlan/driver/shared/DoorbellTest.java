package org.jetstreamlan.driver.shared;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// Both sides sleep for each entry; a lost wake-up would be a sleep of a minute.
class DoorbellTest {
    private static final int TURNS = 8_000;
    private static final int TURNS_BETWEEN_PROCESSES = 3_000;

    private static void pingPong(MemorySegment memory, int turns, int delay) {
        var out = new RingProducer(memory, Echo.OUT);
        var back = new RingConsumer(memory, Echo.BACK);
        var wake = new Doorbell(memory, SleepingEcho.OUT_BELL);
        var sleep = new Doorbell(memory, SleepingEcho.BACK_BELL);
        var entry = MemorySegment.ofArray(new long[8]);
        var random = new Random(turns);
        BooleanSupplier something = back::hasEntry;
        for (long turn = turns; turn >= 0; turn--) {
            for (int spin = delay == 0 ? 0 : random.nextInt(delay); spin > 0; spin--) {
                Thread.onSpinWait();
            }
            entry.set(JAVA_LONG, 0, turn);
            assertThat(out.offer(entry, 0)).isTrue();
            wake.ring();
            assertThat(sleep.await(something, SleepingEcho.PATIENCE)).as("turn %d", turn).isTrue();
            assertThat(back.poll(entry, 0)).isTrue();
            assertThat(entry.get(JAVA_LONG, 0)).isEqualTo(turn);
        }
    }

    @Test
    void no_wake_up_is_lost_between_threads() throws InterruptedException {
        var memory = Arena.ofShared().allocate(Echo.BYTES, 64);
        for (int delay : new int[] {0, 500, 5_000}) {
            memory.fill((byte) 0);
            var other = new Thread(() -> SleepingEcho.echo(memory));
            other.start();
            pingPong(memory, TURNS, delay);
            other.join();
        }
    }

    @Test
    void nor_between_processes() throws IOException, InterruptedException {
        try (var file = MemoryFile.create("bell", Echo.BYTES)) {
            var path = "/proc/%d/fd/%d".formatted(ProcessHandle.current().pid(), file.descriptor());
            var process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    SleepingEcho.class.getName(),
                                    path)
                            .inheritIO()
                            .start();
            try {
                pingPong(file.memory(), TURNS_BETWEEN_PROCESSES, 0);
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void a_sleep_ends_with_its_time_out_and_not_before() {
        var memory = Arena.ofAuto().allocate(64, 64);
        var bell = new Doorbell(memory, 0);
        long begin = System.nanoTime();
        assertThat(bell.await(() -> false, 20_000_000)).isFalse();
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(20_000_000);
        assertThat(memory.get(JAVA_INT, 0)).as("awake").isZero();
        assertThat(bell.await(() -> true, 0)).isTrue();
        assertThat(bell.await(() -> false, -1)).isFalse();
    }

    @Test
    void who_is_awake_is_not_rung() {
        var memory = Arena.ofAuto().allocate(64, 64);
        new Doorbell(memory, 0).ring();
        assertThat(memory.get(JAVA_INT, 0)).isZero();
        memory.set(JAVA_INT, 0, 1);
        new Doorbell(memory, 0).ring();
        assertThat(memory.get(JAVA_INT, 0)).isZero();
    }

    @Test
    void the_number_of_futex_is_that_of_the_machine() {
        assertThat(Futex.number("amd64")).isEqualTo(202);
        assertThat(Futex.number("aarch64")).isEqualTo(98);
        assertThatThrownBy(() -> Futex.number("s390x")).hasMessageContaining("'s390x'");
    }
}
