package org.jetstreamlan.hdl.lib.state;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Scope;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.When;
import org.jspecify.annotations.Nullable;

/// A state machine over a Java enum, made in `build()`:
///
/// ```java
/// var phase = StateMachine.of(Phase.IDLE, it -> {
///     it.in(IDLE).on(start, SEND);
///     it.in(SEND).entry(() -> sent.next(0)).during(() -> line.assign(1)).on(last, GAP).after(64, FAILED);
///     it.in(GAP).after(4, IDLE);
///     it.in(FAILED).exit(() -> failures.next(failures.add(1))).on(clear, IDLE);
/// });
/// busy.assign(phase.is(IDLE).not());
/// ```
/// ```
/// clock          0      1      2      3      4
/// state          | IDLE | SEND | SEND | GAP  |
/// start          /▔▔▔▔▔▔\____________________    on(start, SEND)
/// last           _____________/▔▔▔▔▔▔\_______    on(last, GAP)
/// runs           IDLE's exit,  SEND's during in 1, 2
///                SEND's entry         SEND's exit, GAP's entry in 2
/// ```
/// - `during` runs in every clock in the state. `exit` of the old state, the transition's own action and `entry` of the new one run in the
///   clock of the transition, in this order: a register that they set has its value from the first clock of the new state on.
/// - The transition listed first goes first. `after(n, ...)` is taken in the n-th clock in the state, if no other is.
/// - A transition from a state to itself leaves and enters it. Reset enters the first state without its `entry`.
/// - Each constant of the enum is described, and each can be reached: a forgotten one is an error. So is a second transition on one condition.
///
/// The register is called as the variable. Encoding: that of the enum.
public final class StateMachine<E extends Enum<E>> {
    /// A way out; `condition` is null for a timeout, `clocks` 0 for a condition.
    private record Way<E>(@Nullable Bool condition, long clocks, E to, Runnable action) {
        String label() {
            return condition == null ? "after " + clocks : Scope.textOf(condition);
        }
    }

    private static final Runnable NOTHING = () -> {};

    /// What happens in a state, and the ways out of it.
    public static final class State<E extends Enum<E>> {
        private final List<Way<E>> ways = new ArrayList<>();
        private Runnable entry = NOTHING;
        private Runnable during = NOTHING;
        private Runnable exit = NOTHING;

        private State() {}

        /// Runs in the clock of a transition into the state.
        public State<E> entry(Runnable action) {
            entry = both(entry, action);
            return this;
        }

        /// Runs in every clock in the state.
        public State<E> during(Runnable action) {
            during = both(during, action);
            return this;
        }

        /// Runs in the clock of a transition out of the state.
        public State<E> exit(Runnable action) {
            exit = both(exit, action);
            return this;
        }

        /// To `next` when `condition` is 1.
        public State<E> on(Bool condition, E next) {
            return on(condition, next, NOTHING);
        }

        /// The same, with an action in the clock of the transition.
        public State<E> on(Bool condition, E next, Runnable action) {
            for (Way<E> earlier : ways) {
                if (earlier.condition != null && earlier.condition.equals(condition)) {
                    throw Arguments.wrong(
                            "a second transition on '" + Scope.textOf(condition) + "'",
                            "to "
                                    + next
                                    + ", which is never taken: that to "
                                    + earlier.to
                                    + " goes first",
                            "leave one out, or tell them apart by another condition");
                }
            }
            ways.add(new Way<>(condition, 0, next, action));
            return this;
        }

        /// To `next` after `clocks` clocks in the state: 1 for the next clock.
        public State<E> after(long clocks, E next) {
            return after(clocks, next, NOTHING);
        }

        /// The same, with an action in the clock of the transition.
        public State<E> after(long clocks, E next, Runnable action) {
            if (clocks < 1) {
                throw Arguments.wrong(
                        "a timeout", "after " + clocks + " clocks", "give it 1 or more");
            }
            if (timeout() != null) {
                throw Arguments.wrong(
                        "a second timeout", "to " + next, "leave it out: a state has one");
            }
            ways.add(new Way<>(null, clocks, next, action));
            return this;
        }

        private @Nullable Way<E> timeout() {
            return ways.stream().filter(way -> way.condition == null).findFirst().orElse(null);
        }

        private static Runnable both(Runnable first, Runnable second) {
            return () -> {
                first.run();
                second.run();
            };
        }
    }

    private final Scope scope;
    private final E first;
    private final Map<E, State<E>> states;

    /// The state as a signal, for reading.
    public final Enumerated<E> state;

    private StateMachine(E first) {
        this.scope = Scope.of(StateMachine.class, "state");
        this.first = first;
        this.states = new EnumMap<>(first.getDeclaringClass());
        this.state =
                scope.guarded(
                        scope.reg(first),
                        "the state of a state machine, which its transitions drive",
                        "on(condition, next) or after(clocks, next) of the state that it leaves");
    }

    /// A machine that begins in `first`; `description` says what happens in each state.
    public static <E extends Enum<E>> StateMachine<E> of(
            E first, Consumer<StateMachine<E>> description) {
        var machine = new StateMachine<>(first);
        description.accept(machine);
        machine.check();
        machine.build();
        return machine;
    }

    /// What happens in `state`; may be called again to add to it.
    public State<E> in(E state) {
        return states.computeIfAbsent(state, key -> new State<>());
    }

    /// 1 in the clocks in that state.
    public Bool is(E state) {
        return this.state.is(state);
    }

    /// What the machine looks like.
    public StateDiagram diagram() {
        List<StateDiagram.Arrow> arrows = new ArrayList<>();
        states.forEach(
                (from, description) ->
                        description.ways.forEach(
                                way ->
                                        arrows.add(
                                                new StateDiagram.Arrow(
                                                        from.name(), way.to.name(), way.label()))));
        return new StateDiagram(
                scope.name(),
                first.name(),
                states.keySet().stream().map(Enum::name).toList(),
                arrows);
    }

    private void check() {
        Set<E> reached = new HashSet<>(Set.of(first));
        List<E> toVisit = new ArrayList<>(reached);
        while (!toVisit.isEmpty()) {
            State<E> visited = states.get(toVisit.removeLast());
            if (visited != null) {
                for (Way<E> way : visited.ways) {
                    if (reached.add(way.to)) {
                        toVisit.add(way.to);
                    }
                }
            }
        }
        for (E constant : first.getDeclaringClass().getEnumConstants()) {
            if (!states.containsKey(constant)) {
                throw Arguments.wrong(
                        "state machine '" + scope.name() + "'",
                        "says nothing about state " + constant,
                        "add in(" + constant + ")");
            }
            if (!reached.contains(constant)) {
                throw Arguments.wrong(
                        "state machine '" + scope.name() + "'",
                        "has no transition to state " + constant,
                        "add one, or leave the state out of the enum");
            }
        }
    }

    private void build() {
        long longest =
                states.values().stream()
                        .flatMap(description -> description.ways.stream())
                        .mapToLong(Way::clocks)
                        .max()
                        .orElse(0);
        UInt clocks =
                longest <= 1
                        ? null
                        : scope.reg(
                                Type.uint(64 - Long.numberOfLeadingZeros(longest - 1)),
                                scope.init(0),
                                "_clocks");
        if (clocks != null) {
            clocks.next(clocks.add(1));
        }
        var cases = scope.select(state);
        states.forEach(
                (from, description) ->
                        cases.is(
                                from,
                                () -> {
                                    description.during.run();
                                    buildWays(description, clocks);
                                }));
    }

    /// Timeouts last: a condition goes before.
    private void buildWays(State<E> from, @Nullable UInt clocks) {
        When chain = null;
        for (Way<E> way : from.ways) {
            if (way.condition != null) {
                Runnable taken = () -> take(from, way, clocks);
                chain =
                        chain == null
                                ? scope.when(way.condition, taken)
                                : chain.elseWhen(way.condition, taken);
            }
        }
        Way<E> timeout = from.timeout();
        if (timeout == null) {
            return;
        }
        Runnable taken = () -> take(from, timeout, clocks);
        if (timeout.clocks == 1 || clocks == null) {
            if (chain == null) {
                taken.run();
            } else {
                chain.otherwise(taken);
            }
        } else if (chain == null) {
            scope.when(clocks.eq(timeout.clocks - 1), taken);
        } else {
            chain.elseWhen(clocks.eq(timeout.clocks - 1), taken);
        }
    }

    private void take(State<E> from, Way<E> way, @Nullable UInt clocks) {
        from.exit.run();
        way.action.run();
        in(way.to).entry.run();
        scope.next(state, way.to);
        if (clocks != null) {
            clocks.next(0);
        }
    }
}
