package org.jetstreamlan.nic.transmit;

import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.master.ReadBeat;

/// Makes jobs of the descriptors that come from the host's memory, and checks what can be checked without a block.
///
/// ```
/// phase     TAKE, a beat a clock | CHECK | OFFER ...
/// job                                    | valid until taken
/// ```
/// One descriptor in beats + 2 clocks. A descriptor that the bus refused makes no job: nobody knows its cookie.
final class DescriptorReader extends Module {
    /// Where the next descriptor stands.
    enum Phase {
        TAKE,
        CHECK,
        OFFER
    }

    /// Bits of words 0..3.
    private static final int ENTRY_BITS = 128;

    private final int blockWidth;
    private final int dataWidth;

    final Bool restart = input(bool());
    final Stream<ReadBeat> beats;
    final Stream<TransmitJob> job;

    /// A descriptor has been taken and not been handed on.
    final Bool waiting = output(bool());

    private final Enumerated<Phase> phase = reg(enumerated(Phase.class), Phase.TAKE);
    private final Bits entry = reg(bits(ENTRY_BITS));

    /// Word 4: of the checksum.
    private final Bits checksum = reg(bits(32));

    /// Payload words before a trailer that the hardware writes into.
    private final UInt end = reg(uint(14));

    /// Words 5..7 are not 0.
    private final Bool reserved = reg(bool(), init(0));

    private final Bool good = reg(bool());

    /// @param blockWidth log2 of the blocks
    /// @param dataWidth of the host's bus, in bits
    DescriptorReader(int blockWidth, int dataWidth) {
        this.blockWidth = blockWidth;
        this.dataWidth = dataWidth;
        super();
        this.beats = input(stream(ReadBeat.type(dataWidth)));
        this.job = output(stream(TransmitJob.type(blockWidth)));
    }

    @Override
    protected String moduleName() {
        return "DescriptorReader_b" + blockWidth + "_w" + dataWidth;
    }

    @Override
    protected void build() {
        take();
        waiting.assign(phase.is(Phase.TAKE).not());
        job.valid().assign(phase.is(Phase.OFFER));
        when(phase.is(Phase.CHECK), () -> phase.next(Phase.OFFER));
        when(job.fire(), () -> phase.next(Phase.TAKE));
        check();
        when(restart, () -> phase.next(Phase.TAKE));
    }

    private void take() {
        int beatsOfEntry = ENTRY_BITS / dataWidth;
        var beat = reg(uint(Integer.numberOfTrailingZeros(beatsOfEntry) + 1), init(0));
        var inEntry = beat.bit(beat.width() - 1).not();
        var taken = beats.payload();
        beats.ready().assign(phase.is(Phase.TAKE));
        when(
                beats.fire(),
                () -> {
                    beat.next(mux(taken.last(), num(0, beat.width()), beat.add(1)));
                    var behind =
                            dataWidth > 32 ? taken.data().slice(dataWidth - 1, 32).orR() : low();
                    when(inEntry, () -> entry.next(shiftedIn(taken.data())))
                            .elseWhen(
                                    beat.eq(beatsOfEntry),
                                    () -> {
                                        checksum.next(taken.data().trunc(32));
                                        reserved.next(behind);
                                    })
                            .otherwise(() -> reserved.next(reserved.or(taken.data().orR())));
                    when(taken.last().and(taken.error().not()), () -> phase.next(Phase.CHECK));
                });
        when(restart, () -> beat.next(0));
    }

    /// The first word ends at the bottom.
    private Bits shiftedIn(Bits data) {
        return cat(data, entry.slice(ENTRY_BITS - 1, dataWidth));
    }

    private void check() {
        var head = entry.slice(31, 0);
        var length = entry.slice(63, 32);
        var words = length.slice(15, 2).asUInt();
        var first = head.slice(TransmitDescriptor.FIRST_BLOCK.hi(), 0);
        var unknown = head.and(lit(Integer.toUnsignedLong(~TransmitDescriptor.HEAD_MASK), 32));
        var outside = first.slice(15, blockWidth).orR();
        var tooLong = length.slice(31, 16).orR().or(words.gt(Frame.PAYLOAD_WORDS_MAXIMUM));
        var broken = length.slice(1, 0).orR();
        var inserts = head.bit(TransmitDescriptor.INSERT_CHECKSUM.lo());
        var start = checksum.slice(15, 0).asUInt();
        var offset = checksum.slice(31, 16).asUInt();
        end.next(
                words.sub(
                        mux(head.bit(TransmitDescriptor.INSERT_CRC.lo()), num(2, 14), num(0, 14))));
        var beyond =
                any(
                        start.slice(15, 2).asUInt().lt(end).not(),
                        offset.slice(15, 2).asUInt().lt(end).not(),
                        offset.bit(0));
        good.next(
                any(
                                outside,
                                tooLong,
                                broken,
                                words.lt(Frame.PAYLOAD_WORDS_MINIMUM),
                                unknown.orR(),
                                mux(inserts, beyond, checksum.orR()),
                                reserved)
                        .not());
        var offered = job.payload();
        offered.good().assign(good);
        offered.firstBlock().assign(first.trunc(blockWidth).asUInt());
        offered.words().assign(words);
        offered.insertCrc().assign(head.bit(TransmitDescriptor.INSERT_CRC.lo()));
        offered.synchronous().assign(head.bit(TransmitDescriptor.SYNCHRONOUS.lo()));
        offered.insert().assign(inserts);
        offered.sumStart().assign(start);
        offered.sumOffset().assign(offset);
        offered.atm().assign(entry.slice(95, 64));
        offered.cookie().assign(entry.slice(127, 96));
    }
}
