package org.jetstreamlan.nic.host;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.RegisterSlice;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.buffer.BlockMemory;
import org.jetstreamlan.nic.buffer.BlockReadRequest;
import org.jetstreamlan.nic.buffer.ChainAccess;
import org.jetstreamlan.nic.buffer.ChainLink;

/// Carries out checked read bursts: cells of 64 bits are fetched ahead, each becomes two beats (or one at an odd end).
///
/// ```
/// clock    0       1         2         3       4       5
/// burst ─ split ─ request ─ arrival ─ held ── queue ─ beat ...    up to 8 cells under way, so that the ring side may have every
///                                                                 other clock of the memory without costing the host one
/// ```
/// Requests come from registers, and what arrives is held in one before anything is chosen: the ways to and from a block memory that fills half
/// the chip take most of a clock each.
///
/// Latency 5 clocks from the burst to its first beat; throughput 1 beat a clock, over burst boundaries, too (chain table: as fast as it
/// answers). A beat of a cell's half, or of a link, with wrong parity answers SLVERR.
final class WindowReader extends Module {
    private static final int CELLS_UNDER_WAY = 8;

    /// A cell and what to make of it.
    private record Fetched(Bits cell, Bits broken, WindowFetch fetch) implements Bundle<Fetched> {
        static Type<Fetched> type(int idWidth) {
            return Type.bundle(
                    fields ->
                            new Fetched(
                                    fields.field("cell", Type.bits(BlockMemory.CELL_BITS)),
                                    fields.field("broken", Type.bits(2)),
                                    fields.field("fetch", WindowFetch.type(idWidth))));
        }
    }

    private final AdapterParameters parameters;

    final Stream<WindowBurst> bursts;
    final Stream<Axi4.ReadData> beats;

    final Stream<BlockReadRequest> blockRead;
    final Bits blockData = input(bits(BlockMemory.CELL_BITS));

    /// A clock behind it: which of its halves are broken.
    final Bits blockBroken = input(bits(2));

    /// A half that is a beat is broken: of this cell.
    final Flow<UInt> error;

    final Stream<ChainAccess> chain;
    final Flow<ChainLink> chainReply;

    // What was asked for in the clock before, or of the chain table; `asked` is for the former
    private final Bool asked = reg(bool(), init(0));
    private final Enumerated<WindowRegion> askedRegion = reg(enumerated(WindowRegion.class));
    private final WindowFetch askedFetch;
    private final UInt askedCell;

    /// Cells asked for and not yet sent.
    private final UInt underWay =
            reg(uint(Integer.numberOfTrailingZeros(CELLS_UNDER_WAY) + 1), init(0));

    /// The chain table has a request and has not replied.
    private final Bool chainWaits = reg(bool(), init(0));

    private final BurstSplitter splitter;
    private final Fifo<Fetched> queue;
    private final RegisterSlice<Axi4.ReadData> slice;

    WindowReader(AdapterParameters parameters, int idWidth) {
        this.parameters = parameters;
        super();
        this.bursts = input(stream(WindowBurst.type(idWidth)));
        this.beats = output(stream(Axi4.readDataType(32, idWidth)));
        this.blockRead = output(stream(BlockReadRequest.type(parameters.cellWidth())));
        this.chain = output(stream(ChainAccess.type(parameters.blockWidth())));
        this.chainReply = input(flow(ChainLink.type(parameters.blockWidth())));
        this.error = output(flow(uint(parameters.cellWidth())));
        this.askedCell = reg(uint(parameters.cellWidth()));
        this.askedFetch = reg(WindowFetch.type(idWidth));
        this.splitter = child(new BurstSplitter(idWidth));
        this.queue = child(new Fifo<>(Fetched.type(idWidth), CELLS_UNDER_WAY, Fifo.Storage.LUT));
        this.slice = child(new RegisterSlice<>(Axi4.readDataType(32, idWidth)));
    }

    @Override
    protected void build() {
        connect(splitter.bursts, bursts);
        buildRequests();
        buildQueue();
        var sent = buildBeats();
        splitter.room.assign(underWay.bit(underWay.width() - 1).not());
        when(splitter.begins.and(sent.not()), () -> underWay.next(underWay.add(1)));
        when(sent.and(splitter.begins.not()), () -> underWay.next(underWay.sub(1)));
    }

    /// Gives each request to its memory. Memories answer a clock later, so order is kept; behind one to the chain table the next waits for
    /// the reply.
    private void buildRequests() {
        var request = splitter.requests.payload();
        var region = request.region();
        var go = splitter.requests.valid().and(chainWaits.not());
        var cell = request.word().slice(WindowBurst.WORD_WIDTH - 1, 1).asUInt();
        blockRead.valid().assign(go.and(region.is(WindowRegion.BLOCKS)));
        blockRead.payload().address().assign(cell.trunc(parameters.cellWidth()));
        chain.valid().assign(go.and(region.is(WindowRegion.CHAIN_TABLE)));
        chain.payload().write().assign(0);
        chain.payload().block().assign(request.word().trunc(parameters.blockWidth()));
        chain.payload().value().assign(0);
        when(chain.fire(), () -> chainWaits.next(1))
                .elseWhen(chainReply.valid(), () -> chainWaits.next(0));

        var accepted = any(blockRead.fire(), chain.fire(), go.and(region.is(WindowRegion.NONE)));
        splitter.requests.ready().assign(accepted);
        asked.next(accepted.and(chain.fire().not()));
        when(
                accepted,
                () -> {
                    askedRegion.next(region);
                    askedFetch.next(request.fetch());
                    askedCell.next(cell.trunc(parameters.cellWidth()));
                });
    }

    /// Takes what was asked for, and a clock later puts it into the queue.
    private void buildQueue() {
        var arrives = asked.or(chainReply.valid());
        var link = chainReply.payload().block().asBits().zext(32);
        var links =
                mux(
                        askedRegion.is(WindowRegion.CHAIN_TABLE),
                        cat(link, link),
                        zeros(BlockMemory.CELL_BITS));

        var held = reg(bool(), init(0));
        held.next(arrives);
        var heldFetch = reg(WindowFetch.type(askedFetch.id().width()));
        heldFetch.next(askedFetch);
        var heldIsBlock = reg(bool());
        heldIsBlock.next(askedRegion.is(WindowRegion.BLOCKS));
        var heldBlock = reg(bits(BlockMemory.CELL_BITS));
        heldBlock.next(blockData);
        var heldLinks = reg(bits(BlockMemory.CELL_BITS));
        heldLinks.next(links);
        queue.in.valid().assign(held);
        queue.in.payload().cell().assign(mux(heldIsBlock, heldBlock, heldLinks));
        var linkBroken = reg(bool());
        linkBroken.next(
                askedRegion.is(WindowRegion.CHAIN_TABLE).and(chainReply.payload().broken()));
        queue.in
                .payload()
                .broken()
                .assign(mux(heldIsBlock, blockBroken, cat(linkBroken, linkBroken)));
        queue.in.payload().fetch().assign(heldFetch);

        var heldCell = reg(uint(askedCell.width()));
        heldCell.next(askedCell);
        var lower = blockBroken.bit(0).and(heldFetch.high().not());
        var upper = blockBroken.bit(1).and(heldFetch.high().or(heldFetch.both()));
        error.valid().assign(all(held, heldIsBlock, lower.or(upper)));
        error.payload().assign(heldCell);
    }

    /// Turns cells into beats; returns 1 in the clock in which a cell has been used up.
    private Bool buildBeats() {
        var head = queue.out.payload();
        var fetch = head.fetch();
        var second = reg(bool(), init(0));
        var usedUp = fetch.both().not().or(second);
        var upper = fetch.high().or(second);

        var beat = slice.in.payload();
        slice.in.valid().assign(queue.out.valid());
        beat.id().assign(fetch.id());
        beat.data().assign(mux(upper, head.cell().slice(63, 32), head.cell().slice(31, 0)));
        var broken = mux(upper, head.broken().bit(1), head.broken().bit(0));
        beat.resp().assign(cat(fetch.refused().or(broken), low()));
        beat.last().assign(fetch.last().and(usedUp));
        queue.out.ready().assign(slice.in.ready().and(usedUp));
        when(slice.in.fire(), () -> second.next(usedUp.not()));
        connect(beats, slice.out);
        return queue.out.fire();
    }
}
