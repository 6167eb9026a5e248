package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Flow;

/// The region table and its check, for two who ask: the receiver asks in each clock, the DMA engine in a clock in which the receiver can do without.
///
/// ```
/// clock       0       1       2       3 .. 5      6
/// takes     |▔▔▔▔▔|
/// ask       | held until `told` ....................... |
/// answer                                         | of it, told
/// ```
/// Latency 6 clocks; a question a clock.
public final class RegionPort extends Module {
    /// Clocks from a question to its answer.
    public static final int LATENCY = RegionTable.LATENCY + RegionCheck.LATENCY;

    private final int entries;

    public final Flow<UInt> write = input(flow(uint(RegionEntry.NUMBER_WIDTH)));
    public final RegionEntry written = input(RegionEntry.TYPE);

    /// The receiver's question: the entry, and 2 clocks later the rest.
    public final UInt number = input(uint(RegionEntry.NUMBER_WIDTH));

    public final RegionQuery query = input(RegionQuery.TYPE);

    /// The receiver needs an answer to what it asks in this clock.
    public final Bool needs = input(bool());

    /// The DMA engine's question: it stays until it is `told`, and is taken once, in a clock in which `takes` is 1.
    public final Bool asks = input(bool());

    public final UInt askedNumber = input(uint(RegionEntry.NUMBER_WIDTH));
    public final RegionQuery asked = input(RegionQuery.TYPE);
    public final Bool takes = output(bool());

    public final RegionAnswer answer = output(RegionAnswer.TYPE);

    /// The answer is the DMA engine's; else it is the receiver's.
    public final Bool told = output(bool());

    private final RegionTable table;
    private final RegionCheck checker = child(new RegionCheck());

    /// @param entries a power of two, 2..512
    public RegionPort(int entries) {
        this.entries = entries;
        super();
        this.table = child(new RegionTable(entries));
    }

    @Override
    protected String moduleName() {
        return "RegionPort_n" + entries;
    }

    @Override
    protected void build() {
        table.write.assign(write);
        table.written.assign(written);
        var mine = all(asks, needs.not());
        takes.assign(mine);
        table.number.assign(mux(mine, askedNumber, number));
        Bits under = reg(bits(LATENCY), init(0));
        under.next(cat(under.trunc(LATENCY - 1), mine));
        checker.query.assign(mux(under.bit(RegionTable.LATENCY - 1), asked, query));
        checker.entry.assign(table.found);
        checker.broken.assign(table.broken);
        answer.assign(checker.answer);
        told.assign(under.bit(LATENCY - 1));
    }
}
