package org.jetstreamlan.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// From named designs to ECP5 bitstreams, by `tools/ecp5.py`.
///
/// @param out for Verilog, bitstreams, logs and the results, `ecp5.json`
/// @param devices names that the program knows; none means its default
/// @param seeds placements per device, of which the clock is the median
public record Ecp5(Path out, List<String> devices, int seeds) {
    /// What `tools/ecp5.py` places on; the first is its default.
    public static final List<String> DEVICES = List.of("85F-8", "25F-6");

    public Ecp5 {
        devices = List.copyOf(devices);
    }

    /// Builds the designs. The program prints progress, a table, and one line for each failure.
    ///
    /// @return whether all went well
    public boolean build(List<NamedDesign> designs) throws IOException {
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("--out", out.toString(), "--seeds", Integer.toString(seeds)));
        for (String device : devices) {
            arguments.addAll(List.of("--device", device));
        }
        var command = Tree.python(Tree.root().resolve("tools/ecp5.py"), arguments);
        for (NamedDesign design : designs) {
            command.add(design.writeVerilog(out).toString());
        }
        return Tree.run(command) == 0;
    }

    /// Where the results of the last build are.
    public Path results() {
        return out.resolve("ecp5.json");
    }
}
