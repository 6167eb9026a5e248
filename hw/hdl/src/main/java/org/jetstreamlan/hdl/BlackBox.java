package org.jetstreamlan.hdl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.External;
import org.jspecify.annotations.Nullable;

/// A module that is described elsewhere: a vendor's primitive, a block of bought or older Verilog. Its ports are final fields, named as in the
/// Verilog; the constructor says which ports are clocks and resets, and gives the parameters.
///
/// ```java
/// final class Accumulator extends BlackBox {
///     final UInt term = input(uint(8));
///     final UInt total = output(uint(8));
///
///     Accumulator() {
///         super("accumulator");
///         clock("clk_i");
///         reset("rst_ni", false);
///         parameter("WIDTH", 8);
///         registered(total);
///     }
/// }
/// ```
/// An engine that runs Verilog needs [#verilog()], one that does not needs [#model()]; without it, it declines by name.
public abstract class BlackBox extends Module {
    /// The Verilog names of a domain's ports.
    record Wiring(@Nullable String clock, @Nullable String reset, boolean resetActiveHigh) {}

    final String verilogName;
    final Map<ClockDomain, Wiring> wiring = new IdentityHashMap<>();
    final Map<String, External.Parameter> parameters = new LinkedHashMap<>();

    /// By output what it depends on within one instant; the others depend on every input.
    final Map<NetDeclaration, List<NetDeclaration>> dependencies = new IdentityHashMap<>();

    /// @param verilogName of the module that is instantiated
    protected BlackBox(String verilogName) {
        this.verilogName = verilogName;
    }

    @Override
    protected final String moduleName() {
        return verilogName;
    }

    @Override
    protected final void build() {}

    /// The Verilog of this module, to be written with the design and run by engines; see [#resource].
    protected Optional<String> verilog() {
        return Optional.empty();
    }

    /// A new model of this box in its state at power-up. Must follow from class and parameter record alone.
    protected Optional<BlackBoxModel> model() {
        return Optional.empty();
    }

    /// The text of a resource beside the class: what [#verilog()] mostly returns.
    protected final Optional<String> resource(String name) {
        try (InputStream in = getClass().getResourceAsStream(name)) {
            if (in != null) {
                return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Reports.argument(
                Reports.path(this),
                "has no resource '" + name + "' beside " + getClass().getName(),
                "put the file into the resources of that package, or give its path from the root with a leading /");
        return Optional.empty();
    }

    // ---- clocks

    /// `port` takes the clock of the box's own domain, and samples at its rising edge.
    protected final void clock(String port) {
        clock(port, domain());
    }

    /// `port` takes the clock of one of the box's domains, and samples at its rising edge.
    protected final void clock(String port, ClockDomain domain) {
        requireOwn(domain);
        Wiring known = wiring(domain);
        wiring.put(domain, new Wiring(port, known.reset, known.resetActiveHigh));
    }

    /// `port` takes the reset of the box's own domain, inverted where the domain has another polarity, inactive where it has none.
    protected final void reset(String port, boolean activeHigh) {
        reset(port, activeHigh, domain());
    }

    /// `port` takes the reset of one of the box's domains.
    protected final void reset(String port, boolean activeHigh, ClockDomain domain) {
        requireOwn(domain);
        wiring.put(domain, new Wiring(wiring(domain).clock, port, activeHigh));
    }

    final Wiring wiring(ClockDomain domain) {
        return wiring.getOrDefault(domain, new Wiring(null, null, true));
    }

    /// An output that belongs to no clock, such as a PLL's lock: only a crossing may sample it.
    protected final <T extends Data<T>> T asynchronousOutput(Type<T> type) {
        return asynchronousPort(type);
    }

    // ---- parameters

    /// An integer of 32 bits, as Verilog has them.
    protected final void parameter(String name, long value) {
        if (value != (int) value) {
            Reports.argument(
                    Reports.path(this) + ", parameter " + name,
                    "is " + value + ", which does not fit Verilog's integers of 32 bits",
                    "give it a width: parameter(\"" + name + "\", lit(value, width))");
        }
        add(new External.Parameter.Number(name, (int) value));
    }

    /// A string.
    protected final void parameter(String name, String value) {
        if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            Reports.argument(
                    Reports.path(this) + ", parameter " + name,
                    "is a string with characters that are not printable ASCII",
                    "leave them out: a Verilog string on one line cannot hold them");
        }
        add(new External.Parameter.Text(name, value));
    }

    /// A bit vector of the constant's width: `lit(0xFF, 16)`.
    protected final void parameter(String name, Bits value) {
        if (value.term().operation instanceof Term.Operation.Literal literal && value.width() > 0) {
            add(new External.Parameter.Vector(name, literal.value(), value.width()));
        } else {
            Reports.argument(
                    Reports.path(this) + ", parameter " + name,
                    "is no constant, but " + Reports.nameOf(value.term()),
                    "give a number, a string, or a constant of a width with lit(value, width)");
        }
    }

    private void add(External.Parameter parameter) {
        checkName("parameter", parameter.name());
        if (parameters.putIfAbsent(parameter.name(), parameter) != null) {
            Reports.argument(
                    Reports.path(this) + ", parameter " + parameter.name(),
                    "is given twice",
                    "leave one of the values out");
        }
    }

    final void checkName(String what, String name) {
        Optional<String> mistake = BlackBoxConverter.mistake(name);
        if (mistake.isPresent()) {
            Reports.argument(
                    Reports.path(this) + ", " + what + " '" + name + "'",
                    mistake.get(),
                    BlackBoxConverter.WRAP);
        }
    }

    // ---- what depends on what

    /// The output depends within one instant on these inputs and no others.
    protected final void depends(Data<?> output, Data<?>... inputs) {
        List<NetDeclaration> from = new ArrayList<>();
        for (Data<?> input : inputs) {
            from.addAll(ports(input, NetDeclaration.Kind.INPUT));
        }
        for (NetDeclaration port : ports(output, NetDeclaration.Kind.OUTPUT)) {
            dependencies.put(port, List.copyOf(from));
        }
    }

    /// The outputs change only at clock edges: they depend on no input within one instant.
    protected final void registered(Data<?>... outputs) {
        Arrays.stream(outputs).forEach(this::depends);
    }

    private List<NetDeclaration> ports(Data<?> data, NetDeclaration.Kind kind) {
        List<NetDeclaration> ports = new ArrayList<>();
        for (Signal<?> leaf : data.leaves()) {
            if (leaf.term().operation instanceof Term.Operation.Net net
                    && net.declaration().owner == this
                    && net.declaration().kind == kind) {
                ports.add(net.declaration());
            } else {
                String role = kind == NetDeclaration.Kind.INPUT ? "input" : "output";
                Reports.argument(
                        Reports.nameOf(leaf.term()),
                        "is no " + role + " of the black box " + verilogName,
                        "give its own ports: depends(output, inputs...)");
            }
        }
        return ports;
    }
}
