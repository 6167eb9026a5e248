package org.jetstreamlan.nic.transmit;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.buffer.BlockManager;
import org.jetstreamlan.nic.buffer.BlockReadRequest;
import org.jetstreamlan.nic.buffer.BlockSize;
import org.jetstreamlan.nic.buffer.NextBlock;
import org.jetstreamlan.nic.mac.Completed;
import org.jetstreamlan.nic.mac.MacConfig;
import org.jetstreamlan.nic.mac.TransmitRequest;
import org.jetstreamlan.nic.master.ReadBeat;
import org.jetstreamlan.nic.master.ReadBurst;
import org.jetstreamlan.nic.master.RingPlace;
import org.jetstreamlan.nic.master.RingReader;
import org.jetstreamlan.nic.master.RingWriter;
import org.jetstreamlan.nic.master.WriteBeat;

/// Sends the frames of the transmit ring, in order, and writes their completions.
///
/// ```
/// doorbell ─ RingReader ─ DescriptorReader ─ ChecksumReader ─ PayloadReader ─┐
///          host's memory                     block manager, block memory     │
///                                                    ┌───────────────────────┘
///                                                    ├─ requests, 4 ──────────────── request ─> MAC
///                                                    ├─ cells, 32 x 64 ─ unpacked ── payload ─> MAC
///                           host's memory            └─ CompletionWriter <──────── completed ── MAC
///              producer ──── RingWriter ──────────────────────┘
/// ```
/// Frames follow each other without a gap: descriptors are read and payload is fetched while earlier frames are sent, up to 64 words
/// ahead. A request is offered when 8 words of its payload are there; from then on the memory gives 2 words a clock, so that a
/// started frame never underruns. Which class it is of is decided as it becomes the first ([SynchronousShares]). From the doorbell to `request` 24 clocks and
/// what the bus takes for a descriptor.
///
/// What a pool sends goes to the channels that it may send to (`SendRights`): other descriptors are refused.
///
/// A frame is cut before the first word that is not as it was written, or not its sender's: `spoiled` has the MAC send ABORT in its place.
public final class TransmitEngine extends Module {
    private static final int CELLS = 32;

    private static final int CELLS_FULL = CELLS - PayloadReader.CELLS_UNDER_WAY;

    private static final int REQUESTS = 4;

    private final AdapterParameters parameters;

    /// Forgets everything, while the block manager starts over; lasts at least 128 clocks, with `enable` 0. Frames on the ring stay there; what
    /// the MAC says of them later is left out.
    public final Bool restart = input(bool());

    public final BlockSize size;

    /// Reads descriptors.
    public final Bool enable = input(bool());

    /// Indices of the transmit and of the completion ring.
    public final UInt producer = input(uint(16));

    public final UInt consumer = output(uint(16));
    public final UInt completionProducer = output(uint(16));
    public final UInt completionConsumer = input(uint(16));

    /// Where the host has put the transmit ring, and the way there.
    public final RingPlace transmitRing = input(RingPlace.TYPE);

    public final Stream<ReadBurst> descriptorRead = output(stream(ReadBurst.type()));
    public final Flow<ReadBeat> descriptorBeat;

    /// Where the host has put the completion ring, and the way there.
    public final RingPlace completionRing = input(RingPlace.TYPE);

    public final Stream<WriteBeat> completionWrite;
    public final Flow<Bool> completionDone = input(flow(bool()));

    public final Stream<UInt> next;
    public final Flow<NextBlock> nextBlock;
    public final Flow<BlockReadRequest> read;
    public final Bits data = input(bits(64));

    /// For checksums, when nobody else reads.
    public final Stream<BlockReadRequest> aheadRead;

    public final Flow<Bits> aheadData = input(flow(bits(64)));

    /// Who holds a block of the frame whose checksum is made.
    public final Stream<UInt> aheadNext;

    public final Flow<NextBlock> aheadNextBlock;

    /// A clock behind `data`: which of its halves are broken.
    public final Bits broken = input(bits(2));

    /// A cell of a frame has wrong parity.
    public final Flow<UInt> error;

    public final Stream<TransmitRequest> request = output(stream(TransmitRequest.TYPE));
    public final Stream<Bits> payload = output(stream(bits(32)));

    /// The word of `payload` is not to leave.
    public final Bool spoiled = output(bool());

    public final Flow<Completed> completed = input(flow(Completed.TYPE));

    /// SA, and whether the token is here.
    public final UInt allocation = input(uint(MacConfig.TIME));

    public final Bool holding = input(bool());

    // The host sets the channels of a pool and its synchronous share, and looks at them.
    public final UInt inspectedPool = input(uint(BlockManager.POOL_WIDTH));
    public final Flow<UInt> setFirstChannel = input(flow(uint(SendRights.CHANNEL_WIDTH)));
    public final Flow<UInt> setLastChannel = input(flow(uint(SendRights.CHANNEL_WIDTH)));
    public final UInt firstChannel = output(uint(SendRights.CHANNEL_WIDTH));
    public final UInt lastChannel = output(uint(SendRights.CHANNEL_WIDTH));
    public final Flow<UInt> setShare = input(flow(uint(MacConfig.TIME)));
    public final UInt share = output(uint(MacConfig.TIME));

    /// Core clocks.
    public final UInt now = input(uint(64));

    /// A descriptor was refused.
    public final Bool refused = output(bool());

    /// A completion has become visible.
    public final Bool completes = output(bool());

    // The bus has refused a descriptor, a completion: that ring has ended; `failed` in the clock of
    // it.
    public final Bool transmitStopped = output(bool());
    public final Bool transmitFailed = output(bool());
    public final Bool completionStopped = output(bool());
    public final Bool completionFailed = output(bool());

    /// Descriptors or completions are on their way.
    public final Bool busy = output(bool());

    private final RingReader transmitEntries;
    private final DescriptorReader descriptors;
    private final ChecksumReader checksums;
    private final PayloadReader reader;
    private final SendRights rights;
    private final SynchronousShares shares;
    private final CompletionWriter completions = child(new CompletionWriter());
    private final RingWriter completionEntries;
    private final Fifo<PayloadCell> payloadCells =
            child(new Fifo<>(PayloadCell.TYPE, CELLS, Fifo.Storage.BLOCK));
    private final Fifo<PoolRequest> requests =
            child(new Fifo<>(PoolRequest.TYPE, REQUESTS, Fifo.Storage.LUT));

    /// @param dataWidth of the host's bus, in bits
    public TransmitEngine(AdapterParameters parameters, int dataWidth) {
        this.parameters = parameters;
        super();
        int blockWidth = parameters.blockWidth();
        this.size = input(BlockSize.type(blockWidth, parameters.largerSizes()));
        int slotWidth = Integer.numberOfTrailingZeros(parameters.transmitRing());
        int completionWidth = Integer.numberOfTrailingZeros(parameters.completionRing());
        this.descriptorBeat = input(flow(ReadBeat.type(dataWidth)));
        this.completionWrite = output(stream(WriteBeat.type(dataWidth)));
        this.next = output(stream(uint(blockWidth)));
        this.nextBlock = input(flow(NextBlock.type(blockWidth)));
        this.read = output(flow(BlockReadRequest.type(parameters.cellWidth())));
        this.aheadRead = output(stream(BlockReadRequest.type(parameters.cellWidth())));
        this.aheadNext = output(stream(uint(blockWidth)));
        this.aheadNextBlock = input(flow(NextBlock.type(blockWidth)));
        this.error = output(flow(uint(parameters.cellWidth())));
        this.transmitEntries =
                child(new RingReader(slotWidth, parameters.completionRing(), dataWidth));
        this.descriptors = child(new DescriptorReader(blockWidth, dataWidth));
        this.checksums =
                child(
                        new ChecksumReader(
                                blockWidth,
                                parameters.log2BlockBytes() - 3,
                                parameters.largerSizes()));
        this.reader =
                child(
                        new PayloadReader(
                                blockWidth,
                                parameters.log2BlockBytes() - 3,
                                parameters.largerSizes()));
        this.rights = child(new SendRights(parameters.pools()));
        this.shares = child(new SynchronousShares(parameters.pools()));
        this.completionEntries = child(new RingWriter(completionWidth, dataWidth));
    }

    @Override
    protected String moduleName() {
        return "TransmitEngine_b%d_w%d_t%d_c%d"
                .formatted(
                        parameters.blocks(),
                        parameters.log2BlockBytes(),
                        parameters.transmitRing(),
                        parameters.completionRing());
    }

    @Override
    protected void build() {
        fetch();
        reader.restart.assign(restart);
        reader.size.assign(size);
        checksums.restart.assign(restart);
        checksums.size.assign(size);
        checksums.cell.assign(aheadData);
        connect(checksums.in, descriptors.job);
        connect(reader.job, checksums.out);
        reader.field.assign(checksums.field);
        connect(aheadRead, checksums.read);
        connect(next, reader.next);
        reader.nextBlock.assign(nextBlock);
        connect(aheadNext, checksums.next);
        checksums.nextBlock.assign(aheadNextBlock);
        read.assign(reader.read);
        reader.data.assign(data);
        reader.broken.assign(broken);
        error.assign(reader.error);
        permit();

        completions.restart.assign(restart);
        completions.awaited.assign(reader.awaited);
        reader.awaitedRoom.assign(completions.awaitedRoom);
        completions.completed.assign(completed);
        completions.now.assign(now);
        refused.assign(completions.refused);
        publish();
        busy.assign(any(transmitEntries.busy, completions.busy, completionEntries.busy));

        offer();
        unpack();
        measure();
    }

    private void permit() {
        rights.restart.assign(restart);
        rights.pool.assign(reader.sender);
        rights.channel.assign(reader.channel);
        reader.permitted.assign(rights.permitted);
        reader.rightBroken.assign(rights.broken);
        rights.inspected.assign(inspectedPool);
        rights.setFirst.assign(setFirstChannel);
        rights.setLast.assign(setLastChannel);
        firstChannel.assign(rights.first);
        lastChannel.assign(rights.last);
    }

    private void classify() {
        shares.restart.assign(restart);
        connect(shares.in, requests.out.throwWhen(restart));
        shares.allocation.assign(allocation);
        shares.holding.assign(holding);
        shares.inspected.assign(inspectedPool);
        shares.set.assign(setShare);
        share.assign(shares.share);
    }

    private void fetch() {
        transmitEntries.restart.assign(restart);
        transmitEntries.enable.assign(enable);
        transmitEntries.place.assign(transmitRing);
        transmitEntries.producer.assign(producer);
        transmitEntries.answersRead.assign(completionConsumer);
        consumer.assign(transmitEntries.consumer);
        connect(descriptorRead, transmitEntries.read);
        transmitEntries.beat.assign(descriptorBeat);
        transmitStopped.assign(transmitEntries.stopped);
        transmitFailed.assign(transmitEntries.failed);
        descriptors.restart.assign(restart);
        connect(descriptors.beats, transmitEntries.out);
    }

    private void publish() {
        completionEntries.restart.assign(restart);
        completionEntries.place.assign(completionRing);
        connect(completionEntries.entry, completions.entry);
        connect(completionWrite, completionEntries.write);
        completionEntries.done.assign(completionDone);
        completionProducer.assign(completionEntries.producer);
        completes.assign(completionEntries.published);
        completionStopped.assign(completionEntries.stopped);
        completionFailed.assign(completionEntries.failed);
    }

    private void offer() {
        requests.in.valid().assign(reader.request.valid());
        requests.in.payload().assign(new PoolRequest(reader.request.payload(), reader.sender));
        reader.requestRoom.assign(requests.in.ready());
        classify();
        request.valid().assign(all(shares.out.valid(), completions.startRoom, restart.not()));
        request.payload().assign(shares.out.payload());
        shares.out.ready().assign(all(request.ready(), completions.startRoom));
    }

    /// Cells to words, first byte on top.
    private void unpack() {
        payloadCells.in.valid().assign(reader.cell.valid());
        payloadCells.in.payload().assign(reader.cell.payload());
        var room = reg(bool(), init(0));
        room.next(payloadCells.level.lt(CELLS_FULL));
        reader.cellRoom.assign(room);

        var upper = reg(bool(), init(0));
        var bytes = payloadCells.out.payload().bytes();
        payload.valid().assign(payloadCells.out.valid().and(restart.not()));
        payload.payload()
                .assign(mux(upper, wireOrder(bytes.slice(63, 32)), wireOrder(bytes.slice(31, 0))));
        var lastOfCell = upper.or(payloadCells.out.payload().half());
        payloadCells.out.ready().assign(payload.ready().and(lastOfCell).or(restart));
        when(payload.fire(), () -> upper.next(lastOfCell.not()));
        var foreign = payloadCells.out.payload().foreign();
        var broken = payloadCells.out.payload().broken();
        spoiled.assign(foreign.or(broken));
        var seen = reg(ReadFrame.TYPE, init(0));
        var frame = new ReadFrame(seen.foreign().or(foreign), seen.broken().or(broken));
        completions
                .read
                .valid()
                .assign(all(payload.fire(), lastOfCell, payloadCells.out.payload().last()));
        completions.read.payload().assign(frame);
        when(payload.fire(), () -> seen.next(frame));
        when(restart.or(completions.read.valid()), () -> seen.next(ReadFrame.TYPE.zero()));
        when(restart, () -> upper.next(0));
    }

    private static Bits wireOrder(Bits word) {
        return cat(word.slice(7, 0), word.slice(15, 8), word.slice(23, 16), word.slice(31, 24));
    }

    /// Access delay: from the doorbell, or the START before, to START.
    private void measure() {
        var delay = reg(uint(32), init(0));
        var something =
                any(
                        transmitEntries.waiting,
                        descriptors.waiting,
                        reader.busy,
                        requests.out.valid());
        when(request.fire().or(something.not()), () -> delay.next(0))
                .otherwise(() -> delay.next(delay.add(1)));
        // What the MAC has begun with it takes, even if a restart has withdrawn the offer
        // meanwhile.
        completions.started.valid().assign(request.ready());
        completions.started.payload().assign(delay);
    }
}
