package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.mac.Completed;
import org.jetstreamlan.nic.mac.Link;
import org.jetstreamlan.nic.mac.Mac;
import org.jetstreamlan.nic.mac.MacConfig;
import org.jetstreamlan.nic.mac.MacStatus;
import org.jetstreamlan.nic.mac.TransmitRequest;
import org.jetstreamlan.nic.master.ReadManager;
import org.jetstreamlan.nic.master.WriteManager;

/// A station of CLAN alone: the MAC, CLAN, and the way to the host's memory. The pools are the test's.
public final class ClanStation extends Module {
    static final int ID_WIDTH = 4;

    final Axi4 aperture =
            input(Axi4.type(ApertureWindow.ADDRESS_WIDTH, 64, ID_WIDTH)).named("s_clan");
    final Axi4 host = output(Axi4.type(WriteManager.ADDRESS_WIDTH, 64, ID_WIDTH)).named("m_axi");
    final Link linkIn = input(Link.TYPE).named("link_in");
    final Link linkOut = output(Link.TYPE).named("link_out");
    final MacConfig config = input(MacConfig.TYPE);
    final MacStatus status = output(MacStatus.TYPE);
    final Bool on = input(bool());
    final Bool restart = input(bool());
    final Bool quiet = output(bool());
    final UInt breakTime = input(uint(32));

    final UInt tableNumber = input(uint(4));
    final UInt entry = input(uint(16));
    final Bits written = input(bits(ClanCommands.WORDS));
    final Bits values = input(bits(ClanCommands.WORDS * 32));
    final Bits words = output(bits(ClanCommands.WORDS * 32));
    final Flow<Bits> command = input(flow(bits(4)));
    final Bool busy = output(bool());
    final Bool refused = output(bool());
    final Stream<UInt> counter = input(stream(uint(5)));
    final Flow<Bits> count = output(flow(bits(32)));
    final Flow<UInt> consumed = input(flow(uint(16)));
    final Bool interruptsWritten = input(bool());
    final Bits interruptsCleared = input(bits(16));
    final Bits interrupts = output(bits(16));
    final Bool irq = output(bool());

    final Stream<TransmitRequest> poolRequest = input(stream(TransmitRequest.TYPE));
    final Stream<PayloadWord> poolPayload = input(stream(PayloadWord.TYPE));
    final Flow<Completed> poolCompleted = output(flow(Completed.TYPE));

    private final Mac mac = child(new Mac(true));
    private final ClanHalf clan;
    private final WriteManager writes = child(new WriteManager(ClanHalf.WRITERS, 64, ID_WIDTH, 8));
    private final ReadManager reads = child(new ReadManager(1, 64, ID_WIDTH, 8));

    public ClanStation(ClanParameters parameters) {
        this.clan = child(new ClanHalf(parameters, ID_WIDTH));
    }

    @Override
    protected void build() {
        connect(clan.axi, aperture);
        connect(host.aw(), writes.aw);
        connect(host.w(), writes.w);
        connect(writes.b, host.b());
        connect(host.ar(), reads.ar);
        connect(reads.r, host.r());
        connect(reads.in.getFirst(), clan.read);
        clan.beat.assign(reads.beats.getFirst());
        for (int i = 0; i < ClanHalf.WRITERS; i++) {
            connect(writes.in.get(i), clan.write.get(i));
            clan.done.get(i).assign(writes.done.get(i));
        }
        clan.consumed.assign(consumed);
        clan.interruptsWritten.assign(interruptsWritten);
        clan.interruptsCleared.assign(interruptsCleared);
        clan.interruptsEnabled.assign(ones(16));
        interrupts.assign(clan.interrupts);
        irq.assign(clan.irq);

        mac.linkIn.assign(linkIn);
        linkOut.assign(mac.linkOut);
        mac.config.assign(config);
        status.assign(mac.status);
        mac.jabber.assign(low());
        mac.verdict.assign(clan.verdict);
        mac.synchronous.valid().assign(0);
        mac.synchronous.payload().assign(TransmitRequest.TYPE.zero());
        mac.synchronousPayload.valid().assign(0);
        mac.synchronousPayload.payload().assign(0);
        connect(mac.asynchronous, clan.request);
        mac.asynchronousClan.assign(clan.isClan.asBits());
        mac.asynchronousPayload.valid().assign(clan.payload.valid());
        mac.asynchronousPayload.payload().assign(clan.payload.payload().word());
        clan.payload.ready().assign(mac.asynchronousPayload.ready());
        mac.spoiled.assign(clan.payload.payload().spoiled());

        clan.enable.assign(on);
        clan.ring.assign(mac.status);
        clan.largest.assign(mac.largest);
        clan.synchronousTaken.assign(0);
        clan.restart.assign(restart);
        quiet.assign(clan.quiet);
        clan.breakTime.assign(breakTime);
        clan.received.assign(mac.received);
        clan.eligible.assign(mac.receivedClan.bit(0));
        clan.completed.assign(mac.completed);
        clan.tableNumber.assign(tableNumber);
        clan.entry.assign(entry);
        clan.written.assign(written);
        clan.values.assign(values);
        words.assign(clan.words);
        clan.command.assign(command);
        busy.assign(clan.busy);
        refused.assign(clan.refused);
        connect(clan.counter, counter);
        count.assign(clan.count);
        connect(clan.poolRequest, poolRequest);
        connect(clan.poolPayload, poolPayload);
        poolCompleted.assign(clan.poolCompleted);
    }
}
