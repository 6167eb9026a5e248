package org.jetstreamlan.examples.uart;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Stream;

/// Bytes to frames: start bit 0, eight data bits from bit 0 up, parity bit if any, stop bit 1.
///
/// ```
/// clock      0    1    2    3    4    5    6        clocksPerBit 2
/// bytes      /▔▔▔▔\_________________________         taken when valid and ready
/// line       ▔▔▔▔▔\_________| d0      | d1 ...       from a register
/// ```
/// The start bit begins the clock after the byte was taken. `ready` is 1 while the line is idle and in the last clock of a stop bit, so that
/// waiting bytes follow each other without a gap: one every (10 + parity bits) × `clocksPerBit` clocks.
public final class UartTransmitter extends Module {
    private final Parity parity;

    public final UInt clocksPerBit = input(uint(Uart.DIVIDER_BITS));
    public final Stream<Bits> bytes = input(stream(bits(8)));
    public final Bool line = output(bool());

    public UartTransmitter(Parity parity) {
        this.parity = parity;
        super();
    }

    @Override
    protected String moduleName() {
        return "UartTransmitter" + parity.suffix();
    }

    @Override
    protected void build() {
        int length = 10 + parity.bits();
        var frame = reg(bits(length), init((1L << length) - 1));
        var bitsLeft = reg(uint(4), init(0));
        var clocksLeft = reg(uint(Uart.DIVIDER_BITS), init(0));
        var bitEnds = clocksLeft.eq(0);

        line.assign(frame.bit(0));
        bytes.ready().assign(bitsLeft.eq(0).or(bitsLeft.eq(1).and(bitEnds)));
        clocksLeft.next(mux(bitEnds, clocksPerBit.sub(1), clocksLeft.sub(1)));
        when(
                        bytes.fire(),
                        () -> {
                            frame.next(framed(bytes.payload()));
                            bitsLeft.next(length);
                            clocksLeft.next(clocksPerBit.sub(1));
                        })
                .elseWhen(
                        bitEnds.and(bitsLeft.ne(0)),
                        () -> {
                            frame.next(cat(high(), frame.slice(length - 1, 1)));
                            bitsLeft.next(bitsLeft.sub(1));
                        });
    }

    /// The bits of a frame, the first at the low end.
    private Bits framed(Bits data) {
        return switch (parity) {
            case NONE -> cat(high(), data, low());
            case EVEN -> cat(high(), data.xorR(), data, low());
            case ODD -> cat(high(), data.xorR().not(), data, low());
        };
    }
}
