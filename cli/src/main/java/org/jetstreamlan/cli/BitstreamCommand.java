package org.jetstreamlan.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// `jetstream bitstream`.
@Command(
        name = "bitstream",
        description = "Make ECP5 bitstreams, and say what area and clock the designs reach.",
        mixinStandardHelpOptions = true)
final class BitstreamCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "DESIGN",
            arity = "0..*",
            description = "${COMPLETION-CANDIDATES} (default: adapter-ecp5).",
            completionCandidates = NamedDesign.Names.class)
    private List<String> designs = new ArrayList<>();

    @Option(names = "--quick", description = "Only aal-crc and register-port: a minute.")
    private boolean quick;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description =
                    "85F-8 (LFE5UM5G-85F, the default) or 25F-6 (LFE5U-25F); may be repeated.")
    private List<String> devices = new ArrayList<>();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Placements per device; the clock is their median (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = "build/bitstream",
            description =
                    "Where to leave bitstreams, logs and results (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Override
    public Integer call() throws IOException {
        for (String device : devices) {
            if (!Ecp5.DEVICES.contains(device)) {
                throw mistake(
                        "--device: there is no device '%s'; there are %s"
                                .formatted(device, String.join(", ", Ecp5.DEVICES)));
            }
        }
        if (seeds < 1) {
            throw mistake("--seeds: %d; at least 1 is needed".formatted(seeds));
        }
        if (quick && !designs.isEmpty()) {
            throw mistake("--quick chooses the designs itself: leave out their names");
        }
        return new Ecp5(out, devices, seeds).build(chosen()) ? 0 : 1;
    }

    private List<NamedDesign> chosen() {
        if (quick) {
            return List.of(NamedDesign.AAL_CRC, NamedDesign.REGISTER_PORT);
        }
        try {
            return designs.isEmpty()
                    ? List.of(NamedDesign.ADAPTER_ECP5)
                    : designs.stream().map(NamedDesign.Converter::named).toList();
        } catch (TypeConversionException unknown) {
            throw mistake(String.valueOf(unknown.getMessage()));
        }
    }

    private ParameterException mistake(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
