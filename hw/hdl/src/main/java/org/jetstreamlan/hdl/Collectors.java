package org.jetstreamlan.hdl;

import static java.lang.classfile.TypeKind.INT;
import static java.lang.classfile.TypeKind.REFERENCE;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.DiscontinuedInstruction;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.NopInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which variable holds the array or collection that the results of a method's calls are put into: `stages` of `stages[i] = reg(...)`,
/// `stages.add(reg(...))` and `var stages = List.of(reg(...), reg(...))`.
///
/// The method's code is walked once, in its order, with a stack of what is known of each slot. Where arms of a choice meet, the stack is that of the one
/// that jumps there first. What is not understood has no name.
final class Collectors {
    private static final String COLLECTIONS = "java/util/";

    /// What is known of a value on the stack.
    private static final class Value {
        static final Value UNKNOWN = new Value(null);

        /// The variable or field that it was read from.
        final @Nullable String variable;

        /// Calls whose result it is or holds, by index.
        final List<Integer> calls = new ArrayList<>(1);

        Value(@Nullable String variable) {
            this.variable = variable;
        }
    }

    private final CodeAttribute code;
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<Label, List<Value>> atLabels = new HashMap<>();

    /// By slot.
    private List<Value> stack = new ArrayList<>();

    private int index;

    private final List<LocalVariable> locals = new ArrayList<>();

    private Collectors(CodeAttribute code) {
        this.code = code;
        for (CodeElement element : code) {
            if (element instanceof LocalVariable variable) {
                locals.add(variable);
            }
        }
    }

    /// By index of a call in the method's code, the variable.
    static Map<Integer, String> of(byte[] file, String method, String descriptor) {
        for (MethodModel model : ClassFile.of().parse(file).methods()) {
            if (model.methodName().equalsString(method)
                    && model.methodType().equalsString(descriptor)
                    && model.code().orElse(null) instanceof CodeAttribute code) {
                return new Collectors(code).walk();
            }
        }
        return Map.of();
    }

    private Map<Integer, String> walk() {
        for (CodeElement element : code) {
            switch (element) {
                case ExceptionCatch handler ->
                        atLabels.put(handler.handler(), List.of(Value.UNKNOWN));
                case LabelTarget target -> arrive(target.label());
                case Instruction instruction -> {
                    if (!step(instruction)) {
                        return names;
                    }
                    index += instruction.sizeInBytes();
                }
                default -> {}
            }
        }
        return names;
    }

    /// Takes the stack of a jump to here, if there was one.
    private void arrive(Label label) {
        List<Value> jumped = atLabels.get(label);
        if (jumped != null) {
            for (int i = 0; i < Math.min(jumped.size(), stack.size()); i++) {
                if (jumped.get(i) != stack.get(i) && jumped.get(i) != Value.UNKNOWN) {
                    jumped.get(i).calls.addAll(stack.get(i).calls);
                }
            }
            stack = new ArrayList<>(jumped);
        }
    }

    private void leave(Label label) {
        atLabels.putIfAbsent(label, new ArrayList<>(stack));
    }

    /// Whether the instruction was understood.
    private boolean step(Instruction instruction) {
        switch (instruction) {
            case LoadInstruction load ->
                    push(load.typeKind(), new Value(local(load.slot(), index)));
            // A variable's scope begins behind the store that gives it its first value.
            case StoreInstruction store ->
                    name(pop(store.typeKind()), local(store.slot(), index + store.sizeInBytes()));
            case ArrayLoadInstruction load -> {
                pop(INT);
                push(load.typeKind(), element(pop(REFERENCE)));
            }
            case ArrayStoreInstruction store -> {
                Value value = pop(store.typeKind());
                pop(INT);
                putInto(pop(REFERENCE), value);
            }
            case FieldInstruction access -> field(access);
            case InvokeInstruction call -> invoke(call);
            case InvokeDynamicInstruction call -> {
                arguments(call.typeSymbol());
                result(call.typeSymbol().returnType(), new Value(null));
            }
            case TypeCheckInstruction check -> {
                if (check.opcode() == Opcode.INSTANCEOF) {
                    pop(REFERENCE);
                    push(INT, Value.UNKNOWN);
                }
            }
            case ConstantInstruction constant -> push(constant.typeKind(), Value.UNKNOWN);
            case NewObjectInstruction _ -> push(REFERENCE, new Value(null));
            case NewPrimitiveArrayInstruction _ -> compute(1, REFERENCE);
            case NewReferenceArrayInstruction _ -> compute(1, REFERENCE);
            case NewMultiArrayInstruction array -> compute(array.dimensions(), REFERENCE);
            case ConvertInstruction convert ->
                    compute(convert.fromType().slotSize(), convert.toType());
            case OperatorInstruction operator -> operate(operator);
            case StackInstruction moved -> move(moved.opcode());
            case IncrementInstruction _, NopInstruction _ -> {}
            case BranchInstruction branch -> branch(branch);
            case TableSwitchInstruction choice -> choose(choice.cases(), choice.defaultTarget());
            case LookupSwitchInstruction choice -> choose(choice.cases(), choice.defaultTarget());
            case MonitorInstruction _ -> pop(REFERENCE);
            case ReturnInstruction _, ThrowInstruction _ -> stack = new ArrayList<>();
            case DiscontinuedInstruction _ -> {
                return false;
            }
        }
        return true;
    }

    // ---- values

    private void push(TypeKind kind, Value value) {
        for (int i = 0; i < kind.slotSize(); i++) {
            stack.add(value);
        }
    }

    /// Of a stack that is too short, because it was not known, nothing is known.
    private Value pop(TypeKind kind) {
        Value value = Value.UNKNOWN;
        for (int i = 0; i < kind.slotSize() && !stack.isEmpty(); i++) {
            value = stack.removeLast();
        }
        return value;
    }

    /// Takes slots and gives something that nothing is known of; an array may hold results of calls.
    private void compute(int slots, TypeKind result) {
        for (int i = 0; i < slots; i++) {
            pop(INT);
        }
        push(result, result == REFERENCE ? new Value(null) : Value.UNKNOWN);
    }

    private void operate(OperatorInstruction operator) {
        TypeKind kind = operator.typeKind();
        switch (operator.opcode()) {
            case INEG, LNEG, FNEG, DNEG, ARRAYLENGTH -> compute(kind.slotSize(), kind);
            case ISHL, ISHR, IUSHR, LSHL, LSHR, LUSHR -> compute(kind.slotSize() + 1, kind);
            case LCMP, FCMPL, FCMPG, DCMPL, DCMPG -> compute(2 * kind.slotSize(), INT);
            default -> compute(2 * kind.slotSize(), kind);
        }
    }

    private void move(Opcode opcode) {
        switch (opcode) {
            case POP -> pop(INT);
            case POP2 -> compute(2, TypeKind.VOID);
            case DUP -> copy(1, 0);
            case DUP_X1 -> copy(1, 1);
            case DUP_X2 -> copy(1, 2);
            case DUP2 -> copy(2, 0);
            case DUP2_X1 -> copy(2, 1);
            case DUP2_X2 -> copy(2, 2);
            default -> stack.add(Math.max(0, stack.size() - 1), pop(INT));
        }
    }

    /// Puts a copy of the upper slots below them and some more.
    private void copy(int count, int below) {
        int from = stack.size() - count;
        if (from - below >= 0) {
            stack.addAll(from - below, List.copyOf(stack.subList(from, from + count)));
        }
    }

    // ---- control

    private void branch(BranchInstruction branch) {
        switch (branch.opcode()) {
            case GOTO, GOTO_W -> {
                leave(branch.target());
                stack = new ArrayList<>();
            }
            case IFEQ, IFNE, IFLT, IFGE, IFGT, IFLE, IFNULL, IFNONNULL -> {
                pop(INT);
                leave(branch.target());
            }
            default -> {
                pop(INT);
                pop(INT);
                leave(branch.target());
            }
        }
    }

    private void choose(List<SwitchCase> cases, Label otherwise) {
        pop(INT);
        for (SwitchCase each : cases) {
            leave(each.target());
        }
        leave(otherwise);
        stack = new ArrayList<>();
    }

    // ---- names

    private void field(FieldInstruction access) {
        TypeKind kind = TypeKind.fromDescriptor(access.type().stringValue());
        String name = access.name().stringValue();
        switch (access.opcode()) {
            case PUTFIELD -> {
                name(pop(kind), name);
                pop(REFERENCE);
            }
            case PUTSTATIC -> pop(kind);
            case GETFIELD -> {
                pop(REFERENCE);
                push(kind, new Value(name));
            }
            default -> push(kind, Value.UNKNOWN);
        }
    }

    private void invoke(InvokeInstruction call) {
        List<Value> given = arguments(call.typeSymbol());
        Value result = new Value(null);
        String method = call.name().stringValue();
        boolean collects = call.owner().asInternalName().startsWith(COLLECTIONS);
        if (call.opcode() != Opcode.INVOKESTATIC) {
            Value receiver = pop(REFERENCE);
            if (collects && method.startsWith("get")) {
                result = element(receiver);
            } else if (collects) {
                given.forEach(value -> putInto(receiver, value));
            }
        } else if (collects) {
            for (Value value : given) {
                putInto(result, value);
            }
        }
        result.calls.add(index);
        result(call.typeSymbol().returnType(), result);
    }

    private List<Value> arguments(MethodTypeDesc type) {
        List<Value> given = new ArrayList<>();
        for (int i = type.parameterCount() - 1; i >= 0; i--) {
            given.addFirst(pop(TypeKind.from(type.parameterType(i))));
        }
        return given;
    }

    private void result(ClassDesc type, Value value) {
        push(TypeKind.from(type), value);
    }

    /// What an array or a collection holds may be another: `grid[i][j] = reg(...)`.
    private static Value element(Value collection) {
        return collection.variable == null ? new Value(null) : new Value(collection.variable);
    }

    /// An array or a collection gets a value.
    private void putInto(Value collection, Value value) {
        if (collection.variable != null) {
            name(value, collection.variable);
        } else if (collection != Value.UNKNOWN) {
            collection.calls.addAll(value.calls);
        }
    }

    private void name(Value value, @Nullable String variable) {
        if (variable != null) {
            value.calls.forEach(call -> names.putIfAbsent(call, variable));
        }
    }

    private @Nullable String local(int slot, int at) {
        for (LocalVariable variable : locals) {
            if (variable.slot() == slot
                    && code.labelToBci(variable.startScope()) <= at
                    && at < code.labelToBci(variable.endScope())) {
                return variable.name().stringValue();
            }
        }
        return null;
    }
}
