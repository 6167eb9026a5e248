package org.jetstreamlan.cli.proof;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Data;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Axi4Lite;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;

/// The rules of AXI4 (AMBA AXI, IHI 0022) between a manager and a subordinate: a `check` of the one that is proven, an `assume` of the other. Up to
/// 15 bursts in each direction.
///
/// | who | rule |
/// | --- | --- |
/// | both | an offer stays as it is until it is taken (A3.2.1) |
/// | manager, where it is proven | bursts are INCR, of whole beats of the bus, within 4 KiB (A3.4.1 allows more) |
/// | manager | a burst has as many beats of data as its address says, the last and no other marked (A3.4.1) |
/// | subordinate | an answer comes behind address and last beat (A3.3.1), beats that are read behind their address |
/// | subordinate | answers come in the order of the bursts, with their identifiers (AXI4 asks this of one identifier's) |
/// | subordinate | a burst that is read has as many beats as its address says, the last and no other marked |
///
/// AXI4-Lite is AXI4 of one beat. Of a subordinate's addresses nothing is assumed.
final class Axi4Rules extends Module {
    private static final int COUNT = 4;
    private static final int LEN = 8;
    private static final int BEATS = LEN + 1;
    private static final int PAGE_BITS = Integer.numberOfTrailingZeros(Axi4.BOUNDARY_BYTES);

    /// Who is proven.
    enum Side {
        MANAGER,
        SUBORDINATE
    }

    private final Side proven;
    private final int addressWidth;
    private final int dataWidth;
    private final int idWidth;

    // What is offered, and whether it is taken.
    private final Flow<Axi4.Address> aw;
    private final Flow<Axi4.WriteData> w;
    private final Flow<Axi4.WriteResponse> b;
    private final Flow<Axi4.Address> ar;
    private final Flow<Axi4.ReadData> r;
    private final Bool awTaken = input(bool());
    private final Bool wTaken = input(bool());
    private final Bool bTaken = input(bool());
    private final Bool arTaken = input(bool());
    private final Bool rTaken = input(bool());

    Axi4Rules(Side proven, int addressWidth, int dataWidth, int idWidth) {
        this.proven = proven;
        this.addressWidth = addressWidth;
        this.dataWidth = dataWidth;
        this.idWidth = idWidth;
        super();
        this.aw = input(flow(Axi4.addressType(addressWidth, idWidth)));
        this.w = input(flow(Axi4.writeDataType(dataWidth)));
        this.b = input(flow(Axi4.writeResponseType(idWidth)));
        this.ar = input(flow(Axi4.addressType(addressWidth, idWidth)));
        this.r = input(flow(Axi4.readDataType(dataWidth, idWidth)));
    }

    // ---- what the parent connects, in its `build()`

    void writes(
            Stream<Axi4.Address> address,
            Stream<Axi4.WriteData> data,
            Stream<Axi4.WriteResponse> response) {
        see(aw, awTaken, address);
        see(w, wTaken, data);
        see(b, bTaken, response);
    }

    void reads(Stream<Axi4.Address> address, Stream<Axi4.ReadData> data) {
        see(ar, arTaken, address);
        see(r, rTaken, data);
    }

    void noWrites() {
        nothing(aw, awTaken);
        nothing(w, wTaken);
        nothing(b, bTaken);
    }

    void noReads() {
        nothing(ar, arTaken);
        nothing(r, rTaken);
    }

    void lite(Axi4Lite port) {
        single(aw, awTaken, port.aw());
        w.valid().assign(port.w().valid());
        w.payload().data().assign(port.w().payload().data());
        w.payload().strb().assign(port.w().payload().strb());
        w.payload().last().assign(true);
        wTaken.assign(port.w().fire());
        b.valid().assign(port.b().valid());
        b.payload().id().assign(0);
        b.payload().resp().assign(port.b().payload());
        bTaken.assign(port.b().fire());
        single(ar, arTaken, port.ar());
        r.valid().assign(port.r().valid());
        r.payload().id().assign(0);
        r.payload().data().assign(port.r().payload().data());
        r.payload().resp().assign(port.r().payload().resp());
        r.payload().last().assign(true);
        rTaken.assign(port.r().fire());
    }

    private void single(Flow<Axi4.Address> channel, Bool taken, Stream<UInt> address) {
        channel.valid().assign(address.valid());
        channel.payload().id().assign(0);
        channel.payload().addr().assign(address.payload());
        channel.payload().len().assign(0);
        channel.payload().size().assign(Integer.numberOfTrailingZeros(dataWidth / 8));
        channel.payload().burst().assign(Axi4.INCR);
        taken.assign(address.fire());
    }

    private static <T extends Data<T>> void see(Flow<T> channel, Bool taken, Stream<T> stream) {
        channel.valid().assign(stream.valid());
        channel.payload().assign(stream.payload());
        taken.assign(stream.fire());
    }

    private static <T extends Data<T>> void nothing(Flow<T> channel, Bool taken) {
        channel.valid().assign(false);
        channel.payload().assign(Type.like(channel.payload()).zero());
        taken.assign(false);
    }

    // ---- the rules

    @Override
    protected String moduleName() {
        return "Axi4Rules_a%d_w%d_i%d".formatted(addressWidth, dataWidth, idWidth);
    }

    @Override
    protected void build() {
        stays(Side.MANAGER, aw, awTaken, "AW stays until it is taken");
        stays(Side.MANAGER, w, wTaken, "W stays until it is taken");
        stays(Side.SUBORDINATE, b, bTaken, "B stays until it is taken");
        stays(Side.MANAGER, ar, arTaken, "AR stays until it is taken");
        stays(Side.SUBORDINATE, r, rTaken, "R stays until it is taken");
        if (proven == Side.MANAGER) {
            check(any(aw.valid().not(), isPlain(aw.payload())), "AW is a burst within 4 KiB");
            check(any(ar.valid().not(), isPlain(ar.payload())), "AR is a burst within 4 KiB");
        }
        write();
        read();
    }

    private void rule(Side side, Bool condition, String what) {
        if (side == proven) {
            check(condition, what);
        } else {
            assume(condition, what);
        }
    }

    private <T extends Data<T>> void stays(Side side, Flow<T> channel, Bool taken, String what) {
        var waits = reg(bool(), init(0));
        var offered = reg(bits(channel.payload().width()));
        waits.next(channel.valid().and(taken.not()));
        offered.next(channel.payload().asBits());
        var same = channel.payload().asBits().eq(offered);
        rule(side, any(waits.not(), all(channel.valid(), same)), what);
    }

    private Bool isPlain(Axi4.Address burst) {
        int log2 = Integer.numberOfTrailingZeros(dataWidth / 8);
        var first = burst.addr().slice(PAGE_BITS - 1, log2).asUInt();
        var last = first.addFull(burst.len().zext(first.width()));
        return all(
                burst.burst().eq(Axi4.INCR),
                burst.size().eq(log2),
                burst.addr().trunc(log2).eq(0),
                last.bit(first.width()).not());
    }

    private void write() {
        var addressed = counter(awTaken);
        var ended = counter(wTaken.and(w.payload().last()));
        var answered = counter(bTaken);
        var bursts = bursts(addressed, aw, awTaken);

        // Beats of the burst that is under way, and of those that have ended.
        var beat = beat(wTaken, w.payload().last());
        var wrote = mem(uint(BEATS), 1 << COUNT, ReadUnderWrite.UNDEFINED);
        when(wTaken.and(w.payload().last()), () -> wrote.write(ended, beat));
        var isNow = addressed.eq(ended);
        var isKnown = any(addressed.gt(ended), all(isNow, aw.valid()));
        var len = mux(isNow, aw.payload().len(), len(bursts.readAsync(ended)));
        var marked = w.payload().last().eq(beat.eq(len.zext(BEATS)));
        rule(
                Side.MANAGER,
                any(w.valid().not(), isKnown.not(), marked),
                "WLAST is at the last beat");
        var isLate = all(aw.valid(), ended.gt(addressed));
        var had = wrote.readAsync(addressed);
        rule(
                Side.MANAGER,
                any(isLate.not(), had.eq(aw.payload().len().zext(BEATS))),
                "the address behind its beats says how many there were");
        var begun = all(aw.valid(), isNow, beat.gt(aw.payload().len().zext(BEATS)));
        rule(Side.MANAGER, begun.not(), "no more beats than the address behind them says");

        var due = all(answered.ne(addressed), answered.ne(ended));
        rule(Side.SUBORDINATE, any(b.valid().not(), due), "B is of a burst that has come whole");
        var its = bursts.readAsync(answered);
        rule(
                Side.SUBORDINATE,
                any(b.valid().not(), b.payload().id().eq(id(its))),
                "BID is its own");
    }

    private void read() {
        var asked = counter(arTaken);
        var ended = counter(rTaken.and(r.payload().last()));
        var its = bursts(asked, ar, arTaken).readAsync(ended);
        var beat = beat(rTaken, r.payload().last());
        var marked = r.payload().last().eq(beat.eq(len(its).zext(BEATS)));
        var none = r.valid().not();
        rule(Side.SUBORDINATE, any(none, ended.ne(asked)), "R is of a burst asked for");
        rule(Side.SUBORDINATE, any(none, r.payload().id().eq(id(its))), "RID is its own");
        rule(Side.SUBORDINATE, any(none, marked), "RLAST is at the last beat");
    }

    /// Identifier and beats - 1 of each burst.
    private Mem<Bits> bursts(UInt number, Flow<Axi4.Address> channel, Bool taken) {
        var bursts = mem(bits(idWidth + LEN), 1 << COUNT, ReadUnderWrite.UNDEFINED);
        var burst = channel.payload();
        when(taken, () -> bursts.write(number, cat(burst.id(), burst.len())));
        return bursts;
    }

    private UInt id(Bits burst) {
        return burst.slice(idWidth + LEN - 1, LEN).asUInt();
    }

    private static UInt len(Bits burst) {
        return burst.trunc(LEN).asUInt();
    }

    private UInt beat(Bool taken, Bool last) {
        var beat = reg(uint(BEATS), init(0));
        when(taken, () -> beat.next(mux(last, num(0, BEATS), beat.add(1))));
        return beat;
    }

    private UInt counter(Bool event) {
        var count = reg(uint(COUNT), init(0));
        when(event, () -> count.next(count.add(1)));
        assume(count.ne(ones(COUNT).asUInt()), "counts do not wrap");
        return count;
    }
}
