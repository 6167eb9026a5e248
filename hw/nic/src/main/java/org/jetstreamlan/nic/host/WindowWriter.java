package org.jetstreamlan.nic.host;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.buffer.BlockMemory;
import org.jetstreamlan.nic.buffer.BlockWrite;
import org.jetstreamlan.nic.buffer.ChainAccess;

/// Carries out checked write bursts: pairs of 32-bit beats become one write of a 64-bit cell.
///
/// ```
/// beats ─┬─ even ──> half ─┐
///        └─ odd, or last ──┴─> cell ──> block memory | chain table
///                                └─ behind the last one: response
/// ```
/// A beat waits in `half` for its partner and in `cell` for the memory, so that the ring side may have every other clock of the memory
/// without costing the host one. The response is made when the last cell has been taken: whoever sees it sees the data. A burst whose WLAST is
/// not at its last beat, or that wants to write half an entry of the chain table, answers SLVERR.
///
/// Latency from the last beat to its response 2 clocks; throughput 1 beat a clock, over burst boundaries, too (chain table: as fast as
/// it answers).
final class WindowWriter extends Module {
    private static final int RESPONSES = 4;

    private final AdapterParameters parameters;
    private final int idWidth;

    final Stream<WindowBurst> bursts;
    final Stream<Axi4.WriteData> beats = input(stream(Axi4.writeDataType(32)));
    final Stream<Axi4.WriteResponse> responses;

    final Stream<BlockWrite> blockWrite;
    final Stream<ChainAccess> chain;
    final Bool chainDone = input(bool());

    // The burst under way
    private final Bool active = reg(bool(), init(0));
    private final WindowBurst burst;

    // The even word that waits for its odd one
    private final Bool halfFull = reg(bool(), init(0));
    private final Bits half = reg(bits(32));
    private final Bits halfMask = reg(bits(4));

    // What the memory gets next
    private final Bool cellFull = reg(bool(), init(0));
    private final Enumerated<WindowRegion> cellRegion = reg(enumerated(WindowRegion.class));
    private final UInt cellWord = reg(uint(WindowBurst.WORD_WIDTH));
    private final Bits cellData = reg(bits(BlockMemory.CELL_BITS));
    private final Bits cellMask = reg(bits(BlockMemory.CELL_BYTES));
    private final Bool cellIsLast = reg(bool());
    private final Bool cellRefused = reg(bool());
    private final UInt cellId;

    WindowWriter(AdapterParameters parameters, int idWidth) {
        this.parameters = parameters;
        this.idWidth = idWidth;
        super();
        this.bursts = input(stream(WindowBurst.type(idWidth)));
        this.responses = output(stream(Axi4.writeResponseType(idWidth)));
        this.blockWrite = output(stream(BlockWrite.type(parameters.cellWidth())));
        this.chain = output(stream(ChainAccess.type(parameters.blockWidth())));
        this.burst = reg(WindowBurst.type(idWidth));
        this.cellId = reg(uint(idWidth));
    }

    @Override
    protected void build() {
        var cellTaken = buildCellTargets();
        buildBeats(cellFull.not().or(cellTaken), cellTaken);
    }

    /// Takes a beat a clock, into `half` or, as soon as a cell is complete, into `cell`.
    private void buildBeats(Bool cellFree, Bool cellTaken) {
        var beat = beats.payload();
        var isLast = burst.len().eq(0);
        var odd = burst.word().bit(0);
        var alone = burst.region().is(WindowRegion.CHAIN_TABLE);
        var refused = burst.region().is(WindowRegion.NONE);
        var completes = isLast.or(refused.not().and(odd.or(alone)));
        beats.ready().assign(active.and(cellFree.or(completes.not())));

        var fault = reg(bool(), init(0));
        var chainHalf = alone.and(beat.strb().slice(1, 0).andR().not());
        var faultSoFar = any(fault, beat.last().xor(isLast), chainHalf);

        var moves = beats.fire();
        var ends = moves.and(isLast);
        bursts.ready().assign(active.not().or(ends));
        when(cellTaken, () -> cellFull.next(0));
        when(
                moves,
                () -> {
                    fault.next(faultSoFar.and(isLast.not()));
                    burst.word().next(burst.word().add(1));
                    burst.len().next(burst.len().sub(1));
                    half.next(beat.data());
                    halfMask.next(beat.strb());
                    halfFull.next(completes.not());
                    when(
                            completes,
                            () -> {
                                cellFull.next(1);
                                cellRegion.next(burst.region());
                                when(chainHalf, () -> cellRegion.next(WindowRegion.NONE));
                                cellWord.next(burst.word());
                                cellData.next(cat(beat.data(), mux(halfFull, half, beat.data())));
                                cellMask.next(
                                        mux(
                                                odd,
                                                cat(beat.strb(), mux(halfFull, halfMask, zeros(4))),
                                                cat(zeros(4), beat.strb())));
                                cellIsLast.next(isLast);
                                cellRefused.next(refused.or(faultSoFar));
                                cellId.next(burst.id());
                            });
                });
        when(
                bursts.ready(),
                () -> {
                    active.next(bursts.valid());
                    burst.next(bursts.payload());
                });
    }

    /// Gives `cell` to its memory and, behind the last one, makes the response. Returns 1 in the clock in which the cell is done.
    private Bool buildCellTargets() {
        var queue = child(new Fifo<>(bits(idWidth + 1), RESPONSES, Fifo.Storage.LUT));
        var go = cellFull.and(cellIsLast.not().or(queue.in.ready()));
        var cellNumber = cellWord.slice(WindowBurst.WORD_WIDTH - 1, 1).asUInt();

        blockWrite.valid().assign(go.and(cellRegion.is(WindowRegion.BLOCKS)));
        blockWrite
                .payload()
                .address()
                .assign(cellNumber.trunc(blockWrite.payload().address().width()));
        blockWrite.payload().data().assign(cellData);
        blockWrite.payload().mask().assign(cellMask);

        var chainAsked = reg(bool(), init(0));
        chain.valid().assign(all(go, cellRegion.is(WindowRegion.CHAIN_TABLE), chainAsked.not()));
        chain.payload().write().assign(1);
        chain.payload().block().assign(cellWord.trunc(parameters.blockWidth()));
        chain.payload().value().assign(cellData.slice(31 + parameters.blockWidth(), 32).asUInt());
        when(chain.fire(), () -> chainAsked.next(1)).elseWhen(chainDone, () -> chainAsked.next(0));

        var taken = any(blockWrite.fire(), chainDone, go.and(cellRegion.is(WindowRegion.NONE)));
        queue.in.valid().assign(taken.and(cellIsLast));
        queue.in.payload().assign(cat(cellRefused, cellId));
        responses.valid().assign(queue.out.valid());
        queue.out.ready().assign(responses.ready());
        responses.payload().id().assign(queue.out.payload().trunc(idWidth).asUInt());
        responses.payload().resp().assign(cat(queue.out.payload().bit(idWidth), low()));
        return taken;
    }
}
