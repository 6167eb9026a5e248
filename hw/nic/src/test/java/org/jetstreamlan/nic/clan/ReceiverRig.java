package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.mac.Received;
import org.jetstreamlan.nic.mac.Verdict;
import org.jetstreamlan.nic.master.WriteManager;

/// The way of a frame from the MAC to the host's memory, and its tables.
public final class ReceiverRig extends Module {
    static final int LOG2_ENDPOINTS = 2;
    static final int ENDPOINTS = 1 << LOG2_ENDPOINTS;
    static final int REGIONS = 16;

    final Axi4 host = output(Axi4.type(WriteManager.ADDRESS_WIDTH, 64, 1)).named("m_axi");
    final Received received = input(Received.TYPE);
    final Bool eligible = input(bool());
    final UInt station = input(uint(6));
    final Bool on = input(bool());
    final Verdict verdict = output(Verdict.TYPE);
    final Flow<UInt> identify = input(flow(uint(LOG2_ENDPOINTS)));
    final Identity identity = input(Identity.TYPE);
    final Flow<UInt> change = input(flow(uint(LOG2_ENDPOINTS)));
    final Enumerated<EndpointState> state = input(enumerated(EndpointState.class));
    final Bool reading = input(bool());
    final Stream<OwnRead> own = input(stream(OwnRead.TYPE));
    final UInt owner = input(uint(LOG2_ENDPOINTS));
    final Flow<UInt> peerAsks = output(flow(uint(LOG2_ENDPOINTS + ReadPlaces.LOG2_PLACES)));
    final PeerRead peerRead = output(PeerRead.TYPE);
    final Flow<EndpointIndex> readsAnswered = input(flow(EndpointIndex.type(LOG2_ENDPOINTS)));
    final Flow<UInt> write = input(flow(uint(RegionEntry.NUMBER_WIDTH)));
    final RegionEntry entry = input(RegionEntry.TYPE);
    final Flow<Enumerated<ClanCounter>> fate = output(flow(enumerated(ClanCounter.class)));
    final Flow<Broken> broken = output(flow(Broken.type(LOG2_ENDPOINTS)));
    final Flow<TakenFrame> answered = output(flow(TakenFrame.type(LOG2_ENDPOINTS)));
    final Flow<Broken> refused = output(flow(Broken.type(LOG2_ENDPOINTS)));
    final Bits busy = output(bits(2));

    // Another who asks for regions, too.
    final Bool other = input(bool());
    final UInt otherNumber = input(uint(RegionEntry.NUMBER_WIDTH));
    final RegionQuery otherQuery = input(RegionQuery.TYPE);

    private final ClanReceiver receiver = child(new ClanReceiver(ENDPOINTS));
    private final RegionPort regions = child(new RegionPort(REGIONS));
    private final ReceiveBuffer buffer = child(new ReceiveBuffer(11, LOG2_ENDPOINTS));
    private final ClanWriter writer = child(new ClanWriter(ENDPOINTS));
    private final WriteManager writes = child(new WriteManager(1, 64, 1, 8));

    @Override
    protected void build() {
        connect(host.aw(), writes.aw);
        connect(host.w(), writes.w);
        connect(writes.b, host.b());
        var ar = host.ar();
        ar.valid().assign(0);
        ar.payload().assign(Axi4.addressType(WriteManager.ADDRESS_WIDTH, 1).zero());
        host.r().ready().assign(0);
        connect(writes.in.getFirst(), writer.write);
        writer.done.assign(writes.done.getFirst());

        receiver.on.assign(on);
        receiver.received.assign(received);
        receiver.eligible.assign(eligible);
        receiver.station.assign(station);
        receiver.stationValid.assign(1);
        verdict.assign(receiver.verdict);
        receiver.identify.assign(identify);
        receiver.identity.assign(identity);
        receiver.begin.assign(identify);
        receiver.changed.assign(change);
        receiver.state.assign(state);
        receiver.reading.assign(reading);
        connect(receiver.own, own);
        receiver.owner.assign(owner);
        peerAsks.assign(receiver.peerAsks);
        peerRead.assign(receiver.peerRead);
        receiver.answered.assign(readsAnswered);
        receiver.turn.assign(0);
        regions.write.assign(write);
        regions.written.assign(entry);
        regions.number.assign(receiver.region);
        regions.query.assign(receiver.query);
        regions.needs.assign(receiver.asks);
        regions.asks.assign(other);
        regions.askedNumber.assign(otherNumber);
        regions.asked.assign(otherQuery);
        receiver.answer.assign(regions.answer);
        receiver.foreign.assign(regions.told);
        buffer.cell.assign(receiver.cell);
        buffer.begins.assign(receiver.begins);
        buffer.taken.assign(receiver.taken);
        receiver.room.assign(buffer.room);
        connect(writer.frames, buffer.frames);
        connect(writer.cells, buffer.out);
        writer.setUp.assign(identify);
        fate.assign(receiver.fate);
        broken.assign(receiver.broken);
        answered.valid().assign(writer.answered.fire());
        answered.payload().assign(writer.answered.payload());
        writer.answered.ready().assign(1);
        refused.valid().assign(writer.broken.valid());
        refused.payload().assign(writer.broken.payload());
        writer.broken.ready().assign(1);
        busy.assign(cat(buffer.busy, writer.busy));
    }
}
