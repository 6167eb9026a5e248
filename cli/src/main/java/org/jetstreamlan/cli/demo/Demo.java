package org.jetstreamlan.cli.demo;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
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
import org.jetstreamlan.ring.LinkCapture;
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
    private static final String RECEIVED = "received.bin";
    private static final String CAPTURE = "ring.pcapng";
    private static final String WORDS = "words.pcapng";
    private static final String VERILOG = "adapter.v";
    private static final String MAP = "adapter.map";
    private static final String REPORT = "report.html";

    /// Ports and, inside, registers: what the engine `verilator` shows without a slower model.
    private static final String[] WAVE_SIGNALS = {
        "rst",
        "irq",
        "s_axil_*",
        "s_axi_*",
        "m_axi_*",
        "link_*",
        "mac.framer.reached",
        "mac.tokenGate.tokenSeen",
        "mac.tokenGate.markSeen",
        "mac.happened_tokens",
        "mac.happened_tokenCaptured",
        "mac.happened_tokenPassed",
        "mac.happened_sent",
        "mac.happened_returnedGood",
        "mac.happened_returnedBad",
        "mac.transmitter.now",
        "mac.transmitter.unread",
        "mac.receiveTap.kind",
        "mac.management.phase",
        "transmit.descriptors.phase",
        "transmit.transmitEntries.taken",
        "transmit.reader.phase",
        "transmit.reader.cellsLeft",
        "transmit.completionEntries.answered",
        "receive.admission.state",
        "receive.admission.words",
        "receive.admission.covered",
        "receive.writer.filling",
        "receive.writer.block",
        "receive.publisher.ring.answered",
        "manager.phase",
        "manager.freeCount"
    };

    /// @param file to send
    /// @param stations on the ring, 2 to 64
    /// @param folder for what is left behind
    /// @param adapter sizes of the adapters
    /// @param origin for the report
    public record Options(
            Path file,
            int stations,
            Engine engine,
            Path folder,
            AdapterParameters adapter,
            Origin origin) {}

    private final Options options;
    private final Progress progress;
    private final long startedAt;
    private final Occupancy occupancy = new Occupancy(PLOT_POINTS);
    private final WaveWindow waveWindow = new WaveWindow();

    /// @param startedAt [System#nanoTime()] of what the wall time counts from
    public Demo(Options options, Progress progress, long startedAt) {
        this.options = options;
        this.progress = progress;
        this.startedAt = startedAt;
    }

    /// Runs it and writes the report.
    public DemoResult run() throws IOException {
        options.engine().requireTools();
        Path folder = Files.createDirectories(options.folder());
        long before = System.nanoTime();
        Design<Adapter> design = Design.of(() -> new Adapter(options.adapter()));
        var verilog = Verilog.of(design.circuit());
        Files.writeString(folder.resolve(VERILOG), verilog.text());
        Files.writeString(folder.resolve(MAP), verilog.map());
        progress.building();
        try (Model model = options.engine().compile(design.circuit());
                RingSimulation ring = new RingSimulation(model, options.stations(), this::traced)) {
            DemoResult result = transfer(ring, secondsSince(before));
            Report.write(folder.resolve(REPORT), result, options.origin(), occupancy, files());
            return result;
        }
    }

    /// What a run writes into `folder`.
    public static List<Path> outputs(Path folder) {
        List<Path> outputs = new ArrayList<>();
        files().keySet().forEach(name -> outputs.add(folder.resolve(name)));
        outputs.add(folder.resolve(REPORT));
        return outputs;
    }

    /// The two stations of the transfer leave a waveform of the first frame.
    private Simulator traced(int station, Simulator simulator) {
        String name =
                station == SOURCE
                        ? SOURCE_WAVES
                        : station == options.stations() / 2 ? DESTINATION_WAVES : "";
        return name.isEmpty()
                ? simulator
                : Waves.of(simulator)
                        .signals(WAVE_SIGNALS)
                        .during(waveWindow::isOpen)
                        .writeTo(options.folder().resolve(name));
    }

    private DemoResult transfer(RingSimulation ring, double buildSeconds) throws IOException {
        long before = System.nanoTime();
        int destination = ring.stations() / 2;
        int vci = StationVci.of(destination, CHANNEL);
        Path received = options.folder().resolve(RECEIVED);
        try (InputFile file = InputFile.open(options.file());
                Capture capture =
                        new Capture(packets(CAPTURE, PcapngWriter.SUNATM), ClockSpec.CORE.hertz());
                LinkCapture words =
                        new LinkCapture(
                                packets(WORDS, PcapngWriter.USER0), ClockSpec.CORE.hertz())) {
            progress.starting(file.length());
            int last = ring.stations() - 1;
            ring.tap(last, capture::accept);
            ring.tap(last, words::accept);
            ring.tap(last, occupancy::accept);
            ring.tap(last, word -> waveWindow.clock());
            List<FileSender> senders = new ArrayList<>();
            List<FileReceiver> receivers = new ArrayList<>();
            Stations stations = new Stations(ring, BRING_UP_CLOCKS);
            stations.at(
                    destination,
                    driver -> {
                        Pool pool = driver.openPool(options("file in", 0, half(driver)));
                        pool.assoc(vci);
                        receivers.add(new FileReceiver(pool, received, progress::received));
                    },
                    driver -> receivers.getFirst().receive());
            stations.at(
                    SOURCE,
                    driver -> {
                        Pool pool = driver.openPool(options("file out", half(driver), 0));
                        senders.add(
                                new FileSender(
                                        ring.adapter(SOURCE),
                                        driver,
                                        pool,
                                        vci,
                                        ATTEMPTS,
                                        () -> waveWindow.open(ring.simulator(SOURCE))));
                    },
                    driver -> senders.getFirst().send(file));
            stations.run();
            FileSender sender = senders.getFirst();
            FileReceiver receiver = receivers.getFirst();
            return new DemoResult(
                    options.file().getFileName().toString(),
                    file.length(),
                    options.engine().name(),
                    ring.stations(),
                    SOURCE,
                    destination,
                    HexFormat.of().formatHex(file.sha256()),
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

    private PcapngWriter packets(String name, int linkType) throws IOException {
        Path file = options.folder().resolve(name);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        return new PcapngWriter(out, linkType, "link into station " + SOURCE);
    }

    private static SequencedMap<String, String> files() {
        SequencedMap<String, String> files = new LinkedHashMap<>();
        files.put(VERILOG, "the adapter's Verilog");
        files.put(MAP, "its names and the Java lines they come from");
        files.put(
                SOURCE_WAVES,
                "the sending adapter, ports and the states of its engines, from the first doorbell to %d clocks behind the first completion"
                        .formatted(WaveWindow.BEHIND));
        files.put(DESTINATION_WAVES, "the receiving adapter in the same clocks");
        files.put(
                CAPTURE, "every frame on that link, with its status, for Wireshark (SunATM, AAL5)");
        files.put(
                WORDS, "all words of that link but FILL, for decoders of your own (docs/ring.md)");
        files.put(RECEIVED, "the file as it arrived");
        return files;
    }

    private static byte[] digest(Path path) throws IOException {
        try (InputFile file = InputFile.open(path)) {
            return file.sha256();
        }
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }
}
