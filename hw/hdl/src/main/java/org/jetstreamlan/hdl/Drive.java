package org.jetstreamlan.hdl;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.hdl.ir.Statement.Pattern;
import org.jspecify.annotations.Nullable;

/// The statements of a module while it is being built.
sealed interface Drive {
    /// Where the user wrote it.
    Site site();

    /// `width` bits of `net` from `lo` take `value`.
    record Assign(NetDeclaration net, int lo, Term value, Site site) implements Drive {}

    /// A conditional; bodies fill up while the user's lambdas run.
    record When(Term condition, List<Drive> then, List<Drive> otherwise, Site site)
            implements Drive {}

    /// A choice by value; `constants` is the number of an enum's constants, -1 for other subjects.
    record Select(Term subject, List<Case> cases, List<Drive> otherwise, int constants, Site site)
            implements Drive {}

    record Case(List<Pattern> patterns, Site site, List<Drive> body) {}

    /// Records `target := value` in the module whose statements drive it: the owner, or the parent for an input.
    static void record(Signal<?> target, Signal<?> value, boolean register, Site site) {
        Term to = target.term();
        int lo = 0;
        int width = to.width;
        while (to.operation instanceof Term.Operation.Slice slice) {
            lo += slice.lo();
            to = to.operands.getFirst();
        }
        if (!(to.operation instanceof Term.Operation.Net net)) {
            Reports.notDrivable(
                    target.term(),
                    site,
                    "an expression: "
                            + verb(register)
                            + " drives what it is called on, target."
                            + verb(register).replace("...", "value"),
                    drivable(to, register));
            return;
        }
        NetDeclaration declaration = net.declaration();
        boolean isRegister = declaration.kind == NetDeclaration.Kind.REGISTER;
        if (declaration.kind == NetDeclaration.Kind.READ_DATA) {
            Reports.notDrivable(
                    to, site, "the data of a memory read", "the memory's write(address, value)");
            return;
        }
        boolean isInput = declaration.kind == NetDeclaration.Kind.INPUT;
        if (isInput && declaration.owner.isBuilding()) {
            Reports.notDrivable(
                    to,
                    site,
                    "an input of the module itself, which its parent drives",
                    declaration.suffix.isEmpty() || Character.isDigit(declaration.suffix.charAt(0))
                            ? "an output, wire or register"
                            : "connect(to, from), which follows the directions in a bundle");
            return;
        }
        if (declaration.guard != null) {
            Reports.notDrivable(to, site, declaration.guard.what(), declaration.guard.instead());
            return;
        }
        if (isRegister != register) {
            Reports.notDrivable(
                    to,
                    site,
                    declaration.kind.words() + ", which " + verb(register) + " does not drive",
                    verb(isRegister));
        }
        Term source = value.term();
        if (source.width != width) {
            Reports.assignment(declaration, width, source, site);
            source = Term.fit(source, width);
        }
        Module driver = driverOf(target);
        if (driver == null) {
            Reports.foreign(declaration, site);
            return;
        }
        if (declaration.kind == NetDeclaration.Kind.WIRE && !driver.isWithin(declaration.scope)) {
            Reports.outOfScope(declaration, site);
            return;
        }
        if (width > 0) {
            driver.statements().add(new Assign(declaration, lo, source, site));
        }
    }

    /// What to drive in place of an expression; the element or bit that a signal selects is one too.
    private static String drivable(Term expression, boolean register) {
        String verb = register ? "nextAt" : "assignAt";
        return switch (expression.operation) {
            case Term.Operation.Mux _ ->
                    verb
                            + "(index, value) of a vector to drive the element that a signal selects, else a wire, register or port";
            case Term.Operation.Binary binary when binary.op() == BinaryOp.SHR ->
                    "a vec(n, bool()) and its "
                            + verb
                            + "(index, value) to drive the bit that a signal selects, else a wire, register or port";
            case Term.Operation.Literal _,
                    Term.Operation.Net _,
                    Term.Operation.Not _,
                    Term.Operation.Reduce _,
                    Term.Operation.Binary _,
                    Term.Operation.Concat _,
                    Term.Operation.Slice _,
                    Term.Operation.Extend _,
                    Term.Operation.MemoryRead _ ->
                    "a wire, register or port";
        };
    }

    private static String verb(boolean register) {
        return register ? "next(...)" : "assign(...)";
    }

    /// The module whose statements may drive `target` now: its owner, or the parent for an input; null if there is none.
    static @Nullable Module driverOf(Signal<?> target) {
        Term to = target.term();
        while (to.operation instanceof Term.Operation.Slice) {
            to = to.operands.getFirst();
        }
        if (!(to.operation instanceof Term.Operation.Net net)) {
            return null;
        }
        NetDeclaration declaration = net.declaration();
        boolean isInput = declaration.kind == NetDeclaration.Kind.INPUT;
        Module driver = isInput ? declaration.owner.parent() : declaration.owner;
        return driver != null && driver.isBuilding() ? driver : null;
    }

    /// A list to fill.
    static List<Drive> block() {
        return new ArrayList<>();
    }
}
