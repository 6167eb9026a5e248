package org.jetstreamlan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.doc.Constraints;
import org.jetstreamlan.hdl.doc.FuseSoc;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.verilog.Dialect;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.nic.Adapter;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.crc.AalCrc;
import org.jetstreamlan.nic.host.RegisterPort;
import org.jetstreamlan.nic.link.LinkPort;
import org.jetstreamlan.nic.mac.Mac;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A design that the command knows by name.
///
/// @param name as on the command line
/// @param about one line
/// @param top makes its top module
public record NamedDesign(String name, String about, Supplier<? extends Module> top) {

    public static final NamedDesign AAL_CRC =
            new NamedDesign("aal-crc", "CRC-32 of AAL5, a 32-bit word a clock", AalCrc::new);

    public static final NamedDesign REGISTER_PORT =
            new NamedDesign(
                    "register-port", "the adapter's registers on AXI4-Lite", RegisterPort::module);

    public static final NamedDesign ADAPTER =
            new NamedDesign(
                    "adapter",
                    "the adapter with the paper's 1 MiB of buffer",
                    () -> new Adapter(AdapterParameters.paper()));

    public static final NamedDesign ADAPTER_ECP5 =
            new NamedDesign(
                    "adapter-ecp5",
                    "the adapter with 256 KiB of buffer, for an ECP5 85F",
                    () -> new Adapter(AdapterParameters.ecp5()));

    public static final NamedDesign ADAPTER_SMALL =
            new NamedDesign(
                    "adapter-small",
                    "the adapter with 128 KiB of buffer and small tables, for tests",
                    () -> new Adapter(AdapterParameters.small()));

    public static final NamedDesign LINK =
            new NamedDesign(
                    "link",
                    "line coder, word alignment and elastic buffer of a 32-bit core",
                    LinkPort::new);

    public static final NamedDesign MAC =
            new NamedDesign("mac", "MAC with token, claim and CRC", Mac::new);

    /// All of them.
    public static final List<NamedDesign> ALL =
            List.of(AAL_CRC, REGISTER_PORT, ADAPTER, ADAPTER_ECP5, ADAPTER_SMALL, LINK, MAC);

    /// Elaborates the design and writes its Verilog, `<top module>.v`, and beside it the map from Verilog to Java lines, `<top module>.map`; where there
    /// are several clocks also the constraints of what crosses from one to another, `.sdc` and `.lpf`.
    ///
    /// @return the Verilog file
    public Path writeVerilog(Path folder) throws IOException {
        return write(Design.of(top).circuit(), folder, Dialect.VERILOG_2005);
    }

    /// The same in any dialect, `.v` or `.sv`, and with it a core file of FuseSoC, `.core`.
    Path writeCore(Path folder, Dialect dialect) throws IOException {
        var circuit = Design.of(top).circuit();
        Path file = write(circuit, folder, dialect);
        var core = new FuseSoc.Core("jetstreamlan", "hdl", Jetstream.RELEASE, about);
        Files.writeString(
                folder.resolve(circuit.top().name() + ".core"),
                FuseSoc.core(circuit, core, dialect));
        return file;
    }

    static Path write(Circuit circuit, Path folder, Dialect dialect) throws IOException {
        var verilog = Verilog.of(circuit, dialect);
        Files.createDirectories(folder);
        Path file = folder.resolve(circuit.top().name() + "." + dialect.extension());
        Files.writeString(file, verilog.text());
        Files.writeString(folder.resolve(circuit.top().name() + ".map"), verilog.map());
        if (Constraints.areNeeded(circuit)) {
            Files.writeString(
                    folder.resolve(circuit.top().name() + ".sdc"), Constraints.sdc(circuit));
            Files.writeString(
                    folder.resolve(circuit.top().name() + ".lpf"), Constraints.lpf(circuit));
        }
        return file;
    }

    @Override
    public String toString() {
        return name;
    }

    /// For picocli: from the name to the design.
    static final class Converter implements ITypeConverter<NamedDesign> {
        @Override
        public NamedDesign convert(String name) {
            return named(name);
        }

        /// @throws TypeConversionException if there is none, with those there are
        static NamedDesign named(String name) {
            for (NamedDesign design : ALL) {
                if (design.name().equals(name)) {
                    return design;
                }
            }
            throw new TypeConversionException(
                    "there is no design '%s'; there are %s".formatted(name, names()));
        }

        private static String names() {
            return ALL.stream().map(NamedDesign::name).collect(Collectors.joining(", "));
        }
    }

    /// For picocli: the names, in help texts.
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ALL.stream().map(NamedDesign::name).iterator();
        }
    }
}
