package org.jetstreamlan.nic.copy;

import org.jetstreamlan.abi.CopyDescriptor;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.buffer.BlockSize;
import org.jetstreamlan.nic.buffer.NextBlock;
import org.jetstreamlan.nic.master.ReadBeat;

/// Makes tasks of the copy descriptors that come from the host's memory: all of the run lies within the block, and the pool holds it.
///
/// ```
/// phase     TAKE, 4 beats | CHECK | JUDGE | ASK, ANSWER | OFFER ...
/// next                                     who holds it?
/// out                                                   | valid until taken
/// ```
/// One descriptor in some 12 clocks, while the one before is copied. One that the bus refused makes no task: nobody knows its cookie.
final class CopyDescriptorReader extends Module {
    /// Where the next descriptor stands.
    enum Phase {
        TAKE,
        CHECK,
        JUDGE,
        ASK,
        ANSWER,
        OFFER
    }

    private static final int DATA_WIDTH = 64;

    /// Bits of words 0..5.
    private static final int ENTRY_BITS = 192;

    private final AdapterParameters parameters;

    final Bool restart = input(bool());
    final BlockSize size;
    final Stream<ReadBeat> beats = input(stream(ReadBeat.type(DATA_WIDTH)));
    final Stream<UInt> next;
    final Flow<NextBlock> nextBlock;
    final Stream<CopyTask> out;

    private final Enumerated<Phase> phase = reg(enumerated(Phase.class), Phase.TAKE);
    private final Bits entry = reg(bits(ENTRY_BITS));

    /// Words 6 and 7 are not 0.
    private final Bool reserved = reg(bool());

    private final Bool good = reg(bool());
    private final Bool broken = reg(bool());

    CopyDescriptorReader(AdapterParameters parameters) {
        this.parameters = parameters;
        super();
        int blockWidth = parameters.blockWidth();
        this.size = input(BlockSize.type(blockWidth, parameters.largerSizes()));
        this.next = output(stream(uint(blockWidth)));
        this.nextBlock = input(flow(NextBlock.type(blockWidth)));
        this.out = output(stream(CopyTask.type(parameters.cellWidth())));
    }

    @Override
    protected String moduleName() {
        return "CopyDescriptorReader_b" + parameters.blocks() + "_w" + parameters.log2BlockBytes();
    }

    @Override
    protected void build() {
        take();
        check();
        ask();
        offer();
        when(restart, () -> phase.next(Phase.TAKE));
    }

    private void take() {
        var beat = reg(uint(2), init(0));
        var taken = beats.payload();
        beats.ready().assign(phase.is(Phase.TAKE));
        when(
                beats.fire(),
                () -> {
                    beat.next(mux(taken.last(), num(0, 2), beat.add(1)));
                    when(beat.andR(), () -> reserved.next(taken.data().orR()))
                            .otherwise(
                                    () ->
                                            entry.next(
                                                    cat(
                                                            taken.data(),
                                                            entry.slice(
                                                                    ENTRY_BITS - 1, DATA_WIDTH))));
                    when(taken.last().and(taken.error().not()), () -> phase.next(Phase.CHECK));
                });
        when(restart, () -> beat.next(0));
    }

    private Bits block() {
        return entry.slice(CopyDescriptor.BLOCK.hi(), CopyDescriptor.BLOCK.lo());
    }

    private UInt offset() {
        return word(1, CopyDescriptor.OFFSET.hi(), CopyDescriptor.OFFSET.lo());
    }

    private UInt bytes() {
        return word(1, CopyDescriptor.LENGTH.hi(), CopyDescriptor.LENGTH.lo());
    }

    private UInt word(int word, int hi, int lo) {
        return entry.slice(32 * word + hi, 32 * word + lo).asUInt();
    }

    private void check() {
        int blockWidth = parameters.blockWidth();
        var strange = reg(bool());
        var last = reg(uint(CopyJob.BYTES_WIDTH + 1));
        var head = entry.slice(31, 0);
        var unknown = head.and(lit(Integer.toUnsignedLong(~CopyDescriptor.HEAD_MASK), 32));
        when(
                phase.is(Phase.CHECK),
                () -> {
                    phase.next(Phase.JUDGE);
                    last.next(offset().addFull(bytes()).sub(1));
                    strange.next(
                            any(
                                    block().slice(15, blockWidth).orR(),
                                    bytes().eq(0),
                                    unknown.orR(),
                                    entry.slice(127, 80).andR(),
                                    entry.slice(191, 160).orR(),
                                    reserved));
                });
        var judged = strange.or(beyond(last)).not();
        when(
                phase.is(Phase.JUDGE),
                () -> {
                    phase.next(mux(judged, constant(Phase.ASK), constant(Phase.OFFER)));
                    good.next(judged);
                    broken.next(0);
                });
    }

    /// Whether a byte with this offset lies behind the block: a bit is set that is above the block's.
    private Bool beyond(UInt last) {
        int smallest = parameters.log2BlockBytes();
        int sizes = parameters.largerSizes();
        var above = last.slice(last.width() - 1, smallest + sizes).orR();
        for (int i = 0; i < sizes; i++) {
            above = above.or(last.bit(smallest + i).and(size.larger().bit(i).not()));
        }
        return above;
    }

    private void ask() {
        next.valid().assign(phase.is(Phase.ASK));
        next.payload().assign(block().trunc(parameters.blockWidth()).asUInt());
        when(next.fire(), () -> phase.next(Phase.ANSWER));
        var answer = nextBlock.payload();
        var pool = word(0, CopyDescriptor.POOL.hi(), CopyDescriptor.POOL.lo());
        when(
                phase.is(Phase.ANSWER).and(nextBlock.valid()),
                () -> {
                    phase.next(Phase.OFFER);
                    good.next(answer.held().and(answer.pool().eq(pool)));
                    broken.next(answer.broken());
                });
    }

    private void offer() {
        int low = parameters.log2BlockBytes();
        var task = out.payload();
        out.valid().assign(phase.is(Phase.OFFER));
        when(out.fire(), () -> phase.next(Phase.TAKE));
        task.good().assign(good);
        task.broken().assign(broken);
        task.sums().assign(entry.bit(CopyDescriptor.SUM.lo()));
        task.cookie().assign(entry.slice(159, 128));
        task.job().toHost().assign(entry.bit(CopyDescriptor.TO_HOST.lo()));
        task.job().host().assign(entry.slice(127, 64).asUInt());
        task.job().bytes().assign(bytes());
        var number = block().trunc(parameters.blockWidth()).asUInt();
        task.job()
                .card()
                .assign(cat(size.place(number, offset(), low), offset().trunc(low)).asUInt());
    }
}
