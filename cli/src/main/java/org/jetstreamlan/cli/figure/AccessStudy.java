package org.jetstreamlan.cli.figure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jetstreamlan.ring.lockstep.MacRing;
import org.jetstreamlan.sim.Engines;

/// The access delays of RTL and model, with both policies, for a table, a file and a picture.
public final class AccessStudy {
    private static final List<String> POLICIES = List.of("fits", "overrun");

    /// By `rtl fits`, `model overrun` and so on.
    private final Map<String, AccessDelay> delays;

    private AccessStudy(Map<String, AccessDelay> delays) {
        this.delays = delays;
    }

    /// Runs 64 stations of both.
    ///
    /// @param ttrt 3,125 or 25,000 words
    /// @param rotations of each
    /// @param progress told of each rotation of RTL, about
    public static AccessStudy run(int ttrt, long rotations, Consumer<AccessDelay> progress) {
        var delays = new TreeMap<String, AccessDelay>();
        try (var mac = MacRing.compile(Engines.jit())) {
            for (String policy : POLICIES) {
                var load = AccessLoad.of(ttrt, policy.equals("overrun"));
                delays.put("model " + policy, load.model(rotations));
                delays.put("rtl " + policy, load.rtl(mac, rotations, progress));
            }
        }
        return new AccessStudy(delays);
    }

    /// What [#write] wrote.
    /// What [#write] has left.
    ///
    /// @throws IllegalArgumentException names the first line that is none of it
    public static AccessStudy read(Path file) throws IOException {
        var delays = new TreeMap<String, AccessDelay>();
        for (String line : Files.readAllLines(file)) {
            int name = line.indexOf(',');
            try {
                delays.put(line.substring(0, name), AccessDelay.of(line.substring(name + 1)));
            } catch (IndexOutOfBoundsException | NumberFormatException e) {
                throw new IllegalArgumentException(
                        "%s: '%s' is no line of an access-delay.csv; give the file of an earlier run"
                                .formatted(file, line.substring(0, Math.min(60, line.length()))),
                        e);
            }
        }
        return new AccessStudy(delays);
    }

    public void write(Path file) throws IOException {
        var lines = new ArrayList<String>();
        delays.forEach((name, delay) -> lines.add(name + "," + delay.csv()));
        Files.write(file, lines);
    }

    public Map<String, AccessDelay> delays() {
        return delays;
    }

    public String svg() {
        return new AccessPlot(delays).svg();
    }
}
