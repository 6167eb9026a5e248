package org.jetstreamlan.hdl.check;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.ir.Place;

/// A mistake in a design, as data: what, where in the hierarchy, every line of user code that takes part, and what to
/// do about it. One record per kind; [HdlErrors] gathers and prints them.
public sealed interface HdlError {
    /// Stable identifier, `JH-WIDTH`; the name of the page that explains it.
    String id();

    /// Hierarchical name of the thing that is wrong, `Top.fifo.count`.
    String name();

    /// Every place that takes part, the one to look at first on top.
    List<Spot> spots();

    /// One sentence: the thing, the value, the limit.
    String message();

    /// The next step, in the words of the source.
    String suggestion();

    /// Two widths that must be equal and are not.
    ///
    /// @param name the target; for an operation the module it stands in
    /// @param what the operation: `assign`, `next`, `add`, `mux`, `connect`
    /// @param leftWidth of the target or the first operand, in bits
    /// @param rightWidth of the value or the second operand, in bits
    record WidthMismatch(String name, String what, int leftWidth, int rightWidth, List<Spot> spots)
            implements HdlError {
        public WidthMismatch {
            spots = List.copyOf(spots);
        }

        /// Whether the left side is a target, so that only the right one can give way.
        public boolean isAssignment() {
            return switch (what) {
                case "assign", "next", "connect", "init", "write" -> true;
                default -> false;
            };
        }

        @Override
        public String id() {
            return "JH-WIDTH";
        }

        @Override
        public String message() {
            return isAssignment()
                    ? "%s is %s wide, the value given to %s is %s"
                            .formatted(name, bits(leftWidth), what, bits(rightWidth))
                    : "the operands of %s%s are %s and %s wide"
                            .formatted(
                                    what,
                                    name.isEmpty() ? "" : " in " + name,
                                    bits(leftWidth),
                                    bits(rightWidth));
        }

        @Override
        public String suggestion() {
            if (!isAssignment()) {
                return "widen the narrower operand with .zext(%d) or .sext(%1$d), or cut the wider with .trunc(%d)"
                        .formatted(
                                Math.max(leftWidth, rightWidth), Math.min(leftWidth, rightWidth));
            }
            return rightWidth > leftWidth
                    ? "cut the value with .trunc(%d), or declare %s with %s"
                            .formatted(leftWidth, shortName(name), bits(rightWidth))
                    : "widen the value with .zext(%d) or .sext(%1$d), or declare %s with %s"
                            .formatted(leftWidth, shortName(name), bits(rightWidth));
        }
    }

    /// A constant that its type cannot hold.
    ///
    /// @param name what it is meant for, or empty
    /// @param type the type's name: `Bits`, `UInt`, `SInt`
    record LiteralRange(String name, BigInteger value, String type, int width, List<Spot> spots)
            implements HdlError {
        public LiteralRange {
            spots = List.copyOf(spots);
        }

        @Override
        public String id() {
            return "JH-LITERAL";
        }

        @Override
        public String message() {
            boolean signed = type.equals("SInt");
            BigInteger span = BigInteger.TWO.pow(signed ? width - 1 : width);
            return "constant %s%s does not fit %s of %s, which holds %s to %s"
                    .formatted(
                            value,
                            name.isEmpty() ? "" : " for " + name,
                            type,
                            bits(width),
                            signed ? span.negate() : BigInteger.ZERO,
                            span.subtract(BigInteger.ONE));
        }

        @Override
        public String suggestion() {
            if (value.signum() < 0 && !type.equals("SInt")) {
                return "an unsigned type has no negative values: give the bit pattern, 0x%sL, or use SInt"
                        .formatted(
                                value.and(BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE))
                                        .toString(16));
            }
            int needed = type.equals("SInt") ? value.bitLength() + 1 : value.bitLength();
            return "use a smaller constant, or %s".formatted(bits(Math.max(needed, 1)));
        }
    }

    /// A signal used in a module that it does not belong to.
    ///
    /// @param owner hierarchical name of the module that declares it
    /// @param user hierarchical name of the module that uses it; empty if none was being built
    /// @param what how it is used: `read`, `assign`
    record ForeignSignal(String name, String owner, String user, String what, List<Spot> spots)
            implements HdlError {
        /// The owner of what was made outside of the run.
        public static final String ANOTHER_DESIGN = "another design";

        public ForeignSignal {
            spots = List.copyOf(spots);
        }

        @Override
        public String id() {
            return "JH-FOREIGN";
        }

        @Override
        public String message() {
            return "%s belongs to %s; %s %s"
                    .formatted(
                            name,
                            owner,
                            participle(what),
                            user.isEmpty() ? "outside build()" : "in " + user);
        }

        @Override
        public String suggestion() {
            if (user.isEmpty()) {
                return "move the assignment into build()";
            }
            if (owner.equals(ANOTHER_DESIGN)) {
                return "use modules and signals that this design makes; static fields keep those of another";
            }
            return what.equals("read")
                    ? "bring it out of %s as an output and in through an input: a module sees its own signals and its children's ports"
                            .formatted(owner)
                    : "let %s do it, from an input that it is given: a module drives its own signals and its children's inputs"
                            .formatted(owner);
        }

        private static String participle(String what) {
            return switch (what) {
                case "read" -> "it cannot be read";
                case "assign", "next" -> "it cannot be assigned";
                case "write" -> "it cannot be written";
                default -> what;
            };
        }
    }

    /// A module that was made inside another and never handed to `child(...)`.
    ///
    /// @param name hierarchical name of the parent
    /// @param module class of the module that was left out
    record NotAdopted(String name, String module, List<Spot> spots) implements HdlError {
        public NotAdopted {
            spots = List.copyOf(spots);
        }

        @Override
        public String id() {
            return "JH-ADOPT";
        }

        @Override
        public String message() {
            return "%s was made in %s but is not its child".formatted(module, name);
        }

        @Override
        public String suggestion() {
            return "write child(new %s(...)), or remove it".formatted(module);
        }
    }

    /// A signal in a role that it does not have: an input assigned from inside, `next` on a wire.
    ///
    /// @param role what the signal is and why that does not fit: `an input of the module itself`
    record WrongRole(String name, String role, String suggestion, List<Spot> spots)
            implements HdlError {
        public WrongRole {
            spots = List.copyOf(spots);
        }

        @Override
        public String id() {
            return "JH-ROLE";
        }

        @Override
        public String message() {
            return "%s is %s".formatted(name, role);
        }
    }

    /// A `select` case whose values earlier cases take.
    ///
    /// @param name the subject
    /// @param value the case's value, constant or pattern
    record Unreachable(String name, String value, List<Spot> spots) implements HdlError {
        public Unreachable {
            spots = List.copyOf(spots);
        }

        @Override
        public String id() {
            return "JH-UNREACHABLE";
        }

        @Override
        public String message() {
            return "case %s of the select on %s is never taken".formatted(value, name);
        }

        @Override
        public String suggestion() {
            return "remove it, or put it before the case that takes its values";
        }
    }

    /// Something asked of the library that makes no hardware: a depth of 0, a code given twice.
    ///
    /// @param name the thing
    /// @param problem what is wrong with it, value and limit
    record BadArgument(String name, String problem, String suggestion, List<Spot> spots)
            implements HdlError {
        public BadArgument {
            spots = List.copyOf(spots);
        }

        @Override
        public String id() {
            return "JH-ARGUMENT";
        }

        @Override
        public String message() {
            return name + " " + problem;
        }
    }

    /// A branch of a `when` or `select` that is not said right behind the others.
    ///
    /// @param name the module that is being built
    /// @param verb `elseWhen`, `otherwise`, `is`, `like`
    /// @param kind `when`, `select`
    /// @param problem what it does instead
    /// @param suggestion what to do about it
    record LateBranch(
            String name,
            String verb,
            String kind,
            String problem,
            String suggestion,
            List<Spot> spots)
            implements HdlError {
        public LateBranch {
            spots = List.copyOf(spots);
        }

        @Override
        public String id() {
            return "JH-BRANCH";
        }

        @Override
        public String message() {
            return "%s of a %s in %s %s".formatted(verb, kind, name, problem);
        }
    }

    /// A `when` in which nothing is said. A hint: see [org.jetstreamlan.hdl.Design#hints].
    ///
    /// @param name the module that it stands in
    record EmptyBody(String name, Place place) implements HdlError {
        @Override
        public String id() {
            return "JH-EMPTY";
        }

        @Override
        public List<Spot> spots() {
            return List.of(new Spot(place, "its condition decides nothing"));
        }

        @Override
        public String message() {
            return "the body of a when in %s is empty".formatted(name);
        }

        @Override
        public String suggestion() {
            return "assign in it: operators give a new value and change nothing, so say register.next(register.add(1)), wire.assign(...)";
        }
    }

    /// User code threw an exception while the design was built.
    ///
    /// @param name the module that was being built
    /// @param thrown the exception's class and message
    record Ended(String name, String thrown, List<Spot> spots) implements HdlError {
        public Ended {
            spots = List.copyOf(spots);
        }

        @Override
        public String id() {
            return "JH-EXCEPTION";
        }

        @Override
        public String message() {
            return "building %s ended with %s".formatted(name, thrown);
        }

        @Override
        public String suggestion() {
            return "see to the line above first; what else is wrong may show only then";
        }
    }

    /// Bits assigned a second time where the later assignment could only hide the earlier one (semantics 8).
    record MultipleDrivers(String name, BitRange bits, Place first, Place second)
            implements HdlError {
        @Override
        public String id() {
            return "JH-DRIVERS";
        }

        @Override
        public List<Spot> spots() {
            return List.of(
                    new Spot(second, "assigned again"), new Spot(first, "assigned here before"));
        }

        @Override
        public String message() {
            return bitsOf(name, List.of(bits)) + "assigned twice";
        }

        @Override
        public String suggestion() {
            if (name.endsWith("_ready")) {
                return "remove one; a stream has one reader: fork(2) makes two of it";
            }
            return "remove one, or write the default first and the other in a when(...) after it: only a nested assignment overrides an earlier one";
        }
    }

    /// Bits that no statement drives on any path.
    ///
    /// @param spots where the signal is declared; for the input of an instance, the instance first
    record Undriven(String name, List<BitRange> bits, List<Spot> spots) implements HdlError {
        public Undriven {
            bits = List.copyOf(bits);
            spots = List.copyOf(spots);
        }

        @Override
        public String id() {
            return "JH-UNDRIVEN";
        }

        @Override
        public String message() {
            return bitsOf(name, bits) + "never assigned";
        }

        @Override
        public String suggestion() {
            boolean ofAnInstance = spots.size() > 1;
            String parent = name.substring(0, Math.max(0, name.lastIndexOf('.')));
            return ofAnInstance
                    ? "assign %s.%s in build() of its parent, or a constant if it has no meaning"
                            .formatted(shortName(parent), shortName(name))
                    : "assign %s in build(), or a constant if it has no meaning%s"
                            .formatted(
                                    shortName(name),
                                    name.endsWith("_ready")
                                            ? ""
                                            : "; a Java if is decided while the design is built: what a signal decides goes into when(...)");
        }
    }

    /// Bits that are driven on some paths and missed on others: hardware would have to remember them.
    ///
    /// @param declared where the signal is declared
    /// @param branches the `when`s and `select`s one of whose branches misses the bits
    record Latch(String name, List<BitRange> bits, Place declared, List<Place> branches)
            implements HdlError {
        public Latch {
            bits = List.copyOf(bits);
            branches = List.copyOf(branches);
        }

        @Override
        public String id() {
            return "JH-LATCH";
        }

        @Override
        public List<Spot> spots() {
            var spots = new ArrayList<Spot>();
            for (Place branch : branches) {
                spots.add(new Spot(branch, "a branch here leaves them unassigned"));
            }
            spots.add(new Spot(declared, "declared here"));
            return List.copyOf(spots);
        }

        @Override
        public String message() {
            return bitsOf(name, bits) + "not assigned on every path";
        }

        @Override
        public String suggestion() {
            return "assign a default to %s before the when or select, add the missing branch or otherwise(...), or make it a register"
                    .formatted(shortName(name));
        }
    }

    /// A signal that depends on itself without a register between.
    ///
    /// @param hops the loop in the direction of data flow; the last feeds the first
    record CombinationalLoop(String name, List<Hop> hops) implements HdlError {
        public CombinationalLoop {
            hops = List.copyOf(hops);
        }

        /// One signal on the way, with the bits that take part.
        public record Hop(String name, BitRange bits, Place place) {
            @Override
            public String toString() {
                return bits.equals(new BitRange(0, 0)) ? name : name + "[" + bits + "]";
            }
        }

        @Override
        public String id() {
            return "JH-LOOP";
        }

        @Override
        public List<Spot> spots() {
            var spots = new ArrayList<Spot>();
            for (int i = 0; i < hops.size(); i++) {
                String source = hops.get((i + hops.size() - 1) % hops.size()).toString();
                spots.add(new Spot(hops.get(i).place(), hops.get(i) + " from " + source));
            }
            return List.copyOf(spots);
        }

        @Override
        public String message() {
            return "%s depends on itself through %d combinational %s"
                    .formatted(name, hops.size(), hops.size() == 1 ? "step" : "steps");
        }

        @Override
        public String suggestion() {
            return hops.size() > 2
                    ? "put a register on the way, or compute one of the signals without the next"
                    : "a wire has one value, whichever statement comes first: give each step of a computation a new one (a Java variable: sum = sum.add(x)) and assign the last; or put a register on the way";
        }
    }

    /// Something samples what the clock of an unrelated domain changes, without a crossing.
    ///
    /// @param name what samples
    /// @param from clock of the domain that it comes from, empty if it belongs to none
    /// @param to clock of the domain that samples
    /// @param throughLogic whether there is a crossing, but logic before it
    /// @param hops the way from what changes, first, to what samples
    /// @param others what else samples the one clock with the other on its way into, through or out of the same instance
    /// @param remedy what to do about the one instance through which values go wrong in both directions, empty if there is none
    record DomainCrossing(
            String name,
            String from,
            String to,
            boolean throughLogic,
            List<Hop> hops,
            List<String> others,
            String remedy)
            implements HdlError {
        /// A net, named value or memory on the way.
        public record Hop(String name, Place place) {}

        public DomainCrossing {
            hops = List.copyOf(hops);
            others = List.copyOf(others);
        }

        @Override
        public String id() {
            return "JH-CROSSING";
        }

        @Override
        public List<Spot> spots() {
            var spots = new ArrayList<Spot>();
            for (int i = 0; i < hops.size(); i++) {
                Hop hop = hops.get(i);
                String text =
                        i == 0
                                ? hop.name + (from.isEmpty() ? ", no clock" : ", clock " + from)
                                : hop.name + " from " + hops.get(i - 1).name;
                boolean last = i == hops.size() - 1;
                spots.add(new Spot(hop.place, last ? text + ", clock " + to : text));
            }
            return List.copyOf(spots);
        }

        @Override
        public String message() {
            String source =
                    hops.getFirst().name
                            + (from.isEmpty()
                                    ? ", which belongs to no clock"
                                    : ", which changes with " + from);
            return (throughLogic
                            ? "%s crosses from %s to %s behind logic, whose output may be anything for a moment"
                                    .formatted(name, source, to)
                            : "%s is sampled with %s and depends on %s".formatted(name, to, source))
                    + (others.isEmpty() ? "" : "; also " + String.join(", ", others));
        }

        @Override
        public String suggestion() {
            if (throughLogic) {
                return "put a register of the source's domain between the logic and the crossing";
            }
            if (hops.getFirst().name.equals(hops.getLast().name)) {
                return "use AsyncFifo, or crossing(memory) if the module sees to it that no cell is read while it is written";
            }
            if (!remedy.isEmpty()) {
                return remedy;
            }
            return "take it across with org.jetstreamlan.hdl.lib.clock (BitSynchronizer for one bit, HandshakeCrossing or AsyncFifo for data)"
                    + (from.isEmpty()
                            ? ", or declare the port with input(type, domain)"
                            : ", or declare synchronous(a, b) in the top module if both clocks have one source");
        }
    }

    /// A name that Verilog cannot take.
    ///
    /// @param reason `is a reserved word of Verilog`, `is taken by another signal`
    record BadName(String name, String reason, Place place) implements HdlError {
        @Override
        public String id() {
            return "JH-NAME";
        }

        @Override
        public List<Spot> spots() {
            return List.of(new Spot(place, "named here"));
        }

        @Override
        public String message() {
            return "the name of %s %s".formatted(name, reason);
        }

        @Override
        public String suggestion() {
            return "rename it, or give it a name of letters, digits and _ with .named(...)";
        }
    }

    /// Something that nothing reads. A hint: see [org.jetstreamlan.hdl.Design#hints].
    ///
    /// @param kind `input`, `wire`, `register`, `memory`
    record Unused(String name, String kind, Place place) implements HdlError {
        @Override
        public String id() {
            return "JH-UNUSED";
        }

        @Override
        public List<Spot> spots() {
            return List.of(new Spot(place, ""));
        }

        @Override
        public String message() {
            return "nothing reads the %s %s".formatted(kind, name);
        }

        @Override
        public String suggestion() {
            return "use %s, or remove it".formatted(shortName(name));
        }
    }

    /// A memory that cannot be the RAM that it should be.
    ///
    /// @param kind `block RAM`, `distributed RAM`, or `RAM` of any kind
    /// @param why what about it synthesis has no cell for
    record MemoryShape(String name, String kind, String why, List<Spot> spots) implements HdlError {
        public MemoryShape {
            spots = List.copyOf(spots);
        }

        @Override
        public String id() {
            return "JH-MEMORY";
        }

        @Override
        public String message() {
            return "%s cannot be %s: %s".formatted(name, kind, why);
        }

        @Override
        public String suggestion() {
            return "give it ports that RAM has (docs/hdl.md, Memories), or ask for ram_style \"logic\"";
        }
    }

    private static String bits(int width) {
        return width == 1 ? "1 bit" : width + " bits";
    }

    /// `bit 3 of Top.x is `, `bits 7:4 of Top.x are `.
    private static String bitsOf(String name, List<BitRange> ranges) {
        String text = BitRange.text(ranges);
        return text + " of " + name + (text.startsWith("bit ") ? " is " : " are ");
    }

    private static String shortName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
