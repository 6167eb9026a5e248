package org.jetstreamlan.cli.figure.circuit;

import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.model.StationSettings;
import org.jetstreamlan.nic.mac.ReceiveKind;
import org.jetstreamlan.ring.line.LineRing;
import org.jetstreamlan.ring.line.RingNode;

/// A station of a ring whose stations share one clock, with a host in hardware: it always has a frame of [#WORDS] payload words for the next station,
/// and takes what comes for itself.
public final class LoadedStation extends Module {
    private static final int WORDS = 200;
    private static final StationSettings SETTINGS = LineRing.settings(0, 3_125).withLargest(1_000);

    /// Place in the ring: what the stations' addresses and random bits differ by.
    public final UInt index = input(uint(6));

    public final Bits lineIn = input(bits(40));
    public final Bits lineOut = output(bits(40));

    private final RingNode node = child(new RingNode(), domain(), domain());
    private final Bool started = reg(bool(), init(0));
    private final UInt sent = reg(uint(32), init(0));
    private final Bool recognised = reg(bool(), init(0));

    /// Frames that came back with the word of their receiver that it has them.
    private final UInt acknowledged = reg(uint(16), init(0));

    @Override
    protected void build() {
        node.lineIn.assign(lineIn);
        lineOut.assign(node.lineOut);
        configure();
        send();
        receive();
    }

    private void configure() {
        started.next(high());
        var config = node.config;
        config.enable().assign(high());
        config.claim().assign(low());
        config.seed().assign(started.not());
        config.ttrt().assign(SETTINGS.ttrt());
        config.dMax().assign(SETTINGS.dMax());
        config.tMax().assign(SETTINGS.tMax());
        config.tvx().assign(SETTINGS.tvx());
        config.largest().assign(SETTINGS.largest());
        config.allocation().assign(SETTINGS.allocation());
        config.overrun().assign(low());
        config.nonce().assign(cat(index, lit(SETTINGS.seed() & 0x3FF_FFFF, 26)));
        config.address().assign(cat(lit(SETTINGS.address() >> 6, 42), index.not()));
        node.holdOffUnit.assign(LineRing.HOLD_OFF);
    }

    private void send() {
        var next = node.status.station().zext(7).add(1);
        var to = mux(next.eq(node.status.stations()), UInt.lit(0, 6), next.trunc(6));
        var request = node.asynchronous.payload();
        node.asynchronous.valid().assign(high());
        request.payloadWords().assign(WORDS);
        request.atm()
                .assign(
                        cat(
                                lit(0, 4),
                                to,
                                lit(StationVci.FIRST_FREE_CHANNEL, StationVci.STATION_LO),
                                lit(AtmHeader.PT_END << 1, 4)));
        request.insertCrc().assign(high());
        request.synchronous().assign(low());
        node.asynchronousPayload.valid().assign(high());
        node.asynchronousPayload.payload().assign(sent.asBits());
        when(node.asynchronousPayload.ready(), () -> sent.next(sent.add(0x9E37_79B9L)));
        node.synchronous.valid().assign(low());
        node.synchronous.payload().assign(request);
        node.synchronousPayload.valid().assign(low());
        node.synchronousPayload.payload().assign(0);
    }

    private void receive() {
        var received = node.received;
        when(
                received.kind().is(ReceiveKind.ATM),
                () ->
                        recognised.next(
                                all(
                                        received.hecGood(),
                                        received.word()
                                                .slice(27, 22)
                                                .eq(node.status.station().asBits()))));
        node.verdict.recognised().assign(recognised);
        node.verdict.copied().assign(high());
        var completed = node.completed.payload();
        var accepted = completed.status().eq(FrameStatus.ACCEPTED.bits());
        when(all(node.completed.valid(), accepted), () -> acknowledged.next(acknowledged.add(1)));
    }
}
