package org.jetstreamlan.nic.buffer;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Selection;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.hdl.lib.coding.PriorityEncoder;

/// Readers of blocks ask the block manager about them: one question at a time is on its way, the first asker's before the others', and the answer goes
/// to whose it is. Latency 0 clocks.
public final class BlockInquiry extends Module {
    private final int blockWidth;

    public final Bool restart = input(bool());
    public final List<Stream<UInt>> askers;
    public final List<Flow<NextBlock>> answers;
    public final Stream<UInt> question;
    public final Flow<NextBlock> answer;

    /// @param askers 2 or more
    /// @param blockWidth log2 of the blocks
    public BlockInquiry(int askers, int blockWidth) {
        this.blockWidth = blockWidth;
        super();
        List<Stream<UInt>> questions = new ArrayList<>();
        List<Flow<NextBlock>> flows = new ArrayList<>();
        for (int i = 0; i < askers; i++) {
            questions.add(input(stream(uint(blockWidth))));
            flows.add(output(flow(NextBlock.type(blockWidth))));
        }
        this.askers = List.copyOf(questions);
        this.answers = List.copyOf(flows);
        this.question = output(stream(uint(blockWidth)));
        this.answer = input(flow(NextBlock.type(blockWidth)));
    }

    @Override
    protected String moduleName() {
        return "BlockInquiry_n" + askers.size() + "_b" + blockWidth;
    }

    @Override
    protected void build() {
        var waits = reg(bool(), init(0));
        var asks = new Bool[askers.size()];
        for (int i = 0; i < asks.length; i++) {
            asks[asks.length - 1 - i] = askers.get(i).valid();
        }
        var asking = cat(asks);
        var first = PriorityEncoder.lowest(asking);
        var whose = reg(uint(first.width()));
        question.valid().assign(waits.not().and(asking.orR()));
        question.payload()
                .assign(Selection.of(askers.stream().map(Stream::payload).toList(), first));
        when(
                        question.fire(),
                        () -> {
                            waits.next(1);
                            whose.next(first);
                        })
                .elseWhen(answer.valid(), () -> waits.next(0));
        when(restart, () -> waits.next(0));
        for (int i = 0; i < asks.length; i++) {
            askers.get(i).ready().assign(all(question.ready(), waits.not(), first.eq(i)));
            answers.get(i).valid().assign(answer.valid().and(whose.eq(i)));
            answers.get(i).payload().assign(answer.payload());
        }
    }
}
