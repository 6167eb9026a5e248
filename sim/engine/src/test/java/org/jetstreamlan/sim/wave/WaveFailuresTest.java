package org.jetstreamlan.sim.wave;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.fuzz.RandomCircuit;
import org.jetstreamlan.sim.jit.JitEngine;
import org.jetstreamlan.sim.junit.Needed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that cannot be written.
final class WaveFailuresTest {
    private static final RandomCircuit.Options OPTIONS = RandomCircuit.Options.SMALL.nodes(60);

    private static Simulator simulator() {
        return new JitEngine().compile(RandomCircuit.of(3, OPTIONS)).instantiate();
    }

    @Test
    void aFolderThatIsNotThereIsNamed(@TempDir Path folder) {
        for (String name : new String[] {"wave.vcd", "wave.fst"}) {
            Path file = folder.resolve("none").resolve(name);
            assertThatThrownBy(() -> Waves.of(simulator()).writeTo(file))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("no such folder");
            RecentWaves recent = Waves.of(simulator()).last(5);
            assertThatThrownBy(() -> recent.writeTo(file)).hasMessageContaining("no such folder");
        }
    }

    /// Takes so many bytes.
    private static final class Disk extends OutputStream {
        private int room = 1 << 20;

        @Override
        public void write(int value) throws IOException {
            if (--room < 0) {
                throw new IOException("No space left on device");
            }
        }
    }

    /// The step that notices fails, once; the simulation goes on.
    @Test
    void aFullDiskIsToldByAStep() {
        Simulator traced = Waves.of(simulator()).writeTo(new Disk());
        assertThatThrownBy(() -> traced.step(1_000_000))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("No space left on device");
        long cycle = traced.cycle();
        traced.step(100);
        assertThat(traced.cycle()).isEqualTo(cycle + 100);
        assertThatCode(traced::close).doesNotThrowAnyException();
    }

    @Test
    void aFullDiskIsToldByClose() {
        Disk disk = new Disk();
        Simulator traced = Waves.of(simulator()).writeTo(disk);
        traced.step(3);
        disk.room = 0;
        assertThatThrownBy(traced::close).hasMessageContaining("No space left on device");
        assertThatCode(traced::close).doesNotThrowAnyException();
    }

    @Test
    void aFullDeviceIsNamed() {
        Path device = Needed.file(Path.of("/dev/full"), "a system with /dev/full");
        assertThatThrownBy(() -> Waves.of(simulator()).writeTo(device))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot write waves to /dev/full");
    }

    @Test
    void closingTwiceIsClosingOnce(@TempDir Path folder) throws IOException {
        for (String name : new String[] {"wave.vcd", "wave.fst"}) {
            Path file = folder.resolve(name);
            Simulator traced = Waves.of(simulator()).writeTo(file);
            traced.step(10);
            traced.close();
            byte[] written = Files.readAllBytes(file);
            traced.close();
            assertThat(file).hasBinaryContent(written);
        }
    }

    @Test
    void aStreamIsClosedWithItsTrace() {
        boolean[] closed = {false};
        OutputStream stream =
                new ByteArrayOutputStream() {
                    @Override
                    public void close() {
                        closed[0] = true;
                    }
                };
        Waves.of(simulator()).writeTo(stream).close();
        assertThat(closed[0]).isTrue();
    }

    @Test
    void aRunWithoutAPeriodGivesFilesThatReadersTake(@TempDir Path folder) throws IOException {
        Path fst = folder.resolve("wave.fst");
        Waves.of(simulator()).window(5, 9).writeTo(fst).close();
        assertThat(Dump.byLibfst(fst).changes()).isNotEmpty();
    }
}
