package org.jetstreamlan.nic.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.jetstreamlan.abi.LineCode;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.sim.Simulation;
import org.jetstreamlan.sim.junit.Simulate;
import org.jetstreamlan.sim.junit.TestRun;

/// A port whose line comes back to it, some bits and some picoseconds later, on both engines.
class LinkLoopTest {
    private static final long PERIOD_PS = 40_000;
    private static final long DELAY_PS = 17_000;
    private static final long MASK = (1L << LineCode.PAIR_BITS) - 1;

    @Simulate
    void a_port_hears_what_it_sends(TestRun run) {
        Simulation<LinkPort> sim = run.simulate(LinkPort::new);
        var port = sim.top();
        sim.clock("clk").period(PERIOD_PS);
        sim.clock("recovered_clk").period(PERIOD_PS).phase(DELAY_PS);
        var random = run.random();
        int delayBits = random.nextInt(LineCode.PAIR_BITS);
        var source = new FrameSource(() -> 14 + random.nextInt(100), 250);
        var came = new ArrayList<Long>();
        long before = 0;
        for (int i = 0; i < 3_000; i++) {
            long word = i < 600 ? FrameSource.FILL : source.next();
            sim.poke(port.sent.kind(), LinkWord.kind(word));
            sim.poke(port.sent.word(), Integer.toUnsignedLong(LinkWord.bits(word)));
            var kind = sim.peek(port.received.kind());
            if (kind != LinkWord.Kind.FILL) {
                came.add(LinkWord.pack(kind, (int) sim.peek(port.received.word())));
            }
            for (var event : port.events.leaves()) {
                sim.expect((Bool) event, false);
            }
            long pair = sim.peek(port.lineOut);
            sim.poke(
                    port.lineIn,
                    (before << LineCode.PAIR_BITS - delayBits | pair >>> delayBits) & MASK);
            before = pair;
            sim.step();
        }
        sim.expect(port.locked, true);
        assertThat(came).hasSizeGreaterThan(1_500);
        assertThat(came).isEqualTo(source.sent.stream().limit(came.size()).toList());
    }
}
