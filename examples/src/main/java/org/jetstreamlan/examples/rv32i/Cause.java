package org.jetstreamlan.examples.rv32i;

import org.jetstreamlan.hdl.Coded;

/// Why a [Core] stopped, in the numbers of the privileged architecture's `mcause`.
public enum Cause implements Coded {
    /// A jump or taken branch to an address that is no multiple of 4.
    FETCH_MISALIGNED(0),
    /// Not an instruction of RV32I, or one of Zicsr.
    ILLEGAL(2),
    /// `ebreak`.
    BREAKPOINT(3),
    LOAD_MISALIGNED(4),
    STORE_MISALIGNED(6),
    /// `ecall`.
    ENVIRONMENT_CALL(11);

    private final long code;

    Cause(long code) {
        this.code = code;
    }

    @Override
    public long code() {
        return code;
    }
}
