package org.jetstreamlan.nic.master;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Selection;
import org.jetstreamlan.hdl.lib.Stream;

/// The adapter's side of a ring in the host's memory that the adapter fills: receive events, completions.
///
/// ```
/// entry, 7 words ── beats, the last with the sequence word ──> WriteManager
/// producer, published <── the bus has answered ────────────────┘
/// ```
/// The sequence word, the entry's index + 1, is in the last beat, so that a host that polls it has all of the entry with it. `producer` moves
/// when the bus has answered. An entry that the bus refuses ends the ring: `stopped` until the next `restart`, and `producer` stays before it.
///
/// A burst that has begun goes on to its end whatever happens, and holds `entry`; with `restart`, entries that have not begun are taken and
/// forgotten. One entry in beats + 1 clocks. Latency from `entry` to the first beat 1 clock.
public final class RingWriter extends Module {
    /// Bits of an entry without its sequence word.
    public static final int ENTRY_BITS = (RingEntry.WORDS - 1) * Integer.SIZE;

    private final int slotWidth;
    private final int dataWidth;
    private final int beats;

    public final Bool restart = input(bool());
    public final RingPlace place = input(RingPlace.TYPE);

    /// Words 0..6, the first at the bottom; taken with the burst's last beat.
    public final Stream<Bits> entry = input(stream(bits(ENTRY_BITS)));

    public final Stream<WriteBeat> write;
    public final Flow<Bool> done = input(flow(bool()));

    /// Entries below this index are in the host's memory.
    public final UInt producer = output(uint(16));

    /// `producer` moves.
    public final Bool published = output(bool());

    /// The bus has refused an entry: nothing more is written.
    public final Bool stopped = output(bool());

    /// The bus refuses an entry in this clock.
    public final Bool failed = output(bool());

    /// An entry is being written, or waits.
    public final Bool busy = output(bool());

    private final UInt index = reg(uint(16), init(0));
    private final UInt answered = reg(uint(16), init(0));
    private final Bool refused = reg(bool(), init(0));

    /// @param slotWidth log2 of the ring
    /// @param dataWidth of the bus, in bits
    public RingWriter(int slotWidth, int dataWidth) {
        this.slotWidth = slotWidth;
        this.dataWidth = dataWidth;
        this.beats = RingEntry.BYTES * Byte.SIZE / dataWidth;
        super();
        this.write = output(stream(WriteBeat.type(dataWidth)));
    }

    @Override
    protected String moduleName() {
        return "RingWriter_s" + slotWidth + "_w" + dataWidth;
    }

    @Override
    protected void build() {
        var beat = reg(uint(Integer.numberOfTrailingZeros(beats)), init(0));
        var begun = beat.ne(0);
        // What is chosen of an entry, which may come from a block RAM, goes through a register.
        // All are a clock behind `place`, and behind `index` and `entry`, which move with a burst's
        // end.
        var address = reg(uint(WriteManager.ADDRESS_WIDTH));
        var data = reg(bits(dataWidth));
        var loaded = reg(bool(), init(0));
        var there = reg(bool(), init(0));
        there.next(place.valid());

        var may = all(there, place.valid(), refused.not(), restart.not());
        var last = beat.andR();
        var out = write.payload();
        write.valid().assign(loaded.and(begun.or(may)));
        out.address().assign(address);
        out.len().assign(beats - 1);
        out.data().assign(data);
        out.strb().assign(ones(dataWidth / 8));
        out.last().assign(last);
        var moves = write.fire();
        var ends = moves.and(last);
        entry.ready().assign(ends.or(restart.and(begun.not())));
        var next = mux(moves, beat.add(1), beat);
        address.next(place.address(index.trunc(slotWidth)));
        data.next(Selection.of(words(), next));
        loaded.next(entry.valid().and(entry.ready().not()));
        beat.next(next);
        when(ends, () -> index.next(index.add(1)));
        when(restart.and(begun.not()), () -> index.next(0));
        busy.assign(entry.valid().or(begun));
        publish();
    }

    /// The entry in beats, the sequence word on top of the last.
    private List<Bits> words() {
        var sequence = index.add(1).zext(Integer.SIZE);
        var whole = cat(sequence, entry.payload());
        List<Bits> parts = new ArrayList<>();
        for (int i = 0; i < beats; i++) {
            parts.add(whole.slice((i + 1) * dataWidth - 1, i * dataWidth));
        }
        return parts;
    }

    private void publish() {
        var good = all(done.valid(), done.payload().not(), refused.not(), restart.not());
        var bad = all(done.valid(), done.payload(), restart.not());
        producer.assign(answered);
        published.assign(good);
        failed.assign(bad);
        stopped.assign(refused);
        when(good, () -> answered.next(answered.add(1)));
        when(bad, () -> refused.next(1));
        when(
                restart,
                () -> {
                    answered.next(0);
                    refused.next(0);
                });
    }
}
