package org.jetstreamlan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.READ_FIRST;
import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;
import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.WRITE_FIRST;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.check.HdlError;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.sim.junit.Needed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each shape of memory that docs/hdl.md promises becomes the ECP5's block RAM (DP16KD, 18 kbit) or LUT RAM (TRELLIS_DPR16X4, 16 x 4) in yosys, counted; and
/// what the library says becomes flip-flops does. All shapes in one run of yosys, up to the mapping of memories: half a minute.
class MemoryInferenceTest {
    /// A memory of `width` bits a cell with some ports; what a port may use.
    private static final class Shape extends Module {
        private final String name;
        private final Function<Shape, Bits> ports;

        final Bool write = input(bool());
        final Bool alsoWrite = input(bool());
        final Bool enable = input(bool());
        final UInt address = input(uint(12));
        final UInt other = input(uint(12));
        final Bits data = input(bits(36));
        final Bits otherData = input(bits(36));
        final Bits mask = input(bits(4));
        final Bits out = output(bits(72));

        Shape(String name, Function<Shape, Bits> ports) {
            this.name = name;
            this.ports = ports;
        }

        @Override
        protected String moduleName() {
            return name;
        }

        @Override
        protected void build() {
            out.assign(ports.apply(this).zext(72));
        }

        Mem<Bits> cells(int width, int depth, ReadUnderWrite policy) {
            return mem(bits(width), depth, policy);
        }

        static UInt at(UInt address, Mem<Bits> cells) {
            return address.trunc(cells.addressWidth());
        }

        void writes(Mem<Bits> cells, int width) {
            when(write, () -> cells.write(at(address, cells), data.trunc(width)));
        }

        void alsoWrites(Mem<Bits> cells, int width) {
            when(alsoWrite, () -> cells.write(at(other, cells), otherData.trunc(width)));
        }

        /// A write port, a read port with an enable.
        Bits simple(Mem<Bits> cells, int width) {
            writes(cells, width);
            return cells.read(at(other, cells), enable);
        }

        /// Two ports that write and read, each at its address.
        Bits dual(Mem<Bits> cells, int width) {
            writes(cells, width);
            alsoWrites(cells, width);
            return cat(cells.read(at(address, cells), enable), cells.read(at(other, cells)));
        }

        /// A write port and an asynchronous read.
        Bits atOnce(Mem<Bits> cells, int width) {
            writes(cells, width);
            return cells.readAsync(at(other, cells));
        }

        Bits masked(ReadUnderWrite policy) {
            Mem<Bits> cells = cells(32, 1024, policy);
            when(write, () -> cells.write(at(address, cells), data.trunc(32), mask));
            return cells.read(at(other, cells), enable);
        }

        Bits narrowWriteWideRead(ReadUnderWrite policy) {
            Mem<Bits> cells = cells(8, 4096, policy);
            writes(cells, 8);
            return cells.wide(4).read(other.trunc(10), enable).asBits();
        }

        Bits wideWriteNarrowRead(ReadUnderWrite policy) {
            Mem<Bits> cells = cells(8, 4096, policy);
            var word = vec(4, bits(8)).fromBits(data.trunc(32));
            when(write, () -> cells.wide(4).write(address.trunc(10), word));
            return cells.read(other, enable);
        }

        Bits wideMaskedWrite() {
            Mem<Bits> cells = cells(8, 4096, UNDEFINED);
            var word = vec(4, bits(8)).fromBits(data.trunc(32));
            when(write, () -> cells.wide(4).write(address.trunc(10), word, mask));
            return cells.read(other, enable);
        }
    }

    /// Two ports that write and read, each at a clock of its own.
    private static final class TwoClocks extends Module {
        private final ReadUnderWrite policy;
        private final ClockDomain second = clockDomain("second", ClockSpec.CORE);
        final Bool write = input(bool());
        final UInt address = input(uint(10));
        final Bits data = input(bits(16));
        final Bits out = output(bits(16));
        final Bool alsoWrite = input(bool(), second);
        final UInt other = input(uint(10), second);
        final Bits otherData = input(bits(16), second);
        final Bits alsoOut = output(bits(16), second);

        TwoClocks(ReadUnderWrite policy) {
            this.policy = policy;
        }

        @Override
        protected String moduleName() {
            return "two_clocks_" + policy;
        }

        @Override
        protected void build() {
            Mem<Bits> cells = crossing(mem(bits(16), 1024, policy));
            when(write, () -> cells.write(address, data));
            when(alsoWrite, () -> cells.write(other, otherData, second));
            out.assign(cells.read(address));
            alsoOut.assign(cells.read(other, second));
        }
    }

    /// A shape and the cells that it becomes.
    private record Promise(Supplier<Module> module, int blockRams, int lutRams) {}

    private static Promise promise(
            int blockRams, int lutRams, String name, Function<Shape, Bits> ports) {
        return new Promise(() -> new Shape(name, ports), blockRams, lutRams);
    }

    private static List<BigInteger> contents(int cells) {
        return IntStream.range(0, cells).mapToObj(i -> BigInteger.valueOf(i * 7L + 1)).toList();
    }

    private static List<Promise> promises() {
        var all = new ArrayList<Promise>();
        for (var policy : ReadUnderWrite.values()) {
            all.add(
                    promise(
                            1,
                            0,
                            "simple_" + policy,
                            s -> s.simple(s.cells(16, 1024, policy), 16)));
            all.add(promise(2, 0, "masked_" + policy, s -> s.masked(policy)));
            all.add(promise(2, 0, "read_wide_" + policy, s -> s.narrowWriteWideRead(policy)));
            all.add(promise(2, 0, "write_wide_" + policy, s -> s.wideWriteNarrowRead(policy)));
            all.add(new Promise(() -> new TwoClocks(policy), 1, 0));
        }
        all.add(promise(2, 0, "write_wide_masked", Shape::wideMaskedWrite));
        all.add(
                promise(
                        1,
                        0,
                        "contents",
                        s -> s.simple(s.cells(36, 512, UNDEFINED).init(contents(512)), 36)));
        all.add(
                promise(
                        1,
                        0,
                        "rom",
                        s -> s.cells(16, 1024, UNDEFINED).init(contents(1024)).read(at10(s))));
        for (var policy : new ReadUnderWrite[] {WRITE_FIRST, UNDEFINED}) {
            all.add(promise(1, 0, "dual_" + policy, s -> s.dual(s.cells(16, 1024, policy), 16)));
        }
        all.add(promise(0, 0, "dual_READ_FIRST", s -> s.dual(s.cells(16, 128, READ_FIRST), 16)));
        all.add(promise(0, 2, "at_once", s -> s.atOnce(s.cells(8, 16, UNDEFINED), 8)));
        all.add(promise(0, 8, "at_once_deeper", s -> s.atOnce(s.cells(8, 64, UNDEFINED), 8)));
        all.add(
                promise(
                        0,
                        0,
                        "at_once_two_writers",
                        s -> {
                            Mem<Bits> cells = s.cells(8, 128, UNDEFINED);
                            s.alsoWrites(cells, 8);
                            return s.atOnce(cells, 8);
                        }));
        all.add(
                promise(
                        1,
                        0,
                        "small_block",
                        s ->
                                s.simple(
                                        s.cells(8, 16, UNDEFINED).attribute("ram_style", "block"),
                                        8)));
        all.add(
                promise(
                        0,
                        16,
                        "large_distributed",
                        s ->
                                s.simple(
                                        s.cells(8, 128, UNDEFINED)
                                                .attribute("ram_style", "distributed"),
                                        8)));
        return all;
    }

    private static UInt at10(Shape shape) {
        return shape.address.trunc(10);
    }

    @Test
    void everyShapeBecomesTheRamThatIsPromised(@TempDir Path folder) throws Exception {
        Map<String, String> promised = new TreeMap<>();
        Map<String, Boolean> warned = new TreeMap<>();
        var script = new StringBuilder();
        for (Promise promise : promises()) {
            Design<Module> design = Design.of(promise.module);
            String name = design.circuit().top().name();
            promised.put(name, counts(promise.blockRams, promise.lutRams));
            boolean isHinted =
                    design.hints().stream().anyMatch(HdlError.MemoryShape.class::isInstance);
            warned.put(name, isHinted);
            Files.writeString(folder.resolve(name + ".v"), Verilog.of(design.circuit()).text());
            script.append("read_verilog %s.v%n".formatted(name))
                    .append("synth_ecp5 -top %s -run begin:map_gates%n".formatted(name))
                    .append("tee -q -o %s.json stat -json%ndesign -reset%n".formatted(name));
        }
        run(folder, script.toString());
        Map<String, String> made = new TreeMap<>();
        Map<String, Boolean> flipFlops = new TreeMap<>();
        for (String name : promised.keySet()) {
            JsonObject cells = cells(folder.resolve(name + ".json"));
            int blockRams = count(cells, "DP16KD");
            int lutRams = count(cells, "TRELLIS_DPR16X4");
            made.put(name, counts(blockRams, lutRams));
            flipFlops.put(name, blockRams + lutRams == 0);
        }
        assertThat(made).isEqualTo(promised);
        assertThat(warned).as("hints of memories that become flip-flops").isEqualTo(flipFlops);
    }

    private static String counts(int blockRams, int lutRams) {
        return "%d block, %d LUT".formatted(blockRams, lutRams);
    }

    private static void run(Path folder, String script) throws Exception {
        Files.writeString(folder.resolve("shapes.ys"), script);
        Path log = folder.resolve("yosys.log");
        String program =
                "from pyosys import libyosys; libyosys.run_pass('script shapes.ys', libyosys.Design())";
        Process yosys =
                new ProcessBuilder(python().toString(), "-c", program)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertThat(yosys.waitFor()).as(() -> tail(log)).isZero();
    }

    /// The tree's own Python, which has yosys.
    private static Path python() {
        return Needed.file(Tree.root().resolve("build/venv/bin/python"), "make venv");
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonObject cells(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file))
                .getAsJsonObject()
                .getAsJsonObject("design")
                .getAsJsonObject("num_cells_by_type");
    }

    private static int count(JsonObject cells, String type) {
        return cells.has(type) ? cells.get(type).getAsInt() : 0;
    }
}
