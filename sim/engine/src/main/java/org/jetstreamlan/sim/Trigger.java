package org.jetstreamlan.sim;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Signal;
import org.jspecify.annotations.Nullable;

/// What a process can wait for, see [Simulation#await]. A value: it may be kept, and be used several times and by several processes.
///
/// ```java
/// sim.await(edge());                                      // the next edge of the top's own clock
/// sim.await(until(dut.done, 1));                          // not at all if it is 1 already
/// Trigger late = after(10 * Time.US);
/// if (sim.await(firstOf(until(dut.done, 1), late)) == late) { ... }
/// ```
public abstract sealed class Trigger {
    private Trigger() {}

    /// The next edge of the top's own clock, registers having changed.
    public static Trigger edge() {
        return new Edges(null, 1);
    }

    /// The next edge of a clock.
    public static Trigger edge(ClockGenerator clock) {
        return new Edges(clock, 1);
    }

    /// The `count`-th next edge of the top's own clock, 1 or more.
    public static Trigger cycles(long count) {
        return new Edges(null, atLeastOne(count));
    }

    /// The `count`-th next edge of a clock, 1 or more.
    public static Trigger cycles(ClockGenerator clock, long count) {
        return new Edges(clock, atLeastOne(count));
    }

    private static long atLeastOne(long count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "a wait for " + count + " cycles: 1 or more are possible");
        }
        return count;
    }

    /// The moment before the next edge of the top's own clock: values are settled, as registers sample them; nothing can be poked.
    public static Trigger sampling() {
        return new Sampling(null);
    }

    /// The moment before the next edge of a clock.
    public static Trigger sampling(ClockGenerator clock) {
        return new Sampling(clock);
    }

    /// That a signal has a value; of an `SInt` a signed number, of a `Bool` 0 or 1.
    public static Trigger until(Signal<?> signal, long value) {
        return new Until(signal, SignalHandle.number(signal, value));
    }

    /// That a signal of any width has a value.
    public static Trigger until(Signal<?> signal, BigInteger value) {
        return new Until(signal, value);
    }

    /// That a signal is a constant of its enum.
    public static <E extends Enum<E>> Trigger until(Enumerated<E> signal, E value) {
        return new Until(signal, signal.code(value));
    }

    /// That a condition holds; it is asked between processes, and must not wait itself.
    public static Trigger until(BooleanSupplier condition) {
        return new Condition(() -> "a condition", condition);
    }

    /// That a condition holds, with words for reports: "waits for ...".
    public static Trigger until(Supplier<String> words, BooleanSupplier condition) {
        return new Condition(words, condition);
    }

    /// That a signal has another value than now.
    public static Trigger change(Signal<?> signal) {
        return new Change(signal);
    }

    /// That `time` picoseconds, 0 or more, have gone by. After 0 the others have had their turn.
    public static Trigger after(long time) {
        return new After(Time.atLeast(0, time, "a wait"));
    }

    /// That a process has ended.
    public static Trigger join(BenchProcess process) {
        return new Join(process);
    }

    /// Whichever comes first; of those that come in one instant, the first here.
    public static Trigger firstOf(Trigger... triggers) {
        List<Trigger> all = new ArrayList<>();
        for (Trigger trigger : triggers) {
            all.addAll(trigger.members());
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException("firstOf of no triggers: give at least one");
        }
        return new FirstOf(List.copyOf(all));
    }

    /// The triggers in it that are not made of others.
    List<Trigger> members() {
        return List.of(this);
    }

    /// Whether it has come, so that nobody needs to wait.
    boolean isSo(Kernel kernel) {
        return false;
    }

    /// The arm of a process that waits for it from now on.
    abstract Arm arm(Kernel kernel, BenchProcess process);

    /// As a report says it, behind "waits for".
    abstract String text(Kernel kernel);

    private static final class Edges extends Trigger {
        private final @Nullable ClockGenerator clock;
        private final long count;

        Edges(@Nullable ClockGenerator clock, long count) {
            this.clock = clock;
            this.count = count;
        }

        @Override
        Arm arm(Kernel kernel, BenchProcess process) {
            return new Arm.Edge(process, this, kernel.clock(clock), count);
        }

        @Override
        String text(Kernel kernel) {
            return (count == 1 ? "an edge" : count + " edges") + " of " + kernel.clock(clock);
        }
    }

    private static final class Sampling extends Trigger {
        private final @Nullable ClockGenerator clock;

        Sampling(@Nullable ClockGenerator clock) {
            this.clock = clock;
        }

        @Override
        Arm arm(Kernel kernel, BenchProcess process) {
            return new Arm.Sampling(process, this, kernel.clock(clock));
        }

        @Override
        String text(Kernel kernel) {
            return "the moment before an edge of " + kernel.clock(clock);
        }
    }

    private static final class Until extends Trigger {
        private final Signal<?> signal;
        private final BigInteger value;

        Until(Signal<?> signal, BigInteger value) {
            this.signal = signal;
            this.value = value;
        }

        @Override
        boolean isSo(Kernel kernel) {
            return kernel.signal(signal).is(value).holds();
        }

        @Override
        Arm arm(Kernel kernel, BenchProcess process) {
            return new Arm.Value(process, this, kernel, kernel.signal(signal).is(value));
        }

        @Override
        String text(Kernel kernel) {
            SignalHandle handle = kernel.signal(signal);
            return handle.path() + " = " + handle.text(handle.pattern(value));
        }
    }

    private static final class Change extends Trigger {
        private final Signal<?> signal;

        Change(Signal<?> signal) {
            this.signal = signal;
        }

        @Override
        Arm arm(Kernel kernel, BenchProcess process) {
            return new Arm.Value(process, this, kernel, kernel.signal(signal).isOther());
        }

        @Override
        String text(Kernel kernel) {
            return "a change of " + kernel.signal(signal).path();
        }
    }

    private static final class Condition extends Trigger {
        private final Supplier<String> words;
        private final BooleanSupplier condition;

        Condition(Supplier<String> words, BooleanSupplier condition) {
            this.words = words;
            this.condition = condition;
        }

        @Override
        boolean isSo(Kernel kernel) {
            return kernel.holds(kernel.mover(), condition);
        }

        @Override
        Arm arm(Kernel kernel, BenchProcess process) {
            return new Arm.Value(process, this, kernel, new Question(kernel, process, condition));
        }

        @Override
        String text(Kernel kernel) {
            return words.get();
        }
    }

    /// A condition that a process waits for.
    private record Question(Kernel kernel, BenchProcess process, BooleanSupplier condition)
            implements Watch {
        @Override
        public boolean holds() {
            return kernel.holds(process, condition);
        }

        @Override
        public String state() {
            return "";
        }
    }

    private static final class After extends Trigger {
        private final long time;

        After(long time) {
            this.time = time;
        }

        @Override
        Arm arm(Kernel kernel, BenchProcess process) {
            return new Arm.At(process, this, kernel, Time.later(kernel.now(), time));
        }

        @Override
        String text(Kernel kernel) {
            return Time.text(time) + " to go by";
        }
    }

    /// The time at which a run is given up.
    static final class Limit extends Trigger {
        private final long time;

        Limit(long time) {
            this.time = time;
        }

        @Override
        Arm arm(Kernel kernel, BenchProcess process) {
            return new Arm.At(process, this, kernel, Time.later(kernel.now(), time));
        }

        @Override
        String text(Kernel kernel) {
            return "at most " + Time.text(time);
        }
    }

    private static final class Join extends Trigger {
        private final BenchProcess awaited;

        Join(BenchProcess awaited) {
            this.awaited = awaited;
        }

        @Override
        boolean isSo(Kernel kernel) {
            return !awaited.isAlive();
        }

        @Override
        Arm arm(Kernel kernel, BenchProcess process) {
            return new Arm.End(process, this, awaited);
        }

        @Override
        String text(Kernel kernel) {
            return "the end of " + awaited;
        }
    }

    /// The end of all processes that are not in the background.
    static final class AllEnded extends Trigger {
        @Override
        boolean isSo(Kernel kernel) {
            return kernel.foreground() == 0;
        }

        @Override
        Arm arm(Kernel kernel, BenchProcess process) {
            return new Arm.Last(process, this, kernel);
        }

        @Override
        String text(Kernel kernel) {
            return "the end of all processes";
        }
    }

    private static final class FirstOf extends Trigger {
        private final List<Trigger> members;

        FirstOf(List<Trigger> members) {
            this.members = members;
        }

        @Override
        List<Trigger> members() {
            return members;
        }

        @Override
        Arm arm(Kernel kernel, BenchProcess process) {
            throw new IllegalStateException("armed by its members");
        }

        @Override
        String text(Kernel kernel) {
            StringBuilder text = new StringBuilder();
            for (Trigger member : members) {
                text.append(text.isEmpty() ? "the first of " : ", ").append(member.text(kernel));
            }
            return text.toString();
        }
    }
}
