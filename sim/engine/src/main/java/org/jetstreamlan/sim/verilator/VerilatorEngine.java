package org.jetstreamlan.sim.verilator;

import java.util.List;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.verilog.Dialect;
import org.jetstreamlan.sim.BlackBoxes;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Model;

/// The reference engine: runs the emitted Verilog, made into a shared library by Verilator and g++, in this process. Both programs must
/// be installed; builds are kept and found again by content, so that only the first run of a design waits for them.
///
/// Where the tools are looked for and the builds kept: `jetstream.verilator`, `jetstream.cxx`, `jetstream.cache`, or the environment
/// variables `JETSTREAM_VERILATOR`, `CXX`, `JETSTREAM_CACHE`; see `docs/simulation.md`.
public final class VerilatorEngine implements Engine {
    private final Visibility visibility;
    private final Settings settings;
    private final Dialect dialect;

    /// An engine that shows ports, registers and memories, and changes to [Visibility#ALL] for a simulator when another net of it is
    /// probed.
    public VerilatorEngine() {
        this(Visibility.STATE);
    }

    public VerilatorEngine(Visibility visibility) {
        this(visibility, Settings.fromEnvironment());
        NativeShim.prepare();
    }

    VerilatorEngine(Visibility visibility, Settings settings) {
        this(visibility, settings, Dialect.VERILOG_2005);
    }

    private VerilatorEngine(Visibility visibility, Settings settings, Dialect dialect) {
        this.visibility = visibility;
        this.settings = settings;
        this.dialect = dialect;
    }

    /// The same engine with circuits written in another language, to run what will be built. What is in a struct or an interface there has no
    /// name of its own, and only as a port of the top module can it be peeked.
    public VerilatorEngine writing(Dialect language) {
        return new VerilatorEngine(visibility, settings, language);
    }

    /// The same engine with further options for the C++ compiler: `-O0` where a model is built for a few cycles, `-march=native` where it
    /// runs for hours.
    public VerilatorEngine withCxxOptions(String... options) {
        return new VerilatorEngine(visibility, settings.withCxxOptions(List.of(options)), dialect);
    }

    @Override
    public String name() {
        return "verilator";
    }

    @Override
    public void requireTools() {
        Toolchain.find(settings);
    }

    @Override
    public Model compile(Circuit circuit) {
        BlackBoxes.requireVerilog(circuit, name());
        return compile(circuit, VerilatedDesign.of(circuit, dialect));
    }

    /// Runs Verilog of another origin in place of what would be emitted, or an edited copy of that.
    ///
    /// @param verilog all modules; the top has the name and the ports of `circuit`'s, and all have its registers and memories
    public Model compile(Circuit circuit, String verilog) {
        NativeShim.prepare();
        return compile(
                circuit, VerilatedDesign.of(circuit, verilog, line -> "line %d".formatted(line)));
    }

    /// Runs Verilog that was not emitted from `circuit` but has its ports, registers and memories.
    Model compile(Circuit circuit, VerilatedDesign design) {
        var build = new ModelBuild(Toolchain.find(settings), settings);
        return new VerilatorModel(circuit, design, build, visibility);
    }
}
