package org.jetstreamlan.sim.record;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// Does to a simulator what a [Recorder] wrote down, line by line.
public final class Replay {
    private final Path file;

    private Replay(Path file) {
        this.file = file;
    }

    public static Replay of(Path file) {
        return new Replay(file);
    }

    /// All of it.
    ///
    /// @param simulator of the same top module, nothing done to it yet
    /// @throws IllegalArgumentException if the recording is of another module, or a line is none; with file and line
    /// @throws UncheckedIOException if the file cannot be read
    public void onto(Simulator simulator) {
        Map<String, Probe> probes = new HashMap<>();
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String first = lines.readLine();
            String expected = Recorder.VERSION + simulator.model().circuit().top().name();
            if (!expected.equals(first)) {
                throw new IllegalArgumentException(
                        "%s begins with '%s' where '%s' is needed: record it with this module"
                                .formatted(file, first, expected));
            }
            int number = 2;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                try {
                    replay(words, simulator, probes);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            "%s:%d: '%s': %s".formatted(file, number, line, e.getMessage()), e);
                }
                number++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the recording " + file, e);
        }
    }

    private static void replay(String[] words, Simulator simulator, Map<String, Probe> probes) {
        if (words[0].equals("poke") && words.length == 3) {
            Probe probe = probes.computeIfAbsent(words[1], simulator::probe);
            simulator.pokeWide(probe, new BigInteger(words[2], 16));
        } else if (words[0].equals("step") && words.length == 2) {
            simulator.step(Long.parseLong(words[1]));
        } else if (words[0].equals("tick") && words.length > 1) {
            simulator.stepTogether(Arrays.copyOfRange(words, 1, words.length));
        } else {
            throw new IllegalArgumentException("neither poke, step nor tick");
        }
    }
}
