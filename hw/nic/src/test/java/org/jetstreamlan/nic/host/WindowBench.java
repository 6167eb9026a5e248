package org.jetstreamlan.nic.host;

import static org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite.UNDEFINED;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.nic.buffer.BlockMemory;
import org.jetstreamlan.nic.buffer.BlockReadRequest;
import org.jetstreamlan.nic.buffer.BlockWrite;
import org.jetstreamlan.nic.buffer.ChainLink;

/// [HostWindow] with the memories behind it; the ring side is left to the test, the chain table is a memory that answers 3 clocks after the
/// request.
final class WindowBench extends Module {
    private static final int CHAIN_LATENCY = 3;

    final Axi4 axi;
    final Flow<BlockWrite> ringWrite;
    final Flow<BlockReadRequest> ringRead;
    final Bits ringData = output(bits(64));

    final Flow<Bits> flip = input(flow(bits(8)));
    final Flow<UInt> error;

    /// Links are told as broken.
    final Bool breakLinks = input(bool());

    private final HostWindow window;
    private final BlockMemory blocks;
    private final Mem<UInt> chainTable;

    WindowBench(AdapterParameters parameters, int idWidth) {
        this.axi = input(Axi4.type(21, 32, idWidth)).named("s_axi");
        this.ringWrite = input(flow(BlockWrite.type(parameters.cellWidth())));
        this.ringRead = input(flow(BlockReadRequest.type(parameters.cellWidth())));
        this.error = output(flow(uint(parameters.cellWidth())));
        this.window = child(new HostWindow(parameters, idWidth));
        this.blocks = child(new BlockMemory(parameters.blocks() * parameters.blockBytes()));
        this.chainTable = mem(uint(parameters.blockWidth()), parameters.blocks(), UNDEFINED);
    }

    @Override
    protected void build() {
        connect(window.axi, axi);
        connect(blocks.hostWrite, window.blockWrite);
        connect(blocks.hostRead, window.blockRead);
        window.blockData.assign(blocks.hostData.payload());
        window.blockBroken.assign(blocks.broken);
        error.assign(window.error);
        blocks.flip.assign(flip);
        blocks.aheadRead.valid().assign(0);
        blocks.aheadRead.payload().address().assign(0);
        blocks.ringWrite.valid().assign(ringWrite.valid());
        blocks.ringWrite.payload().assign(ringWrite.payload());
        blocks.ringRead.valid().assign(ringRead.valid());
        blocks.ringRead.payload().assign(ringRead.payload());
        ringData.assign(blocks.ringData.payload());
        buildChainTable();
    }

    private void buildChainTable() {
        var request = window.chain;
        request.ready().assign(1);
        when(
                request.valid().and(request.payload().write()),
                () -> chainTable.write(request.payload().block(), request.payload().value()));
        var read = chainTable.read(request.payload().block());
        var asked = reg(bits(CHAIN_LATENCY), init(0));
        asked.next(cat(asked.trunc(CHAIN_LATENCY - 1), request.valid()));
        var second = reg(uint(read.width()));
        second.next(read);
        var third = reg(uint(read.width()));
        third.next(second);
        window.chainReply.valid().assign(asked.bit(CHAIN_LATENCY - 1));
        window.chainReply.payload().assign(new ChainLink(third, breakLinks));
    }
}
