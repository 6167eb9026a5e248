package org.jetstreamlan.nic.master;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Arbiter;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Fifo;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.SkidBuffer;
import org.jetstreamlan.hdl.lib.Stream;

/// The writing half of an AXI4 manager: AW, W and B. Clients take turns, a burst a turn.
///
/// ```
/// in[0] ─┐                ┌─ skid ── AW
/// in[1] ─┼─ round robin ──┼─ skid ── W
/// in[n] ─┘                └─ whose, `outstanding` of them ─┬─ done[..]
///                                                    B ────┘
/// ```
/// INCR bursts of whole beats, one identifier, so that answers come in the order of the bursts; B is taken in each clock. A burst whose first
/// beat is taken goes on to its end, whatever the client thinks of it meanwhile: a client that has begun one ends it.
///
/// Latency 1 clock from a beat to AW and W, 1 from B to `done`; throughput 1 beat a clock. AXI outputs come from registers.
public final class WriteManager extends Module {
    /// Bits of an address in the host's memory.
    public static final int ADDRESS_WIDTH = 64;

    private final int dataWidth;
    private final int idWidth;
    private final int outstanding;

    public final List<Stream<WriteBeat>> in;

    /// A burst of this client has been answered: 1 for SLVERR and DECERR.
    public final List<Flow<Bool>> done;

    public final Stream<Axi4.Address> aw;
    public final Stream<Axi4.WriteData> w;
    public final Stream<Axi4.WriteResponse> b;

    /// A burst has begun whose `done` is still to come.
    public final Bool busy = output(bool());

    private final SkidBuffer<Axi4.Address> addresses;
    private final SkidBuffer<Axi4.WriteData> data;
    private final Fifo<UInt> owners;

    /// @param clients at least 1
    /// @param dataWidth in bits: 32, 64
    /// @param idWidth bits of the identifier, which is 0
    /// @param outstanding bursts without an answer, at most
    public WriteManager(int clients, int dataWidth, int idWidth, int outstanding) {
        this.dataWidth = dataWidth;
        this.idWidth = idWidth;
        this.outstanding = outstanding;
        super();
        List<Stream<WriteBeat>> beats = new ArrayList<>();
        List<Flow<Bool>> answers = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            beats.add(input(stream(WriteBeat.type(dataWidth))));
            answers.add(output(flow(bool())));
        }
        this.in = List.copyOf(beats);
        this.done = List.copyOf(answers);
        this.aw = output(stream(Axi4.addressType(ADDRESS_WIDTH, idWidth)));
        this.w = output(stream(Axi4.writeDataType(dataWidth)));
        this.b = input(stream(Axi4.writeResponseType(idWidth)));
        this.addresses = child(new SkidBuffer<>(Axi4.addressType(ADDRESS_WIDTH, idWidth)));
        this.data = child(new SkidBuffer<>(Axi4.writeDataType(dataWidth)));
        this.owners = child(new Fifo<>(uint(clientWidth(clients)), outstanding, Fifo.Storage.LUT));
    }

    static int clientWidth(int clients) {
        return Math.max(1, 32 - Integer.numberOfLeadingZeros(clients - 1));
    }

    @Override
    protected String moduleName() {
        return "WriteManager_n%d_w%d_o%d".formatted(in.size(), dataWidth, outstanding);
    }

    @Override
    protected void build() {
        if (in.size() == 1) {
            begin(in.getFirst(), num(0, 1));
        } else {
            var arbiter =
                    child(
                            new Arbiter<>(
                                    WriteBeat.type(dataWidth),
                                    in.size(),
                                    Arbiter.Policy.ROUND_ROBIN,
                                    WriteBeat::last));
            for (int i = 0; i < in.size(); i++) {
                connect(arbiter.in.get(i), in.get(i));
            }
            begin(arbiter.out, arbiter.winner);
        }
        connect(aw, addresses.out);
        connect(w, data.out);
        answer();
    }

    private void begin(Stream<WriteBeat> beats, UInt winner) {
        var first = reg(bool(), init(1));
        var beat = beats.payload();
        var begins = beats.valid().and(first);
        var addressRoom = addresses.in.ready();
        var ownerRoom = owners.in.ready();
        var goes = first.not().or(addressRoom.and(ownerRoom));
        data.in.valid().assign(beats.valid().and(goes));
        beats.ready().assign(data.in.ready().and(goes));
        addresses.in.valid().assign(all(begins, data.in.ready(), ownerRoom));
        owners.in.valid().assign(all(begins, data.in.ready(), addressRoom));
        owners.in.payload().assign(winner);
        when(beats.fire(), () -> first.next(beat.last()));
        Bursts.describe(addresses.in.payload(), beat.address(), beat.len(), dataWidth);
        data.in.payload().data().assign(beat.data());
        data.in.payload().strb().assign(beat.strb());
        data.in.payload().last().assign(beat.last());
        when(
                addresses.in.fire(),
                () ->
                        check(
                                Bursts.staysInPage(beat.address(), beat.len(), dataWidth),
                                "a write burst stays within 4 KiB"));
    }

    private void answer() {
        b.ready().assign(1);
        var answered = reg(bool(), init(0));
        var failed = reg(bool());
        var owner = reg(uint(owners.out.payload().width()));
        answered.next(b.valid().and(owners.out.valid()));
        failed.next(isError(b.payload().resp()));
        owner.next(owners.out.payload());
        owners.out.ready().assign(b.valid());
        for (int i = 0; i < done.size(); i++) {
            done.get(i).valid().assign(answered.and(owner.eq(i)));
            done.get(i).payload().assign(failed);
        }
        busy.assign(owners.out.valid().or(answered));
    }

    static Bool isError(Bits response) {
        return response.bit(1);
    }
}
