package org.jetstreamlan.nic.copy;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.buffer.BlockMemory;
import org.jetstreamlan.nic.master.ReadManager;
import org.jetstreamlan.nic.master.WriteManager;

/// The copy engine between the host's bus and a block memory, whose ring side takes what clocks it likes.
public final class CopyRig extends Module {
    static final int CARD_BYTES = 8_192;
    private static final int CELL_WIDTH = BlockMemory.addressWidth(CARD_BYTES);

    final Axi4 host = output(Axi4.type(WriteManager.ADDRESS_WIDTH, 64, 1)).named("m_axi");
    final Stream<CopyJob> job = input(stream(CopyJob.type(CELL_WIDTH)));
    final Stream<CopyResult> result = output(stream(CopyResult.TYPE));
    final Bool ringReads = input(bool());
    final Bool ringWrites = input(bool());

    private final CopyEngine engine = child(new CopyEngine(CELL_WIDTH));
    private final BlockMemory memory = child(new BlockMemory(CARD_BYTES));
    private final WriteManager writes = child(new WriteManager(1, 64, 1, 8));
    private final ReadManager reads = child(new ReadManager(1, 64, 1, 8));

    @Override
    protected void build() {
        connect(host.aw(), writes.aw);
        connect(host.w(), writes.w);
        connect(writes.b, host.b());
        connect(host.ar(), reads.ar);
        connect(reads.r, host.r());
        connect(writes.in.getFirst(), engine.write);
        engine.answer.assign(writes.done.getFirst());
        connect(reads.in.getFirst(), engine.read);
        engine.beat.assign(reads.beats.getFirst());
        connect(engine.job, job);
        connect(result, engine.result);
        connect(memory.hostRead, engine.blockRead);
        engine.blockData.assign(memory.hostData);
        engine.blockBroken.assign(memory.broken);
        connect(memory.hostWrite, engine.blockWrite);
        memory.flip.valid().assign(low());
        memory.flip.payload().assign(0);
        memory.aheadRead.valid().assign(low());
        memory.aheadRead.payload().address().assign(0);
        memory.ringRead.valid().assign(ringReads);
        memory.ringRead.payload().address().assign(1);
        memory.ringWrite.valid().assign(ringWrites);
        memory.ringWrite.payload().address().assign(1);
        memory.ringWrite.payload().data().assign(0);
        memory.ringWrite.payload().mask().assign(0);
    }
}
