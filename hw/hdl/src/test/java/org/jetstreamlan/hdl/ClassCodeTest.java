package org.jetstreamlan.hdl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.StackWalker.StackFrame;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.LineNumberInfo;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.classfile.instruction.BranchInstruction;
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
            var indices = new ArrayList<Integer>();
            int end = 0;
            for (CodeElement element : model) {
                if (element instanceof Instruction instruction) {
                    instructions.add(instruction);
                    indices.add(end);
                    end += instruction.sizeInBytes();
                }
            }
            for (int i = 0; i < instructions.size(); i++) {
                int index = indices.get(i);
                var frame = new Frame(method, index);
                assertThat(code.line(frame)).isEqualTo(line(model, index));
                boolean call = isCall(instructions.get(i));
                calls += call ? 1 : 0;
                int user = call ? user(model, instructions, indices, i + 1) : i;
                assertThat(code.isReturned(frame, index))
                        .as("%s at %d", frame.getMethodName(), index)
                        .isEqualTo(call && instructions.get(user).opcode() == Opcode.ARETURN);
                assertThat(code.variable(frame, index))
                        .as("%s at %d", frame.getMethodName(), index)
                        .isEqualTo(
                                call
                                        ? variable(model, instructions.get(user), indices.get(user))
                                        : Optional.empty());
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

    /// The instruction, from `i` on, that gets a result: behind casts and jumps forwards.
    private static int user(
            CodeModel code, List<Instruction> instructions, List<Integer> indices, int i) {
        if (instructions.get(i).opcode() == Opcode.CHECKCAST) {
            return user(code, instructions, indices, i + 1);
        }
        if (instructions.get(i).opcode() == Opcode.GOTO
                && instructions.get(i) instanceof BranchInstruction jump) {
            int target = indices.indexOf(((CodeAttribute) code).labelToBci(jump.target()));
            return target > i ? user(code, instructions, indices, target) : i;
        }
        return i;
    }

    /// Where an instruction, at `index`, stores a result.
    private static Optional<String> variable(CodeModel code, Instruction instruction, int index) {
        int next = index + instruction.sizeInBytes();
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
