package org.jetstreamlan.nic.master;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// Both halves of the manager with a ring of each kind, and a client of each half that the test is.
public final class MasterRig extends Module {
    static final int SLOT_WIDTH = 3;
    static final int OUTSTANDING = 4;

    private final int dataWidth;

    final Bool restart = input(bool());
    final Axi4 axi;
    final Bool busy = output(bool());

    final RingPlace fillPlace = input(RingPlace.TYPE);
    final Stream<Bits> entry = input(stream(bits(RingWriter.ENTRY_BITS)));
    final UInt filled = output(uint(16));
    final Bool fillStopped = output(bool());
    final Bool fillFailed = output(bool());

    final RingPlace fetchPlace = input(RingPlace.TYPE);
    final Bool enable = input(bool());
    final UInt producer = input(uint(16));
    final UInt consumer = output(uint(16));
    final UInt answersRead = input(uint(16));
    final Stream<ReadBeat> fetched;
    final Bool fetchStopped = output(bool());

    final Stream<WriteBeat> write;
    final Flow<Bool> written = output(flow(bool()));
    final Stream<ReadBurst> read = input(stream(ReadBurst.type()));
    final Flow<ReadBeat> came;

    private final WriteManager writes;
    private final ReadManager reads;
    private final RingWriter writer;
    private final RingReader reader;

    MasterRig(int dataWidth) {
        this.dataWidth = dataWidth;
        super();
        this.axi = output(Axi4.type(WriteManager.ADDRESS_WIDTH, dataWidth, 4)).named("m_axi");
        this.fetched = output(stream(ReadBeat.type(dataWidth)));
        this.write = input(stream(WriteBeat.type(dataWidth)));
        this.came = output(flow(ReadBeat.type(dataWidth)));
        this.writes = child(new WriteManager(2, dataWidth, 4, OUTSTANDING));
        this.reads = child(new ReadManager(2, dataWidth, 4, OUTSTANDING));
        this.writer = child(new RingWriter(SLOT_WIDTH, dataWidth));
        this.reader = child(new RingReader(SLOT_WIDTH, 1 << SLOT_WIDTH, dataWidth));
    }

    @Override
    protected String moduleName() {
        return "MasterRig_w" + dataWidth;
    }

    @Override
    protected void build() {
        connect(axi.aw(), writes.aw);
        connect(axi.w(), writes.w);
        connect(writes.b, axi.b());
        connect(axi.ar(), reads.ar);
        connect(reads.r, axi.r());
        busy.assign(any(writes.busy, reads.busy, writer.busy, reader.busy));

        writer.restart.assign(restart);
        writer.place.assign(fillPlace);
        connect(writer.entry, entry);
        connect(writes.in.get(0), writer.write);
        writer.done.assign(writes.done.get(0));
        filled.assign(writer.producer);
        fillStopped.assign(writer.stopped);
        fillFailed.assign(writer.failed);

        reader.restart.assign(restart);
        reader.enable.assign(enable);
        reader.place.assign(fetchPlace);
        reader.producer.assign(producer);
        reader.answersRead.assign(answersRead);
        consumer.assign(reader.consumer);
        connect(reads.in.get(0), reader.read);
        reader.beat.assign(reads.beats.get(0));
        connect(fetched, reader.out);
        fetchStopped.assign(reader.stopped);

        connect(writes.in.get(1), write);
        written.assign(writes.done.get(1));
        connect(reads.in.get(1), read);
        came.assign(reads.beats.get(1));
    }
}
