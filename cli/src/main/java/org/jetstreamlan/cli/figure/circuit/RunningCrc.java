package org.jetstreamlan.cli.figure.circuit;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.coding.Crc;

/// The library's CRC-32 with the ports that the rivals' have: it never starts again.
public final class RunningCrc extends Module {
    public final Flow<Bits> word = input(flow(bits(32)));
    public final Bits crc = output(bits(32));

    @Override
    protected String moduleName() {
        return "Top";
    }

    @Override
    protected void build() {
        var running = child(new Crc(Chain.CRC, 32));
        running.start.assign(low());
        connect(running.word, word);
        crc.assign(running.crc);
    }
}
