package org.jetstreamlan.hdl.doc;

import static org.assertj.core.api.Assertions.assertThat;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.ir.Circuit;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.lib.Fifo.Storage;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.hdl.lib.clock.AsyncFifo;
import org.jetstreamlan.hdl.lib.clock.BitSynchronizer;
import org.jetstreamlan.hdl.lib.clock.HandshakeCrossing;
import org.junit.jupiter.api.Test;

/// Constraints as text.
class ConstraintsTest {
    private static ClockSpec clock(long hertz) {
        return new ClockSpec(ClockSpec.Edge.RISING, ClockSpec.Reset.SYNCHRONOUS, true, hertz);
    }

    private static final class Bridge extends Module {
        final ClockDomain slow = clockDomain("slow", clock(50_000_000));
        final ClockDomain alone = clockDomain("alone", clock(10_000_000));
        final Stream<Bits> in = input(stream(bits(8)));
        final Stream<Bits> out = output(stream(bits(8)), slow);
        final Bool button = asynchronous(bool());
        final Bool pressed = output(bool(), slow);
        final Bool beat = output(bool(), alone);
        private final AsyncFifo<Bits> queue =
                child(new AsyncFifo<>(bits(8), 4, Storage.BLOCK), domain(), slow);
        private final BitSynchronizer seen = child(new BitSynchronizer(), slow);
        private final Bool half = reg(bool(), init(0), alone);

        @Override
        protected void build() {
            connect(queue.in, in);
            connect(out, queue.out);
            seen.in.assign(button);
            pressed.assign(seen.out);
            half.next(half.not());
            beat.assign(half);
        }
    }

    private static Circuit bridge() {
        return Design.of(Bridge::new, clock(125_000_000)).circuit();
    }

    @Test
    void aDesignInTheWordsOfSdc() {
        assertThat(Constraints.sdc(bridge()))
                .isEqualTo(
                        """
                        # Bridge: clocks
                        create_clock -name clk -period 8.000 [get_ports {clk}]
                        create_clock -name slow_clk -period 20.000 [get_ports {slow_clk}]
                        create_clock -name alone_clk -period 100.000 [get_ports {alone_clk}]

                        # nothing goes from one of these to the other
                        set_clock_groups -asynchronous -group [get_clocks {clk}] -group [get_clocks {alone_clk}]
                        set_clock_groups -asynchronous -group [get_clocks {slow_clk}] -group [get_clocks {alone_clk}]

                        # Gray code: clk to slow_clk
                        set_max_delay -datapath_only -from [get_cells {queue/writtenSeen/gray*}] -to [get_cells {queue/writtenSeen/stages_0*}] 8.000
                        set_bus_skew -from [get_cells {queue/writtenSeen/gray*}] -to [get_cells {queue/writtenSeen/stages_0*}] 8.000

                        # Gray code: slow_clk to clk
                        set_max_delay -datapath_only -from [get_cells {queue/readSeen/gray*}] -to [get_cells {queue/readSeen/stages_0*}] 20.000
                        set_bus_skew -from [get_cells {queue/readSeen/gray*}] -to [get_cells {queue/readSeen/stages_0*}] 8.000

                        # one bit: no clock to slow_clk
                        set_false_path -from [get_ports {button*}] -to [get_cells {seen/stages_0*}]

                        # held: clk to slow_clk
                        set_max_delay -datapath_only -from [get_cells {queue/cells*}] -to [get_clocks {slow_clk}] 20.000
                        """);
    }

    @Test
    void aDesignInTheWordsOfLattice() {
        assertThat(Constraints.lpf(bridge()))
                .isEqualTo(
                        """
                        # Bridge: clocks
                        FREQUENCY PORT "clk" 125.000 MHZ;
                        FREQUENCY PORT "slow_clk" 50.000 MHZ;
                        FREQUENCY PORT "alone_clk" 10.000 MHZ;
                        BLOCK ASYNCPATHS;

                        # Gray code: clk to slow_clk
                        MAXDELAY FROM CELL "queue/writtenSeen/gray*" TO CELL "queue/writtenSeen/stages_0*" 8.000 NS;

                        # Gray code: slow_clk to clk
                        MAXDELAY FROM CELL "queue/readSeen/gray*" TO CELL "queue/readSeen/stages_0*" 20.000 NS;

                        # one bit: no clock to slow_clk
                        BLOCK PATH FROM PORT "button" TO CELL "seen/stages_0*";

                        # held: clk to slow_clk
                        MAXDELAY FROM CELL "queue/cells*" TO CLKNET "slow_clk" 20.000 NS;
                        """);
    }

    @Test
    void theDataOfAHandshakeIsBoundByTheOtherClock() {
        var circuit = Design.of(() -> new HandshakeCrossing<>(Type.bits(8), 2)).circuit();
        assertThat(Constraints.sdc(circuit))
                .contains(
                        "# held: clk to to_clk\n"
                                + "set_max_delay -datapath_only -from [get_cells {held*}] -to [get_cells {taken*}] 8.000\n")
                .contains(
                        "# one bit: to_clk to clk\n"
                                + "set_false_path -from [get_cells {acknowledge*}] -to [get_cells {acknowledgeSeen/stages_0*}]\n");
    }

    private static final class One extends Module {
        final Bool d = input(bool());
        final Bool q = output(bool());
        private final Bool value = reg(bool(), init(0));

        @Override
        protected void build() {
            value.next(d);
            q.assign(value);
        }
    }

    @Test
    void aDesignOfOneClockHasItsPeriodOnly() {
        var circuit = Design.of(One::new).circuit();
        assertThat(Constraints.sdc(circuit))
                .isEqualTo(
                        "# One: clocks\ncreate_clock -name clk -period 8.000 [get_ports {clk}]\n");
        assertThat(Constraints.lpf(circuit))
                .isEqualTo("# One: clocks\nFREQUENCY PORT \"clk\" 125.000 MHZ;\n");
    }
}
