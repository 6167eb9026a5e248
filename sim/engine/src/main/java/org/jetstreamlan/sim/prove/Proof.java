package org.jetstreamlan.sim.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Module;

/// What is to be proven: all `check`s of a design hold, whatever comes at its inputs, as long as its `assume`s do. Registers begin with their
/// power-up values, and so do memory cells; of a design with several clocks any of them may tick at any time.
///
/// ```java
/// var proof = Proof.of("counter", CounterProof::new)
///         .inductive(4)
///         .mutant("counts at its end, too", "if (!at_end)", "if (1'b1)");
/// ```
///
/// @param name what reports call it
/// @param top makes the design
/// @param method how, and how far
/// @param depth clocks from power-up; of an induction, the clocks in a row from which the next follows
/// @param reset what the reset does
/// @param mutants changes of the Verilog after which the proof must fail
/// @param seconds after which it is given up
public record Proof(
        String name,
        Supplier<? extends Module> top,
        Method method,
        int depth,
        Reset reset,
        List<Mutant> mutants,
        int seconds) {
    private static final int SECONDS = 600;

    /// How a proof is made.
    public enum Method {
        /// In no run of `depth` clocks from power-up a check fails: bounded model checking.
        BOUNDED,
        /// In no run of any length a check fails: k-induction.
        INDUCTIVE,
        /// Each cover point is reached within `depth` clocks.
        COVER
    }

    /// What the reset does.
    public enum Reset {
        /// Comes and goes at any time, as an input.
        FREE,
        /// Is never active; the design begins from power-up.
        NEVER
    }

    /// A fault that is put into the Verilog of the design: `line`, a text that is there once, becomes `changed`.
    ///
    /// @param what in a few words
    /// @param line part of a line, as a rule
    public record Mutant(String what, String line, String changed) {}

    public Proof {
        mutants = List.copyOf(mutants);
    }

    /// A proof of 20 clocks from power-up, with a free reset, without mutants.
    public static Proof of(String name, Supplier<? extends Module> top) {
        return new Proof(name, top, Method.BOUNDED, 20, Reset.FREE, List.of(), SECONDS);
    }

    /// The same over the first `depth` clocks from power-up.
    public Proof bounded(int depth) {
        return new Proof(name, top, Method.BOUNDED, depth, reset, mutants, seconds);
    }

    /// The same for runs of any length: what holds for `depth` clocks in a row must follow for the next.
    public Proof inductive(int depth) {
        return new Proof(name, top, Method.INDUCTIVE, depth, reset, mutants, seconds);
    }

    /// The same design; each of its cover points is reached within `depth` clocks.
    public Proof covering(int depth) {
        return new Proof(name, top, Method.COVER, depth, reset, mutants, seconds);
    }

    /// The same without any reset.
    public Proof withoutReset() {
        return new Proof(name, top, method, depth, Reset.NEVER, mutants, seconds);
    }

    /// The same, given up after so many seconds.
    public Proof within(int seconds) {
        return new Proof(name, top, method, depth, reset, mutants, seconds);
    }

    /// The same with one fault more that it must find.
    public Proof mutant(String what, String line, String changed) {
        var more = new ArrayList<>(mutants);
        more.add(new Mutant(what, line, changed));
        return new Proof(name, top, method, depth, reset, more, seconds);
    }
}
