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
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The name of the Java variable that a call's result goes to, read from the user's class file: the instruction behind the call stores to a local (its
/// name is in the LocalVariableTable), to a field, or returns to a caller whose call is looked at in turn. Without debug information, or
/// where an agent has shifted the byte-code indices, there is simply no name.
final class LocalNames {
    /// What a method's code does with the value on top of the stack at some index.
    private sealed interface Use {
        record Variable(String name) implements Use {}

        record Returned() implements Use {}

        record Other() implements Use {}
    }

    private final Map<Class<?>, Map<String, Map<Integer, Use>>> classes = new HashMap<>();

    Optional<String> of(Site site) {
        for (StackWalker.StackFrame frame : site.frames) {
            Use use =
                    classes.computeIfAbsent(frame.getDeclaringClass(), LocalNames::read)
                            .getOrDefault(frame.getMethodName() + frame.getDescriptor(), Map.of())
                            .getOrDefault(frame.getByteCodeIndex(), new Use.Other());
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

    private static Map<String, Map<Integer, Use>> read(Class<?> type) {
        String resource = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(resource)) {
            return in == null ? Map.of() : usesOf(ClassFile.of().parse(in.readAllBytes()));
        } catch (IOException | IllegalArgumentException e) {
            return Map.of();
        }
    }

    private static Map<String, Map<Integer, Use>> usesOf(ClassModel model) {
        Map<String, Map<Integer, Use>> methods = new HashMap<>();
        for (MethodModel method : model.methods()) {
            method.code()
                    .ifPresent(
                            code ->
                                    methods.put(
                                            method.methodName().stringValue()
                                                    + method.methodType().stringValue(),
                                            usesOf(code)));
        }
        return methods;
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
            if (instruction instanceof InvokeInstruction || instruction.opcode() == Opcode.INVOKEDYNAMIC) {
                call = index;
            } else if (instruction.opcode() != Opcode.CHECKCAST) {
                call = -1;
            }
            index = next;
        }
        return uses;
    }

    private static java.util.function.Consumer<String> putAt(Map<Integer, Use> uses, int call) {
        return name -> uses.put(call, new Use.Variable(name));
    }

    private static boolean covers(LocalVariableInfo local, int slot, int index) {
        return local.slot() == slot
                && local.startPc() <= index
                && index <= local.startPc() + local.length();
    }
}
