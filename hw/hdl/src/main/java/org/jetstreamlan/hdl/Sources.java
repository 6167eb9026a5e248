package org.jetstreamlan.hdl;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.LineNumberInfo;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jetstreamlan.hdl.ir.Place;

/// What the user's class files say about a [Site]: the source line, and the name of the Java variable that a call's result goes to. For the name, the
/// instruction behind the call decides: it stores to a local (named in the LocalVariableTable), to a field, or returns to a caller
/// whose call is looked at in turn. Without debug information, or where an agent has shifted the byte-code indices, there is simply none.
final class Sources {
    /// What a method's code does with the value on top of the stack at some index.
    private sealed interface Use {
        record Variable(String name) implements Use {}

        record Returned() implements Use {}

        record Other() implements Use {}
    }

    private static final Use OTHER = new Use.Other();

    /// One method: what becomes of each call's result, and the lines as (first index, line), ascending.
    private record Method(Map<Integer, Use> uses, int[] starts, int[] lines) {
        static final Method UNKNOWN = new Method(Map.of(), new int[0], new int[0]);

        int lineAt(int index) {
            int found = Arrays.binarySearch(starts, index);
            int entry = found >= 0 ? found : -found - 2;
            return entry < 0 ? 0 : lines[entry];
        }
    }

    /// One class file; `file` is empty where it does not say.
    private record Source(String file, Map<String, Map<String, Method>> methods) {
        Method method(StackWalker.StackFrame frame) {
            return methods.getOrDefault(frame.getMethodName(), Map.of())
                    .getOrDefault(frame.getDescriptor(), Method.UNKNOWN);
        }
    }

    private final Map<Class<?>, Source> classes = new HashMap<>();

    /// The variable that the value made at `site` went to.
    Optional<String> nameAt(Site site) {
        for (StackWalker.StackFrame frame : site.frames) {
            Use use =
                    source(frame)
                            .method(frame)
                            .uses()
                            .getOrDefault(frame.getByteCodeIndex(), OTHER);
            switch (use) {
                case Use.Variable variable -> {
                    return Optional.of(variable.name());
                }
                case Use.Other other -> {
                    return Optional.empty();
                }
                case Use.Returned returned -> {}
            }
        }
        return Optional.empty();
    }

    /// The user's line.
    Place placeOf(Site site) {
        if (site.frames.isEmpty()) {
            return Place.UNKNOWN;
        }
        StackWalker.StackFrame frame = site.frames.getFirst();
        Source source = source(frame);
        return source.file().isEmpty()
                ? Place.UNKNOWN
                : new Place(source.file(), source.method(frame).lineAt(frame.getByteCodeIndex()));
    }

    private Source source(StackWalker.StackFrame frame) {
        return classes.computeIfAbsent(frame.getDeclaringClass(), Sources::read);
    }

    private static Source read(Class<?> type) {
        String resource = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(resource)) {
            return in == null
                    ? new Source("", Map.of())
                    : read(ClassFile.of().parse(in.readAllBytes()));
        } catch (IOException | IllegalArgumentException e) {
            return new Source("", Map.of());
        }
    }

    private static Source read(ClassModel model) {
        Map<String, Map<String, Method>> methods = new HashMap<>();
        for (MethodModel method : model.methods()) {
            CodeModel code = method.code().orElse(null);
            if (code != null) {
                methods.computeIfAbsent(method.methodName().stringValue(), name -> new HashMap<>())
                        .put(method.methodType().stringValue(), read(code));
            }
        }
        String file =
                model.findAttribute(Attributes.sourceFile())
                        .map(attribute -> attribute.sourceFile().stringValue())
                        .orElse("");
        return new Source(file, methods);
    }

    private static Method read(CodeModel code) {
        List<LineNumberInfo> table = new ArrayList<>();
        code.findAttribute(Attributes.lineNumberTable())
                .ifPresent(attribute -> table.addAll(attribute.lineNumbers()));
        table.sort(Comparator.comparingInt(LineNumberInfo::startPc));
        int[] starts = new int[table.size()];
        int[] lines = new int[table.size()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = table.get(i).startPc();
            lines[i] = table.get(i).lineNumber();
        }
        return new Method(usesOf(code), starts, lines);
    }

    private static Map<Integer, Use> usesOf(CodeModel code) {
        Map<Integer, Use> uses = new HashMap<>();
        var locals = code.findAttribute(Attributes.localVariableTable());
        int index = 0;
        int call = -1;
        for (CodeElement element : code) {
            if (!(element instanceof Instruction instruction)) {
                continue;
            }
            int next = index + instruction.sizeInBytes();
            if (call >= 0) {
                switch (instruction) {
                    case StoreInstruction store -> {
                        int slot = store.slot();
                        locals.flatMap(
                                        table ->
                                                table.localVariables().stream()
                                                        .filter(local -> covers(local, slot, next))
                                                        .map(local -> local.name().stringValue())
                                                        .findFirst())
                                .ifPresent(putAt(uses, call));
                    }
                    case FieldInstruction field when field.opcode() == Opcode.PUTFIELD ->
                            uses.put(call, new Use.Variable(field.name().stringValue()));
                    default -> {
                        if (instruction.opcode() == Opcode.ARETURN) {
                            uses.put(call, new Use.Returned());
                        }
                    }
                }
            }
            if (instruction instanceof InvokeInstruction
                    || instruction.opcode() == Opcode.INVOKEDYNAMIC) {
                call = index;
            } else if (instruction.opcode() != Opcode.CHECKCAST) {
                call = -1;
            }
            index = next;
        }
        return uses;
    }

    private static Consumer<String> putAt(Map<Integer, Use> uses, int call) {
        return name -> uses.put(call, new Use.Variable(name));
    }

    private static boolean covers(LocalVariableInfo local, int slot, int index) {
        return local.slot() == slot
                && local.startPc() <= index
                && index <= local.startPc() + local.length();
    }
}
