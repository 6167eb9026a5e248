package org.jetstreamlan.cli.proof;

import org.jetstreamlan.abi.RingEntry;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.nic.master.RingWriter;

/// [RingWriter] shows no entry before the bus has answered all of it, whatever the bus stalls, answers and refuses, and with a restart at any
/// moment: the producer index counts good answers, none behind a refused one; the sequence word is the entry's own and comes last; what has
/// begun ends, with the bytes that were given. Reduced: a ring of 4, a bus of 64 bits.
final class RingWriterProof extends Module {
    private static final int SLOT_WIDTH = 2;
    private static final int DATA_WIDTH = 64;
    private static final int BEATS = RingEntry.BYTES * Byte.SIZE / DATA_WIDTH;

    private final Bool restarts = input(bool());
    private final Bool there = input(bool());
    private final UInt base = input(uint(58));
    private final Bool offers = input(bool());
    private final Bits given = input(bits(RingWriter.ENTRY_BITS));
    private final Bool takes = input(bool());
    private final Bool answers = input(bool());
    private final Bool refuses = input(bool());

    private final RingWriter writer = child(new RingWriter(SLOT_WIDTH, DATA_WIDTH));

    // Since the last restart: entries whose last beat was taken, and those that were answered well
    // before any was refused.
    private final UInt ended = reg(uint(16), init(0));
    private final UInt answered = reg(uint(16), init(0));
    private final UInt good = reg(uint(16), init(0));
    private final Bool broken = reg(bool(), init(0));
    private final UInt beat = reg(uint(2), init(0));
    private final UInt index = reg(uint(16), init(0));

    @Override
    protected void build() {
        writer.restart.assign(restarts);
        writer.place.valid().assign(there);
        writer.place.base().assign(base);
        writer.entry.valid().assign(offers);
        writer.entry.payload().assign(given);
        writer.write.ready().assign(takes);
        writer.done.valid().assign(answers);
        writer.done.payload().assign(refuses);
        offerStays();
        placeStays();

        var moves = writer.write.fire();
        var beatData = writer.write.payload().data();
        var last = beat.eq(BEATS - 1);
        when(moves, () -> beat.next(beat.add(1)));
        check(
                writer.write.valid().not().or(writer.write.payload().last().eq(last)),
                "last is last");
        check(beat.eq(0).or(writer.write.valid()), "what has begun goes on");
        for (int i = 0; i < BEATS; i++) {
            int from = i * DATA_WIDTH;
            var wanted =
                    i < BEATS - 1
                            ? given.slice(from + DATA_WIDTH - 1, from)
                            : cat(
                                    index.add(1).zext(32),
                                    given.slice(RingWriter.ENTRY_BITS - 1, from));
            check(
                    moves.and(beat.eq(i)).not().or(beatData.eq(wanted)),
                    "beat " + i + " is the entry's");
        }
        publish(moves.and(last));
    }

    /// An entry stays as it is until it is taken, and no restart ends while one is there: see AdapterControl.
    private void offerStays() {
        var waits = reg(bool(), init(0));
        var before = reg(bits(RingWriter.ENTRY_BITS));
        var restarted = reg(bool(), init(0));
        waits.next(offers.and(writer.entry.ready().not()));
        before.next(given);
        restarted.next(restarts);
        assume(waits.not().or(offers.and(given.eq(before))), "an entry stays");
        var lasts = restarted.not().or(restarts);
        assume(lasts.or(writer.busy.not()), "a restart lasts until nothing is written");
        assume(lasts.or(ended.eq(answered)), "and until all is answered");
    }

    /// Where the ring is comes with the word that it is there, and stays.
    private void placeStays() {
        var wasThere = reg(bool(), init(0));
        var before = reg(uint(58));
        wasThere.next(there);
        before.next(base);
        assume(all(wasThere, there).not().or(base.eq(before)), "a ring stays where it is");
        var slot = index.trunc(SLOT_WIDTH);
        var address = cat(base.add(slot.bit(1).asUInt().zext(58)), slot.bit(0), zeros(5));
        check(
                all(writer.write.valid(), beat.eq(0))
                        .not()
                        .or(writer.write.payload().address().eq(address.asUInt())),
                "an entry goes to its slot");
    }

    private void publish(Bool ends) {
        var idle = beat.eq(0);
        when(ends, () -> ended.next(ended.add(1)));
        when(ends, () -> index.next(index.add(1)));
        when(restarts.and(idle), () -> index.next(0));
        when(answers, () -> answered.next(answered.add(1)));
        assume(answers.not().or(ended.ne(answered)), "an answer comes behind the entry");
        assume(ended.sub(answered).lt(8), "answers come");
        when(answers.and(refuses).and(restarts.not()), () -> broken.next(1));
        when(
                all(answers, refuses.not(), broken.not(), restarts.not()),
                () -> good.next(good.add(1)));
        when(
                restarts,
                () -> {
                    good.next(0);
                    broken.next(0);
                });
        check(writer.producer.eq(good), "the producer index counts the good answers");
        check(broken.eq(writer.stopped), "a refused entry stops the ring");
        check(
                all(writer.write.valid(), idle, any(broken, restarts, there.not())).not(),
                "no entry is begun on a ring that has stopped, that restarts, or that is not there");
        check(writer.published.not().or(answers), "nothing is published without an answer");
    }
}
