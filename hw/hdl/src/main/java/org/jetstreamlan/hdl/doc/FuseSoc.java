package org.jetstreamlan.hdl.doc;

import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.verilog.Dialect;

/// A design as a core of the package manager FuseSoC: a core file in its format CAPI2, to be put beside the Verilog.
///
/// | target | flow |
/// | --- | --- |
/// | default | none: the files, for a core that depends on this one |
/// | lint | Verilator, all warnings |
/// | sim | Verilator, a model in C++; the test bench is the user's |
/// | synth | Yosys, for ECP5; no place and route without pins |
///
/// The Verilog keeps what is for simulation under `` `ifndef SYNTHESIS ``, so that is a parameter, which the target synth sets.
public final class FuseSoc {
    /// What a core is called, `vendor:library:name:version`, and a line about it; its name is the top module's.
    public record Core(String vendor, String library, String version, String about) {}

    private FuseSoc() {}

    /// Text of the file `<top>.core`.
    ///
    /// @param dialect the language of the file beside it, `<top>.v` or `.sv`; where [Constraints#areNeeded], `.sdc` and `.lpf` are there too
    public static String core(Circuit circuit, Core core, Dialect dialect) {
        String top = circuit.top().name();
        boolean constrained = Constraints.areNeeded(circuit);
        var out = new StringBuilder("CAPI=2:\n\n");
        out.append(
                """
                name: %s:%s:%s:%s
                description: %s

                filesets:
                  rtl:
                    files: [%s.%s]
                    file_type: %s
                """
                        .formatted(
                                core.vendor,
                                core.library,
                                top,
                                core.version,
                                quoted(core.about),
                                top,
                                dialect.extension(),
                                dialect.extension().equals("sv")
                                        ? "systemVerilogSource"
                                        : "verilogSource-2005"));
        if (constrained) {
            out.append(fileset("sdc", top, "SDC")).append(fileset("lpf", top, "LPF"));
        }
        out.append(
                """

                parameters:
                  SYNTHESIS:
                    datatype: bool
                    paramtype: vlogdefine
                    description: Leave out what is for simulation only

                targets:
                  default:
                    filesets: [rtl]
                    toplevel: %s
                """
                        .formatted(top));
        target(out, "lint", top, "lint", "rtl", "tool: verilator", "verilator_options: [-Wall]");
        target(
                out,
                "sim",
                top,
                "sim",
                "rtl",
                "tool: verilator",
                "mode: cc",
                "exe: \"false\"",
                "verilator_options: [--assert]");
        String files = constrained ? "rtl, sdc, lpf" : "rtl";
        target(out, "synth", top, "trellis", files, "pnr: none");
        out.append("    parameters: [SYNTHESIS=true]\n");
        return out.toString();
    }

    private static String fileset(String name, String top, String type) {
        return "  "
                + name
                + ":\n    files: ["
                + top
                + "."
                + name
                + "]\n    file_type: "
                + type
                + "\n";
    }

    private static void target(
            StringBuilder out,
            String name,
            String top,
            String flow,
            String filesets,
            String... options) {
        out.append("\n  ").append(name).append(":\n");
        out.append("    filesets: [").append(filesets).append("]\n");
        out.append("    toplevel: ").append(top).append('\n');
        out.append("    flow: ").append(flow).append('\n');
        out.append("    flow_options:\n");
        for (String option : options) {
            out.append("      ").append(option).append('\n');
        }
    }

    /// YAML's string in double quotes.
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
