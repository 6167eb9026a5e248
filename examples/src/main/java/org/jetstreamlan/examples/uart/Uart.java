package org.jetstreamlan.examples.uart;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Stream;

/// A serial port, eight data bits and one stop bit, with a FIFO in each direction.
///
/// ```
/// toSend ──> FIFO ──> UartTransmitter ──> tx
/// received <── FIFO <── UartReceiver <── rx
/// ```
/// A byte shows on `tx` two clocks after it was given to an idle port; it is in `received` about three clocks after the middle of its stop bit. Both
/// directions run at full line rate. A byte that finds the FIFO full is lost, and `overrun` is 1 for a clock.
public final class Uart extends Module {
    /// @param parity what follows the data bits
    /// @param depth bytes in each FIFO
    public record Parameters(Parity parity, int depth) {}

    static final int DIVIDER_BITS = 16;

    private final Parameters parameters;

    /// Clocks of a bit, at least 8: the clock's frequency by the baud rate. Changes only while both lines are idle.
    public final UInt clocksPerBit = input(uint(DIVIDER_BITS));

    public final Stream<Bits> toSend = input(stream(bits(8)));
    public final Stream<ReceivedByte> received = output(stream(ReceivedByte.TYPE));
    public final Bool overrun = output(bool());
    public final Bool rx = asynchronous(bool());
    public final Bool tx = output(bool());

    private final UartTransmitter transmitter;
    private final UartReceiver receiver;

    public Uart(Parameters parameters) {
        this.parameters = parameters;
        super();
        transmitter = child(new UartTransmitter(parameters.parity()));
        receiver = child(new UartReceiver(parameters.parity()));
    }

    @Override
    protected void build() {
        transmitter.clocksPerBit.assign(clocksPerBit);
        toSend.queue(parameters.depth()).into(transmitter.bytes);
        tx.assign(transmitter.line);

        receiver.clocksPerBit.assign(clocksPerBit);
        receiver.line.assign(rx);
        var kept = receiver.bytes.queue(parameters.depth());
        kept.stream().into(received);
        overrun.assign(kept.lost());
    }
}
