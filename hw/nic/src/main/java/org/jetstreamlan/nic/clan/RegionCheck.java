package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;

/// Says how many bytes from an address on a region lets touch, and where they are: nothing goes to the host's memory, or comes from it, that has
/// not been through here.
///
/// ```
/// clock         0          1                2                     3                      4
/// query, entry| address  | offset, low    | offset, high        |                      |
///             |          |                | room, low           | room, high           | answer
///             |          |                | bus, low            | bus, high            |
/// broken                 |▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔▔|
/// ```
/// offset = address - name, room = length - offset, bus = bus + offset, each in halves of 32 bits with the carry in a register between; no sum
/// can wrap unseen, since what is below 0 or beyond the length says so. Latency 4 clocks, a query a clock.
public final class RegionCheck extends Module {
    /// Clocks from `query` to `answer`.
    public static final int LATENCY = 4;

    private static final int HALF = 32;
    private static final int LOG2_CELL = 3;
    private static final int CELLS_WIDTH = RegionEntry.LENGTH_WIDTH - LOG2_CELL;
    private static final int LENGTH_HIGH = RegionEntry.LENGTH_WIDTH - HALF;

    public final RegionQuery query = input(RegionQuery.TYPE);

    /// The entry that the query's key names, in the same clock.
    public final RegionEntry entry = input(RegionEntry.TYPE);

    /// A clock behind `entry`: it is not as it was written.
    public final Bool broken = input(bool());

    public final RegionAnswer answer = output(RegionAnswer.TYPE);

    @Override
    protected void build() {
        // 1
        var keyRight = reg(bool());
        keyRight.next(
                all(
                        entry.generation().eq(query.generation()),
                        entry.generation().orR(),
                        entry.tag().eq(query.tag()),
                        entry.tag().orR()));
        var mayIt = reg(bool());
        mayIt.next(entry.rights().and(query.rights()).orR());
        var offsetLow = reg(uint(HALF + 1));
        offsetLow.next(less(low(query.address()), low(entry.name())));
        var addressHigh = reg(uint(HALF));
        addressHigh.next(high(query.address()));
        var nameHigh = reg(uint(HALF));
        nameHigh.next(high(entry.name()));
        var bus = reg(uint(RegionEntry.ADDRESS_WIDTH));
        bus.next(entry.bus());
        var length = reg(uint(RegionEntry.LENGTH_WIDTH));
        length.next(entry.length());

        var cell = reg(uint(CELLS_WIDTH));
        cell.next(cells(query.address()).sub(cells(entry.name())));

        // 2
        var key = reg(bool());
        key.next(keyRight);
        var right = reg(bool());
        right.next(mayIt);
        var spoiled = reg(bool());
        spoiled.next(broken);
        var offsetHigh = reg(uint(HALF + 1));
        offsetHigh.next(less(addressHigh, nameHigh, offsetLow.bit(HALF)));
        var roomLow = reg(uint(HALF + 1));
        roomLow.next(less(low(length), low(offsetLow)));
        var lengthHigh = reg(uint(LENGTH_HIGH));
        lengthHigh.next(length.slice(RegionEntry.LENGTH_WIDTH - 1, HALF).asUInt());
        var busLow = reg(uint(HALF + 1));
        busLow.next(low(bus).addFull(low(offsetLow)));
        var busHigh = reg(uint(HALF));
        busHigh.next(high(bus));

        var itsCell = reg(uint(Watch.CELL_WIDTH));
        itsCell.next(cell.trunc(Watch.CELL_WIDTH));
        var isNear = reg(bool());
        isNear.next(cell.slice(CELLS_WIDTH - 1, Watch.CELL_WIDTH).orR().not());

        // 3
        var cellKnown = reg(uint(Watch.CELL_WIDTH));
        cellKnown.next(itsCell);
        var nearKnown = reg(bool());
        nearKnown.next(isNear);
        var keyKnown = reg(bool());
        keyKnown.next(key);
        var rightKnown = reg(bool());
        rightKnown.next(right);
        var spoils = reg(bool());
        spoils.next(spoiled);
        var outside = reg(bool());
        outside.next(offsetHigh.slice(HALF, LENGTH_HIGH).orR());
        var roomHigh = reg(uint(LENGTH_HIGH + 1));
        roomHigh.next(less(lengthHigh, offsetHigh.trunc(LENGTH_HIGH), roomLow.bit(HALF)));
        var roomRest = reg(uint(HALF));
        roomRest.next(low(roomLow));
        var place = reg(uint(RegionEntry.ADDRESS_WIDTH));
        var sum = with(busHigh, true).add(cat(offsetHigh.trunc(HALF), busLow.bit(HALF)).asUInt());
        place.next(cat(sum.slice(HALF, 1), low(busLow)).asUInt());

        // 4
        var said = reg(RegionAnswer.TYPE);
        said.reason().next(ClanReason.NONE);
        when(spoils, () -> said.reason().next(ClanReason.MEMORY))
                .elseWhen(keyKnown.not(), () -> said.reason().next(ClanReason.KEY))
                .elseWhen(rightKnown.not(), () -> said.reason().next(ClanReason.RIGHT))
                .elseWhen(
                        outside.or(roomHigh.bit(LENGTH_HIGH)),
                        () -> said.reason().next(ClanReason.BOUNDS));
        var most = roomHigh.trunc(LENGTH_HIGH).orR();
        var plenty = any(most, roomRest.slice(HALF - 1, RegionAnswer.ROOM_WIDTH - 1).orR());
        said.extent().next(mux(most, ones(HALF).asUInt(), roomRest));
        said.room()
                .next(
                        mux(
                                plenty,
                                num(RegionAnswer.ROOM_MAXIMUM, RegionAnswer.ROOM_WIDTH),
                                roomRest.trunc(RegionAnswer.ROOM_WIDTH)));
        said.bus().next(place);
        said.cell().next(cellKnown);
        said.near().next(nearKnown);
        answer.assign(said);
    }

    /// The difference, one bit wider: its top bit is the borrow.
    private static UInt less(UInt from, UInt what) {
        int width = from.width() + 1;
        return from.zext(width).sub(what.zext(width));
    }

    /// The same, less a borrow of the half below: one carry chain.
    private static UInt less(UInt from, UInt what, Bool borrow) {
        var difference = less(with(from, false), cat(what, borrow).asUInt());
        return difference.slice(from.width() + 1, 1).asUInt();
    }

    /// Cells of 8 bytes, as far as a region is long.
    private static UInt cells(UInt address) {
        return address.slice(RegionEntry.LENGTH_WIDTH - 1, LOG2_CELL).asUInt();
    }

    private static UInt with(UInt value, boolean bit) {
        return cat(value, lit(bit ? 1 : 0, 1)).asUInt();
    }

    private static UInt low(UInt value) {
        return value.trunc(HALF);
    }

    private static UInt high(UInt value) {
        return value.slice(RegionEntry.ADDRESS_WIDTH - 1, HALF).asUInt();
    }
}
