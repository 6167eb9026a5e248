package org.jetstreamlan.sim.jit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.hdl.pass.LinearMaps;
import org.jetstreamlan.hdl.pass.Netlist;
import org.jetstreamlan.hdl.pass.WordGraph;
import org.jetstreamlan.hdl.pass.WordOp;
import org.jetstreamlan.hdl.pass.Words;

/// Writes the byte code of chunks. Local 0 is the arena.
///
/// - A value used once is computed where it is used, on the operand stack; one used more often goes
///   to a local; one that another chunk reads goes to the arena, too.
/// - No branches: a mux is `f ^ (t ^ f) & -s`, comparisons are made of signs. So there are no stack
///   maps to compute, and nothing to mispredict.
/// - Bits above a value's width are cleared where [Masks] says so.
final class ChunkWriter {
    private final Netlist netlist;
    private final WordGraph graph;
    private final Layout layout;

    /// Per node: the chunk that its other fields are about.
    private int[] touched = {};

    /// Per node: uses in this chunk.
    private int[] uses = {};

    /// Per node: the local that has its value, 0 if none.
    private int[] locals = {};

    /// Per node: whether this chunk computes it.
    private boolean[] member = {};

    private final Gates gates;
    private final Masks masks;

    private int chunk;
    private int nextLocal;

    /// Slots of this method that its parameters tell.
    private Map<Integer, Sharing.Place> places = Map.of();

    /// The sets of readers that words of this method have, and for each the local that tells whether any of these words has changed.
    private final Map<List<Gates.Call>, Integer> changes = new LinkedHashMap<>();

    ChunkWriter(Netlist netlist, Gates gates, Masks masks, Layout layout) {
        this.netlist = netlist;
        this.gates = gates;
        this.masks = masks;
        this.layout = layout;
        graph = netlist.graph();
    }

    /// Writes one chunk, without the return.
    ///
    /// @param told slots that `parameters` of the method tell
    void write(ByteCode code, Chunk work, Map<Integer, Sharing.Place> told, int parameters) {
        begin();
        places = told;
        nextLocal += parameters;
        for (int id : work.nodes()) {
            touch(id);
            member[id] = true;
            for (int i = graph.op(id).arity() - 1; i >= 0; i--) {
                touch(graph.operand(id, i));
                uses[graph.operand(id, i)]++;
            }
        }
        for (int id : work.nodes()) {
            compute(code, id);
        }
        for (int i = 0; i < work.moves().length; i += 2) {
            address(code, work.moves()[i]);
            push(code, work.moves()[i + 1]);
            code.lastore();
        }
        callReaders(code);
    }

    /// Writes what the edge does to registers.
    void write(ByteCode code, Gates.Copies copies) {
        begin();
        for (int register : copies.registers()) {
            code.aload(0).loadConstant(layout.nextSlot(register)).laload();
            replace(code, register);
        }
        callReaders(code);
    }

    /// Writes what the edge does to the read data of a memory: a port that did not tick left the next word as it was.
    void writeReadData(ByteCode code, Netlist.Cells cells) {
        begin();
        for (Netlist.Read read : cells.reads()) {
            for (int i = 0; i < cells.words(); i++) {
                code.aload(0).loadConstant(layout.nextSlot(read.data() + i)).laload();
                replace(code, read.data() + i);
            }
        }
        callReaders(code);
    }

    /// Stores the value on the stack into a slot, and calls its readers if that changes it.
    private void replace(ByteCode code, int slot) {
        List<Gates.Call> readers = gates.readers(slot);
        int local = nextLocal;
        nextLocal += 2;
        code.lstore(local);
        compare(code, slot, local, readers);
        code.aload(0).loadConstant(slot).lload(local).lastore();
    }

    /// Notes whether the value in a local differs from the one in a slot.
    private void compare(ByteCode code, int slot, int local, List<Gates.Call> readers) {
        if (readers.isEmpty()) {
            return;
        }
        code.aload(0).loadConstant(slot).laload().lload(local).lxor();
        Integer known = changes.get(readers);
        if (known == null) {
            changes.put(readers, nextLocal);
            code.lstore(nextLocal);
            nextLocal += 2;
        } else {
            code.lload(known).lor().lstore(known);
        }
    }

    /// Calls the readers of words that have changed.
    private void callReaders(ByteCode code) {
        changes.forEach(
                (readers, changed) -> {
                    for (Gates.Call call : readers) {
                        code.aload(0).lload(changed).loadConstant(call.mask());
                        code.loadConstant(call.word()).invokestatic(ByteCode.Callee.CALL);
                    }
                });
        changes.clear();
    }

    /// Begins a method in which nothing is in a local yet.
    void begin() {
        if (touched.length < graph.size()) {
            touched = Arrays.copyOf(touched, graph.size());
            uses = Arrays.copyOf(uses, graph.size());
            locals = Arrays.copyOf(locals, graph.size());
            member = Arrays.copyOf(member, graph.size());
        }
        chunk++;
        nextLocal = 1;
        places = Map.of();
    }

    /// Pushes the arena and a slot.
    private void address(ByteCode code, int slot) {
        code.aload(0);
        slot(code, slot);
    }

    private void slot(ByteCode code, int slot) {
        Sharing.Place place = places.isEmpty() ? null : places.get(slot);
        if (place == null) {
            code.loadConstant(slot);
            return;
        }
        code.iload(1 + place.parameter());
        if (place.offset() > 0) {
            code.loadConstant(place.offset()).iadd();
        }
    }

    private void touch(int id) {
        if (touched[id] != chunk) {
            touched[id] = chunk;
            uses[id] = 0;
            locals[id] = 0;
            member[id] = false;
        }
    }

    private void compute(ByteCode code, int id) {
        int slot = layout.slot(id);
        if (slot < 0) {
            if (uses[id] > 1) {
                express(code, id, 64);
                store(code, id);
            }
        } else if (uses[id] == 0 && gates.readers(slot).isEmpty()) {
            address(code, slot);
            express(code, id, 64);
            code.lastore();
        } else {
            express(code, id, 64);
            store(code, id);
            compare(code, slot, locals[id], gates.readers(slot));
            address(code, slot);
            code.lload(locals[id]).lastore();
        }
    }

    private void store(ByteCode code, int id) {
        locals[id] = nextLocal;
        code.lstore(nextLocal);
        nextLocal += 2;
    }

    /// Pushes a value.
    void push(ByteCode code, int id) {
        push(code, id, 64);
    }

    /// Pushes a value of which only the low `need` bits must be right.
    private void push(ByteCode code, int id, int need) {
        touch(id);
        if (graph.isConst(id)) {
            code.loadConstant(graph.k(id));
        } else if (locals[id] != 0) {
            code.lload(locals[id]);
        } else if (member[id]) {
            express(code, id, need);
        } else {
            address(code, layout.slot(id));
            code.laload();
            if (uses[id] > 1) {
                code.dup2();
                store(code, id);
            }
        }
    }

    /// Pushes operand `index` of a node of which the low `need` bits must be right.
    private void push(ByteCode code, int id, int index, int need) {
        push(code, graph.operand(id, index), masks.need(id, index, need));
    }

    /// Pushes a node by computing it.
    private void express(ByteCode code, int id, int need) {
        switch (graph.op(id)) {
            case CONST, STATE -> push(code, id);
            case AND -> {
                pushBoth(code, id, need);
                code.land();
            }
            case OR -> {
                pushBoth(code, id, need);
                code.lor();
            }
            case XOR -> {
                pushBoth(code, id, need);
                code.lxor();
            }
            case ADD -> {
                pushBoth(code, id, need);
                code.ladd();
            }
            case SUB -> {
                pushBoth(code, id, need);
                code.lsub();
            }
            case MUL -> {
                pushBoth(code, id, need);
                code.lmul();
            }
            case MULHI -> {
                pushBoth(code, id, need);
                code.invokestatic(ByteCode.Callee.MULTIPLY_HIGH);
            }
            case SHL -> {
                push(code, id, 0, need);
                if (isSmallShift(code, id, need)) {
                    code.lshl();
                } else {
                    code.invokestatic(ByteCode.Callee.SHL);
                }
            }
            case SHR -> {
                push(code, id, 0, need);
                if (isSmallShift(code, id, need)) {
                    code.lushr();
                } else {
                    code.invokestatic(ByteCode.Callee.SHR);
                }
            }
            case ASR -> {
                push(code, id, 0, need);
                if (isSmallShift(code, id, need)) {
                    code.lshr();
                } else {
                    code.invokestatic(ByteCode.Callee.ASR);
                }
            }
            case EQ, NE, ULT -> compare(code, id, need, false);
            case MUX -> mux(code, id, need);
            case EXTRACT -> {
                push(code, id, 0, need);
                int lo = (int) graph.k(id) & 63;
                if (lo > 0) {
                    code.loadConstant(lo).lushr();
                }
            }
            case CAT -> cat(code, id, need);
            case SEXT -> signExtend(code, id, need);
            case PARITY -> {
                push(code, id, 0, need);
                code.invokestatic(ByteCode.Callee.BIT_COUNT).i2l().loadConstant(1L).land();
            }
            case COUNT -> {
                push(code, id, 0, need);
                code.invokestatic(ByteCode.Callee.BIT_COUNT).i2l();
            }
            case LINEAR -> linear(code, id, need);
            case READ -> read(code, id, need);
        }
        int width = masks.cut(id, need);
        if (width < 64) {
            code.loadConstant(Words.mask(width)).land();
        }
    }

    private void pushBoth(ByteCode code, int id, int need) {
        push(code, id, 0, need);
        push(code, id, 1, need);
    }

    /// Pushes a shift amount: as an int if it is less than 64 whatever happens, else as a long for
    /// [Cells].
    private boolean isSmallShift(ByteCode code, int id, int need) {
        push(code, id, 1, need);
        if (graph.width(graph.b(id)) > 6) {
            return false;
        }
        code.l2i();
        return true;
    }

    /// Pushes 1 or 0, or as a mask -1 or 0.
    private void compare(ByteCode code, int id, int need, boolean mask) {
        int b = graph.b(id);
        boolean small = Math.max(graph.width(graph.a(id)), graph.width(b)) < 64;
        push(code, id, 0, need);
        if (graph.op(id) == WordOp.ULT) {
            push(code, id, 1, need);
            if (small) {
                code.lsub();
                sign(code, mask);
            } else {
                code.invokestatic(ByteCode.Callee.COMPARE_UNSIGNED).loadConstant(31);
                if (mask) {
                    code.ishr().i2l();
                } else {
                    code.iushr().i2l();
                }
            }
            return;
        }
        if (!graph.isConst(b, 0)) {
            push(code, id, 1, need);
            code.lxor();
        }
        boolean equal = graph.op(id) == WordOp.EQ;
        if (small) {
            // Of a difference of at most 63 bits: d - 1 is negative for 0 only, -d for all others.
            if (equal) {
                code.loadConstant(1L).lsub();
            } else {
                code.lneg();
            }
            sign(code, mask);
        } else {
            code.dup2().lneg().lor();
            sign(code, mask);
            if (equal) {
                code.loadConstant(mask ? -1L : 1L).lxor();
            }
        }
    }

    private static void sign(ByteCode code, boolean mask) {
        code.loadConstant(63);
        if (mask) {
            code.lshr();
        } else {
            code.lushr();
        }
    }

    /// Pushes -1 if the 1-bit node is 1, else 0.
    private void pushMask(ByteCode code, int id, int need) {
        touch(id);
        boolean comparison =
                switch (graph.op(id)) {
                    case EQ, NE, ULT -> true;
                    case CONST, STATE, AND, OR, XOR, ADD, SUB, MUL, MULHI, SHL, SHR, ASR -> false;
                    case MUX, EXTRACT, CAT, SEXT, PARITY, COUNT, LINEAR, READ -> false;
                };
        if (comparison && member[id] && locals[id] == 0) {
            compare(code, id, need, true);
        } else {
            push(code, id, need);
            code.lneg();
        }
    }

    private void mux(ByteCode code, int id, int need) {
        int select = graph.a(id);
        int selectNeed = masks.need(id, 0, need);
        int whenTrue = graph.b(id);
        int whenFalse = graph.c(id);
        boolean fixedTrue = graph.isConst(whenTrue);
        boolean fixedFalse = graph.isConst(whenFalse);
        if (fixedTrue && fixedFalse) {
            pushMask(code, select, selectNeed);
            code.loadConstant(graph.k(whenTrue) ^ graph.k(whenFalse)).land();
            if (graph.k(whenFalse) != 0) {
                code.loadConstant(graph.k(whenFalse)).lxor();
            }
        } else if (fixedFalse && graph.k(whenFalse) == 0) {
            push(code, id, 1, need);
            pushMask(code, select, selectNeed);
            code.land();
        } else if (fixedTrue && graph.k(whenTrue) == 0) {
            push(code, id, 2, need);
            push(code, select, selectNeed);
            code.loadConstant(1L).lsub().land();
        } else {
            push(code, id, 2, need);
            code.dup2();
            push(code, id, 1, need);
            code.lxor();
            if (graph.width(id) == 1) {
                push(code, select, selectNeed);
            } else {
                pushMask(code, select, selectNeed);
            }
            code.land().lxor();
        }
    }

    private void cat(ByteCode code, int id, int need) {
        int hi = graph.a(id);
        int lo = graph.b(id);
        int k = (int) graph.k(id);
        if (need <= k) {
            push(code, id, 1, need);
            return;
        }
        if (graph.isConst(hi)) {
            code.loadConstant(graph.k(hi) << k);
        } else {
            push(code, id, 0, need);
            code.loadConstant(k).lshl();
        }
        if (!graph.isConst(lo, 0)) {
            push(code, id, 1, need);
            code.lor();
        }
    }

    private void signExtend(ByteCode code, int id, int need) {
        int from = graph.width(graph.a(id));
        push(code, id, 0, need);
        if (need > from) {
            if (from == 1) {
                code.lneg();
            } else {
                code.loadConstant(64 - from).lshl().loadConstant(64 - from).lshr();
            }
        }
    }

    private void linear(ByteCode code, int id, int need) {
        int map = (int) graph.k(id);
        int base = layout.tableBase(map);
        int digits = graph.tables().get(map).length / LinearMaps.ENTRIES;
        int index = nextLocal;
        nextLocal += 2;
        push(code, id, 0, need);
        code.lstore(index);
        for (int i = 0; i < digits; i++) {
            code.aload(0).lload(index);
            if (i > 0) {
                code.loadConstant(LinearMaps.DIGIT * i).lushr();
            }
            code.loadConstant((long) LinearMaps.ENTRIES - 1).land().l2i();
            code.loadConstant(base + LinearMaps.ENTRIES * i).iadd().laload();
            if (i > 0) {
                code.lxor();
            }
        }
    }

    private void read(ByteCode code, int id, int need) {
        Netlist.Cells cells = netlist.memories().get(graph.b(id));
        int address = graph.a(id);
        int depth = cells.memory().depth();
        int base = layout.memoryBase(graph.b(id)) + graph.c(id);
        code.aload(0);
        push(code, id, 0, need);
        if (graph.width(address) < 32 && 1L << graph.width(address) <= depth) {
            code.l2i();
            if (cells.words() > 1) {
                code.loadConstant(cells.words()).imul();
            }
            slot(code, base);
            code.iadd().laload();
        } else {
            slot(code, base);
            code.loadConstant(depth).loadConstant(cells.words());
            code.invokestatic(ByteCode.Callee.READ);
        }
    }
}
