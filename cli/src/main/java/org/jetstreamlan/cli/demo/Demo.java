package org.jetstreamlan.cli.demo;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.LongConsumer;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.nic.Adapter;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.ring.Capture;
import org.jetstreamlan.ring.Occupancy;
import org.jetstreamlan.ring.PcapngWriter;
import org.jetstreamlan.ring.RingSimulation;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.wave.Waves;

/// One run: the adapter is elaborated and compiled, a ring of them comes up, a file goes from station 0 to the station opposite, and what there is to see is
/// left in a folder.
///
/// ```
/// station 0: FileSender ─ Pool ─ Driver ─ AXI ─ adapter ─┐ ring ┌─ adapter ─ AXI ─ Driver ─ Pool ─ FileReceiver: station n/2
/// ```
public final class Demo {
    private static final long BRING_UP_CLOCKS = 1_000_000;
    private static final int CHANNEL = StationVci.FIRST_FREE_CHANNEL + 0x34;
    private static final int ATTEMPTS = 64;
    private static final int PLOT_POINTS = 512;
    private static final int SOURCE = 0;
    private static final String SOURCE_WAVES = "source.vcd";
    private static final String DESTINATION_WAVES = "destination.vcd";
    private static final long WAVE_CLOCKS = 24_000;
    private static final String[] WAVE_SIGNALS = {"rst", "s_axil_*", "s_axi_*", "link_*", "irq"};

    /// @param file to send
    /// @param stations on the ring, 2 to 64
    /// @param folder for what is left behind
    /// @param adapter sizes of the adapters
    public record Options(
            Path file, int stations, Engine engine, Path folder, AdapterParameters adapter) {}

    private final Options options;
    private final LongConsumer progress;
    private final long startedAt;
    private final Occupancy occupancy = new Occupancy(PLOT_POINTS);

    /// @param progress is told the file bytes that have arrived
    /// @param startedAt [System#nanoTime()] of what the wall time counts from
    public Demo(Options options, LongConsumer progress, long startedAt) {
        this.options = options;
        this.progress = progress;
        this.startedAt = startedAt;
    }

    /// Runs it and writes the report.
    public DemoResult run() throws IOException {
        Path folder = Files.createDirectories(options.folder());
        long before = System.nanoTime();
        Design<Adapter> design = Design.of(() -> new Adapter(options.adapter()));
        var verilog = Verilog.of(design.circuit());
        Files.writeString(folder.resolve("adapter.v"), verilog.text());
        Files.writeString(folder.resolve("adapter.map"), verilog.map());
        try (Model model = options.engine().compile(design.circuit());
                RingSimulation ring = new RingSimulation(model, options.stations(), this::traced)) {
            DemoResult result = transfer(ring, secondsSince(before));
            Report.write(folder.resolve("report.html"), result, occupancy, files());
            return result;
        }
    }

    /// The two stations of the transfer leave a waveform of their first clocks: bring-up and the first frame.
    private Simulator traced(int station, Simulator simulator) {
        String name =
                station == SOURCE
                        ? SOURCE_WAVES
                        : station == options.stations() / 2 ? DESTINATION_WAVES : "";
        return name.isEmpty()
                ? simulator
                : Waves.of(simulator)
                        .signals(WAVE_SIGNALS)
                        .window(0, WAVE_CLOCKS - 1)
                        .writeTo(options.folder().resolve(name));
    }

    private DemoResult transfer(RingSimulation ring, double buildSeconds) throws IOException {
        long before = System.nanoTime();
        byte[] sha256 = digest(options.file());
        int destination = ring.stations() / 2;
        int vci = StationVci.of(destination, CHANNEL);
        Path received = options.folder().resolve("received.bin");
        try (Arena arena = Arena.ofShared();
                FileChannel channel = FileChannel.open(options.file(), StandardOpenOption.READ);
                Capture capture = capture(options.folder().resolve("ring.pcapng"))) {
            MemorySegment file =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            int last = ring.stations() - 1;
            ring.tap(last, capture::accept);
            ring.tap(last, occupancy::accept);
            List<FileSender> senders = new ArrayList<>();
            List<FileReceiver> receivers = new ArrayList<>();
            Stations stations = new Stations(ring, BRING_UP_CLOCKS);
            stations.at(
                    destination,
                    driver -> {
                        Pool pool = driver.openPool(options("file in", 0, half(driver)));
                        pool.assoc(vci);
                        receivers.add(new FileReceiver(pool, received, progress));
                    },
                    driver -> receivers.getFirst().receive());
            stations.at(
                    SOURCE,
                    driver -> {
                        Pool pool = driver.openPool(options("file out", half(driver), 0));
                        senders.add(
                                new FileSender(ring.adapter(SOURCE), driver, pool, vci, ATTEMPTS));
                    },
                    driver -> senders.getFirst().send(file, sha256));
            stations.run();
            FileSender sender = senders.getFirst();
            FileReceiver receiver = receivers.getFirst();
            return new DemoResult(
                    options.file().getFileName().toString(),
                    file.byteSize(),
                    options.engine().name(),
                    ring.stations(),
                    SOURCE,
                    destination,
                    HexFormat.of().formatHex(sha256),
                    HexFormat.of().formatHex(digest(received)),
                    sender.pdus(),
                    sender.sentAgain(),
                    receiver.payloadWords(),
                    receiver.lastEvent() - sender.firstDoorbell(),
                    ring.clocks(),
                    sender.accessDelay().getAverage(),
                    sender.accessDelay().getMax(),
                    ClockSpec.CORE.hertz(),
                    buildSeconds,
                    secondsSince(before),
                    secondsSince(startedAt));
        }
    }

    private static PoolOptions options(String name, int transmitBlocks, int receiveBlocks) {
        return PoolOptions.named(name).limits(transmitBlocks, receiveBlocks);
    }

    /// Half of the card's blocks: what one direction of one client should have at most.
    private static int half(Driver driver) {
        return driver.capabilities().blocks() / 2;
    }

    private static Capture capture(Path file) throws IOException {
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        return new Capture(
                new PcapngWriter(out, PcapngWriter.SUNATM, "link into station " + SOURCE),
                ClockSpec.CORE.hertz());
    }

    private static SequencedMap<String, String> files() {
        SequencedMap<String, String> files = new LinkedHashMap<>();
        files.put("adapter.v", "the adapter's Verilog");
        files.put("adapter.map", "its names and the Java lines they come from");
        files.put(
                SOURCE_WAVES,
                "ports of the sending adapter, its first %,d clocks".formatted(WAVE_CLOCKS));
        files.put(DESTINATION_WAVES, "ports of the receiving adapter");
        files.put(
                "ring.pcapng",
                "every frame on that link, with its status, for Wireshark (SunATM, AAL5)");
        files.put("received.bin", "the file as it arrived");
        return files;
    }

    private static byte[] digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digest =
                        new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return digest.getMessageDigest().digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }
}
