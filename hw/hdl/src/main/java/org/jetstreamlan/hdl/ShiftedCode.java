package org.jetstreamlan.hdl;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A class into whose code an agent, such as one that measures coverage, has put instructions of its own: which call of the class file a frame is in.
///
/// An agent keeps the order of the calls and their lines. So the calls that were seen, in order of their indices, are laid beside those of the file: on
/// the same line, of the same method, and so that the shift between the two, which only grows, changes as little and as seldom as can be.
final class ShiftedCode {
    /// What it costs to take a call for one that hides what it calls, more than any shift.
    private static final long HIDDEN = 1L << 32;

    /// A call.
    ///
    /// @param hides whether another method may be what a frame shows: the JDK hides what makes a lambda or a reflected method of an interface's
    private record Call(int index, int line, String name, String descriptor, boolean hides) {
        boolean mayBe(Call seen) {
            return line == seen.line && (hides || isOf(seen));
        }

        boolean isOf(Call seen) {
            return name.equals(seen.name) && descriptor.equals(seen.descriptor);
        }
    }

    /// The calls seen so far laid beside those of the file.
    ///
    /// @param before all but the last
    /// @param seen index of the last in the code that runs
    /// @param call its number in the file, -1 before the first
    /// @param shift of the last
    /// @param cost the less, the better
    private record Match(@Nullable Match before, int seen, int call, int shift, long cost) {}

    private static final class Method {
        final List<Call> calls = new ArrayList<>();
        final TreeMap<Integer, Call> seen = new TreeMap<>();

        /// Indices in the file by those in the code that runs; empty if there are more seen by now.
        final Map<Integer, Integer> indices = new HashMap<>();
    }

    private final Map<String, Method> methods = new HashMap<>();

    ShiftedCode(byte[] file) {
        for (MethodModel model : ClassFile.of().parse(file).methods()) {
            Method method = new Method();
            model.code().ifPresent(code -> read(code, method.calls));
            methods.put(
                    model.methodName().stringValue() + model.methodType().stringValue(), method);
        }
    }

    private static void read(CodeModel code, List<Call> calls) {
        int index = 0;
        int line = 0;
        for (CodeElement element : code) {
            if (element instanceof LineNumber number) {
                line = number.line();
            } else if (element instanceof Instruction instruction) {
                if (instruction instanceof InvokeInstruction call) {
                    calls.add(
                            new Call(
                                    index,
                                    line,
                                    call.name().stringValue(),
                                    call.type().stringValue(),
                                    hides(call)));
                }
                index += instruction.sizeInBytes();
            }
        }
    }

    private static boolean hides(InvokeInstruction call) {
        return call.opcode() == Opcode.INVOKEINTERFACE
                || call.owner().asInternalName().startsWith("java/lang/reflect/");
    }

    /// Notes that `frame` was seen in a call of `called`'s method.
    void add(StackWalker.StackFrame frame, StackWalker.StackFrame called) {
        Method method = method(frame);
        int index = frame.getByteCodeIndex();
        if (method != null && !method.seen.containsKey(index)) {
            method.indices.clear();
            method.seen.put(
                    index,
                    new Call(
                            index,
                            frame.getLineNumber(),
                            called.getMethodName(),
                            called.getDescriptor(),
                            false));
        }
    }

    /// Index in the file of the call that `frame` is in; -1 if it is not known.
    int index(StackWalker.StackFrame frame) {
        Method method = method(frame);
        if (method == null) {
            return -1;
        }
        if (method.indices.isEmpty()) {
            for (Match m = match(method); m.before != null; m = m.before) {
                method.indices.put(m.seen, method.calls.get(m.call).index);
            }
        }
        return method.indices.getOrDefault(frame.getByteCodeIndex(), -1);
    }

    private @Nullable Method method(StackWalker.StackFrame frame) {
        return methods.get(frame.getMethodName() + frame.getDescriptor());
    }

    private static Match match(Method method) {
        Collection<Match> matches = List.of(new Match(null, 0, -1, 0, 0));
        for (Call seen : method.seen.values()) {
            Map<Integer, Match> longer = new TreeMap<>();
            for (Match match : matches) {
                for (int i = match.call + 1; i < method.calls.size(); i++) {
                    Call call = method.calls.get(i);
                    if (call.mayBe(seen)) {
                        int shift = seen.index - call.index;
                        int change = Math.abs(shift - match.shift);
                        long cost =
                                match.cost
                                        + (change == 0 ? 0 : change + 1)
                                        + (call.isOf(seen) ? 0 : HIDDEN);
                        longer.merge(
                                i,
                                new Match(match, seen.index, i, shift, cost),
                                ShiftedCode::better);
                    }
                }
            }
            matches = longer.isEmpty() ? matches : longer.values();
        }
        return matches.stream().reduce(ShiftedCode::better).orElseThrow();
    }

    /// Of two that are as good, the earlier.
    private static Match better(Match a, Match b) {
        return a.cost <= b.cost ? a : b;
    }
}
