package org.jetstreamlan.cli.mutant;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.verilog.Verilog;
import org.jetstreamlan.nic.mac.Mac;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.mutate.Mutant;
import org.jetstreamlan.sim.mutate.Mutants;

/// A random sample of the mutants of the MAC, each through a [MacSuite] on `jit`.
public final class MutantTrial {
    /// @param difference what gave it away, if anything did
    /// @param equivalent it is proven that nothing can
    public record Result(Mutant mutant, Optional<String> difference, boolean equivalent) {
        public boolean survived() {
            return difference.isEmpty() && !equivalent;
        }
    }

    private final Circuit circuit = Design.of(Mac::new).circuit();
    private final String verilog = Verilog.of(circuit).text();
    private final MacSuite suite;

    public MutantTrial(MacSuite suite) {
        this.suite = suite;
    }

    public Circuit circuit() {
        return circuit;
    }

    /// The MAC itself passes, or nothing that follows means anything.
    public Optional<String> baseline() {
        try (var mac = Engines.jit().compile(circuit)) {
            return suite.judge(mac);
        }
    }

    /// So many mutants by chance, of those that `wanted` accepts and whose Verilog differs from the MAC's.
    public List<Mutant> sample(long seed, int count, Predicate<Mutant> wanted) {
        var all = new ArrayList<>(Mutants.of(circuit));
        all.removeIf(wanted.negate());
        Collections.shuffle(all, new Random(seed));
        var sample = new ArrayList<Mutant>();
        for (var mutant : all) {
            if (sample.size() == count) {
                break;
            }
            if (!text(mutant).equals(verilog)) {
                sample.add(mutant);
            }
        }
        return sample;
    }

    /// Runs one through the suite.
    public Optional<String> judge(Mutant mutant) {
        try (var mac = Engines.jit().compile(mutant.circuit())) {
            return suite.judge(mac);
        }
    }

    /// The Verilog of the MAC with the mutant in it.
    public String text(Mutant mutant) {
        return Verilog.of(mutant.circuit()).text();
    }

    /// Lines of the Verilog that a mutant has and the MAC has not, or the other way round, with `+` and `-` before them.
    public List<String> change(Mutant mutant) {
        var before = verilog.lines().toList();
        var after = text(mutant).lines().toList();
        var change = new ArrayList<String>();
        before.stream()
                .filter(line -> !after.contains(line))
                .forEach(l -> change.add("- " + l.strip()));
        after.stream()
                .filter(line -> !before.contains(line))
                .forEach(l -> change.add("+ " + l.strip()));
        return change;
    }
}
