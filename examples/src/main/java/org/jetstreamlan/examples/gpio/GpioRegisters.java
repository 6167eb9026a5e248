package org.jetstreamlan.examples.gpio;

import static org.jetstreamlan.regs.Access.RO;
import static org.jetstreamlan.regs.Access.RW;
import static org.jetstreamlan.regs.Access.W1C;

import java.util.List;
import org.jetstreamlan.regs.Access;
import org.jetstreamlan.regs.CHeaderPrinter;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.MarkdownPrinter;
import org.jetstreamlan.regs.Register;
import org.jetstreamlan.regs.RegisterBlock;

/// The registers of a [Gpio]: the one description of which decoder, C header and documentation are made. Bit i of each is pin i.
///
/// @param pins number of pins, 1..32
public record GpioRegisters(int pins) {
    public Register direction() {
        return register("DIRECTION", 0x00, RW, "1 drives the pin from OUT, 0 leaves it an input.");
    }

    public Register out() {
        return register("OUT", 0x04, RW, "Level of a driven pin.");
    }

    public Register in() {
        return register("IN", 0x08, RO, "Level at the pin, two clocks ago.");
    }

    public Register rising() {
        return register("RISING", 0x0C, RW, "1 makes a rising edge of the pin pending.");
    }

    public Register falling() {
        return register("FALLING", 0x10, RW, "1 makes a falling edge of the pin pending.");
    }

    public Register pending() {
        return register("PENDING", 0x14, W1C, "Edges that came; the interrupt is 1 while any is.");
    }

    public RegisterBlock block() {
        return new RegisterBlock(
                "Gpio", 32, List.of(direction(), out(), in(), rising(), falling(), pending()));
    }

    /// The field of each register: its pins.
    public Field pinsField() {
        return Field.of("PINS", 0, pins, "Pin i in bit i.");
    }

    /// The block as a C header.
    public String cHeader() {
        return CHeaderPrinter.print("GPIO", List.of(block()), List.of());
    }

    /// The block as Markdown tables.
    public String markdown() {
        return MarkdownPrinter.print(block());
    }

    private Register register(String name, int offset, Access access, String description) {
        return Register.of(name, offset, access, description, pinsField());
    }
}
