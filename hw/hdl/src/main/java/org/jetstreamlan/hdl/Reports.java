package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jetstreamlan.hdl.check.HdlError;
import org.jetstreamlan.hdl.check.HdlException;
import org.jetstreamlan.hdl.check.Spot;

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
        Elaboration.report(
                new HdlError.WidthMismatch(
                        operation + " of " + nameOf(a) + " and " + nameOf(b),
                        operation,
                        a.width,
                        b.width,
                        spots));
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
                                        nameOf(value) + ", " + bits(value.width)))));
    }

    static Term literal(String target, BigInteger value, int width, String type) {
        Elaboration.report(
                new HdlError.LiteralRange(
                        target,
                        value,
                        type,
                        width,
                        List.of(new Spot(Elaboration.placeOf(Site.capture()), ""))));
        return Term.literal(value.mod(BigInteger.ONE.shiftLeft(width)), width, "");
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
        Spot here = new Spot(Elaboration.placeOf(site), "");
        return new HdlError.BadArgument(what, problem, suggestion, List.of(here));
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
                "a value of " + bits(a.width),
                "give hi >= lo within " + (a.width - 1) + " to 0");
    }

    static void extend(Term a, int width) {
        role(
                a,
                "extension to " + bits(width),
                "a value of " + bits(a.width),
                "use .trunc(" + width + ") to make it narrower");
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

    static void foreign(NetDeclaration net, Site site) {
        Elaboration.report(
                new HdlError.ForeignSignal(
                        path(net),
                        path(net.owner),
                        Elaboration.building().map(Reports::path).orElse(""),
                        "assign",
                        List.of(
                                new Spot(Elaboration.placeOf(site), "assigned here"),
                                new Spot(Elaboration.placeOf(net.group.site), "declared here"))));
    }

    static void foreignRead(NetDeclaration net, Module user, Site site) {
        Elaboration.report(
                new HdlError.ForeignSignal(
                        path(net),
                        path(net.owner),
                        path(user),
                        "read",
                        List.of(
                                new Spot(Elaboration.placeOf(site), "read here"),
                                new Spot(Elaboration.placeOf(net.group.site), "declared here"))));
    }

    private static String nameOf(Mem<?> memory) {
        return memory.name == null ? Elaboration.localName(memory.site, "memory") : memory.name;
    }

    private static void role(Term term, String what, String role, String suggestion) {
        Elaboration.report(
                new HdlError.WrongRole(
                        nameOf(term),
                        role + ", which " + what + " does not fit",
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
            net.group.name =
                    Elaboration.localName(net.group.site, net.kind.name().toLowerCase(Locale.ROOT));
        }
        return path(net.owner) + "." + net.wantedName();
    }

    static String nameOf(Term term) {
        return switch (term.operation) {
            case Term.Operation.Net net -> path(net.declaration());
            case Term.Operation.Literal literal -> "constant " + literal.value();
            default ->
                    term.name != null ? term.name : Elaboration.localName(term.site, "expression");
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
