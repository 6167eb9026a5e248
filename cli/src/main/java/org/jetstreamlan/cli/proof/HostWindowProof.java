package org.jetstreamlan.cli.proof;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.buffer.ChainLink;
import org.jetstreamlan.nic.host.HostWindow;

/// [HostWindow] obeys AXI, whatever bursts come, lawful or not, however the manager stalls and the memories behind it take and give: [Axi4Rules]. [HostWindow#READ_LATENCY]
/// clocks behind the first burst its answer is offered, though nothing was ever ready for one.
final class HostWindowProof extends Module {
    private static final int ID_WIDTH = 2;
    private static final int DATA_WIDTH = 32;
    private static final AdapterParameters PARAMETERS =
            new AdapterParameters(2, 2_048, 1, 16, 2, 2, 2, false);

    private final Axi4 axi;
    private final Bool writes = input(bool());
    private final Bool reads = input(bool());
    private final Bits data = input(bits(64));
    private final Bits broken = input(bits(2));
    private final Bool chains = input(bool());
    private final Bool replies = input(bool());
    private final ChainLink link = input(ChainLink.type(PARAMETERS.blockWidth()));
    private final HostWindow window = child(new HostWindow(PARAMETERS, ID_WIDTH));
    private final Axi4Rules rules;

    HostWindowProof() {
        int addressWidth = window.axi.aw().payload().addr().width();
        this.axi = input(Axi4.type(addressWidth, DATA_WIDTH, ID_WIDTH));
        this.rules =
                child(
                        new Axi4Rules(
                                Axi4Rules.Side.SUBORDINATE, addressWidth, DATA_WIDTH, ID_WIDTH));
    }

    @Override
    protected void build() {
        connect(window.axi, axi);
        rules.writes(axi.aw(), axi.w(), axi.b());
        rules.reads(axi.ar(), axi.r());
        window.blockWrite.ready().assign(writes);
        window.blockRead.ready().assign(reads);
        window.blockData.assign(data);
        window.blockBroken.assign(broken);
        var waits = reg(bool(), init(0));
        window.chain.ready().assign(all(chains, waits.not()));
        window.chainReply.valid().assign(all(waits, replies));
        window.chainReply.payload().assign(link);
        when(window.chain.fire(), () -> waits.next(1))
                .elseWhen(all(waits, replies), () -> waits.next(0));
        offers(waits);
    }

    /// The first burst of all, as long as the memories are ready and its answer has not been taken.
    private void offers(Bool chainWaits) {
        var idle = reg(bool(), init(1));
        when(any(writes.not(), reads.not(), window.chain.valid(), chainWaits), () -> idle.next(0));
        var addressed = reg(bool(), init(0));
        when(axi.aw().fire(), () -> addressed.next(1));
        var whole = reg(bool(), init(0));
        when(all(axi.w().fire(), axi.w().payload().last()), () -> whole.next(1));
        due(all(addressed, whole), idle, axi.b().valid(), axi.b().fire());
        var asked = reg(bool(), init(0));
        when(axi.ar().fire(), () -> asked.next(1));
        due(asked, idle, axi.r().valid(), axi.r().fire());
    }

    private void due(Bool since, Bool idle, Bool offered, Bool taken) {
        var count = reg(uint(4), init(0));
        var over = reg(bool(), init(0));
        when(taken, () -> over.next(1));
        when(all(since, count.andR().not()), () -> count.next(count.add(1)));
        check(
                any(count.lt(HostWindow.READ_LATENCY), idle.not(), over, offered),
                "an answer does not wait for READY");
    }
}
