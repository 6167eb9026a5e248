package org.jetstreamlan.nic.transmit;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.buffer.NextBlock;

/// Two readers ask the block manager about blocks: one question at a time is on its way, the sent frame's before the other's, and the answer goes to
/// whose it is. Latency 0 clocks.
final class BlockInquiry extends Module {
    private final int blockWidth;

    final Bool restart = input(bool());

    // The frame that is being sent.
    final Stream<UInt> sent;
    final Flow<NextBlock> sentAnswer;

    // The one behind it.
    final Stream<UInt> ahead;
    final Flow<NextBlock> aheadAnswer;

    final Stream<UInt> question;
    final Flow<NextBlock> answer;

    /// @param blockWidth log2 of the blocks
    BlockInquiry(int blockWidth) {
        this.blockWidth = blockWidth;
        super();
        this.sent = input(stream(uint(blockWidth)));
        this.sentAnswer = output(flow(NextBlock.type(blockWidth)));
        this.ahead = input(stream(uint(blockWidth)));
        this.aheadAnswer = output(flow(NextBlock.type(blockWidth)));
        this.question = output(stream(uint(blockWidth)));
        this.answer = input(flow(NextBlock.type(blockWidth)));
    }

    @Override
    protected String moduleName() {
        return "BlockInquiry_b" + blockWidth;
    }

    @Override
    protected void build() {
        var waits = reg(bool(), init(0));
        var ofAhead = reg(bool());
        question.valid().assign(waits.not().and(sent.valid().or(ahead.valid())));
        question.payload().assign(mux(sent.valid(), sent.payload(), ahead.payload()));
        var goes = question.ready().and(waits.not());
        sent.ready().assign(goes);
        ahead.ready().assign(goes.and(sent.valid().not()));
        when(
                        question.fire(),
                        () -> {
                            waits.next(1);
                            ofAhead.next(sent.valid().not());
                        })
                .elseWhen(answer.valid(), () -> waits.next(0));
        when(restart, () -> waits.next(0));
        sentAnswer.valid().assign(answer.valid().and(ofAhead.not()));
        sentAnswer.payload().assign(answer.payload());
        aheadAnswer.valid().assign(answer.valid().and(ofAhead));
        aheadAnswer.payload().assign(answer.payload());
    }
}
