package org.jetstreamlan.hdl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.ir.Crossing;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.ir.Node.BinaryOp;
import org.jetstreamlan.hdl.ir.Observation;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jspecify.annotations.Nullable;

/// A hardware module. Ports, registers, memories and children are final fields; [#build()] connects them.
///
/// ```java
/// public final class Counter extends Module {
///     public final Bool enable = input(bool());
///     public final UInt count = output(uint(8));
///     private final UInt value = reg(uint(8), init(0));
///
///     @Override protected void build() {
///         when(enable, () -> value.next(value.add(1)));
///         count.assign(value);
///     }
/// }
/// ```
/// Run it through [Design#of] to get its netlist.
public abstract class Module {
    /// A child and the domains of this module that its own are bound to.
    ///
    /// @param scope the statements among which it was adopted
    record Child(Module module, List<ClockDomain> domains, Site site, List<Drive> scope) {}

    /// How much of each there is.
    record Declared(int nets, int memories, int inouts, int children) {}

    final List<NetDeclaration> nets = new ArrayList<>();
    final List<Mem<?>> memories = new ArrayList<>();
    final List<Child> children = new ArrayList<>();
    final List<Inout> inouts = new ArrayList<>();
    final List<ClockDomain[]> synchronous = new ArrayList<>();
    final List<Observe> observations = new ArrayList<>();
    final List<ClockDomain> domains = new ArrayList<>();
    final Site site = Site.capture().outsideConstructorsOf(getClass());
    final List<Drive> body = Drive.block();

    /// What its fields held when its constructor had ended, in pieces.
    final List<@Nullable Object> held = new ArrayList<>();

    @Nullable String instanceName;
    ClockSpec.@Nullable Reset neededReset;
    private @Nullable Module parent;
    private List<Drive> current = body;

    /// The blocks around the current one.
    private final List<List<Drive>> around = new ArrayList<>();

    /// The one that may describe it.
    private final long thread = Thread.currentThread().threadId();

    private final List<Term> path = new ArrayList<>();

    /// How often something other than a statement took the conditions around it.
    private int conditionsUsed;

    private final Map<String, Integer> collected = new HashMap<>(0);
    private boolean building;
    private @Nullable Declared byConstructor;
    private boolean built;

    protected Module() {
        domains.add(new ClockDomain(this, 0, "", null));
        Elaboration.made(this);
    }

    /// Connects what the fields declared. Called once, by the library.
    protected abstract void build();

    /// The name of the Verilog module; instances with equal contents share one. The class name and the parameters, which are a record that
    /// the module keeps in a final field: `Fifo_w64_d16` for `record Parameters(int width, int depth)`.
    protected String moduleName() {
        return getClass().getSimpleName() + ParameterName.of(this);
    }

    /// All that [#build()] depends on besides what the constructor declared, as a value with `equals`: a record, or a list of what the constructor
    /// was given. Of the modules of a class in a design whose parameters and fields are equal only the first is built; the others have the same
    /// contents. So `build()` must then depend on nothing outside the module that changes, a static counter for instance. One that leaves signals in
    /// fields of its own, or whose fields hold what has no `equals`, is built each time. By default a module stands for itself, and each is built.
    protected Object parameters() {
        return this;
    }

    // ---- what a module is made of

    protected final <T extends Data<T>> T input(Type<T> type) {
        return input(type, null, false);
    }

    /// An input whose values change with the clock of `domain`; without one it is the module's own. It matters at the top, where nothing else tells.
    protected final <T extends Data<T>> T input(Type<T> type, ClockDomain domain) {
        requireOwn(domain);
        return input(type, domain, false);
    }

    /// An input that may change at any time: only a crossing may sample it.
    protected final <T extends Data<T>> T asynchronous(Type<T> type) {
        return input(type, null, true);
    }

    private <T extends Data<T>> T input(
            Type<T> type, @Nullable ClockDomain domain, boolean asynchronous) {
        return ports(
                type, NetDeclaration.Kind.INPUT, NetDeclaration.Kind.OUTPUT, domain, asynchronous);
    }

    protected final <T extends Data<T>> T output(Type<T> type) {
        return ports(type, NetDeclaration.Kind.OUTPUT, NetDeclaration.Kind.INPUT, null, false);
    }

    /// An output for something that runs at the clock of `domain`; without one it is the module's own.
    protected final <T extends Data<T>> T output(Type<T> type, ClockDomain domain) {
        requireOwn(domain);
        return ports(type, NetDeclaration.Kind.OUTPUT, NetDeclaration.Kind.INPUT, domain, false);
    }

    /// An output of a black box that belongs to no clock.
    final <T extends Data<T>> T asynchronousPort(Type<T> type) {
        return ports(type, NetDeclaration.Kind.OUTPUT, NetDeclaration.Kind.INPUT, null, true);
    }

    /// A port of `width` bits that is driven from both sides: a pin of a [BlackBox], or a port that passes one on.
    protected final Inout inout(int width) {
        if (width < 1) {
            throw Reports.fatalArgument(
                    "inout of " + moduleName(),
                    "has " + width + " bits",
                    "give it at least 1, or leave it out");
        }
        Inout port = new Inout(this, width, Site.capture());
        inouts.add(port);
        return port;
    }

    protected final <T extends Data<T>> T wire(Type<T> type) {
        return ports(type, NetDeclaration.Kind.WIRE, NetDeclaration.Kind.WIRE, null, false);
    }

    /// A register that reset leaves alone.
    protected final <T extends Data<T>> T reg(Type<T> type) {
        return register(type, null, domain());
    }

    /// A register with a reset value.
    protected final <T extends Data<T>> T reg(Type<T> type, Init init) {
        return register(type, init, domain());
    }

    /// A register of which `part` has a reset value and reset leaves the rest alone: `reg(flow(bits(32)), Flow::valid, init(0))`.
    protected final <T extends Data<T>, P extends Data<P>> T reg(
            Type<T> type, Function<T, P> part, Init init) {
        T made = register(type, null, domain());
        reset(part.apply(made), init, Site.capture());
        return made;
    }

    /// A register in one of the module's other domains.
    protected final <T extends Data<T>> T reg(Type<T> type, Init init, ClockDomain domain) {
        return register(type, init, domain);
    }

    /// A register in one of the module's other domains that reset leaves alone.
    protected final <T extends Data<T>> T reg(Type<T> type, ClockDomain domain) {
        return register(type, null, domain);
    }

    /// A register that resets to an enum constant.
    protected final <E extends Enum<E>> Enumerated<E> reg(Type<Enumerated<E>> type, E init) {
        return register(type, EnumCode.of(init).init(init), domain());
    }

    /// A memory; see [Mem].
    protected final <T extends Data<T>> Mem<T> mem(Type<T> type, int depth, ReadUnderWrite policy) {
        Mem<T> memory = new Mem<>(this, type, depth, policy);
        if (memory.width > 0) {
            memories.add(memory);
        }
        return memory;
    }

    /// Adopts a child; its domains are bound in order to `bound`, the first to this module's own where none is given.
    protected final <M extends Module> M child(M module, ClockDomain... bound) {
        List<ClockDomain> to = bound.length == 0 ? List.of(domain()) : List.of(bound);
        return adopted(module, to, Site.capture());
    }

    /// A child in this module's own domain, made at `site`.
    final <M extends Module> M adopted(M module, Site site) {
        return adopted(module, List.of(domain()), site);
    }

    /// A child in domains of this module, made at `site`.
    final <M extends Module> M adopted(M module, List<ClockDomain> to, Site site) {
        for (ClockDomain domain : to) {
            requireOwn(domain);
        }
        if (to.size() != module.domains.size()) {
            throw Reports.fatalArgument(
                    module.moduleName(),
                    "has "
                            + module.domains.size()
                            + (module.domains.size() == 1 ? " clock domain (" : " clock domains (")
                            + module.domains.stream()
                                    .map(d -> d.name.isEmpty() ? "its own" : d.name)
                                    .collect(Collectors.joining(", "))
                            + "), and "
                            + to.size()
                            + (to.size() == 1 ? " is" : " are")
                            + " bound",
                    "name a domain of this module for each: child(new ..., domain(), other)");
        }
        Module child = module;
        if (child.parent != null) {
            throw Reports.childAlready(child, child.parent, site);
        }
        child.parent = this;
        children.add(new Child(module, to, site, current));
        return module;
    }

    /// A further clock domain of this module, with clock and reset inputs of its own.
    protected final ClockDomain clockDomain(String name, ClockSpec spec) {
        ClockDomain domain = new ClockDomain(this, domains.size(), name, spec);
        domains.add(domain);
        return domain;
    }

    /// A domain with a clock that a child makes, such as a `ClockGate` or a `ClockDivider`. Its edges are edges of the child's domain, so that what
    /// samples at one may sample the other; its reset is that domain's, and a synchronous one acts at every edge of that.
    protected final ClockDomain clockDomain(String name, Clock clock) {
        for (Child child : children) {
            if (child.module == clock.of.owner) {
                ClockDomain base = child.domains.get(clock.of.index);
                return ClockDomain.derived(base, name, clock.ticking);
            }
        }
        throw Reports.fatalArgument(
                clock.toString(),
                "is no clock of a child of " + Reports.path(this),
                "adopt the module that makes it with child(...) before this line");
    }

    /// A clock for the module that adopts this one: it has those edges of this module's own clock before which `ticking`, an output, is 1.
    protected final Clock derivedClock(Bool ticking) {
        boolean output =
                ticking.term().operation instanceof Term.Operation.Net net
                        && net.declaration().owner == this
                        && net.declaration().kind == NetDeclaration.Kind.OUTPUT;
        if (!output) {
            throw Reports.fatalArgument(
                    Reports.nameOf(ticking.term()),
                    "is no output of " + Reports.path(this) + ", and says when a clock of it ticks",
                    "give an output: the parent, where the clock is used, sees only those");
        }
        return new Clock(domain(), ticking);
    }

    /// The module's own clock domain.
    protected final ClockDomain domain() {
        return domains.getFirst();
    }

    /// Says that the edges of two domains of the top module keep a known distance, as those of one oscillator do: registers of either may sample
    /// the other, and the time between their edges is a matter of the timing constraints.
    protected final void synchronous(ClockDomain first, ClockDomain second) {
        requireOwn(first);
        requireOwn(second);
        synchronous.add(new ClockDomain[] {first, second});
    }

    /// Lets a register sample what another clock drives, for the reason given: the heart of the primitives in `org.jetstreamlan.hdl.lib.clock`. Use
    /// those; a crossing of your own is right only if the reason is.
    protected static <T extends Data<T>> T crossing(T register, Crossing kind) {
        for (Signal<?> leaf : register.leaves()) {
            if (leaf.term().operation instanceof Term.Operation.Net net
                    && net.declaration().kind == NetDeclaration.Kind.REGISTER) {
                net.declaration().crossing = kind;
            } else {
                Reports.notDrivable(
                        leaf.term(), Site.capture(), "not a register: only one can cross", "reg");
            }
        }
        return register;
    }

    /// Lets ports of different domains use one memory: it is the module that sees to it that no cell is read while it is written.
    protected static <T extends Data<T>> Mem<T> crossing(Mem<T> memory) {
        memory.crossing = Crossing.HELD;
        return memory;
    }

    /// Says that this module is right only in a domain that is reset in this way; another is an error.
    protected final void needsReset(ClockSpec.Reset kind) {
        neededReset = kind;
    }

    /// Ends the run if a domain is not one of this module.
    final void requireOwn(ClockDomain domain) {
        if (domain.owner != this) {
            throw Reports.fatalArgument(
                    domain + " of " + Reports.path(domain.owner),
                    "is used in " + Reports.path(this),
                    "give a domain that this module made with clockDomain(...), or its own");
        }
    }

    private <T extends Data<T>> T ports(
            Type<T> type,
            NetDeclaration.Kind kind,
            NetDeclaration.Kind flippedKind,
            @Nullable ClockDomain domain,
            boolean asynchronous) {
        NetDeclaration.Group group = new NetDeclaration.Group(Site.capture());
        group.portDomain = domain;
        group.asynchronous = asynchronous;
        return type.create(
                (path, width, flipped, make) ->
                        leaf(
                                make,
                                net(flipped ? flippedKind : kind, group, path, width, null, null)),
                group::made);
    }

    private <T extends Data<T>> T register(Type<T> type, @Nullable Init init, ClockDomain domain) {
        requireOwn(domain);
        NetDeclaration.Group group = new NetDeclaration.Group(Site.capture());
        List<Signal<?>> leaves = new ArrayList<>();
        T made =
                type.create(
                        (path, width, flipped, make) -> {
                            Signal<?> leaf =
                                    leaf(
                                            make,
                                            net(
                                                    NetDeclaration.Kind.REGISTER,
                                                    group,
                                                    path,
                                                    width,
                                                    domain,
                                                    null));
                            leaves.add(leaf);
                            return leaf;
                        },
                        group::made);
        if (init != null) {
            Type.requireOrder(made, leaves);
            reset(made, init, group.site);
        }
        return made;
    }

    private void reset(Data<?> register, Init init, Site site) {
        int rest = register.width();
        List<Signal<?>> leaves = register.fromTop();
        boolean signed = leaves.size() == 1 && leaves.getFirst() instanceof SInt;
        BigInteger value = init.value();
        boolean fits =
                signed && value.signum() < 0
                        ? value.bitLength() < rest
                        : value.signum() >= 0 && value.bitLength() <= rest;
        if (!fits) {
            String name = Reports.path(this) + "." + Elaboration.localName(site, "register");
            Reports.literal("the reset value of " + name, value, rest, signed ? "SInt" : "Bits");
        }
        for (Signal<?> leaf : leaves) {
            rest -= leaf.width();
            if (leaf.term().operation instanceof Term.Operation.Net net) {
                boolean whole = leaves.size() == 1 && value.signum() >= 0;
                net.declaration().init = whole ? init : init.slice(rest, leaf.width());
            }
        }
    }

    private static Signal<?> leaf(Function<Term, ? extends Signal<?>> make, NetDeclaration net) {
        Signal<?> signal = make.apply(Term.net(net));
        if (signal instanceof Enumerated<?> value) {
            net.code = value.code();
        }
        return signal;
    }

    private NetDeclaration net(
            NetDeclaration.Kind kind,
            NetDeclaration.Group group,
            String path,
            int width,
            @Nullable ClockDomain domain,
            @Nullable Init init) {
        NetDeclaration declaration =
                new NetDeclaration(this, kind, group, path, width, domain, init);
        if (width > 0) {
            declare(declaration);
        }
        return declaration;
    }

    final void declare(NetDeclaration declaration) {
        declaration.index = nets.size();
        nets.add(declaration);
    }

    // ---- statements

    /// Runs `then`'s assignments while `condition` is 1.
    protected final When when(Bool condition, Runnable then) {
        Drive.When drive =
                new Drive.When(condition.term(), Drive.block(), Drive.block(), Site.capture());
        statements().add(drive);
        Choice choice = new Choice(this, drive);
        then(drive, List.of(condition.term()), then);
        return new When(this, drive, List.of(), choice);
    }

    /// A choice by the value of `subject`.
    protected final <S extends Signal<S>> Select<S> select(S subject) {
        int constants = subject instanceof Enumerated<?> e ? e.code().constants.length : -1;
        Drive.Select drive =
                new Drive.Select(
                        Term.present(subject.term()),
                        new ArrayList<>(),
                        Drive.block(),
                        constants,
                        Site.capture());
        statements().add(drive);
        return new Select<>(this, subject, drive, new Choice(this, drive));
    }

    /// Connects a bundle, following directions: leaves that are inputs of `to` (or drivable here) take those of `from`, flipped leaves the
    /// other way round. Both sides are ports of children, ports of this module, or wires.
    protected final <T extends Data<T>> void connect(T to, T from) {
        Site site = Site.capture();
        List<Signal<?>> left = to.leaves();
        List<Signal<?>> right = from.leaves();
        Reports.sameLeaves("connect", left, right);
        for (int i = 0; i < left.size(); i++) {
            Connect.record(this, left.get(i), right.get(i), site);
        }
    }

    /// Makes a pin of a child one with an inout port of this module.
    protected final void connect(Inout inner, Inout outer) {
        String what = inner + " to " + outer;
        if (inner.owner.parent() != this || outer.owner != this) {
            Reports.argument(
                    what,
                    "is no connection from a child to its parent",
                    "connect an inout of a child to one of this module");
        } else if (inner.width != outer.width) {
            Reports.argument(
                    what,
                    "connects " + inner.width + " bits to " + outer.width,
                    "declare both with the same width");
        } else if (inner.outer != null) {
            Reports.argument(what, "is a second connection of the child's pin", "leave one out");
        } else {
            inner.outer = outer;
            outer.used = true;
        }
    }

    /// `select ? whenTrue : whenFalse`.
    protected static <T extends Data<T>> T mux(Bool select, T whenTrue, T whenFalse) {
        List<Signal<?>> a = whenTrue.leaves();
        List<Signal<?>> b = whenFalse.leaves();
        Reports.sameLeaves("mux", a, b);
        List<Signal<?>> chosen = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            chosen.add(a.get(i).of(Term.mux(select.term(), a.get(i).term(), b.get(i).term())));
        }
        return LeafNames.suffixed(whenTrue, chosen);
    }

    /// Values side by side, the first on top.
    protected static Bits cat(Data<?>... parts) {
        return Bits.cat(parts);
    }

    /// 1 if any condition is.
    protected static Bool any(Bool first, Bool... others) {
        return Bool.folded(BinaryOp.OR, first, List.of(others));
    }

    /// 1 if all conditions are.
    protected static Bool all(Bool first, Bool... others) {
        return Bool.folded(BinaryOp.AND, first, List.of(others));
    }

    // ---- what a module says of itself; no hardware comes of it

    /// `condition` is 1 at every edge of the module's clock at which the `when`s around are true and reset is not active; it is this module
    /// that sees to it. A simulation ends where it is not.
    ///
    /// @param message what went wrong if it is 0; its words become the label in the Verilog
    protected final void check(Bool condition, String message) {
        observe(Observation.Kind.CHECK, condition, message, domain());
    }

    /// The same at the edges of another domain.
    protected final void check(Bool condition, String message, ClockDomain domain) {
        observe(Observation.Kind.CHECK, condition, message, domain);
    }

    /// The same for something that the module's surroundings see to: a proof takes it for granted.
    protected final void assume(Bool condition, String message) {
        observe(Observation.Kind.ASSUME, condition, message, domain());
    }

    /// `condition` should be 1 at some edge.
    protected final void cover(Bool condition, String name) {
        observe(Observation.Kind.COVER, condition, name, domain());
    }

    private void observe(
            Observation.Kind kind, Bool condition, String message, ClockDomain domain) {
        requireOwn(domain);
        observations.add(
                new Observe.Property(
                        kind, pathCondition(), condition.term(), domain, message, Site.capture()));
    }

    /// Prints a line at each edge at which the `when`s around are true and reset is not active: `print("level {} at {x}", level, address)`. A hole
    /// takes a value as its type is read: decimal, an `SInt` with its sign, an enum by its constant's name (`?` for a code that none has); `{x}` in
    /// hexadecimal, `{b}` in binary.
    protected final void print(String format, Data<?>... values) {
        observations.add(Observe.print(pathCondition(), domain(), format, values));
    }

    // ---- constants and types, so that a module needs no static imports

    protected static Bits ones(int width) {
        return new Bits(Term.ones(width));
    }

    protected static Bits zeros(int width) {
        return new Bits(Term.zeros(width));
    }

    protected static Bits lit(long value, int width) {
        return Bits.lit(value, width);
    }

    protected static UInt num(long value, int width) {
        return UInt.lit(value, width);
    }

    protected static Bool high() {
        return Bool.high();
    }

    protected static Bool low() {
        return Bool.low();
    }

    /// An enum constant as a signal.
    protected static <E extends Enum<E>> Enumerated<E> constant(E value) {
        EnumCode<E> code = EnumCode.of(value);
        return new Enumerated<>(code, code.literal(value));
    }

    protected static Init init(long value) {
        return new Init(BigInteger.valueOf(value));
    }

    protected static Init init(BigInteger value) {
        return new Init(value);
    }

    protected static Type<Bits> bits(int width) {
        return Type.bits(width);
    }

    protected static Type<UInt> uint(int width) {
        return Type.uint(width);
    }

    protected static Type<SInt> sint(int width) {
        return Type.sint(width);
    }

    protected static Type<Bool> bool() {
        return Type.bool();
    }

    protected static <E extends Enum<E>> Type<Enumerated<E>> enumerated(Class<E> type) {
        return Type.enumerated(type);
    }

    protected static <T extends Data<T>> Type<Vec<T>> vec(int size, Type<T> element) {
        return Type.vec(size, element);
    }

    protected static Type<Union> union(Type<?> first, Type<?>... others) {
        return Type.union(first, others);
    }

    protected static <T extends Data<T>> Type<Flow<T>> flow(Type<T> payload) {
        return Flow.of(payload);
    }

    protected static <T extends Data<T>> Type<Stream<T>> stream(Type<T> payload) {
        return Stream.of(payload);
    }

    // ---- for the library

    /// How many verbs have put what they made into the array or collection `name` before.
    final int collected(String name) {
        return collected.merge(name, 1, Integer::sum) - 1;
    }

    final @Nullable Module parent() {
        return parent;
    }

    final boolean isBuilding() {
        return building;
    }

    /// Whether `build()` has begun once.
    final boolean isBuilt() {
        return built;
    }

    final List<Drive> statements() {
        if (Thread.currentThread().threadId() != thread) {
            throw Arguments.wrong(
                    "module " + moduleName(),
                    "was described by two threads, whose order is not the same in every run",
                    "use one: a stream without parallel()");
        }
        return current;
    }

    /// What the constructor declared, without what [#build()] has added.
    final Declared declared() {
        return byConstructor == null
                ? new Declared(nets.size(), memories.size(), inouts.size(), children.size())
                : byConstructor;
    }

    final void runBuild() {
        byConstructor = declared();
        building = true;
        built = true;
        Elaboration.build(this);
        building = false;
    }

    /// Whether statements go to `block`, or to one inside it.
    final boolean isWithin(List<Drive> block) {
        if (block == body || block == current) {
            return true;
        }
        for (List<Drive> outer : around) {
            if (outer == block) {
                return true;
            }
        }
        return false;
    }

    /// Runs `inside` with its statements going to `block` under further `conditions`.
    final void within(List<Drive> block, List<Term> conditions, Runnable inside) {
        List<Drive> outer = current;
        around.add(outer);
        int depth = path.size();
        current = block;
        path.addAll(conditions);
        try {
            inside.run();
        } finally {
            current = outer;
            around.removeLast();
            path.subList(depth, path.size()).clear();
        }
    }

    /// Runs `body` with its statements going to the branch of `drive`, and notes a body that makes nothing of the condition.
    final void then(Drive.When drive, List<Term> conditions, Runnable body) {
        int before = conditionsUsed;
        within(drive.then(), conditions, body);
        if (drive.then().isEmpty() && conditionsUsed == before) {
            Elaboration.empty(this, drive);
        }
    }

    /// The conjunction of the conditions around this point.
    final Term pathCondition() {
        conditionsUsed++;
        if (path.isEmpty()) {
            return Term.literal(BigInteger.ONE, 1, "");
        }
        Term all = path.getFirst();
        for (Term condition : path.subList(1, path.size())) {
            all = Term.binary(BinaryOp.AND, all, condition);
        }
        return all;
    }
}
