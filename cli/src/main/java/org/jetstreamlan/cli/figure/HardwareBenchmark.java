package org.jetstreamlan.cli.figure;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.cli.Ecp5;
import org.jetstreamlan.cli.NamedDesign;
import org.jetstreamlan.cli.Tree;
import org.jetstreamlan.nic.buffer.BlockManager;
import org.jetstreamlan.nic.checksum.InternetSum;
import org.jetstreamlan.nic.clan.Tripwires;
import org.jetstreamlan.nic.crc.AalCrc;
import org.jetstreamlan.nic.table.VciTable;
import org.jetstreamlan.nic.transmit.ChecksumReader;

/// Area and clock of a design on an ECP5: area of the design alone; clock with a register at each port, median of the seeds, on an 85F of speed 8 and, what
/// fits there, on a 25F of speed 6.
final class HardwareBenchmark implements Benchmark {
    private static final int SEEDS = 3;

    static final Benchmark CRC =
            new HardwareBenchmark(
                    NamedDesign.AAL_CRC,
                    "crc",
                    new Target.AtMost(190),
                    new Target.AtLeast(300),
                    new Target.Reported());

    static final Benchmark REGISTER_PORT =
            new HardwareBenchmark(
                    NamedDesign.REGISTER_PORT,
                    "register_port",
                    new Target.Reported(),
                    new Target.Reported());

    static final Benchmark ADAPTER =
            new HardwareBenchmark(
                    NamedDesign.ADAPTER_ECP5,
                    "adapter",
                    new Target.Reported(),
                    new Target.AtLeast(125));

    static final Benchmark MAC =
            new HardwareBenchmark(
                    NamedDesign.MAC,
                    "mac",
                    new Target.AtMost(1_380),
                    new Target.AtLeast(180),
                    new Target.AtLeast(120));

    static final Benchmark LINK =
            new HardwareBenchmark(
                    new NamedDesign(
                            "link",
                            "line coder, word alignment and elastic buffer",
                            LinkOnOneClock::new),
                    "link",
                    new Target.Reported(),
                    new Target.AtLeast(180),
                    new Target.Reported());

    static final Benchmark CRC_64 =
            new HardwareBenchmark(
                    new NamedDesign(
                            "aal-crc-64",
                            "CRC-32 of AAL5, a 64-bit word a clock",
                            () -> new AalCrc(64)),
                    "crc_64",
                    new Target.AtMost(370),
                    new Target.AtLeast(270),
                    new Target.Reported());

    static final Benchmark CHECKSUM =
            new HardwareBenchmark(
                    new NamedDesign(
                            "internet-sum",
                            "Internet checksum over a span, 32 bits a clock",
                            () -> new InternetSum(32)),
                    "checksum",
                    new Target.AtMost(39),
                    new Target.AtLeast(250),
                    new Target.Reported());

    /// What stands before the engine that sends; the field goes into the payload in some 80 LUT4 more, in `PayloadReader`.
    static final Benchmark CHECKSUM_INSERT =
            new HardwareBenchmark(
                    new NamedDesign(
                            "checksum-reader",
                            "sums a frame of 128 blocks of 2 to 64 KiB ahead of sending",
                            () -> new ChecksumReader(7, 8, 5)),
                    "checksum_insert",
                    new Target.AtMost(364),
                    new Target.Reported(),
                    new Target.Reported());

    static final Benchmark VCI =
            new HardwareBenchmark(
                    new NamedDesign(
                            "vci-table",
                            "VCI table of 4 x 1,024 entries",
                            () -> new VciTable(4, 1_024)),
                    "vci",
                    new Target.AtMost(450),
                    new Target.AtLeast(180),
                    new Target.Reported());

    static final Benchmark BUFFER =
            new HardwareBenchmark(
                    new NamedDesign(
                            "block-manager",
                            "owners, chains, limits and reserves of 128 blocks and 64 pools",
                            () -> new BlockManager(128, 64)),
                    "buffer",
                    new Target.AtMost(720),
                    new Target.AtLeast(150),
                    new Target.Reported());

    /// Any alignment and length, two segments, each checked; the table of regions, which the receiver reads, too, is not in it.
    static final Benchmark DMA =
            new HardwareBenchmark(
                    new NamedDesign(
                            "checked-dma",
                            "DMA of 64 bits and 64 queues, with the check of its segments",
                            CheckedDma::new),
                    "dma",
                    new Target.AtMost(1_800),
                    new Target.AtLeast(140),
                    new Target.Reported());

    /// 256 words and 16 ranges; a public content-addressable memory of 256 x 24 takes 5,515 LUT4 and 49 block RAMs, at 87 MHz.
    static final Benchmark TRIPWIRE =
            new HardwareBenchmark(
                    new NamedDesign(
                            "tripwires",
                            "tripwires on 256 words and 16 ranges, a look-up a clock",
                            () -> new Tripwires(ClanSizes.DEFAULT)),
                    "tripwire",
                    new Target.Reported(),
                    new Target.AtLeast(150),
                    new Target.Reported());

    private final NamedDesign design;
    private final String name;
    private final List<String> devices;
    private final List<Figure> figures;

    /// @param clocks what is wanted on each of the devices of [Ecp5], as far as there are targets
    private HardwareBenchmark(NamedDesign design, String name, Target area, Target... clocks) {
        this.design = design;
        this.name = name;
        this.devices = Ecp5.DEVICES.subList(0, clocks.length);
        this.figures = new ArrayList<>();
        String about = design.name() + " on an ECP5";
        figures.add(new Figure("hw." + name + "_lut4", "LUT4 of " + about, "LUT4", 0, area));
        for (int i = 0; i < clocks.length; i++) {
            String speed = devices.get(i).substring(devices.get(i).indexOf('-') + 1);
            figures.add(
                    new Figure(
                            "hw." + name + "_mhz_" + speed,
                            "clock of " + about + ", speed " + speed,
                            "MHz",
                            1,
                            clocks[i]));
        }
    }

    @Override
    public List<Figure> figures() {
        return figures;
    }

    @Override
    public List<Double> run() throws IOException {
        var flow = new Ecp5(Tree.root().resolve("build/figures").resolve(name), devices, SEEDS);
        if (!flow.build(List.of(design))) {
            throw new IOException("no bitstream of " + design.name());
        }
        JsonArray results =
                JsonParser.parseString(Files.readString(flow.results())).getAsJsonArray();
        JsonObject result = results.get(0).getAsJsonObject();
        var values = new ArrayList<Double>();
        values.add(result.getAsJsonObject("area").get("LUT4").getAsDouble());
        for (JsonElement build : result.getAsJsonArray("builds")) {
            values.add(build.getAsJsonObject().get("mhz").getAsDouble());
        }
        return values;
    }
}
