package org.jetstreamlan.sim;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ModuleDef;
import org.jetstreamlan.hdl.ir.Place;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.hdl.verilog.FixedRegisters;

/// What is said of a peek or poke that cannot be: the same words on every engine.
public final class ProbeErrors {
    private ProbeErrors() {}

    /// The value does not fit.
    public static IllegalArgumentException doesNotFit(Probe probe, long value) {
        int width = probe.width();
        return new IllegalArgumentException(
                "value 0x%x for %s, which is %d bits wide; %s"
                        .formatted(
                                value,
                                probe.path(),
                                width,
                                width > Long.SIZE ? "use pokeWide" : "cut it first"));
    }

    /// @throws IllegalArgumentException if the value does not fit
    public static void checkFits(Probe probe, BigInteger value) {
        checkFits(probe.path(), probe.width(), value);
    }

    private static void checkFits(String name, int width, BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > width) {
            throw new IllegalArgumentException(
                    "value %d for %s, which is %d bits wide and unsigned"
                            .formatted(value, name, width));
        }
    }

    /// @throws IllegalArgumentException if a memory has no such cell
    public static void checkCell(String memory, int depth, int address) {
        if (address < 0 || address >= depth) {
            throw new IllegalArgumentException(
                    "address %d of %s, which has %d cells".formatted(address, memory, depth));
        }
    }

    /// @throws IllegalArgumentException if a cell cannot hold the value
    public static void checkCellFits(String memory, int width, int address, BigInteger value) {
        checkFits("%s[%d]".formatted(memory, address), width, value);
    }

    /// The value of a signal is no `long`.
    public static IllegalArgumentException tooWide(Probe probe) {
        return new IllegalArgumentException(
                "%s is %d bits wide; use peekWide".formatted(probe.path(), probe.width()));
    }

    /// The probe is another simulator's.
    public static IllegalArgumentException foreign(Probe probe) {
        return new IllegalArgumentException(
                "probe '%s' belongs to another simulator; ask this one for its own"
                        .formatted(probe.path()));
    }

    /// @throws IllegalArgumentException if `probe` is neither an input of the top nor a register, or one that never changes; with the line
    public static void checkPokable(Circuit circuit, Probe probe) {
        if (probe.isInput()) {
            return;
        }
        Observables observables = Observables.of(circuit);
        Observables.Signal signal = observables.require(probe.path());
        ModuleDef module = observables.module(signal.instance());
        boolean isFixed =
                signal.kind() == Observables.Kind.REGISTER
                        && new FixedRegisters().contains(module, signal.index());
        if (probe.isRegister() && !isFixed) {
            return;
        }
        Optional<Place> place =
                switch (signal.kind()) {
                    case NODE -> Optional.of(module.nodePlaces().get(signal.index()));
                    case RESET -> Optional.empty();
                    case INPUT, OUTPUT, WIRE, REGISTER, READ_DATA, INSTANCE_PORT ->
                            Optional.of(module.netPlaces().get(signal.index()));
                };
        throw new IllegalArgumentException(
                "%s %s %s%s; only inputs of the top module, registers that change and memory cells can be poked"
                        .formatted(
                                probe.path(),
                                isFixed ? "keeps its power-up value for ever in" : "is driven by",
                                module.name(),
                                place.filter(line -> !line.equals(Place.UNKNOWN))
                                        .map(line -> " (" + line + ")")
                                        .orElse("")));
    }

    /// There is no memory at `path`.
    public static IllegalArgumentException noMemory(Circuit circuit, String path) {
        List<String> names = new ArrayList<>();
        addMemories("", circuit.top(), names);
        return new IllegalArgumentException(
                "no memory '%s' in %s; it has %s"
                        .formatted(
                                path,
                                circuit.top().name(),
                                names.isEmpty() ? "none" : String.join(", ", names)));
    }

    private static void addMemories(String prefix, ModuleDef module, List<String> names) {
        module.memories().forEach(memory -> names.add(prefix + memory.name()));
        module.instances()
                .forEach(child -> addMemories(prefix + child.name() + ".", child.module(), names));
    }
}
