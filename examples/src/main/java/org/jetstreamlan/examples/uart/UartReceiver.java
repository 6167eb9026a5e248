package org.jetstreamlan.examples.uart;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.clock.BitSynchronizer;
import org.jetstreamlan.hdl.lib.state.StateMachine;

/// Frames to bytes. Each bit is sampled once, in its middle, counted from the falling edge of the start bit: the sender's clock may differ by
/// 2 % at least. A start bit that is over before its middle is taken for a glitch.
///
/// ```
/// line       ▔▔▔\_______| d0    | ... | d7    |▔▔▔▔▔▔▔
/// samples        ^ edge ^middle  ^         ^       ^
/// bytes                                            /▔\___    one clock, two clocks of the synchroniser later
/// ```
/// After a frame without stop bit the line must go back to 1 before the next begins.
public final class UartReceiver extends Module {
    private enum Phase {
        IDLE,
        START,
        BITS,
        STOP,
        NO_STOP
    }

    private final Parity parity;

    /// At least 8.
    public final UInt clocksPerBit = input(uint(Uart.DIVIDER_BITS));

    public final Bool line = asynchronous(bool());

    public final Flow<ReceivedByte> bytes = output(flow(ReceivedByte.TYPE));

    private final BitSynchronizer synchronizer = child(new BitSynchronizer());

    public UartReceiver(Parity parity) {
        this.parity = parity;
        super();
    }

    @Override
    protected String moduleName() {
        return "UartReceiver" + parity.suffix();
    }

    @Override
    protected void build() {
        synchronizer.in.assign(line);
        var level = synchronizer.out;

        int length = 8 + parity.bits();
        var clocksLeft = reg(uint(Uart.DIVIDER_BITS), init(0));
        var bitsLeft = reg(uint(4), init(0));
        var frame = reg(bits(length)); // the first bit moves down to bit 0
        var sample = clocksLeft.eq(0);
        clocksLeft.next(mux(sample, clocksPerBit.sub(1), clocksLeft.sub(1)));

        var phase =
                StateMachine.of(
                        Phase.IDLE,
                        it -> {
                            it.in(Phase.IDLE)
                                    .during(() -> clocksLeft.next(clocksPerBit.shr(1).sub(1)))
                                    .on(level.not(), Phase.START);
                            it.in(Phase.START)
                                    .on(sample.and(level), Phase.IDLE)
                                    .on(sample, Phase.BITS, () -> bitsLeft.next(length - 1));
                            it.in(Phase.BITS)
                                    .during(
                                            () ->
                                                    when(
                                                            sample,
                                                            () -> {
                                                                frame.next(
                                                                        cat(
                                                                                level,
                                                                                frame.slice(
                                                                                        length - 1,
                                                                                        1)));
                                                                bitsLeft.next(bitsLeft.sub(1));
                                                            }))
                                    .on(sample.and(bitsLeft.eq(0)), Phase.STOP);
                            it.in(Phase.STOP)
                                    .on(sample.and(level), Phase.IDLE)
                                    .on(sample, Phase.NO_STOP);
                            it.in(Phase.NO_STOP).on(level, Phase.IDLE);
                        });

        var wrongParity =
                switch (parity) {
                    case NONE -> low();
                    case EVEN -> frame.xorR();
                    case ODD -> frame.xorR().not();
                };
        var noStop = level.not();
        bytes.valid().assign(phase.is(Phase.STOP).and(sample));
        bytes.payload()
                .assign(
                        new ReceivedByte(
                                frame.trunc(8),
                                wrongParity,
                                noStop,
                                noStop.and(frame.orR().not())));
    }
}
