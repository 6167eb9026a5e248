package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.nic.master.ReadBeat;

/// Takes the beats of a descriptor, 64 bytes, and keeps it until the next.
///
/// ```
/// beat     0        1        2        3     4          5         6          7
///        | cookie | 0      | remote |     | bytes 0  | address | bytes 1  | address |
///        | head   | key    | address| 0   | key 0    | 0       | key 1    | 1       |
/// ```
/// `there` is 1 from 1 clock behind the last beat on until the next begins. A beat a clock.
final class Descriptor extends Module {
    private static final int BEATS = DmaDescriptor.BYTES / StoreQueue.CELL_BYTES;
    private static final int COUNT_WIDTH = 6;

    /// The next 8 beats are those of a descriptor.
    final Bool begin = input(bool());

    /// While `under`.
    final Flow<ReadBeat> beat = input(flow(ReadBeat.type(StoreQueue.CELL_BITS)));

    final Bool under = output(bool());
    final Bool there = output(bool());

    /// The bus has refused it.
    final Bool refused = output(bool());

    /// Word 0.
    final Bits head = output(bits(32));

    /// A bit that has to be 0 is not.
    final Bool reserved = output(bool());

    /// Key and address of the remote region are 0.
    final Bool nowhere = output(bool());

    final Bits key = output(bits(32));
    final UInt address = output(uint(RegionEntry.ADDRESS_WIDTH));

    /// Bytes of the two segments, as far as COUNT says that they are there; of INLINE, those of the data.
    final UInt first = output(uint(32));

    final UInt second = output(uint(32));

    /// Which segment.
    final Bool segment = input(bool());

    final Bits itsKey = output(bits(32));
    final UInt itsAddress = output(uint(RegionEntry.ADDRESS_WIDTH));

    /// Key and address of a segment, side by side in pairs of cells.
    private final Mem<Bits> segments =
            mem(bits(StoreQueue.CELL_BITS), BEATS / 2, ReadUnderWrite.UNDEFINED);

    @Override
    protected void build() {
        var coming = reg(bool(), init(0));
        var whole = reg(bool(), init(0));
        var number = reg(uint(3));
        when(
                begin,
                () -> {
                    coming.next(1);
                    whole.next(0);
                    number.next(0);
                });
        under.assign(coming);
        there.assign(whole);
        take(number);
        when(
                beat.valid(),
                () -> {
                    number.next(number.add(1));
                    when(
                            number.eq(BEATS - 1),
                            () -> {
                                coming.next(0);
                                whole.next(1);
                            });
                });
    }

    private void take(UInt number) {
        var data = beat.payload().data();
        var low = data.slice(31, 0);
        var high = data.slice(63, 32);
        var wrong = reg(bool());
        var error = reg(bool());
        var some = reg(bool());
        var word = reg(bits(32));
        var remoteKey = reg(bits(32));
        var remote = reg(uint(RegionEntry.ADDRESS_WIDTH));
        var bytes = reg(uint(32));
        var more = reg(uint(32));
        var count =
                word.slice(DmaDescriptor.COUNT.lo() + COUNT_WIDTH - 1, DmaDescriptor.COUNT.lo());
        var isInline = ClanBits.of(word, DmaDescriptor.INLINE).orR();
        when(
                beat.valid(),
                () -> {
                    when(beat.payload().error(), () -> error.next(1));
                    select(number)
                            .is(
                                    0,
                                    () -> {
                                        word.next(low);
                                        var others =
                                                lit(~DmaDescriptor.HEAD_MASK & 0xFFFF_FFFFL, 32);
                                        wrong.next(low.and(others).orR());
                                        error.next(beat.payload().error());
                                    })
                            .is(
                                    1,
                                    () -> {
                                        remoteKey.next(low);
                                        some.next(low.orR());
                                        when(high.orR(), () -> wrong.next(1));
                                    })
                            .is(
                                    2,
                                    () -> {
                                        remote.next(data.asUInt());
                                        when(data.orR(), () -> some.next(1));
                                    })
                            .is(3, () -> when(data.orR(), () -> wrong.next(1)))
                            .is(
                                    4,
                                    () ->
                                            bytes.next(
                                                    mux(
                                                                    any(isInline, count.eq(0)),
                                                                    count.zext(32),
                                                                    high)
                                                            .asUInt()))
                            .is(
                                    6,
                                    () ->
                                            more.next(
                                                    mux(
                                                                    all(
                                                                            isInline.not(),
                                                                            count.eq(2)),
                                                                    high,
                                                                    zeros(32))
                                                            .asUInt()))
                            .otherwise(() -> {});
                    when(number.bit(2), () -> segments.write(number.trunc(2), data));
                });
        head.assign(word);
        reserved.assign(wrong);
        refused.assign(error);
        nowhere.assign(some.not());
        key.assign(remoteKey);
        address.assign(remote);
        first.assign(bytes);
        second.assign(more);
        itsKey.assign(segments.readAsync(cat(segment, low()).asUInt()).trunc(32));
        itsAddress.assign(segments.readAsync(cat(segment, high()).asUInt()).asUInt());
    }
}
