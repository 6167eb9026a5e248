package org.jetstreamlan.sim.jit;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jetstreamlan.hdl.ir.Memory;
import org.jetstreamlan.hdl.pass.Netlist;

/// Makes hidden classes of chunks: one static method a chunk, one method a phase that calls them in
/// order. A circuit whose constants might not fit one class's constant pool becomes several
/// kernels, run one after another.
final class KernelWriter {
    /// Methods per class, so that the constant pool never overflows: a node needs a few entries at
    /// most.
    private static final int METHODS = 32;

    /// Chunks per class, so that HotSpot compiles the methods that call them.
    private static final int CHUNKS = 96;

    private static final ClassDesc SELF = ClassDesc.of("org.jetstreamlan.sim.jit.Compiled");
    private static final ClassDesc KERNEL = ClassDesc.of("org.jetstreamlan.sim.jit.Kernel");
    private static final ClassDesc ARENA = ConstantDescs.CD_long.arrayType();
    private static final MethodTypeDesc PHASE = MethodTypeDesc.of(ConstantDescs.CD_void, ARENA);
    private static final List<StackMapFrameInfo.VerificationTypeInfo> PHASE_LOCALS =
            List.of(
                    StackMapFrameInfo.ObjectVerificationTypeInfo.of(SELF),
                    StackMapFrameInfo.ObjectVerificationTypeInfo.of(ARENA));
    private static final MethodTypeDesc EDGE =
            MethodTypeDesc.of(ConstantDescs.CD_void, ARENA, ConstantDescs.CD_long);
    private static final List<StackMapFrameInfo.VerificationTypeInfo> EDGE_LOCALS =
            List.of(
                    StackMapFrameInfo.ObjectVerificationTypeInfo.of(SELF),
                    StackMapFrameInfo.ObjectVerificationTypeInfo.of(ARENA),
                    StackMapFrameInfo.SimpleVerificationTypeInfo.LONG);
    private static final MethodTypeDesc NOTHING = MethodTypeDesc.of(ConstantDescs.CD_void);
    private final Netlist netlist;
    private final Guards guards;
    private final Gates gates;
    private final Layout layout;
    private final ChunkWriter writer;
    private Sharing sharing = Sharing.none();
    private final List<Kernel> kernels = new ArrayList<>();

    KernelWriter(Netlist netlist, Guards guards, Gates gates, Masks masks, Layout layout) {
        this.netlist = netlist;
        this.guards = guards;
        this.gates = gates;
        this.layout = layout;
        writer = new ChunkWriter(netlist, gates, masks, layout);
    }

    /// Kernels that do all phases of a schedule and the memory ports.
    Kernel[] write(Schedule schedule) {
        List<Chunk> all = schedule.chunks();
        sharing = schedule.sharing();
        int from = 0;
        do {
            int to = end(all, from);
            define(all, from, to, schedule.firstOfOutputs(), schedule.firstOfNext(), from == 0);
            from = to;
        } while (from < all.size());
        return kernels.toArray(new Kernel[0]);
    }

    /// Kernels whose `state` phase does all chunks.
    Kernel[] write(List<Chunk> chunks) {
        for (int from = 0; from < chunks.size(); ) {
            int to = end(chunks, from);
            define(chunks, from, to, chunks.size(), chunks.size(), false);
            from = to;
        }
        return kernels.toArray(new Kernel[0]);
    }

    /// Where the class ends that begins with chunk `from`.
    private int end(List<Chunk> all, int from) {
        Set<Integer> methods = new HashSet<>();
        int to = from;
        while (to < all.size() && to < from + CHUNKS) {
            if (methods.add(sharing.call(to).method()) && methods.size() > METHODS) {
                return to;
            }
            to++;
        }
        return to;
    }

    /// One class for chunks `from` to `to - 1` of `all`, where those from `outputs` and `next` up
    /// begin a phase.
    private void define(List<Chunk> all, int from, int to, int outputs, int next, boolean ports) {
        ClassFile format =
                ClassFile.of(
                        ClassFile.StackMapsOption.DROP_STACK_MAPS,
                        ClassFile.DebugElementsOption.DROP_DEBUG,
                        ClassFile.DeadCodeOption.KEEP_DEAD_CODE);
        byte[] bytes =
                format.build(
                        SELF,
                        type -> {
                            type.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
                            type.withSuperclass(KERNEL);
                            type.withMethodBody(
                                    ConstantDescs.INIT_NAME, NOTHING, 0, this::construct);
                            Set<Integer> written = new HashSet<>();
                            for (int i = from; i < to; i++) {
                                Sharing.Call call = sharing.call(i);
                                if (written.add(call.method())) {
                                    write(type, all, call);
                                }
                                for (Gates.Copies copies : gates.copies(i)) {
                                    ByteCode copy = new ByteCode(type.constantPool(), 1);
                                    writer.write(copy, copies);
                                    method(type, copyName(copies), PHASE, copy);
                                }
                            }
                            phase(type, "state", all, from, Math.min(to, outputs));
                            phase(
                                    type,
                                    "outputs",
                                    all,
                                    Math.max(from, outputs),
                                    Math.min(to, next));
                            phase(type, "next", all, Math.max(from, next), to);
                            commit(type, ports ? netlist.memories().size() : 0);
                            edge(type, all, from, to, ports);
                        });
        kernels.add(instantiate(bytes));
    }

    /// Writes a method that one or more chunks run.
    private void write(ClassBuilder type, List<Chunk> all, Sharing.Call call) {
        int parameters = call.arguments().length;
        ByteCode code = new ByteCode(type.constantPool(), 1 + parameters);
        Chunk chunk = all.get(call.method());
        writer.write(code, chunk, sharing.places(call.method()), parameters);
        method(type, "c" + call.method(), chunkType(parameters), code);
    }

    private static MethodTypeDesc chunkType(int parameters) {
        ClassDesc[] types = new ClassDesc[parameters];
        Arrays.fill(types, ConstantDescs.CD_int);
        return PHASE.insertParameterTypes(1, types);
    }

    private static void method(
            ClassBuilder type, String name, MethodTypeDesc parameters, ByteCode code) {
        code.return_();
        assert code.size() < 8000 : "HotSpot would never compile this";
        type.withMethod(name, parameters, ClassFile.ACC_STATIC, method -> method.with(code));
    }

    private static String copyName(Gates.Copies copies) {
        return "r" + copies.chunk() + "_" + copies.domain();
    }

    private void construct(CodeBuilder code) {
        code.aload(0).invokespecial(KERNEL, ConstantDescs.INIT_NAME, NOTHING).return_();
    }

    private static Kernel instantiate(byte[] bytes) {
        try {
            Class<?> type = MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
            return (Kernel) type.getDeclaredConstructor().newInstance();
        } catch (IllegalAccessException
                | InstantiationException
                | InvocationTargetException
                | NoSuchMethodException e) {
            throw new AssertionError("generated class cannot be loaded", e);
        }
    }

    /// Calls chunks in order, those of a guard only if all its decisions are as it says.
    private void phase(ClassBuilder type, String name, List<Chunk> all, int from, int to) {
        type.withMethodBody(
                name,
                PHASE,
                0,
                code -> {
                    List<StackMapFrameInfo> frames = new ArrayList<>();
                    for (int i = from; i < to; ) {
                        int guard = all.get(i).guard();
                        Label skip = code.newLabel();
                        if (guard != Guards.ALWAYS) {
                            decide(code, guard, skip);
                        }
                        if (guard != Guards.ALWAYS || gates.any()) {
                            frames.add(StackMapFrameInfo.of(skip, PHASE_LOCALS, List.of()));
                        }
                        for (; i < to && all.get(i).guard() == guard; i++) {
                            boolean last = i + 1 == to || all.get(i + 1).guard() != guard;
                            Label idle = last ? skip : code.newLabel();
                            boolean called = gates.any() && !Gates.isAlwaysRun(all.get(i));
                            if (called) {
                                ifSet(code, gates.call(i), idle);
                                set(code, gates.call(i), false);
                            }
                            code.aload(1);
                            Sharing.Call call = sharing.call(i);
                            for (int slot : call.arguments()) {
                                code.loadConstant(slot);
                            }
                            int parameters = call.arguments().length;
                            code.invokestatic(SELF, "c" + call.method(), chunkType(parameters));
                            if (called) {
                                for (Gates.Copies copies : gates.copies(i)) {
                                    set(code, copies.ran(), true);
                                }
                                if (!last) {
                                    code.labelBinding(idle);
                                    frames.add(StackMapFrameInfo.of(idle, PHASE_LOCALS, List.of()));
                                }
                            }
                        }
                        code.labelBinding(skip);
                    }
                    code.return_();
                    if (!frames.isEmpty()) {
                        code.with(StackMapTableAttribute.of(frames));
                    }
                });
    }

    /// Goes on if a bit is set, else elsewhere.
    private static void ifSet(CodeBuilder code, Gates.Call bit, Label otherwise) {
        code.aload(1).loadConstant(bit.word()).laload().loadConstant(bit.mask()).land();
        code.lconst_0().lcmp().ifeq(otherwise);
    }

    private static void set(CodeBuilder code, Gates.Call bit, boolean value) {
        code.aload(1).loadConstant(bit.word()).dup2().laload();
        if (value) {
            code.loadConstant(bit.mask()).lor();
        } else {
            code.loadConstant(~bit.mask()).land();
        }
        code.lastore();
    }

    /// Copies the registers of chunks that ran since the last edge of their domain.
    private void edge(ClassBuilder type, List<Chunk> all, int from, int to, boolean ports) {
        boolean readData = ports && gates.any();
        for (int i = 0; readData && i < netlist.memories().size(); i++) {
            ByteCode code = new ByteCode(type.constantPool(), 1);
            writer.writeReadData(code, netlist.memories().get(i));
            method(type, "d" + i, PHASE, code);
        }
        type.withMethodBody(
                "edge",
                EDGE,
                0,
                code -> {
                    List<StackMapFrameInfo> frames = new ArrayList<>();
                    for (int i = 0; readData && i < netlist.memories().size(); i++) {
                        code.aload(1).invokestatic(SELF, "d" + i, PHASE);
                    }
                    for (int i = from; i < to; i++) {
                        for (Gates.Copies copies : gates.copies(i)) {
                            Label idle = code.newLabel();
                            if (netlist.state().domains() > 1) {
                                code.lload(2).loadConstant(1L << copies.domain()).land();
                                code.lconst_0().lcmp().ifeq(idle);
                            }
                            boolean always = Gates.isAlwaysRun(all.get(i));
                            if (!always) {
                                ifSet(code, copies.ran(), idle);
                                set(code, copies.ran(), false);
                            }
                            code.aload(1).invokestatic(SELF, copyName(copies), PHASE);
                            if (!always || netlist.state().domains() > 1) {
                                code.labelBinding(idle);
                                frames.add(StackMapFrameInfo.of(idle, EDGE_LOCALS, List.of()));
                            }
                        }
                    }
                    code.return_();
                    if (!frames.isEmpty()) {
                        code.with(StackMapTableAttribute.of(frames));
                    }
                });
    }

    private void decide(CodeBuilder code, int guard, Label skip) {
        if (guards.parent(guard) != Guards.ALWAYS) {
            decide(code, guards.parent(guard), skip);
        }
        code.aload(1).loadConstant(layout.slot(guards.select(guard))).laload().l2i();
        if (guards.decision(guard)) {
            code.ifeq(skip);
        } else {
            code.ifne(skip);
        }
    }

    /// Memory ports: one method a memory. Reads that see old cells, writes in port order, reads
    /// that see new ones.
    private void commit(ClassBuilder type, int memories) {
        for (int i = 0; i < memories; i++) {
            int memory = i;
            ByteCode code = new ByteCode(type.constantPool(), 1);
            ports(code, memory);
            code.return_();
            type.withMethod("m" + memory, PHASE, ClassFile.ACC_STATIC, method -> method.with(code));
        }
        type.withMethodBody(
                "commit",
                PHASE,
                0,
                code -> {
                    for (int i = 0; i < memories; i++) {
                        code.aload(1).invokestatic(SELF, "m" + i, PHASE);
                    }
                    code.return_();
                });
    }

    private void ports(ByteCode code, int memory) {
        Netlist.Cells cells = netlist.memories().get(memory);
        writer.begin();
        boolean writeFirst = cells.memory().policy() == Memory.ReadUnderWrite.WRITE_FIRST;
        if (!writeFirst) {
            reads(code, cells, memory);
        }
        for (Netlist.Write write : cells.writes()) {
            for (int word = 0; word < cells.words(); word++) {
                code.aload(0);
                writer.push(code, write.enable());
                writer.push(code, write.address());
                writer.push(code, write.data()[word]);
                if (write.mask().length > 0) {
                    writer.push(code, write.mask()[word]);
                }
                code.loadConstant(layout.memoryBase(memory) + word)
                        .loadConstant(cells.memory().depth())
                        .loadConstant(cells.words());
                code.invokestatic(
                        write.mask().length > 0
                                ? ByteCode.Callee.STORE_MASKED
                                : ByteCode.Callee.STORE);
            }
            for (Gates.Call call : gates.readersOfMemory(memory)) {
                code.aload(0);
                writer.push(code, write.enable());
                code.loadConstant(call.mask()).loadConstant(call.word());
                code.invokestatic(ByteCode.Callee.CALL);
            }
        }
        if (writeFirst) {
            reads(code, cells, memory);
        }
    }

    private void reads(ByteCode code, Netlist.Cells cells, int memory) {
        for (Netlist.Read read : cells.reads()) {
            code.aload(0);
            writer.push(code, read.enable());
            writer.push(code, read.address());
            code.loadConstant(layout.memoryBase(memory))
                    .loadConstant(cells.memory().depth())
                    .loadConstant(cells.words())
                    .loadConstant(layout.nextSlot(read.data()));
            code.invokestatic(ByteCode.Callee.LOAD);
        }
    }
}
