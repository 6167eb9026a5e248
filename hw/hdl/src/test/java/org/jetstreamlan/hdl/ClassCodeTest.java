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
import java.util.Optional;
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
                boolean call = isCall(instructions.get(i));
                calls += call ? 1 : 0;
                assertThat(code.isReturned(frame))
                        .as("%s at %d", frame.getMethodName(), index)
                        .isEqualTo(call && isReturned(instructions, i + 1));
                assertThat(code.variable(frame))
                        .as("%s at %d", frame.getMethodName(), index)
                        .isEqualTo(
                                call
                                        ? variable(model, instructions, i + 1, next)
                                        : Optional.empty());
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

    /// Whether instruction `i` returns a result; casts are looked through.
    private static boolean isReturned(List<Instruction> instructions, int i) {
        Opcode opcode = instructions.get(i).opcode();
        return opcode == Opcode.ARETURN
                || (opcode == Opcode.CHECKCAST && isReturned(instructions, i + 1));
    }

    /// Where instruction `i`, at `index`, stores a result; casts are looked through.
    private static Optional<String> variable(
            CodeModel code, List<Instruction> instructions, int i, int index) {
        Instruction instruction = instructions.get(i);
        int next = index + instruction.sizeInBytes();
        if (instruction.opcode() == Opcode.CHECKCAST) {
            return variable(code, instructions, i + 1, next);
        }
        if (instruction instanceof FieldInstruction field && field.opcode() == Opcode.PUTFIELD) {
            return Optional.of(field.name().stringValue());
        }
        if (instruction instanceof StoreInstruction store) {
            return code.findAttribute(Attributes.localVariableTable()).stream()
                    .flatMap(table -> table.localVariables().stream())
                    .filter(local -> covers(local, store.slot(), next))
                    .findFirst()
                    .map(local -> local.name().stringValue());
        }
        return Optional.empty();
    }

    private static boolean covers(LocalVariableInfo local, int slot, int index) {
        return local.slot() == slot
                && local.startPc() <= index
                && index <= local.startPc() + local.length();
    }
}
