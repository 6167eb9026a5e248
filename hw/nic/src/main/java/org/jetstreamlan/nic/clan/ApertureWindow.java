package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.SkidBuffer;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.hdl.lib.coding.PriorityEncoder;

/// The aperture: an AXI4 subordinate of 16 MiB, 64 data bits, 256 pages of 64 KiB, whose stores go out as frames, or ring. Only written.
///
/// ```
/// clock    0       1             2               3
/// W      | beat  | page's gate | let in or not | store, or doorbell
/// B                                            | behind the last beat
/// ```
/// INCR bursts of beats of 1 to 8 bytes; bytes by strobes. SLVERR, and the beat is nothing: FIXED and WRAP; a page without an entry; a byte
/// beyond the page's last one; of a DOORBELL page all but 32 bits at a place that there is; WLAST at the wrong beat, from that one on. The rest of such a burst is stored as far as it may be. A read is answered with SLVERR, a beat a clock.
///
/// A doorbell holds up what is behind it until it is taken, and its B comes behind that.
///
/// Latency 3 clocks from W to `stores`, of which 1 is the skid buffer, and 1 to B; a beat a clock, over burst boundaries, too.
public final class ApertureWindow extends Module {
    /// Bits of an address: 16 MiB.
    public static final int ADDRESS_WIDTH = ApertureTable.PAGE_WIDTH + ApertureTable.OFFSET_WIDTH;

    private static final int RESPONSES = 4;
    private static final int LANE_WIDTH = 3;

    private final int idWidth;
    private final int endpointWidth;

    public final Axi4 axi;
    public final Stream<Store> stores;

    /// Behind all `stores` before it; taken when it has been acted on.
    public final Stream<Doorbell> doorbell;

    /// To [ApertureTable].
    public final UInt page = output(uint(ApertureTable.PAGE_WIDTH));

    public final Bool moves = output(bool());
    public final ApertureEntry.Gate gate;

    /// A burst of stores has been answered with an error; a burst of loads has.
    public final Bool storeRefused = output(bool());

    public final Bool loadRefused = output(bool());

    /// A beat that was let in waits.
    public final Bool busy = output(bool());

    private final SkidBuffer<Axi4.Address> addresses;
    private final SkidBuffer<Axi4.WriteData> data;
    private final SkidBuffer<Axi4.Address> readAddresses;
    private final Fifo<Bits> responses;

    // The burst under way, and how far
    private final Bool active = reg(bool(), init(0));
    private final UInt at = reg(uint(ADDRESS_WIDTH));
    private final UInt size = reg(uint(2));
    private final UInt left = reg(uint(8));
    private final Bool unlawful = reg(bool());
    private final UInt id;

    /// @param endpointWidth bits of an endpoint's number
    /// @param idWidth bits of the AXI identifiers
    public ApertureWindow(int endpointWidth, int idWidth) {
        this.idWidth = idWidth;
        this.endpointWidth = endpointWidth;
        super();
        this.axi = input(Axi4.type(ADDRESS_WIDTH, StoreQueue.CELL_BITS, idWidth));
        this.stores = output(stream(Store.type(endpointWidth)));
        this.doorbell = output(stream(Doorbell.type(endpointWidth)));
        this.gate = input(ApertureEntry.Gate.type(endpointWidth));
        this.addresses = child(new SkidBuffer<>(Axi4.addressType(ADDRESS_WIDTH, idWidth)));
        this.data = child(new SkidBuffer<>(Axi4.writeDataType(StoreQueue.CELL_BITS)));
        this.readAddresses = child(new SkidBuffer<>(Axi4.addressType(ADDRESS_WIDTH, idWidth)));
        this.responses = child(new Fifo<>(bits(idWidth + 1), RESPONSES, Fifo.Storage.LUT));
        this.id = reg(uint(idWidth));
    }

    @Override
    protected String moduleName() {
        return "ApertureWindow_e" + endpointWidth + "_i" + idWidth;
    }

    @Override
    protected void build() {
        connect(addresses.in, axi.aw());
        connect(data.in, axi.w());
        connect(readAddresses.in, axi.ar());
        write();
        loadRefused.assign(read());
    }

    private void write() {
        // The beat whose page is being read, and the one that is let in or not.
        var asked = reg(bool(), init(0));
        var beat = reg(beatType());
        var judged = reg(bool(), init(0));
        var next = reg(beatType());
        var door = reg(ApertureEntry.Gate.type(endpointWidth));
        var fault = reg(bool(), init(0));

        var within = next.lastByte().zext(door.length().width()).lt(door.length());
        var rings = door.doorbell();
        var known = all(Doorbell.isPlace(next.cell()), next.strb().eq(Doorbell.STROBES));
        var good = all(next.lawful(), door.open(), mux(rings, known, within));
        var stored = next.strb().orR();
        var wrong = fault.or(all(good.not(), any(stored, next.lawful().not())));
        var respond = next.last();
        var answers = responses.in.ready().or(respond.not());
        doorbell.valid().assign(all(judged, good, stored, answers, rings));
        doorbell.payload().place().assign(next.cell().trunc(Doorbell.PLACE_WIDTH));
        doorbell.payload().endpoint().assign(door.endpoint());
        doorbell.payload().value().assign(next.data().trunc(32));
        stores.valid().assign(all(judged, good, stored, answers, rings.not()));
        stores.payload().page().assign(next.page());
        stores.payload().endpoint().assign(door.endpoint());
        stores.payload().cell().assign(next.cell());
        stores.payload().data().assign(next.data());
        stores.payload().strb().assign(next.strb());
        int cellWidth = ApertureEntry.Gate.CELL_WIDTH;
        stores.payload().opens().assign(next.cell().trunc(cellWidth).add(door.cell()).eq(0));
        var taken = mux(rings, doorbell.ready(), stores.ready());
        var leaves = all(judged, answers, any(taken, good.not(), stored.not()));
        responses.in.valid().assign(all(leaves, respond));
        responses.in.payload().assign(cat(wrong, next.id()));
        when(leaves, () -> fault.next(wrong.and(respond.not())));
        storeRefused.assign(all(leaves, respond, wrong));

        var here = here();
        var goes = judged.not().or(leaves);
        moves.assign(goes);
        page.assign(here.at().slice(ADDRESS_WIDTH - 1, ApertureTable.OFFSET_WIDTH).asUInt());
        when(
                goes,
                () -> {
                    judged.next(asked);
                    next.next(beat);
                    door.next(gate);
                    asked.next(data.out.fire());
                    beat.next(arriving(here));
                });
        data.out.ready().assign(all(any(active, addresses.out.valid()), goes));
        burst(here);

        axi.b().valid().assign(responses.out.valid());
        responses.out.ready().assign(axi.b().ready());
        axi.b().payload().id().assign(responses.out.payload().trunc(idWidth).asUInt());
        axi.b().payload().resp().assign(cat(responses.out.payload().bit(idWidth), low()));
        busy.assign(all(judged, good, stored));
    }

    private Type<WindowBeat> beatType() {
        return WindowBeat.type(idWidth);
    }

    /// What the next beat is of: the burst under way, else the one whose address is there.
    private record Burst(UInt at, UInt size, UInt left, Bool unlawful, UInt id) {}

    private Burst coming() {
        var address = addresses.out.payload();
        return new Burst(
                address.addr(),
                address.size().trunc(2),
                address.len(),
                any(address.burst().ne(Axi4.INCR), address.size().bit(2)),
                address.id());
    }

    private Burst here() {
        var next = coming();
        return new Burst(
                mux(active, at, next.at()),
                mux(active, size, next.size()),
                mux(active, left, next.left()),
                mux(active, unlawful, next.unlawful()),
                mux(active, id, next.id()));
    }

    private WindowBeat arriving(Burst here) {
        var word = data.out.payload();
        var isLast = here.left().eq(0);
        var lane = PriorityEncoder.highest(word.strb());
        var cell = here.at().slice(ApertureTable.OFFSET_WIDTH - 1, LANE_WIDTH).asUInt();
        return new WindowBeat(
                page,
                cell,
                word.data(),
                word.strb(),
                cat(cell, lane).asUInt(),
                here.unlawful().or(word.last().xor(isLast)).not(),
                isLast,
                here.id());
    }

    private void burst(Burst here) {
        var taken = data.out.fire();
        var isLast = here.left().eq(0);
        addresses.out.ready().assign(any(active.not(), all(taken, isLast)));
        // A burst whose first beat is there with its address has begun in the same clock.
        var goesOn = all(taken, isLast.not());
        var waits = all(addresses.out.valid(), any(active, taken.not()));
        when(
                        goesOn,
                        () -> {
                            active.next(1);
                            left.next(here.left().sub(1));
                            at.next(after(here));
                            size.next(here.size());
                            unlawful.next(any(here.unlawful(), data.out.payload().last()));
                            id.next(here.id());
                        })
                .elseWhen(
                        addresses.out.ready(),
                        () -> {
                            var next = coming();
                            active.next(waits);
                            at.next(next.at());
                            size.next(next.size());
                            left.next(next.left());
                            unlawful.next(next.unlawful());
                            id.next(next.id());
                        });
    }

    /// The next beat's address: a whole beat on, from where this one's begins.
    private static UInt after(Burst here) {
        var at = here.at();
        var result = at;
        for (int log2 = 0; log2 <= LANE_WIDTH; log2++) {
            var whole = at.slice(ADDRESS_WIDTH - 1, log2).asUInt().add(1);
            var stepped = log2 == 0 ? whole : cat(whole, zeros(log2)).asUInt();
            result = mux(here.size().eq(log2), stepped, result);
        }
        return result;
    }

    /// Returns whether a read is taken.
    private Bool read() {
        var reading = reg(bool(), init(0));
        var beats = reg(uint(8));
        var readId = reg(uint(idWidth));
        var r = axi.r();
        var ends = all(reading, r.ready(), beats.eq(0));
        readAddresses.out.ready().assign(reading.not());
        r.valid().assign(reading);
        r.payload().id().assign(readId);
        r.payload().data().assign(0);
        r.payload().resp().assign(Axi4.SLVERR);
        r.payload().last().assign(beats.eq(0));
        when(reading.and(r.ready()), () -> beats.next(beats.sub(1)));
        when(ends, () -> reading.next(0));
        when(
                readAddresses.out.fire(),
                () -> {
                    reading.next(1);
                    beats.next(readAddresses.out.payload().len());
                    readId.next(readAddresses.out.payload().id());
                });
        return readAddresses.out.fire();
    }
}
