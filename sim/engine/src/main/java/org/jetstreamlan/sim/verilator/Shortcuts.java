package org.jetstreamlan.sim.verilator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/// What the shim can leave out of an evaluation, in a design with one kind of edge. Verilator does not promise the names of the parts; where one is not found,
/// as in 5.006, nothing is gained.
///
/// | define | what the shim does | why that is all |
/// | --- | --- | --- |
/// | `CLOCK_MEMORY` | lets the clock fall by writing it and where the model remembers its last value | only the other edge changes anything |
/// | `PHASES` | after pokes computes what depends on inputs; at the edge of a settled design looks for edges | nothing ticks but by top's clocks: no asynchronous reset, gated clock or loop |
///
/// `FROM_INPUTS` stands beside `PHASES` if anything but registers depends on inputs. That saves a third of the time of a FIFO with a CRC.
final class Shortcuts {
    /// What the model compares to find edges and changes: of port 0 `__Vtrigprevexpr___TOP__p0__0`.
    private static final Pattern MEMORY = Pattern.compile("\\b__Vtri\\w*");

    private static final Pattern OF_PORT = Pattern.compile("__Vtri[a-z]*_+TOP__p(\\d+)(?:__0)?");

    /// What concurrent assertions and programs need: values from before the edge, other phases.
    private static final Pattern MORE_PHASES = Pattern.compile("\\b__V(sampled|obs|react)");

    /// These rules, for the key of what is built by them: to be changed with them.
    static final String RULES = "phases, unless values are sampled: 2";

    private Shortcuts() {}

    /// Options for the compiler.
    ///
    /// @param model the folder with Verilator's output
    static List<String> defines(VerilatedDesign design, Path model) throws IOException {
        int clock = design.ownClock();
        if (clock < 0) {
            return List.of();
        }
        var header = Files.readString(model.resolve("Model___024root.h"));
        var own = new HashSet<String>();
        boolean onlyClocks = true;
        for (var found : MEMORY.matcher(header).results().toList()) {
            var port = OF_PORT.matcher(found.group());
            if (!port.matches()) {
                onlyClocks = false;
            } else if (Integer.parseInt(port.group(1)) == clock) {
                own.add(found.group());
            } else {
                onlyClocks &= design.ports().get(Integer.parseInt(port.group(1))).role().isClock();
            }
        }
        if (own.size() != 1) {
            return List.of();
        }
        var defines = new ArrayList<>(List.of("-DCLOCK_MEMORY=" + own.iterator().next()));
        boolean hasMorePhases = MORE_PHASES.matcher(header).find();
        if (onlyClocks && !hasMorePhases && has(model, "act") && has(model, "nba")) {
            if (!header.contains("__Vico")) {
                defines.add("-DPHASES");
            } else if (header.contains("__VicoFirstIteration;") && has(model, "ico")) {
                defines.addAll(List.of("-DPHASES", "-DFROM_INPUTS"));
            }
        }
        return defines;
    }

    /// Whether there is the function of a phase, as the shim declares it.
    private static boolean has(Path model, String phase) throws IOException {
        var function =
                "\nbool Model___024root___eval_phase__" + phase + "(Model___024root* vlSelf) {\n";
        try (var files = Files.newDirectoryStream(model, "Model___024root__[0-9]*.cpp")) {
            for (var file : files) {
                if (Files.readString(file).contains(function)) {
                    return true;
                }
            }
        }
        return false;
    }
}
