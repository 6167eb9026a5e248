package org.jetstreamlan.examples.rv32i;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;

/// What an instruction asks for.
///
/// @param rd register that gets the result; 0 for none
/// @param rs1 first source register, whether used or not
/// @param rs2 second source register, whether used or not
/// @param funct3 kind of load, store or branch
/// @param op what the ALU does
/// @param first first operand of the ALU
/// @param second second operand of the ALU
/// @param pcRelative the address is pc + immediate, not rs1 + immediate
/// @param refetch what is in the pipeline behind it is fetched again
public record Decoded(
        UInt rd,
        UInt rs1,
        UInt rs2,
        Bits funct3,
        UInt immediate,
        Enumerated<AluOp> op,
        Enumerated<First> first,
        Enumerated<Second> second,
        Bool pcRelative,
        Bool branch,
        Bool jump,
        Bool load,
        Bool store,
        Bool refetch,
        Bool call,
        Bool breakpoint,
        Bool illegal)
        implements Bundle<Decoded> {

    /// First operand of the ALU.
    public enum First {
        RS1,
        PC
    }

    /// Second operand of the ALU.
    public enum Second {
        RS2,
        IMMEDIATE,
        FOUR
    }

    public static final Type<Decoded> TYPE =
            Type.bundle(
                    fields ->
                            new Decoded(
                                    fields.field("rd", Type.uint(5)),
                                    fields.field("rs1", Type.uint(5)),
                                    fields.field("rs2", Type.uint(5)),
                                    fields.field("funct3", Type.bits(3)),
                                    fields.field("immediate", Type.uint(32)),
                                    fields.field("op", Type.enumerated(AluOp.class)),
                                    fields.field("first", Type.enumerated(First.class)),
                                    fields.field("second", Type.enumerated(Second.class)),
                                    fields.field("pcRelative", Type.bool()),
                                    fields.field("branch", Type.bool()),
                                    fields.field("jump", Type.bool()),
                                    fields.field("load", Type.bool()),
                                    fields.field("store", Type.bool()),
                                    fields.field("refetch", Type.bool()),
                                    fields.field("call", Type.bool()),
                                    fields.field("breakpoint", Type.bool()),
                                    fields.field("illegal", Type.bool())));
}
