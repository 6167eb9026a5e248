package org.jetstreamlan.nic.receive;

import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.buffer.BlockChain;
import org.jetstreamlan.nic.buffer.BlockGrant;
import org.jetstreamlan.nic.buffer.BlockManager;
import org.jetstreamlan.nic.buffer.BlockRequest;
import org.jetstreamlan.nic.buffer.BlockSize;
import org.jetstreamlan.nic.buffer.BlockWrite;
import org.jetstreamlan.nic.mac.Received;
import org.jetstreamlan.nic.mac.Verdict;
import org.jetstreamlan.nic.master.RingPlace;
import org.jetstreamlan.nic.master.WriteBeat;
import org.jetstreamlan.nic.receive.ReceiveItem.Ending;
import org.jetstreamlan.nic.receive.ReceiveItem.Kind;
import org.jetstreamlan.nic.table.VciResult;

/// Takes the frames of this station's pools from the MAC to blocks and receive events.
///
/// ```
/// received ┬ FrameAdmission ── items, 64 ── BlockWriter ─┬─ block memory
///   verdict ─┘ │   │    └───── blocks, 4 ───┤            ├─ release ───────────────────┐
///     VCI table┘   └─────────────────────── │ ────────── WaitingFrames ─ allocate, release ┘
///          └ PayloadSum ────── sums, 32 ────┘            │    └ claim
///                                                        └─ EventPublisher ─ deliver, the host's memory, producer
/// ```
/// Throughput: one word a clock without a pause, back-to-back frames of 12 payload words included (a frame each 17 clocks). The FIFO
/// covers the time until a block is there: 12 clocks at most behind the ATM header. Latency from END to a visible event: about 16 clocks,
/// 3 more for each block beyond the first, and what the bus takes for the event; of a frame that waits, behind its claim.
///
/// Frames for which there is no pool, block or event are counted, each in one of [Counter]'s group FRAME, and leave nothing behind.
public final class ReceiveEngine extends Module {
    private static final int ITEMS = 64;

    /// Items inside beyond which no frame is begun, and no word taken: the rest is for words and endings.
    private static final int ITEMS_FOR_HEADER = 44;

    private static final int ITEMS_FOR_WORD = 60;

    private static final int GRANTS = 4;

    /// Frames whose endings may be among the items.
    private static final int SUMS = ITEMS / 2;

    private final AdapterParameters parameters;

    /// Forgets everything, while the block manager starts over; lasts at least 64 clocks, frames in the meantime are not taken.
    public final Bool restart = input(bool());

    public final BlockSize size;
    public final Received received = input(Received.TYPE);
    public final Verdict verdict = output(Verdict.TYPE);
    public final UInt station = input(uint(6));
    public final Bool stationValid = input(bool());

    /// Core clocks.
    public final UInt now = input(uint(64));

    public final Flow<UInt> lookup = output(flow(uint(AtmHeader.VCI.width())));
    public final Flow<VciResult> found = input(flow(VciResult.type()));

    public final Stream<BlockRequest> allocate;
    public final Flow<BlockGrant> granted;
    public final Stream<BlockChain> release;
    public final Stream<BlockChain> deliver;
    public final Flow<BlockWrite> write;

    // See WaitingFrames.
    public final Stream<UInt> claim = input(stream(uint(BlockManager.POOL_WIDTH)));
    public final Flow<Bool> claimed = output(flow(bool()));
    public final UInt inspected = input(uint(BlockManager.POOL_WIDTH));
    public final Flow<Bool> setDropOld = input(flow(bool()));
    public final Bool dropsOld = output(bool());
    public final Flow<UInt> error = output(flow(uint(BlockManager.POOL_WIDTH)));
    public final Flow<Bits> flip = input(flow(bits(8)));

    /// Where the host has put the event ring, and the way there.
    public final RingPlace eventRing = input(RingPlace.TYPE);

    public final Stream<WriteBeat> eventWrite;
    public final Flow<Bool> eventDone = input(flow(bool()));

    /// Indices of the event ring.
    public final UInt consumer = input(uint(16));

    public final UInt producer = output(uint(16));

    /// A receive event has become visible.
    public final Bool published = output(bool());

    /// The bus has refused an event: there are no more.
    public final Bool stopped = output(bool());

    /// The bus refuses an event in this clock.
    public final Bool failed = output(bool());

    /// Events wait, or are being written.
    public final Bool busy = output(bool());

    /// What became of a frame: as it is dropped, or as the host gets it.
    public final Flow<Enumerated<Counter>> fate = output(flow(enumerated(Counter.class)));

    private final FrameAdmission admission;
    private final BlockWriter writer;
    private final WaitingFrames waiting;
    private final EventPublisher publisher;
    private final Fifo<ReceiveItem> items;
    private final Fifo<GrantedBlock> blocks;
    private final PayloadSum payloadSum = child(new PayloadSum());
    private final Fifo<UInt> sums = child(new Fifo<>(uint(16), SUMS, Fifo.Storage.BLOCK));

    /// @param dataWidth of the host's bus, in bits
    public ReceiveEngine(AdapterParameters parameters, int dataWidth) {
        this.parameters = parameters;
        super();
        int blockWidth = parameters.blockWidth();
        int blockWordsWidth = parameters.log2BlockBytes() - 2;
        int largerSizes = parameters.largerSizes();
        this.size = input(BlockSize.type(blockWidth, largerSizes));
        this.allocate = output(stream(BlockRequest.type(blockWidth)));
        this.granted = input(flow(BlockGrant.type(blockWidth)));
        this.release = output(stream(BlockChain.type(blockWidth)));
        this.deliver = output(stream(BlockChain.type(blockWidth)));
        this.write = output(flow(BlockWrite.type(parameters.cellWidth())));
        this.eventWrite = output(stream(WriteBeat.type(dataWidth)));
        this.admission = child(new FrameAdmission(blockWidth, blockWordsWidth, largerSizes));
        this.writer = child(new BlockWriter(blockWidth, blockWordsWidth, largerSizes));
        this.waiting = child(new WaitingFrames(blockWidth, parameters.pools()));
        this.publisher = child(new EventPublisher(parameters, dataWidth));
        this.items = child(new Fifo<>(ReceiveItem.TYPE, ITEMS, Fifo.Storage.LUT));
        this.blocks = child(new Fifo<>(GrantedBlock.type(blockWidth), GRANTS, Fifo.Storage.LUT));
    }

    @Override
    protected String moduleName() {
        return "ReceiveEngine_b%d_w%d_e%d"
                .formatted(
                        parameters.blocks(), parameters.log2BlockBytes(), parameters.eventRing());
    }

    @Override
    protected void build() {
        admission.restart.assign(restart);
        admission.size.assign(size);
        admission.received.assign(received);
        verdict.assign(admission.verdict);
        admission.station.assign(station);
        admission.stationValid.assign(stationValid);
        admission.clock.assign(now.trunc(Ending.CLOCK_WIDTH));
        lookup.assign(admission.lookup);
        admission.found.assign(found);
        connect(waiting.request, admission.allocate);
        admission.granted.assign(waiting.answer);

        items.in.valid().assign(admission.item.valid());
        items.in.payload().assign(admission.item.payload());
        admission.headerRoom.assign(items.level.lt(ITEMS_FOR_HEADER));
        admission.wordRoom.assign(items.level.lt(ITEMS_FOR_WORD));
        connect(writer.item, items.out);

        blocks.in.valid().assign(admission.blocks.valid());
        blocks.in.payload().assign(admission.blocks.payload());
        admission.blocksRoom.assign(blocks.in.ready());
        connect(writer.blocks, blocks.out);

        payloadSum.kind.assign(received.kind());
        payloadSum.word.assign(received.word());
        var item = admission.item.payload().kind();
        payloadSum.ending.assign(
                admission.item.valid().and(any(item.is(Kind.DELIVER), item.is(Kind.DROP))));
        sums.in.valid().assign(payloadSum.sum.valid());
        sums.in.payload().assign(payloadSum.sum.payload());
        connect(writer.sums, sums.out.stage());

        writer.restart.assign(restart);
        writer.size.assign(size);
        writer.now.assign(now.trunc(32));
        // Whether there is a write decides whether the host's may go: far away, and at once.
        write.assign(writer.write.stage());
        await();

        publisher.restart.assign(restart);
        publisher.promise.assign(admission.promise);
        publisher.gaveUp.assign(waiting.gaveUp);
        admission.eventRoom.assign(publisher.room);
        publisher.event.assign(writer.event.stage());
        publisher.head.assign(waiting.delivered.payload().chain().head());
        connect(publisher.handed, waiting.handed);
        publisher.now.assign(now);
        publisher.place.assign(eventRing);
        connect(eventWrite, publisher.write);
        publisher.done.assign(eventDone);
        publisher.consumer.assign(consumer);
        connect(deliver, publisher.deliver);
        producer.assign(publisher.producer);
        published.assign(publisher.published);
        stopped.assign(publisher.stopped);
        failed.assign(publisher.failed);
        busy.assign(publisher.busy);
    }

    private void await() {
        waiting.restart.assign(restart);
        connect(allocate, waiting.allocate);
        waiting.granted.assign(granted);
        waiting.delivered.assign(writer.delivered.stage());
        connect(waiting.claim, claim);
        waiting.open.assign(publisher.open);
        claimed.assign(waiting.claimed);
        waiting.inspected.assign(inspected);
        waiting.setDropOld.assign(setDropOld);
        dropsOld.assign(waiting.dropsOld);
        error.assign(waiting.error);
        waiting.flip.assign(flip);

        // What waits for a block goes first.
        var first = waiting.release;
        var second = writer.release;
        release.valid().assign(first.valid().or(second.valid()));
        release.payload().assign(mux(first.valid(), first.payload(), second.payload()));
        first.ready().assign(release.ready());
        second.ready().assign(release.ready().and(first.valid().not()));

        fate.valid().assign(admission.fate.valid().or(waiting.fate.valid()));
        fate.payload()
                .assign(
                        mux(
                                admission.fate.valid(),
                                admission.fate.payload(),
                                waiting.fate.payload()));
        waiting.fate.ready().assign(admission.fate.valid().not());
    }
}
