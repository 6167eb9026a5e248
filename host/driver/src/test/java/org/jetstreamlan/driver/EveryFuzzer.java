package org.jetstreamlan.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jetstreamlan.driver.daemon.SubmissionFuzzer;

/// All targets as one, as Jazzer wants it: the first byte of an input chooses.
public final class EveryFuzzer {
    private EveryFuzzer() {}

    /// One execution.
    public static void fuzzerTestOneInput(byte[] data) throws Exception {
        if (data.length == 0) {
            return;
        }
        var rest = Arrays.copyOfRange(data, 1, data.length);
        switch (data[0] & 3) {
            case 0 -> FrameFuzzer.run(rest);
            case 1 -> ScriptFuzzer.run(rest);
            default -> SubmissionFuzzer.run(rest);
        }
    }

    /// Inputs to begin with, as files.
    static void writeExamples(Path folder) throws IOException {
        var all =
                List.of(
                        FrameFuzzer.examples(),
                        ScriptFuzzer.examples(),
                        SubmissionFuzzer.examples());
        for (int target = 0; target < all.size(); target++) {
            var examples = all.get(target);
            for (int i = 0; i < examples.size(); i++) {
                var input = new byte[1 + examples.get(i).length];
                input[0] = (byte) target;
                System.arraycopy(examples.get(i), 0, input, 1, examples.get(i).length);
                Files.write(folder.resolve(target + "-" + i), input);
            }
        }
    }
}
