package org.jetstreamlan.nic.master;

import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// The adapter's side of a ring in the host's memory that the host fills: descriptors. Entries between the consumer and the producer index are
/// fetched ahead, a burst each, and handed on in order, beat by beat.
///
/// ```
/// producer ── more? ── burst ──> ReadManager ── beats, AHEAD entries of them ── out ── consumer moves
/// ```
/// No entry is fetched for whose answer there might be no slot. An entry that the bus refuses ends the ring: it is handed on with `error` in
/// its last beat, what was fetched behind it is forgotten, and `stopped` is 1 until the next `restart`.
///
/// Latency 2 clocks from `producer` to the burst and 2 from a beat to `out`; [#AHEAD] entries are under way at most.
public final class RingReader extends Module {
    /// Entries asked for and not yet handed on.
    public static final int AHEAD = 4;

    private final int slotWidth;
    private final int answers;
    private final int dataWidth;
    private final int beats;

    public final Bool restart = input(bool());

    /// Entries may be fetched.
    public final Bool enable = input(bool());

    public final RingPlace place = input(RingPlace.TYPE);

    /// Entries below are the adapter's.
    public final UInt producer = input(uint(16));

    /// Entries below have been handed on.
    public final UInt consumer = output(uint(16));

    /// Of the ring of answers: the host has read those below.
    public final UInt answersRead = input(uint(16));

    public final Stream<ReadBurst> read = output(stream(ReadBurst.type()));
    public final Flow<ReadBeat> beat;

    /// `error` only counts in an entry's last beat, where it stands for all.
    public final Stream<ReadBeat> out;

    /// There is an entry that has not been handed on.
    public final Bool waiting = output(bool());

    /// The bus has refused an entry: no more are fetched.
    public final Bool stopped = output(bool());

    /// The refused entry is handed on in this clock.
    public final Bool failed = output(bool());

    /// Beats wait.
    public final Bool busy = output(bool());

    private final Fifo<ReadBeat> queue;
    private final UInt asked = reg(uint(16), init(0));
    private final UInt taken = reg(uint(16), init(0));
    private final Bool refused = reg(bool(), init(0));

    /// @param slotWidth log2 of the ring
    /// @param answers entries of the ring of answers
    /// @param dataWidth of the bus, in bits
    public RingReader(int slotWidth, int answers, int dataWidth) {
        this.slotWidth = slotWidth;
        this.answers = answers;
        this.dataWidth = dataWidth;
        this.beats = RingEntry.BYTES * Byte.SIZE / dataWidth;
        super();
        this.beat = input(flow(ReadBeat.type(dataWidth)));
        this.out = output(stream(ReadBeat.type(dataWidth)));
        this.queue = child(new Fifo<>(ReadBeat.type(dataWidth), AHEAD * beats, Fifo.Storage.LUT));
    }

    @Override
    protected String moduleName() {
        return "RingReader_s%d_a%d_w%d".formatted(slotWidth, answers, dataWidth);
    }

    @Override
    protected void build() {
        ask();
        handOn();
        when(
                restart,
                () -> {
                    asked.next(0);
                    taken.next(0);
                    refused.next(0);
                });
    }

    private void ask() {
        // A clock behind `asked` and `place`.
        var address = reg(uint(WriteManager.ADDRESS_WIDTH));
        var more = reg(bool(), init(0));
        var settled = reg(bool(), init(0));
        var there = reg(bool(), init(0));
        there.next(place.valid());
        address.next(place.address(asked.trunc(slotWidth)));
        more.next(
                all(
                        producer.ne(asked),
                        asked.sub(answersRead).lt(answers),
                        asked.sub(taken).lt(AHEAD)));
        var may = all(enable, there, place.valid(), refused.not(), restart.not());
        read.valid().assign(all(more, settled, may));
        read.payload().address().assign(address);
        read.payload().len().assign(beats - 1);
        settled.next(read.fire().not());
        when(read.fire(), () -> asked.next(asked.add(1)));
        waiting.assign(producer.ne(taken).and(refused.not()));
    }

    private void handOn() {
        var broken = reg(bool(), init(0));
        queue.in.valid().assign(beat.valid());
        queue.in.payload().assign(beat.payload());
        var head = queue.out.payload();
        var error = broken.or(head.error());
        var forgets = refused.or(restart);
        out.valid().assign(queue.out.valid().and(forgets.not()));
        out.payload().data().assign(head.data());
        out.payload().error().assign(error);
        out.payload().last().assign(head.last());
        queue.out.ready().assign(out.ready().or(forgets));
        var ends = out.fire().and(head.last());
        when(out.fire(), () -> broken.next(error.and(head.last().not())));
        when(ends.and(error.not()), () -> taken.next(taken.add(1)));
        when(ends.and(error), () -> refused.next(1));
        when(restart, () -> broken.next(0));
        consumer.assign(taken);
        stopped.assign(refused);
        failed.assign(ends.and(error));
        busy.assign(queue.out.valid());
        when(beat.valid(), () -> check(queue.in.ready(), "a beat has its place"));
    }
}
