package org.jetstreamlan.hdl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.StackWalker.StackFrame;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.LineNumberInfo;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What [ClassCode] reads is what the JDK's own reader of class files says.
class ClassCodeTest {
    /// A place in a method, as a walk of the stack would show it.
    private record Frame(MethodModel method, int getByteCodeIndex) implements StackFrame {
        @Override
        public String getMethodName() {
            return method.methodName().stringValue();
        }

        @Override
        public String getDescriptor() {
            return method.methodType().stringValue();
        }

        @Override
        public String getClassName() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Class<?> getDeclaringClass() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getFileName() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getLineNumber() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isNativeMethod() {
            throw new UnsupportedOperationException();
        }

        @Override
        public StackTraceElement toStackTraceElement() {
            throw new UnsupportedOperationException();
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                ClassCode.class,
                ModuleConverter.class,
                Module.class,
                Term.class,
                Site.class,
                Data.class,
                ClassCodeTest.class
            })
    void linesAndUsesAreThoseOfTheJdksReader(Class<?> type) throws IOException {
        byte[] bytes;
        try (var in = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            bytes = in.readAllBytes();
        }
        var code = new ClassCode(bytes);
        int calls = 0;
        assertThat(code.file()).isEqualTo(type.getSimpleName() + ".java");
        for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
            CodeModel model = method.code().orElse(null);
            if (model == null) {
                continue;
            }
            var instructions = new ArrayList<Instruction>();
            model.forEach(
                    element -> {
                        if (element instanceof Instruction instruction) {
                            instructions.add(instruction);
                        }
                    });
            int index = 0;
            for (int i = 0; i < instructions.size(); i++) {
                var frame = new Frame(method, index);
                int next = index + instructions.get(i).sizeInBytes();
                assertThat(code.line(frame)).isEqualTo(line(model, index));
                if (isCall(instructions.get(i))) {
                    calls++;
                    assertThat(code.use(frame))
                            .as("%s at %d", frame.getMethodName(), index)
                            .isEqualTo(use(model, instructions, i + 1, next));
                } else {
                    assertThat(code.use(frame)).isEqualTo(new ClassCode.Use.Other());
                }
                index = next;
            }
        }
        assertThat(calls).isPositive();
    }

    private static boolean isCall(Instruction instruction) {
        return instruction instanceof InvokeInstruction
                || instruction instanceof InvokeDynamicInstruction;
    }

    private static int line(CodeModel code, int index) {
        return code.findAttribute(Attributes.lineNumberTable()).stream()
                .flatMap(table -> table.lineNumbers().stream())
                .filter(entry -> entry.startPc() <= index)
                .max(Comparator.comparingInt(LineNumberInfo::startPc))
                .map(LineNumberInfo::lineNumber)
                .orElse(0);
    }

    /// What instruction `i`, at `index`, does with a result; casts are looked through.
    private static ClassCode.Use use(
            CodeModel code, List<Instruction> instructions, int i, int index) {
        Instruction instruction = instructions.get(i);
        int next = index + instruction.sizeInBytes();
        if (instruction.opcode() == Opcode.CHECKCAST) {
            return use(code, instructions, i + 1, next);
        }
        if (instruction.opcode() == Opcode.ARETURN) {
            return new ClassCode.Use.Returned();
        }
        if (instruction instanceof FieldInstruction field && field.opcode() == Opcode.PUTFIELD) {
            return new ClassCode.Use.Variable(field.name().stringValue());
        }
        if (instruction instanceof StoreInstruction store) {
            return code.findAttribute(Attributes.localVariableTable()).stream()
                    .flatMap(table -> table.localVariables().stream())
                    .filter(local -> covers(local, store.slot(), next))
                    .findFirst()
                    .<ClassCode.Use>map(
                            local -> new ClassCode.Use.Variable(local.name().stringValue()))
                    .orElse(new ClassCode.Use.Other());
        }
        return new ClassCode.Use.Other();
    }

    private static boolean covers(LocalVariableInfo local, int slot, int index) {
        return local.slot() == slot
                && local.startPc() <= index
                && index <= local.startPc() + local.length();
    }
}
