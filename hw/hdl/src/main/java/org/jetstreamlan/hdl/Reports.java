package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jetstreamlan.hdl.check.HdlError;
import org.jetstreamlan.hdl.check.HdlException;
import org.jetstreamlan.hdl.check.Spot;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;

/// The errors that user code can make while it builds expressions and statements; each is noted with all its places, and building
/// goes on with something of the right shape.
final class Reports {
    private Reports() {}

    /// `b` in the width of `a`; an error if it is not.
    static Term sameWidth(String operation, Term a, Term b) {
        if (a.width == b.width) {
            return b;
        }
        List<Spot> spots = new ArrayList<>();
        spots.add(new Spot(Elaboration.placeOf(Site.capture()), operation));
        spots.add(new Spot(Elaboration.placeOf(origin(a)), nameOf(a) + ", " + bits(a.width)));
        spots.add(new Spot(Elaboration.placeOf(origin(b)), nameOf(b) + ", " + bits(b.width)));
        Elaboration.report(new HdlError.WidthMismatch(here(), operation, a.width, b.width, spots));
        return Term.fit(b, a.width);
    }

    static void assignment(NetDeclaration target, int width, Term value, Site site) {
        String verb = target.kind == NetDeclaration.Kind.REGISTER ? "next" : "assign";
        Elaboration.report(
                new HdlError.WidthMismatch(
                        path(target),
                        verb,
                        width,
                        value.width,
                        List.of(
                                new Spot(Elaboration.placeOf(site), verb),
                                new Spot(
                                        Elaboration.placeOf(target.group.site),
                                        "declared here, " + bits(width)),
                                new Spot(
                                        Elaboration.placeOf(origin(value)),
                                        nameOf(value)
                                                + ", "
                                                + bits(value.width)
                                                + carry(value, width)))));
    }

    /// A sum that is one bit short has lost its carry.
    private static String carry(Term value, int width) {
        return value.operation instanceof Term.Operation.Binary sum
                        && sum.op() == BinaryOp.ADD
                        && width == value.width + 1
                ? "; addFull gives " + width
                : "";
    }

    /// Label of the constant that stands for one that did not fit, so that nothing more is said of it.
    static final String OUT_OF_RANGE = "out of range";

    /// Bundles and vectors of one Java type may still have different numbers of signals.
    static void sameLeaves(String what, List<Signal<?>> to, List<Signal<?>> from) {
        if (to.size() != from.size()) {
            throw fatalArgument(
                    what
                            + " of "
                            + groupOf(from.getFirst().term())
                            + (what.equals("mux") ? " and " : " to ")
                            + groupOf(to.getFirst().term()),
                    "meets " + from.size() + " signals with " + to.size(),
                    "give both sides one type: vectors of one size, bundles with the same parameters");
        }
    }

    static HdlException childAlready(Module child, Module parent, Site site) {
        List<Spot> spots = new ArrayList<>();
        spots.add(new Spot(Elaboration.placeOf(site), "adopted again"));
        for (Module.Child known : parent.children) {
            if (known.module() == child) {
                spots.add(new Spot(Elaboration.placeOf(known.site()), "adopted here"));
            }
        }
        return Elaboration.fatal(
                new HdlError.BadArgument(
                        child.moduleName(),
                        "is a child of " + path(parent) + " already",
                        "make another with new for each child(...)",
                        spots));
    }

    /// A constant for an operation with, or an assignment to, `like`.
    static Term literal(Term like, BigInteger value, String type) {
        Spot declared =
                new Spot(Elaboration.placeOf(origin(like)), nameOf(like) + ", " + bits(like.width));
        return literal(nameOf(like), value, like.width, type, List.of(declared));
    }

    static Term literal(String target, BigInteger value, int width, String type) {
        return literal(target, value, width, type, List.of());
    }

    private static Term literal(
            String target, BigInteger value, int width, String type, List<Spot> others) {
        List<Spot> spots = new ArrayList<>();
        spots.add(
                new Spot(Elaboration.placeOf(Site.capture()), others.isEmpty() ? "" : "constant"));
        spots.addAll(others);
        Elaboration.report(new HdlError.LiteralRange(target, value, type, width, spots));
        return Term.literal(value.mod(BigInteger.ONE.shiftLeft(width)), width, OUT_OF_RANGE);
    }

    /// Something asked of the library that it cannot do; the run goes on.
    static void argument(String what, String problem, String suggestion) {
        Elaboration.report(badArgument(what, problem, suggestion));
    }

    /// The same where there is nothing to go on with.
    static HdlException fatalArgument(String what, String problem, String suggestion) {
        return Elaboration.fatal(badArgument(what, problem, suggestion));
    }

    private static HdlError badArgument(String what, String problem, String suggestion) {
        Site caller = Site.capture().outsideLibrary();
        Site site =
                caller.frames.isEmpty()
                        ? Elaboration.building().map(m -> m.site.outsideLibrary()).orElse(caller)
                        : caller;
        String module = here();
        return new HdlError.BadArgument(
                module.isEmpty() ? what : module + ": " + what,
                problem,
                suggestion,
                List.of(new Spot(Elaboration.placeOf(site), "")));
    }

    /// Hierarchical name of the module whose code runs: the one being built, or the class of the one being made.
    private static String here() {
        if (Elaboration.building().isPresent()) {
            return path(Elaboration.building().get());
        }
        for (StackWalker.StackFrame frame : Site.capture().frames) {
            if (Module.class.isAssignableFrom(frame.getDeclaringClass())) {
                return frame.getDeclaringClass().getSimpleName();
            }
        }
        return "";
    }

    static void unreachable(Term subject, String value, Site site, Site earlier) {
        Elaboration.report(
                new HdlError.Unreachable(
                        nameOf(subject),
                        value,
                        List.of(
                                new Spot(Elaboration.placeOf(site), "never taken"),
                                new Spot(Elaboration.placeOf(earlier), "taken before it"))));
    }

    static void slice(Term a, int hi, int lo) {
        role(
                a,
                "slice(" + hi + ", " + lo + ")",
                "give slice(hi, lo) with hi >= lo, both within " + (a.width - 1) + " to 0");
    }

    static void unionAs(Term union, int width) {
        role(
                union,
                "as(...) with a type of " + bits(width),
                "give a type that the union was made of: at most " + bits(union.width));
    }

    static void bit(Term a, int index) {
        role(
                a,
                "bit(" + index + ")",
                a.width == 0
                        ? "leave it out: there is no bit"
                        : "give an index from 0 to " + (a.width - 1));
    }

    static void trunc(Term a, int width) {
        role(
                a,
                "trunc(" + width + ")",
                width < 0
                        ? "give a width from 0 to " + a.width
                        : "use .zext(" + width + ") or .sext(" + width + ") to make it wider");
    }

    static void extend(Term a, boolean signed, int width) {
        role(
                a,
                (signed ? "sext(" : "zext(") + width + ")",
                width < 0
                        ? "give a width of at least " + a.width
                        : "use .trunc(" + width + ") to make it narrower");
    }

    static void fromBits(int width, Term bits) {
        Elaboration.report(
                new HdlError.WidthMismatch(
                        nameOf(bits),
                        "fromBits",
                        width,
                        bits.width,
                        List.of(new Spot(Elaboration.placeOf(Site.capture()), "fromBits"))));
    }

    static void unconnected(Inout inout, String problem, String suggestion) {
        Elaboration.report(
                new HdlError.BadArgument(
                        inout.toString(),
                        problem,
                        suggestion,
                        List.of(new Spot(Elaboration.placeOf(inout.site), "declared here"))));
    }

    static void memoryData(Mem<?> memory, Term data) {
        int width = data.width;
        if (memory.width != width) {
            Elaboration.report(
                    new HdlError.WidthMismatch(
                            path(memory.owner) + "." + nameOf(memory),
                            "write",
                            memory.width,
                            width,
                            List.of(
                                    new Spot(Elaboration.placeOf(Site.capture()), "write"),
                                    new Spot(
                                            Elaboration.placeOf(memory.site),
                                            "declared here, " + bits(memory.width)),
                                    new Spot(
                                            Elaboration.placeOf(origin(data)),
                                            nameOf(data) + ", " + bits(width)))));
        }
    }

    static void notDrivable(Term target, Site site, String what, String instead) {
        Elaboration.report(
                new HdlError.WrongRole(
                        nameOf(target),
                        what,
                        "use " + instead,
                        List.of(
                                new Spot(Elaboration.placeOf(site), ""),
                                new Spot(Elaboration.placeOf(origin(target)), "made here"))));
    }

    /// Another module reads or writes the memory, or its address does not reach all cells.
    static void memoryUse(Mem<?> memory, String verb, Term address) {
        Module user = Elaboration.building().orElse(memory.owner);
        if (user != memory.owner) {
            throw Elaboration.fatal(
                    new HdlError.ForeignSignal(
                            path(memory.owner) + "." + nameOf(memory),
                            path(memory.owner),
                            path(user),
                            verb,
                            portSpots(memory, verb)));
        }
        if (isBeyond(address, memory.depth)) {
            constantIndex(verb, address, memory.depth, "cells of " + nameOf(memory));
        }
        if (memory.depth > 1 && address.width < memory.addressWidth()) {
            List<Spot> spots = portSpots(memory, verb);
            spots.add(
                    new Spot(
                            Elaboration.placeOf(origin(address)),
                            nameOf(address) + ", " + bits(address.width)));
            Elaboration.report(
                    new HdlError.BadArgument(
                            path(memory.owner) + "." + nameOf(memory),
                            "has "
                                    + memory.depth
                                    + " cells, the address of "
                                    + verb
                                    + " reaches "
                                    + (1L << address.width),
                            "widen the address with .zext(" + memory.addressWidth() + ")",
                            spots));
        }
    }

    private static boolean isBeyond(Term index, int count) {
        return index.operation instanceof Term.Operation.Literal literal
                && literal.value().compareTo(BigInteger.valueOf(count)) >= 0;
    }

    /// A constant selects one of `count` things that is not there.
    static void constantIndex(String verb, Term index, int count, String things) {
        if (isBeyond(index, count) && index.operation instanceof Term.Operation.Literal literal) {
            argument(
                    "the index of " + verb,
                    "is the constant " + literal.value() + ", of " + count + " " + things,
                    count == 0 ? "leave it out" : "use 0 to " + (count - 1));
        }
    }

    private static List<Spot> portSpots(Mem<?> memory, String verb) {
        List<Spot> spots = new ArrayList<>();
        spots.add(new Spot(Elaboration.placeOf(Site.capture()), verb));
        spots.add(new Spot(Elaboration.placeOf(memory.site), "declared here"));
        return spots;
    }

    static void foreign(NetDeclaration net, Site site) {
        if (Elaboration.building().isEmpty()) {
            Elaboration.early(net);
        }
        Elaboration.foreign(
                net.owner,
                new HdlError.ForeignSignal(
                        path(net),
                        Elaboration.isOfAnotherDesign(net.owner)
                                ? HdlError.ForeignSignal.ANOTHER_DESIGN
                                : path(net.owner),
                        Elaboration.building().map(Reports::path).orElse(""),
                        "assign",
                        List.of(
                                new Spot(Elaboration.placeOf(site), "assigned here"),
                                new Spot(Elaboration.placeOf(net.group.site), "declared here"))));
    }

    /// A wire of a `when` is assigned somewhere else.
    static void outOfScope(NetDeclaration wire, Site site) {
        Elaboration.early(wire);
        Elaboration.report(
                new HdlError.BadArgument(
                        path(wire),
                        "lives in the when or select that it is declared in, and is assigned outside of it",
                        "declare it before that, in the block that all its assignments are in",
                        List.of(
                                new Spot(Elaboration.placeOf(site), "assigned here"),
                                new Spot(Elaboration.placeOf(wire.group.site), "declared here"))));
    }

    static void foreignRead(NetDeclaration net, Module user, Site site) {
        Elaboration.foreign(
                net.owner,
                new HdlError.ForeignSignal(
                        path(net),
                        Elaboration.isOfAnotherDesign(net.owner)
                                ? HdlError.ForeignSignal.ANOTHER_DESIGN
                                : path(net.owner),
                        path(user),
                        "read",
                        List.of(
                                new Spot(Elaboration.placeOf(site), "read here"),
                                new Spot(Elaboration.placeOf(net.group.site), "declared here"))));
    }

    private static String nameOf(Mem<?> memory) {
        return memory.name == null ? Elaboration.localName(memory.site, "memory") : memory.name;
    }

    private static void role(Term term, String what, String suggestion) {
        Elaboration.report(
                new HdlError.WrongRole(
                        nameOf(term),
                        bits(term.width) + " wide, which " + what + " does not fit",
                        suggestion,
                        List.of(
                                new Spot(Elaboration.placeOf(Site.capture()), what),
                                new Spot(Elaboration.placeOf(origin(term)), "made here"))));
    }

    /// Hierarchical name of a module: `Top.child.grandchild`.
    static String path(Module module) {
        Module parent = module.parent();
        if (parent == null) {
            return module.moduleName();
        }
        String own = module.instanceName == null ? module.moduleName() : module.instanceName;
        return path(parent) + "." + own;
    }

    static String path(NetDeclaration net) {
        if (net.group.name == null) {
            net.group.name = Elaboration.localName(net.group.site, net.kind.fallback);
        }
        return path(net.owner) + "." + net.wantedName();
    }

    /// What has no text that is the same in every run gives no name.
    static void parameter(Module module, String component, Class<?> type) {
        String kind = type.isHidden() ? "function" : type.getSimpleName();
        Elaboration.report(
                new HdlError.BadArgument(
                        module.getClass().getSimpleName(),
                        "has the parameter "
                                + component
                                + ", a "
                                + kind
                                + ", of which no name can be made",
                        "override moduleName(), or take numbers, strings, enums, types, and records and lists of these",
                        List.of(new Spot(Elaboration.placeOf(module.site), "made here"))));
    }

    /// A name for the Verilog module that it cannot have.
    static void moduleName(Module module, String name) {
        String problem =
                name.isEmpty()
                        ? "has no name"
                        : "has the module name '" + name + "', which Verilog does not take";
        Elaboration.report(
                new HdlError.BadArgument(
                        module.getClass().getName(),
                        problem,
                        "override moduleName() with letters, digits and _, no reserved word",
                        List.of(new Spot(Elaboration.placeOf(module.site), "made here"))));
    }

    /// A module whose `build()` has run is part of a design.
    static HdlException builtBefore(Module module) {
        return Elaboration.fatal(
                new HdlError.BadArgument(
                        module.moduleName(),
                        "belongs to a design that was built before",
                        "make another one for each design: Design.of(() -> new ...)",
                        List.of(new Spot(Elaboration.placeOf(module.site), "made here"))));
    }

    /// A port has its name or none: one with a number appended would be another interface.
    static void portName(NetDeclaration port) {
        Elaboration.report(
                new HdlError.BadName(
                        path(port),
                        "is taken by another port, or by the clock or reset of the module",
                        Elaboration.placeOf(port.group.site)));
    }

    static String nameOf(Term term) {
        return switch (term.operation) {
            case Term.Operation.Net net -> path(net.declaration());
            case Term.Operation.Literal literal -> "constant " + literal.value();
            default ->
                    term.name != null
                            ? term.name
                            : Elaboration.localName(term.site, "the result of " + verb(term));
        };
    }

    /// Hierarchical name of the bundle or vector that a leaf belongs to.
    static String groupOf(Term leaf) {
        if (leaf.operation instanceof Term.Operation.Net net) {
            String name = path(net.declaration());
            String suffix = net.declaration().suffix;
            return suffix.isEmpty() ? name : name.substring(0, name.length() - suffix.length() - 1);
        }
        return nameOf(leaf);
    }

    /// The verb of an operator as users write it; `gt` is made of `lt`, so they go by one name.
    static String verb(BinaryOp op) {
        return switch (op) {
            case ULT, ULE, SLT, SLE -> "comparison";
            case ASR -> "shr";
            case ADD, SUB, MUL, AND, OR, XOR, SHL, SHR, EQ, NE ->
                    op.name().toLowerCase(Locale.ROOT);
        };
    }

    /// The verb that made a term.
    private static String verb(Term term) {
        return switch (term.operation) {
            case Term.Operation.Net _ -> "a declaration";
            case Term.Operation.Literal _ -> "a constant";
            case Term.Operation.Not _ -> "not";
            case Term.Operation.Reduce reduce -> reduce.op().name().toLowerCase(Locale.ROOT) + "R";
            case Term.Operation.Binary binary -> verb(binary.op());
            case Term.Operation.Mux _ -> "mux";
            case Term.Operation.Concat _ -> "cat";
            case Term.Operation.Slice _ -> "slice";
            case Term.Operation.Extend extend -> extend.signed() ? "sext" : "zext";
            case Term.Operation.MemoryRead _ -> "readAsync";
        };
    }

    /// Where a term comes from: a net's declaration, else the operator.
    private static Site origin(Term term) {
        return term.operation instanceof Term.Operation.Net net
                ? net.declaration().group.site
                : term.site;
    }

    private static String bits(int width) {
        return width == 1 ? "1 bit" : width + " bits";
    }
}
