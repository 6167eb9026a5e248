package org.jetstreamlan.examples.rv32i;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.READ_FIRST;

import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// x0 to x31 in LUT RAM: two combinational reads, one write. A register that is being written reads as its new value.
public final class RegisterFile extends Module {
    public final UInt rs1 = input(uint(5));
    public final UInt rs2 = input(uint(5));
    public final UInt value1 = output(uint(32));
    public final UInt value2 = output(uint(32));

    /// The register to write; 0 for none.
    public final UInt rd = input(uint(5));

    public final UInt value = input(uint(32));

    private final Mem<UInt> cells = mem(uint(32), 32, READ_FIRST);

    @Override
    protected void build() {
        when(rd.ne(0), () -> cells.write(rd, value));
        value1.assign(read(rs1));
        value2.assign(read(rs2));
    }

    private UInt read(UInt register) {
        var bypassed = register.eq(rd).and(rd.ne(0));
        return mux(bypassed, value, cells.readAsync(register));
    }
}
