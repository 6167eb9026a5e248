package org.jetstreamlan.sim.verilator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.pass.Observables;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.sim.BlackBoxes;
import org.jetstreamlan.sim.Clocks;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.EngineException;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.Snapshot;
import org.jetstreamlan.sim.fuzz.StateByProbes;
import org.jetstreamlan.sim.junit.Needed;
import org.jspecify.annotations.Nullable;

/// The emitted Verilog in Icarus Verilog, a process beside this one: slow, but an independent reading of the standard, and four-valued, so
/// that an X that escapes is seen (sentence 6 of `docs/semantics.md`).
public final class IcarusEngine implements Engine {
    private final Path iverilog;
    private final UnaryOperator<String> edit;
    private final Predicate<Observables.Signal> shown;

    private IcarusEngine(
            Path iverilog, UnaryOperator<String> edit, Predicate<Observables.Signal> shown) {
        this.iverilog = iverilog;
        this.edit = edit;
        this.shown = shown;
    }

    /// The engine, or a skipped test where Icarus is not installed.
    public static IcarusEngine orSkip() {
        return new IcarusEngine(Tools.needIcarus(), UnaryOperator.identity(), _ -> true);
    }

    /// An engine that changes the Verilog before it runs it: what a bug in the emitter would look like.
    public IcarusEngine editing(UnaryOperator<String> change) {
        return new IcarusEngine(iverilog, change, shown);
    }

    /// An engine that shows no other signals than these: each costs time in every line that is printed.
    public IcarusEngine showing(Predicate<Observables.Signal> signals) {
        return new IcarusEngine(iverilog, edit, signals);
    }

    /// Whether Icarus is installed.
    public static boolean isAvailable() {
        return Needed.find("iverilog").isPresent();
    }

    @Override
    public String name() {
        return "icarus";
    }

    @Override
    public Model compile(Circuit circuit) {
        BlackBoxes.requireVerilog(circuit, name());
        var output = Verilog.of(circuit);
        var design = VerilatedDesign.of(circuit, output.text(), _ -> "");
        var bench = new IcarusBench(circuit, design, output, shown);
        try {
            var folder = Files.createTempDirectory("icarus");
            Files.writeString(folder.resolve("design.v"), edit.apply(output.text()));
            Files.writeString(folder.resolve("bench.v"), bench.text());
            var process =
                    new ProcessBuilder(
                                    iverilog.toString(),
                                    "-g2005",
                                    "-s",
                                    "bench",
                                    "-o",
                                    "bench.vvp",
                                    "bench.v",
                                    "design.v")
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .start();
            var log = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new EngineException("iverilog in " + folder + ": " + log);
            }
            return new Compiled(circuit, design, bench, folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted", interrupted);
        }
    }

    private final class Compiled implements Model {
        private final Circuit circuit;
        private final VerilatedDesign design;
        private final IcarusBench bench;
        private final Path folder;

        Compiled(Circuit circuit, VerilatedDesign design, IcarusBench bench, Path folder) {
            this.circuit = circuit;
            this.design = design;
            this.bench = bench;
            this.folder = folder;
        }

        @Override
        public Circuit circuit() {
            return circuit;
        }

        @Override
        public Simulator instantiate() {
            try {
                return new Running(this);
            } catch (IOException cannotStart) {
                throw new UncheckedIOException(cannotStart);
            }
        }

        @Override
        public void close() {
            try {
                BuildCache.delete(folder);
            } catch (IOException left) {
                throw new UncheckedIOException(left);
            }
        }
    }

    /// @param register its number for deposits, or -1
    private record Watched(
            String path,
            int width,
            boolean isInput,
            int port,
            int position,
            int register,
            Optional<Locator.Hold> hold)
            implements Probe {
        @Override
        public boolean isRegister() {
            return register >= 0;
        }
    }

    private final class Running implements Simulator {
        private final Compiled model;
        private final Process process;
        private final Writer commands;
        private final BufferedReader answers;
        private final Observables observables;
        private List<String> line = List.of();
        private long cycle;

        Running(Compiled model) throws IOException {
            this.model = model;
            process =
                    new ProcessBuilder(iverilog.resolveSibling("vvp").toString(), "-n", "bench.vvp")
                            .directory(model.folder.toFile())
                            .redirectErrorStream(true)
                            .start();
            commands = process.outputWriter();
            answers = process.inputReader();
            observables = Observables.of(model.circuit);
        }

        @Override
        public Model model() {
            return model;
        }

        @Override
        public Probe probe(String path) {
            var signal = observables.require(path);
            @Nullable Integer position = model.bench.positions().get(path);
            if (position == null) {
                throw new IllegalArgumentException(path + " is not in the emitted Verilog");
            }
            var locator = new Locator(model.circuit, model.design, observables);
            int port =
                    switch (locator.place(signal)) {
                        case Locator.Place.Port(var number) -> number;
                        case Locator.Place.Variable _ -> -1;
                    };
            boolean isInput = port >= 0 && model.design.ports().get(port).role().isInput();
            int register = model.bench.registers().getOrDefault(path, -1);
            var hold = locator.hold(signal);
            return new Watched(path, signal.width(), isInput, port, position, register, hold);
        }

        @Override
        public long peek(Probe probe) {
            return peekWide(probe).longValueExact();
        }

        @Override
        public BigInteger peekWide(Probe probe) {
            if (line.isEmpty()) {
                send("w\n");
                line = List.of(receive().strip().split(" +"));
            }
            var digits = line.get(((Watched) probe).position());
            return parse(probe.path(), digits);
        }

        private BigInteger parse(String path, String digits) {
            try {
                return new BigInteger(digits, 16);
            } catch (NumberFormatException unknown) {
                throw new AssertionError(
                        "cycle " + cycle + ": " + path + " is " + digits + " in Icarus", unknown);
            }
        }

        @Override
        public void poke(Probe probe, long value) {
            pokeWide(probe, new BigInteger(Long.toUnsignedString(value)));
        }

        @Override
        public void pokeWide(Probe probe, BigInteger value) {
            var watched = (Watched) probe;
            if (watched.isRegister()) {
                if (watched.hold().isEmpty() || !isActive(watched.hold().get())) {
                    send("r " + watched.register() + " " + value.toString(16) + "\n");
                }
            } else {
                send("p " + watched.port() + " " + value.toString(16) + "\n");
            }
            line = List.of();
        }

        private boolean isActive(Locator.Hold hold) {
            var port = model.design.ports().get(hold.port());
            return (peekWide(probe(port.name())).signum() != 0) == hold.activeHigh();
        }

        private IcarusBench.Cells cells(String path) {
            var cells = model.bench.cells().get(path);
            if (cells == null) {
                throw new IllegalArgumentException("no memory " + path);
            }
            return cells;
        }

        @Override
        public void pokeMemory(String path, int address, BigInteger value) {
            send("d " + cells(path).number() + " " + address + " " + value.toString(16) + "\n");
            line = List.of();
        }

        @Override
        public Snapshot snapshot() {
            return new StateByProbes(this).save();
        }

        @Override
        public void restore(Snapshot snapshot) {
            new StateByProbes(this).restore(snapshot);
            cycle = snapshot.cycle();
        }

        @Override
        public BigInteger peekMemory(String path, int address) {
            var cells = cells(path);
            send("m " + cells.number() + " " + address + "\n");
            return parse(path + "[" + address + "]", receive().strip());
        }

        @Override
        public void step() {
            step(1);
        }

        @Override
        public void step(long cycles) {
            send("s " + cycles + "\n");
            line = List.of();
            cycle += cycles;
        }

        @Override
        public void stepTogether(String... clocks) {
            new Clocks(model.circuit).set(clocks);
            var ports = BigInteger.ZERO;
            for (var name : clocks) {
                ports = ports.setBit(model.design.port(name));
            }
            send("c " + ports.toString(16) + "\n");
            line = List.of();
            cycle++;
        }

        @Override
        public long cycle() {
            return cycle;
        }

        private void send(String command) {
            try {
                commands.write(command);
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }

        private String receive() {
            try {
                commands.flush();
                var answer = answers.readLine();
                if (answer == null) {
                    throw new EngineException("vvp has ended");
                }
                return answer;
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
