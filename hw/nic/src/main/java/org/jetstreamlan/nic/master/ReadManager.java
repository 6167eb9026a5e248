package org.jetstreamlan.nic.master;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Arbiter;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.SkidBuffer;
import org.jetstreamlan.hdl.lib.Stream;

/// The reading half of an AXI4 manager: AR and R. Clients take turns.
///
/// ```
/// in[0] ─┐                ┌─ skid ── AR
/// in[1] ─┼─ round robin ──┤
/// in[n] ─┘                └─ whose, `outstanding` of them ─┬─ beats[..]
///                                                    R ────┘
/// ```
/// INCR bursts of whole beats, one identifier, so that beats come in the order of the bursts; R is taken in each clock: who asks has room for
/// what comes.
///
/// Latency 1 clock from a request to AR, 1 from R to `beats`; throughput 1 beat a clock. AXI outputs come from registers.
public final class ReadManager extends Module {
    private final int dataWidth;
    private final int outstanding;

    public final List<Stream<ReadBurst>> in;
    public final List<Flow<ReadBeat>> beats;
    public final Stream<Axi4.Address> ar;
    public final Stream<Axi4.ReadData> r;

    /// A burst has been asked for whose last beat is still to come.
    public final Bool busy = output(bool());

    private final SkidBuffer<Axi4.Address> addresses;
    private final Fifo<UInt> owners;

    /// @param clients at least 1
    /// @param dataWidth in bits: 32, 64
    /// @param idWidth bits of the identifier, which is 0
    /// @param outstanding bursts that are not answered whole, at most
    public ReadManager(int clients, int dataWidth, int idWidth, int outstanding) {
        this.dataWidth = dataWidth;
        this.outstanding = outstanding;
        super();
        List<Stream<ReadBurst>> bursts = new ArrayList<>();
        List<Flow<ReadBeat>> answers = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            bursts.add(input(stream(ReadBurst.type())));
            answers.add(output(flow(ReadBeat.type(dataWidth))));
        }
        this.in = List.copyOf(bursts);
        this.beats = List.copyOf(answers);
        this.ar = output(stream(Axi4.addressType(WriteManager.ADDRESS_WIDTH, idWidth)));
        this.r = input(stream(Axi4.readDataType(dataWidth, idWidth)));
        this.addresses =
                child(new SkidBuffer<>(Axi4.addressType(WriteManager.ADDRESS_WIDTH, idWidth)));
        this.owners =
                child(
                        new Fifo<>(
                                uint(WriteManager.clientWidth(clients)),
                                outstanding,
                                Fifo.Storage.LUT));
    }

    @Override
    protected String moduleName() {
        return "ReadManager_n%d_w%d_o%d".formatted(in.size(), dataWidth, outstanding);
    }

    @Override
    protected void build() {
        if (in.size() == 1) {
            ask(in.getFirst(), num(0, 1));
        } else {
            var arbiter =
                    child(new Arbiter<>(ReadBurst.type(), in.size(), Arbiter.Policy.ROUND_ROBIN));
            for (int i = 0; i < in.size(); i++) {
                connect(arbiter.in.get(i), in.get(i));
            }
            ask(arbiter.out, arbiter.winner);
        }
        connect(ar, addresses.out);
        answer();
    }

    private void ask(Stream<ReadBurst> bursts, UInt winner) {
        var burst = bursts.payload();
        addresses.in.valid().assign(bursts.valid().and(owners.in.ready()));
        owners.in.valid().assign(bursts.valid().and(addresses.in.ready()));
        owners.in.payload().assign(winner);
        bursts.ready().assign(addresses.in.ready().and(owners.in.ready()));
        Bursts.describe(addresses.in.payload(), burst.address(), burst.len(), dataWidth);
        when(
                bursts.fire(),
                () ->
                        check(
                                Bursts.staysInPage(burst.address(), burst.len(), dataWidth),
                                "a read burst stays within 4 KiB"));
    }

    private void answer() {
        r.ready().assign(1);
        var arrived = reg(bool(), init(0));
        var beat = reg(ReadBeat.type(dataWidth));
        var owner = reg(uint(owners.out.payload().width()));
        arrived.next(r.valid().and(owners.out.valid()));
        beat.data().next(r.payload().data());
        beat.error().next(WriteManager.isError(r.payload().resp()));
        beat.last().next(r.payload().last());
        owner.next(owners.out.payload());
        owners.out.ready().assign(r.valid().and(r.payload().last()));
        for (int i = 0; i < beats.size(); i++) {
            beats.get(i).valid().assign(arrived.and(owner.eq(i)));
            beats.get(i).payload().assign(beat);
        }
        busy.assign(owners.out.valid().or(arrived));
    }
}
