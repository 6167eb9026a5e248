package org.jetstreamlan.sim.jit;

import java.lang.classfile.AttributeMapper;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.BufWriter;
import java.lang.classfile.ClassReader;
import java.lang.classfile.CustomAttribute;
import java.lang.classfile.constantpool.ConstantPoolBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;

/// The code of one straight-line method over longs (JVMS 4.7.3), a `Code` attribute for the
/// ClassFile API.
///
/// The API's own CodeBuilder would do, but takes three times as long in a cold JVM, mostly to find
/// out how deep the operand stack gets; who writes an expression knows. Methods are named like the
/// instructions.
final class ByteCode extends CustomAttribute<ByteCode> {
    /// A static method that generated code calls.
    enum Callee {
        SHL(false, "shl", 2, 0, ConstantDescs.CD_long),
        SHR(false, "shr", 2, 0, ConstantDescs.CD_long),
        ASR(false, "asr", 2, 0, ConstantDescs.CD_long),
        CALL(true, "call", 2, 1, ConstantDescs.CD_void),
        READ(true, "read", 1, 3, ConstantDescs.CD_long),
        LOAD(true, "load", 2, 4, ConstantDescs.CD_void),
        STORE(true, "store", 3, 3, ConstantDescs.CD_void),
        STORE_MASKED(true, "store", 4, 3, ConstantDescs.CD_void),
        MULTIPLY_HIGH("java.lang.Math", false, "unsignedMultiplyHigh", 2, 0, ConstantDescs.CD_long),
        COMPARE_UNSIGNED("java.lang.Long", false, "compareUnsigned", 2, 0, ConstantDescs.CD_int),
        BIT_COUNT("java.lang.Long", false, "bitCount", 1, 0, ConstantDescs.CD_int);

        private final ClassDesc owner;
        private final String method;
        private final MethodTypeDesc type;

        /// Stack slots taken and left.
        private final int taken;

        private final int left;

        Callee(boolean arena, String method, int longs, int ints, ClassDesc result) {
            this("org.jetstreamlan.sim.jit.Cells", arena, method, longs, ints, result);
        }

        /// @param arena whether the arena comes first
        /// @param longs how many longs come next
        /// @param ints how many ints come last
        Callee(String owner, boolean arena, String method, int longs, int ints, ClassDesc result) {
            this.owner = ClassDesc.of(owner);
            this.method = method;
            int first = arena ? 1 : 0;
            ClassDesc[] parameters = new ClassDesc[first + longs + ints];
            Arrays.fill(parameters, 0, first, ConstantDescs.CD_long.arrayType());
            Arrays.fill(parameters, first, first + longs, ConstantDescs.CD_long);
            Arrays.fill(parameters, first + longs, parameters.length, ConstantDescs.CD_int);
            type = MethodTypeDesc.of(result, parameters);
            taken = first + 2 * longs + ints;
            left =
                    result.equals(ConstantDescs.CD_long)
                            ? 2
                            : result.equals(ConstantDescs.CD_int) ? 1 : 0;
        }
    }

    private static final AttributeMapper<ByteCode> MAPPER = new Mapper();

    private final ConstantPoolBuilder pool;
    private byte[] code = new byte[4096];
    private int size;
    private int depth;
    private int maxDepth;
    private int maxLocals;

    /// @param locals of the method when it begins: its parameters, and the instance if there is one
    ByteCode(ConstantPoolBuilder pool, int locals) {
        super(MAPPER);
        this.pool = pool;
        maxLocals = locals;
    }

    private static final class Mapper implements AttributeMapper<ByteCode> {
        @Override
        public String name() {
            return "Code";
        }

        @Override
        public ByteCode readAttribute(AttributedElement enclosing, ClassReader reader, int at) {
            throw new UnsupportedOperationException("byte code is only written here");
        }

        @Override
        public void writeAttribute(BufWriter buffer, ByteCode attribute) {
            buffer.writeIndex(buffer.constantPool().utf8Entry(name()));
            buffer.writeInt(2 + 2 + 4 + attribute.size + 2 + 2);
            buffer.writeU2(attribute.maxDepth);
            buffer.writeU2(attribute.maxLocals);
            buffer.writeInt(attribute.size);
            buffer.writeBytes(attribute.code, 0, attribute.size);
            buffer.writeU2(0);
            buffer.writeU2(0);
        }

        @Override
        public AttributeStability stability() {
            return AttributeStability.UNSTABLE;
        }
    }

    /// Bytes so far.
    int size() {
        return size;
    }

    private ByteCode op(int opcode, int growth) {
        if (size + 4 > code.length) {
            code = Arrays.copyOf(code, 2 * code.length);
        }
        code[size++] = (byte) opcode;
        depth += growth;
        maxDepth = Math.max(maxDepth, depth);
        return this;
    }

    private ByteCode u1(int value) {
        code[size++] = (byte) value;
        return this;
    }

    private ByteCode u2(int value) {
        code[size++] = (byte) (value >> 8);
        code[size++] = (byte) value;
        return this;
    }

    /// Pushes the arena, local `local`.
    ByteCode aload(int local) {
        return op(42 + local, 1);
    }

    ByteCode iload(int local) {
        return local(21, local, 1);
    }

    ByteCode lload(int local) {
        return local(22, local, 2);
    }

    ByteCode lstore(int local) {
        maxLocals = Math.max(maxLocals, local + 2);
        return local(55, local, -2);
    }

    private ByteCode local(int opcode, int local, int growth) {
        return local < 256 ? op(opcode, growth).u1(local) : op(196, growth).u1(opcode).u2(local);
    }

    ByteCode loadConstant(int value) {
        if (value >= -1 && value <= 5) {
            return op(3 + value, 1);
        }
        if (value == (byte) value) {
            return op(16, 1).u1(value);
        }
        return value == (short) value
                ? op(17, 1).u2(value)
                : op(19, 1).u2(pool.intEntry(value).index());
    }

    ByteCode loadConstant(long value) {
        return value == 0 || value == 1
                ? op(9 + (int) value, 2)
                : op(20, 2).u2(pool.longEntry(value).index());
    }

    ByteCode laload() {
        return op(47, 0);
    }

    ByteCode lastore() {
        return op(80, -4);
    }

    ByteCode dup2() {
        return op(92, 2);
    }

    ByteCode iadd() {
        return op(96, -1);
    }

    ByteCode ladd() {
        return op(97, -2);
    }

    ByteCode lsub() {
        return op(101, -2);
    }

    ByteCode imul() {
        return op(104, -1);
    }

    ByteCode lmul() {
        return op(105, -2);
    }

    ByteCode lneg() {
        return op(117, 0);
    }

    ByteCode lshl() {
        return op(121, -1);
    }

    ByteCode lshr() {
        return op(123, -1);
    }

    ByteCode lushr() {
        return op(125, -1);
    }

    ByteCode land() {
        return op(127, -2);
    }

    ByteCode lor() {
        return op(129, -2);
    }

    ByteCode lxor() {
        return op(131, -2);
    }

    ByteCode ishr() {
        return op(122, -1);
    }

    ByteCode iushr() {
        return op(124, -1);
    }

    ByteCode i2l() {
        return op(133, 1);
    }

    ByteCode l2i() {
        return op(136, -1);
    }

    ByteCode return_() {
        return op(177, 0);
    }

    ByteCode invokestatic(Callee callee) {
        return op(184, callee.left - callee.taken)
                .u2(pool.methodRefEntry(callee.owner, callee.method, callee.type).index());
    }
}
