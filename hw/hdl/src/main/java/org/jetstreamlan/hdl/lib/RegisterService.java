package org.jetstreamlan.hdl.lib;

import java.util.Set;
import org.jetstreamlan.hdl.Arguments;
import org.jetstreamlan.regs.Access;
import org.jetstreamlan.regs.Register;

/// How [Axi4LiteRegisters] serves a register.
enum RegisterService {
    /// The design gives the value; a read may be seen by it.
    STATUS,
    /// The block holds the value; the design sees it.
    STORED,
    /// The design gives the value and gets what is written.
    EXTERNAL,
    /// The design gets what is written; reads as 0.
    COMMAND,
    /// The design is asked for an element and answers when it can.
    ASKED;

    /// @param external names of the RW registers that the design holds
    static RegisterService of(Register register, Set<String> external) {
        boolean array = register.count() > 1;
        if (array && register.access() != Access.RO) {
            throw Arguments.wrong(
                    "register array '" + register.name() + "'",
                    "is not read-only",
                    "make it an index register and a value register");
        }
        return switch (register.access()) {
            case RO -> array ? ASKED : STATUS;
            case RW -> external.contains(register.name()) ? EXTERNAL : STORED;
            case W1C -> EXTERNAL;
            case WO -> COMMAND;
        };
    }
}
