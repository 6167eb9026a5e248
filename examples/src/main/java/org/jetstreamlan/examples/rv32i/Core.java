package org.jetstreamlan.examples.rv32i;

import org.jetstreamlan.examples.rv32i.Decoded.First;
import org.jetstreamlan.examples.rv32i.Decoded.Second;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;

/// RV32I in five stages, in order, for memories that answer in one clock.
///
/// ```
/// fetch ──────> decode ──────> execute ──────> memory ──────> write back
/// pc to memory  instruction    ALU, address,   loaded word    result to
///               from memory,   branch; load    from memory    register file
///               registers read or store goes
///                              to memory
///                    ^ result ──┘ ^ <── result ─┘ <── result ──┘      forwarding
/// ```
/// | instruction | clocks |
/// | --- | --- |
/// | most | 1 |
/// | load, where the next instruction reads its register | 2 |
/// | jump, taken branch, `fence`, `fence.i` | 3 |
///
/// Branches are predicted as not taken. `fence.i` fetches again what is behind it; nothing else sees to instructions that were stored.
///
/// An instruction that cannot be done (see [Cause]) stops the core until reset: it changes nothing, those before it retire within the next
/// two clocks, those behind it never were. There are no CSRs and no trap handlers.
public final class Core extends Module {
    /// The word at `fetchAddress` is wanted in the next clock; while 0, `instruction` stays.
    public final Bool fetch = output(bool());

    public final UInt fetchAddress = output(uint(32));
    public final Bits instruction = input(bits(32));

    public final DataAccess data = output(DataAccess.TYPE);

    /// The word of the last load, the clock after it.
    public final Bits loaded = input(bits(32));

    /// The instruction in write back.
    public final Flow<Retired> retired = output(flow(Retired.TYPE));

    /// Stopped; `cause` and `trapPc` say why and where.
    public final Bool trapped = output(bool());

    public final Enumerated<Cause> cause = output(enumerated(Cause.class));
    public final UInt trapPc = output(uint(32));

    private final Decoder decoder = child(new Decoder());
    private final RegisterFile registers = child(new RegisterFile());
    private final Alu alu = child(new Alu());
    private final LoadResult loadResult = child(new LoadResult());

    // fetch
    private final UInt pc = reg(uint(32), init(0));

    // decode
    private final Bool decodeValid = reg(bool(), init(0));
    private final UInt decodePc = reg(uint(32));

    // execute
    private final Bool executeValid = reg(bool(), init(0));
    private final UInt executePc = reg(uint(32));
    private final Decoded execute = reg(Decoded.TYPE);
    private final UInt executeValue1 = reg(uint(32));
    private final UInt executeValue2 = reg(uint(32));

    // memory
    private final Bool memoryValid = reg(bool(), init(0));
    private final Retired memory = reg(Retired.TYPE);
    private final Bool memoryLoads = reg(bool());
    private final Bits memoryFunct3 = reg(bits(3));
    private final UInt memoryOffset = reg(uint(2));

    // write back
    private final Bool writeBackValid = reg(bool(), init(0));
    private final Retired writeBack = reg(Retired.TYPE);

    private final Bool stopped = reg(bool(), init(0));
    private final Enumerated<Cause> stopCause = reg(enumerated(Cause.class));
    private final UInt stopPc = reg(uint(32));

    /// The instruction in decode waits for a load.
    private final Bool stall = wire(bool());

    /// The instruction in execute is not followed by the one behind it; `redirectPc` says by which.
    private final Bool redirect = wire(bool());

    private final UInt redirectPc = wire(uint(32));

    /// The instruction in execute cannot be done.
    private final Bool trap = wire(bool());

    @Override
    protected void build() {
        buildFetch();
        buildDecode();
        buildExecute();
        buildMemory();
        buildWriteBack();
    }

    private void buildFetch() {
        fetch.assign(stall.not());
        fetchAddress.assign(pc);
        when(
                stall.not(),
                () -> {
                    pc.next(pc.add(4));
                    decodePc.next(pc);
                    decodeValid.next(true);
                });
        when(redirect, () -> pc.next(redirectPc));
        when(redirect.or(trap).or(stopped), () -> decodeValid.next(false));
    }

    private void buildDecode() {
        decoder.instruction.assign(instruction);
        var decoded = decoder.decoded;
        registers.rs1.assign(decoded.rs1());
        registers.rs2.assign(decoded.rs2());

        var waits = execute.rd().eq(decoded.rs1()).or(execute.rd().eq(decoded.rs2()));
        stall.assign(all(decodeValid, executeValid, execute.load(), execute.rd().ne(0), waits));

        executeValid.next(all(decodeValid, stall.not(), redirect.not(), trap.not()));
        executePc.next(decodePc);
        execute.next(decoded);
        executeValue1.next(registers.value1);
        executeValue2.next(registers.value2);
    }

    private void buildExecute() {
        var value1 = forwarded(execute.rs1(), executeValue1);
        var value2 = forwarded(execute.rs2(), executeValue2);

        alu.op.assign(execute.op());
        alu.a.assign(mux(execute.first().is(First.PC), executePc, value1));
        select(execute.second())
                .is(Second.RS2, () -> alu.b.assign(value2))
                .is(Second.IMMEDIATE, () -> alu.b.assign(execute.immediate()))
                .is(Second.FOUR, () -> alu.b.assign(4));

        var base = mux(execute.pcRelative(), executePc, value1);
        var address = base.add(execute.immediate());
        var taken = buildBranch(value1, value2, address);
        buildTrap(taken, address);
        buildAccess(value2, address);

        memoryValid.next(executeValid.and(trap.not()));
        memory.next(new Retired(executePc, execute.rd(), alu.result));
        memoryLoads.next(execute.load());
        memoryFunct3.next(execute.funct3());
        memoryOffset.next(address.trunc(2));
    }

    /// The newest value of a register: of the instruction just ahead, of the one before that, or what decode read. The result of a load is
    /// only there in write back; `stall` sees to that.
    private UInt forwarded(UInt register, UInt read) {
        var fromMemory = isWrittenBy(memoryValid, memory, register);
        var fromWriteBack = isWrittenBy(writeBackValid, writeBack, register);
        return mux(fromMemory, memory.value(), mux(fromWriteBack, writeBack.value(), read));
    }

    private Bool isWrittenBy(Bool valid, Retired stage, UInt register) {
        return all(valid, stage.rd().ne(0), stage.rd().eq(register));
    }

    /// Whether the instruction goes to `address`.
    private Bool buildBranch(UInt value1, UInt value2, UInt address) {
        var less =
                mux(
                        execute.funct3().bit(1),
                        value1.lt(value2),
                        value1.asSInt().lt(value2.asSInt()));
        var holds = mux(execute.funct3().bit(2), less, value1.eq(value2));
        var taken = execute.jump().or(execute.branch().and(holds.xor(execute.funct3().bit(0))));
        var target = cat(address.slice(31, 1), low()).asUInt();
        redirect.assign(all(executeValid, taken.or(execute.refetch()), trap.not()));
        redirectPc.assign(mux(execute.refetch(), executePc.add(4), target));
        return taken;
    }

    private void buildTrap(Bool taken, UInt address) {
        var size = execute.funct3().slice(1, 0);
        var misaligned =
                any(size.eq(1).and(address.bit(0)), size.eq(2).and(address.trunc(2).ne(0)));
        var misalignedTarget = address.bit(1).and(taken);
        var why = wire(enumerated(Cause.class));
        var cannot = wire(bool());
        why.assign(Cause.ILLEGAL);
        cannot.assign(true);
        when(execute.illegal(), () -> {})
                .elseWhen(execute.call(), () -> why.assign(Cause.ENVIRONMENT_CALL))
                .elseWhen(execute.breakpoint(), () -> why.assign(Cause.BREAKPOINT))
                .elseWhen(misalignedTarget, () -> why.assign(Cause.FETCH_MISALIGNED))
                .elseWhen(execute.load().and(misaligned), () -> why.assign(Cause.LOAD_MISALIGNED))
                .elseWhen(execute.store().and(misaligned), () -> why.assign(Cause.STORE_MISALIGNED))
                .otherwise(() -> cannot.assign(false));
        trap.assign(executeValid.and(cannot));
        when(
                trap,
                () -> {
                    stopped.next(true);
                    stopCause.next(why);
                    stopPc.next(executePc);
                });
        trapped.assign(stopped);
        cause.assign(stopCause);
        trapPc.assign(stopPc);
    }

    private void buildAccess(UInt value, UInt address) {
        var allowed = executeValid.and(trap.not());
        var offset = address.trunc(2);
        data.load().assign(allowed.and(execute.load()));
        data.store().assign(allowed.and(execute.store()));
        data.address().assign(address);
        var octet = value.slice(7, 0);
        var half = value.slice(15, 0);
        select(execute.funct3().slice(1, 0))
                .is(
                        0,
                        () -> {
                            data.data().assign(cat(octet, octet, octet, octet));
                            data.lanes().assign(lit(1, 4).shl(offset));
                        })
                .is(
                        1,
                        () -> {
                            data.data().assign(cat(half, half));
                            data.lanes().assign(lit(3, 4).shl(offset));
                        })
                .otherwise(
                        () -> {
                            data.data().assign(value.asBits());
                            data.lanes().assign(ones(4));
                        });
    }

    private void buildMemory() {
        loadResult.funct3.assign(memoryFunct3);
        loadResult.offset.assign(memoryOffset);
        loadResult.word.assign(loaded);

        writeBackValid.next(memoryValid);
        writeBack.next(
                new Retired(
                        memory.pc(),
                        memory.rd(),
                        mux(memoryLoads, loadResult.value, memory.value())));
    }

    private void buildWriteBack() {
        registers.rd.assign(mux(writeBackValid, writeBack.rd(), num(0, 5)));
        registers.value.assign(writeBack.value());
        retired.assign(new Flow<>(writeBackValid, writeBack));
    }
}
