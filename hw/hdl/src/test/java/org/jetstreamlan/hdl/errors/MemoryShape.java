package org.jetstreamlan.hdl.errors;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// A memory cannot be the kind of RAM that the design asks for: block RAM has two ports and no read without a clock, LUT RAM one write port.
/// Without `ram_style`, a large memory that becomes flip-flops is a hint that `Design.hints()` gives.
final class MemoryShape {
    private MemoryShape() {}

    static final class Wrong extends Module {
        final UInt address = input(uint(10));
        final Bits data = input(bits(16));
        final Bits found = output(bits(16));

        @Override
        protected void build() {
            Mem<Bits> cells = mem(bits(16), 1024, UNDEFINED).attribute("ram_style", "block");
            cells.write(address, data);
            found.assign(cells.readAsync(address));
        }
    }

    static final class Fixed extends Module {
        final UInt address = input(uint(10));
        final Bits data = input(bits(16));
        final Bits found = output(bits(16));

        @Override
        protected void build() {
            Mem<Bits> cells = mem(bits(16), 1024, UNDEFINED).attribute("ram_style", "block");
            cells.write(address, data);
            found.assign(cells.read(address));
        }
    }
}
