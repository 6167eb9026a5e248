package org.jetstreamlan.sim.verilator;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import org.jetstreamlan.sim.EngineException;

/// The functions of `shim.cpp` in one loaded library. Addresses are `long`s; 0 is null.
///
/// The handles are constants and take the function's address as an argument: HotSpot then compiles a call in place, whichever library
/// it goes to.
final class NativeShim implements AutoCloseable {
    /// All of memory: the model's ports and variables lie somewhere in it.
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final Linker LINKER = Linker.nativeLinker();

    /// Evaluations and a period: short, so that the thread need not tell the collector that it is away.
    private static final MethodHandle SHORT =
            LINKER.downcallHandle(
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG), Linker.Option.critical(false));

    /// All else but batches has one shape, whatever its arguments, since each shape takes the JVM some milliseconds.
    private static final MethodHandle LONG =
            LINKER.downcallHandle(
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    /// Made when first used.
    private static final class Loops {
        static final MethodHandle BATCH =
                LINKER.downcallHandle(
                        FunctionDescriptor.of(
                                JAVA_LONG,
                                JAVA_LONG,
                                JAVA_LONG,
                                JAVA_LONG,
                                ValueLayout.ADDRESS,
                                ValueLayout.ADDRESS,
                                JAVA_LONG,
                                ValueLayout.ADDRESS,
                                ValueLayout.ADDRESS),
                        Linker.Option.critical(true));
    }

    private final Path library;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment create;
    private final MemorySegment destroy;
    private final MemorySegment port;
    private final MemorySegment variable;
    private final MemorySegment inputs;
    private final MemorySegment eval;
    private final MemorySegment settle;
    private final MemorySegment tick;
    private final MemorySegment step;
    private final MemorySegment run;
    private final MemorySegment batch;
    private final MemorySegment code;
    private final MemorySegment message;

    NativeShim(Path library) {
        this.library = library;
        SymbolLookup symbols;
        try {
            symbols = SymbolLookup.libraryLookup(library, arena);
        } catch (IllegalArgumentException cannotLoad) {
            arena.close();
            throw new EngineException(
                    "verilator engine: cannot load " + library + "; delete it", cannotLoad);
        }
        create = symbols.findOrThrow("shim_create");
        destroy = symbols.findOrThrow("shim_destroy");
        port = symbols.findOrThrow("shim_port");
        variable = symbols.findOrThrow("shim_variable");
        inputs = symbols.findOrThrow("shim_inputs");
        eval = symbols.findOrThrow("shim_eval");
        settle = symbols.findOrThrow("shim_settle");
        tick = symbols.findOrThrow("shim_tick");
        step = symbols.findOrThrow("shim_step");
        run = symbols.findOrThrow("shim_run");
        batch = symbols.findOrThrow("shim_batch");
        code = symbols.findOrThrow("shim_code");
        message = symbols.findOrThrow("shim_message");
    }

    Path library() {
        return library;
    }

    /// Makes the handles in a thread of its own, while there is something else to do; who needs one first waits. A failure is told to those.
    static void prepare() {
        Thread.ofPlatform()
                .daemon()
                .uncaughtExceptionHandler((_, _) -> {})
                .start(() -> SHORT.type());
    }

    /// A new instance, or 0.
    long create(int clockPort, boolean risingEdge) {
        return call(create, clockPort, risingEdge ? 1 : 0, 0);
    }

    void destroy(long instance) {
        call(destroy, instance, 0, 0);
    }

    /// Address of port `number`.
    long port(long instance, int number) {
        return call(port, instance, number, 0);
    }

    /// Address of a variable, or 0 if the build does not show it.
    long variable(long instance, String scope, String name) {
        try (var strings = Arena.ofConfined()) {
            return call(
                    variable,
                    instance,
                    strings.allocateFrom(scope).address(),
                    strings.allocateFrom(name).address());
        }
    }

    /// The number of periods done: `cycles`, or fewer if the design stopped.
    long run(long instance, long cycles) {
        return call(run, instance, cycles, 0);
    }

    /// Why it stopped: a line "file:line: reason", then what it printed last.
    String message(long instance) {
        return MEMORY.getString(call(message, instance, 0, 0));
    }

    private static long call(MemorySegment function, long first, long second, long third) {
        try {
            return (long) LONG.invokeExact(function, first, second, third);
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    /// Settles after pokes of inputs: 0, or another value if the design stopped.
    int inputs(long instance) {
        return call(inputs, instance);
    }

    /// As [#inputs(long)], after changes of any port, clocks included.
    int eval(long instance) {
        return call(eval, instance);
    }

    /// As [#inputs(long)], after registers or cells were written.
    int settle(long instance) {
        return call(settle, instance);
    }

    /// A period from settled values. As [#inputs(long)].
    int tick(long instance) {
        return call(tick, instance);
    }

    /// A period after pokes. As [#inputs(long)].
    int step(long instance) {
        return call(step, instance);
    }

    /// 0 while the design has not stopped.
    int code(long instance) {
        return call(code, instance);
    }

    private static int call(MemorySegment function, long instance) {
        try {
            return (int) SHORT.invokeExact(function, instance);
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    /// Runs `rows` periods with rows of values for the columns of inputs, and rows that take those of outputs.
    ///
    /// @return the number of whole periods: `rows`, or fewer if the design stopped or the next row has a value that does not fit
    long batch(
            long instance,
            long rows,
            long inputs,
            MemorySegment inputColumns,
            MemorySegment stimulus,
            long outputs,
            MemorySegment outputColumns,
            MemorySegment response) {
        try {
            return (long)
                    Loops.BATCH.invokeExact(
                            batch,
                            instance,
                            rows,
                            inputs,
                            inputColumns,
                            stimulus,
                            outputs,
                            outputColumns,
                            response);
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    private static RuntimeException unexpected(Throwable thrown) {
        return switch (thrown) {
            case RuntimeException itself -> itself;
            case Error itself -> throw itself;
            default -> throw new AssertionError(thrown);
        };
    }

    /// Unloads the library; no instance may be left.
    @Override
    public void close() {
        arena.close();
    }
}
