package org.jetstreamlan.nic.copy;

import org.jetstreamlan.abi.CopyOutcome;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.buffer.BlockReadRequest;
import org.jetstreamlan.nic.buffer.BlockSize;
import org.jetstreamlan.nic.buffer.BlockWrite;
import org.jetstreamlan.nic.buffer.NextBlock;
import org.jetstreamlan.nic.master.ReadBeat;
import org.jetstreamlan.nic.master.ReadBurst;
import org.jetstreamlan.nic.master.RingPlace;
import org.jetstreamlan.nic.master.RingReader;
import org.jetstreamlan.nic.master.RingWriter;
import org.jetstreamlan.nic.master.WriteBeat;

/// Does the copies of the copy ring, in order, one after the other, and writes their completions, each behind its data.
///
/// ```
/// doorbell ─ RingReader ─ CopyDescriptorReader ─ CopyEngine ─┬─ host's memory
///          host's memory       block manager                 ├─ block memory
///              producer ──── RingWriter <─── outcome, sum ───┘
/// ```
/// The next descriptor is fetched and looked at while a copy runs: between two there are some 8 clocks and what the bus takes to answer the last
/// burst. A copy that has begun is ended, whatever `restart` or the place of the rings say meanwhile; with `restart` there is no completion.
///
/// For a bus of 64 bits.
public final class CopyQueue extends Module {
    /// What it is about.
    enum Phase {
        WAIT,
        COPY
    }

    private static final int DATA_WIDTH = 64;

    private final AdapterParameters parameters;

    /// Forgets everything that has not begun; lasts at least 128 clocks, and until not `busy`.
    public final Bool restart = input(bool());

    /// Descriptors may be read.
    public final Bool enable = input(bool());

    public final BlockSize size;

    /// Indices of the copy ring and of the copy completion ring.
    public final UInt producer = input(uint(16));

    public final UInt consumer = output(uint(16));
    public final UInt completionProducer = output(uint(16));
    public final UInt completionConsumer = input(uint(16));

    /// Where the host has put the copy ring, and the way there.
    public final RingPlace ring = input(RingPlace.TYPE);

    public final Stream<ReadBurst> descriptorRead = output(stream(ReadBurst.type()));
    public final Flow<ReadBeat> descriptorBeat = input(flow(ReadBeat.type(DATA_WIDTH)));

    /// Where the host has put the copy completion ring, and the way there.
    public final RingPlace completionRing = input(RingPlace.TYPE);

    public final Stream<WriteBeat> completionWrite = output(stream(WriteBeat.type(DATA_WIDTH)));
    public final Flow<Bool> completionDone = input(flow(bool()));

    // What is copied, on the host's side.
    public final Stream<ReadBurst> read = output(stream(ReadBurst.type()));
    public final Flow<ReadBeat> beat = input(flow(ReadBeat.type(DATA_WIDTH)));
    public final Stream<WriteBeat> write = output(stream(WriteBeat.type(DATA_WIDTH)));
    public final Flow<Bool> answer = input(flow(bool()));

    // And on the card's: the cells that were read, in order, and a clock behind each whether it is
    // broken.
    public final Stream<BlockReadRequest> blockRead;
    public final Flow<Bits> blockData = input(flow(bits(DATA_WIDTH)));
    public final Bits blockBroken = input(bits(2));
    public final Stream<BlockWrite> blockWrite;

    /// Who holds a block?
    public final Stream<UInt> next;

    public final Flow<NextBlock> nextBlock;

    /// A copy has ended.
    public final Flow<Enumerated<CopyOutcome>> ended = output(flow(enumerated(CopyOutcome.class)));

    /// A completion has become visible.
    public final Bool completes = output(bool());

    /// A cell with wrong parity was read.
    public final Flow<UInt> error;

    // The bus has refused a descriptor, a completion: that ring has ended; `failed` in the clock of
    // it.
    public final Bool stopped = output(bool());
    public final Bool failed = output(bool());
    public final Bool completionStopped = output(bool());
    public final Bool completionFailed = output(bool());

    /// A copy is under way: the host's memory is touched.
    public final Bool copying = output(bool());

    /// Descriptors, copies or completions are on their way.
    public final Bool busy = output(bool());

    private final RingReader entries;
    private final CopyDescriptorReader descriptors;
    private final CopyEngine engine;
    private final RingWriter completions;
    private final Enumerated<Phase> phase = reg(enumerated(Phase.class), Phase.WAIT);
    private final Bool sums = reg(bool());
    private final Bits cookie = reg(bits(32));

    // The completion that waits.
    private final Bool told = reg(bool(), init(0));
    private final Bits toldCookie = reg(bits(32));
    private final Enumerated<CopyOutcome> toldOutcome = reg(enumerated(CopyOutcome.class));
    private final Bits toldSum = reg(bits(16));

    public CopyQueue(AdapterParameters parameters) {
        this.parameters = parameters;
        super();
        int slotWidth = Integer.numberOfTrailingZeros(parameters.copyRing());
        int cellWidth = parameters.cellWidth();
        this.size = input(BlockSize.type(parameters.blockWidth(), parameters.largerSizes()));
        this.blockRead = output(stream(BlockReadRequest.type(cellWidth)));
        this.blockWrite = output(stream(BlockWrite.type(cellWidth)));
        this.next = output(stream(uint(parameters.blockWidth())));
        this.nextBlock = input(flow(NextBlock.type(parameters.blockWidth())));
        this.error = output(flow(uint(cellWidth)));
        this.entries = child(new RingReader(slotWidth, parameters.copyRing(), DATA_WIDTH));
        this.descriptors = child(new CopyDescriptorReader(parameters));
        this.engine = child(new CopyEngine(cellWidth));
        this.completions = child(new RingWriter(slotWidth, DATA_WIDTH));
    }

    @Override
    protected String moduleName() {
        return "CopyQueue_b%d_w%d_c%d"
                .formatted(parameters.blocks(), parameters.log2BlockBytes(), parameters.copyRing());
    }

    @Override
    protected void build() {
        fetch();
        move();
        run();
        publish();
        busy.assign(any(entries.busy, completions.busy, copying));
    }

    private void fetch() {
        entries.restart.assign(restart);
        entries.enable.assign(enable);
        entries.place.assign(ring);
        entries.producer.assign(producer);
        entries.answersRead.assign(completionConsumer);
        consumer.assign(entries.consumer);
        connect(descriptorRead, entries.read);
        entries.beat.assign(descriptorBeat);
        stopped.assign(entries.stopped);
        failed.assign(entries.failed);
        descriptors.restart.assign(restart);
        descriptors.size.assign(size);
        connect(descriptors.beats, entries.out);
        connect(next, descriptors.next);
        descriptors.nextBlock.assign(nextBlock);
    }

    private void move() {
        connect(read, engine.read);
        engine.beat.assign(beat);
        connect(write, engine.write);
        engine.answer.assign(answer);
        connect(blockRead, engine.blockRead);
        engine.blockData.assign(blockData);
        engine.blockBroken.assign(blockBroken);
        connect(blockWrite, engine.blockWrite);
        error.assign(engine.error);
    }

    /// A task that may not be copied is told where it stands in the order; one that may, when its data is there.
    private void run() {
        var task = descriptors.out;
        var good = task.payload().good();
        var result = engine.result;
        var room = told.not().or(completions.entry.ready());
        var may = all(phase.is(Phase.WAIT), ring.valid(), restart.not());
        var begins = all(may, task.valid(), good);
        var refuses = all(may, task.valid(), good.not(), room);
        engine.job.valid().assign(begins);
        engine.job.payload().assign(task.payload().job());
        task.ready().assign(mux(good, all(may, engine.job.ready()), may.and(room)));
        result.ready().assign(room.or(restart));
        var ends = result.fire();
        copying.assign(phase.is(Phase.COPY).and(result.valid().not()));
        when(
                engine.job.fire(),
                () -> {
                    phase.next(Phase.COPY);
                    sums.next(task.payload().sums());
                    cookie.next(task.payload().cookie());
                });
        when(ends, () -> phase.next(Phase.WAIT));

        var end = result.payload();
        var copied = end.failed().or(end.lost()).not();
        var outcome =
                mux(
                        end.lost(),
                        constant(CopyOutcome.MEMORY_ERROR),
                        mux(
                                end.failed(),
                                constant(CopyOutcome.BUS_ERROR),
                                constant(CopyOutcome.COPIED)));
        var refusal =
                mux(
                        task.payload().broken(),
                        constant(CopyOutcome.MEMORY_ERROR),
                        constant(CopyOutcome.INVALID));
        var tells = ends.and(restart.not()).or(refuses);
        when(completions.entry.ready(), () -> told.next(0));
        when(
                tells,
                () -> {
                    told.next(1);
                    toldCookie.next(mux(ends, cookie, task.payload().cookie()));
                    toldOutcome.next(mux(ends, outcome, refusal));
                    toldSum.next(mux(all(ends, copied, sums), end.sum().asBits(), zeros(16)));
                });
        var counted = reg(bool(), init(0));
        counted.next(tells);
        ended.valid().assign(counted);
        ended.payload().assign(toldOutcome);
    }

    private void publish() {
        completions.restart.assign(restart);
        completions.place.assign(completionRing);
        completions.entry.valid().assign(told);
        completions
                .entry
                .payload()
                .assign(
                        cat(toldOutcome.asBits().zext(16), toldSum, toldCookie)
                                .zext(RingWriter.ENTRY_BITS));
        connect(completionWrite, completions.write);
        completions.done.assign(completionDone);
        completionProducer.assign(completions.producer);
        completes.assign(completions.published);
        completionStopped.assign(completions.stopped);
        completionFailed.assign(completions.failed);
    }
}
