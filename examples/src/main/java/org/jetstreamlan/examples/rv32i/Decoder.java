package org.jetstreamlan.examples.rv32i;

import java.util.Arrays;
import org.jetstreamlan.examples.rv32i.Decoded.First;
import org.jetstreamlan.examples.rv32i.Decoded.Second;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// From an instruction word to what it asks for, combinational. Opcodes and immediates: RISC-V unprivileged manual, chapter RV32I.
public final class Decoder extends Module {
    private static final int LOAD = 0b0000011;
    private static final int MISC_MEM = 0b0001111;
    private static final int OP_IMM = 0b0010011;
    private static final int AUIPC = 0b0010111;
    private static final int STORE = 0b0100011;
    private static final int OP = 0b0110011;
    private static final int LUI = 0b0110111;
    private static final int BRANCH = 0b1100011;
    private static final int JALR = 0b1100111;
    private static final int JAL = 0b1101111;
    private static final int SYSTEM = 0b1110011;
    private static final long ECALL = 0x0000_0073;
    private static final long EBREAK = 0x0010_0073;

    public final Bits instruction = input(bits(32));
    public final Decoded decoded = output(Decoded.TYPE);

    @Override
    protected void build() {
        var funct3 = instruction.slice(14, 12);
        var plain = instruction.slice(31, 25).eq(0);
        var alternate = instruction.slice(31, 25).eq(0b0100000);
        var rd = instruction.slice(11, 7).asUInt();

        // Fewer bits differ from instruction to instruction if what is not used keeps a place of
        // its own.
        decoded.rd().assign(0);
        decoded.rs1().assign(instruction.slice(19, 15).asUInt());
        decoded.rs2().assign(instruction.slice(24, 20).asUInt());
        decoded.funct3().assign(funct3);
        decoded.immediate().assign(immediateI());
        decoded.op().assign(AluOp.ADD);
        decoded.first().assign(First.RS1);
        decoded.second().assign(Second.IMMEDIATE);
        decoded.pcRelative().assign(false);
        decoded.branch().assign(false);
        decoded.jump().assign(false);
        decoded.load().assign(false);
        decoded.store().assign(false);
        decoded.refetch().assign(false);
        decoded.call().assign(false);
        decoded.breakpoint().assign(false);
        decoded.illegal().assign(false);

        select(instruction.slice(6, 0))
                .is(
                        LUI,
                        () -> {
                            decoded.rd().assign(rd);
                            decoded.immediate().assign(immediateU());
                            decoded.op().assign(AluOp.SECOND);
                        })
                .is(
                        AUIPC,
                        () -> {
                            decoded.rd().assign(rd);
                            decoded.immediate().assign(immediateU());
                            decoded.first().assign(First.PC);
                        })
                .is(
                        JAL,
                        () -> {
                            link(rd);
                            decoded.immediate().assign(immediateJ());
                            decoded.pcRelative().assign(true);
                        })
                .is(
                        JALR,
                        () -> {
                            link(rd);
                            decoded.illegal().assign(funct3.ne(0));
                        })
                .is(
                        BRANCH,
                        () -> {
                            decoded.branch().assign(true);
                            decoded.immediate().assign(immediateB());
                            decoded.pcRelative().assign(true);
                            decoded.illegal().assign(isOneOf(funct3, 2, 3));
                        })
                .is(
                        LOAD,
                        () -> {
                            decoded.rd().assign(rd);
                            decoded.load().assign(true);
                            decoded.illegal().assign(isOneOf(funct3, 3, 6, 7));
                        })
                .is(
                        STORE,
                        () -> {
                            decoded.store().assign(true);
                            decoded.immediate().assign(immediateS());
                            decoded.illegal().assign(isOneOf(funct3, 0, 1, 2).not());
                        })
                .is(
                        OP_IMM,
                        () -> {
                            decoded.rd().assign(rd);
                            operate(funct3, low(), alternate);
                            select(funct3)
                                    .is(1, () -> decoded.illegal().assign(plain.not()))
                                    .is(
                                            5,
                                            () ->
                                                    decoded.illegal()
                                                            .assign(plain.or(alternate).not()));
                        })
                .is(
                        OP,
                        () -> {
                            decoded.rd().assign(rd);
                            decoded.second().assign(Second.RS2);
                            operate(funct3, alternate, alternate);
                            var hasAlternate = isOneOf(funct3, 0, 5);
                            decoded.illegal().assign(plain.or(alternate.and(hasAlternate)).not());
                        })
                .is(
                        MISC_MEM,
                        () -> {
                            decoded.refetch().assign(true);
                            decoded.illegal().assign(isOneOf(funct3, 0, 1).not());
                        })
                .is(
                        SYSTEM,
                        () -> {
                            var call = instruction.eq(ECALL);
                            var breakpoint = instruction.eq(EBREAK);
                            decoded.call().assign(call);
                            decoded.breakpoint().assign(breakpoint);
                            decoded.illegal().assign(call.or(breakpoint).not());
                        })
                .otherwise(() -> decoded.illegal().assign(true));
    }

    /// A jump puts the address behind it into `rd`.
    private void link(UInt rd) {
        decoded.rd().assign(rd);
        decoded.jump().assign(true);
        decoded.first().assign(First.PC);
        decoded.second().assign(Second.FOUR);
    }

    private void operate(Bits funct3, Bool subtract, Bool arithmetic) {
        select(funct3)
                .is(
                        0,
                        () ->
                                decoded.op()
                                        .assign(
                                                mux(
                                                        subtract,
                                                        constant(AluOp.SUB),
                                                        constant(AluOp.ADD))))
                .is(1, () -> decoded.op().assign(AluOp.SHIFT_LEFT))
                .is(2, () -> decoded.op().assign(AluOp.LESS))
                .is(3, () -> decoded.op().assign(AluOp.LESS_UNSIGNED))
                .is(4, () -> decoded.op().assign(AluOp.XOR))
                .is(
                        5,
                        () ->
                                decoded.op()
                                        .assign(
                                                mux(
                                                        arithmetic,
                                                        constant(AluOp.SHIFT_RIGHT_ARITHMETIC),
                                                        constant(AluOp.SHIFT_RIGHT))))
                .is(6, () -> decoded.op().assign(AluOp.OR))
                .is(7, () -> decoded.op().assign(AluOp.AND));
    }

    private static Bool isOneOf(Bits value, int... numbers) {
        return Bool.any(Arrays.stream(numbers).mapToObj(value::eq).toList());
    }

    // ---- immediates

    private UInt immediateI() {
        return signed(instruction.slice(31, 20));
    }

    private UInt immediateS() {
        return signed(cat(instruction.slice(31, 25), instruction.slice(11, 7)));
    }

    private UInt immediateB() {
        return signed(
                cat(
                        instruction.bit(31),
                        instruction.bit(7),
                        instruction.slice(30, 25),
                        instruction.slice(11, 8),
                        low()));
    }

    private UInt immediateU() {
        return cat(instruction.slice(31, 12), zeros(12)).asUInt();
    }

    private UInt immediateJ() {
        return signed(
                cat(
                        instruction.bit(31),
                        instruction.slice(19, 12),
                        instruction.bit(20),
                        instruction.slice(30, 21),
                        low()));
    }

    private static UInt signed(Bits bits) {
        return bits.asSInt().sext(32).asUInt();
    }
}
