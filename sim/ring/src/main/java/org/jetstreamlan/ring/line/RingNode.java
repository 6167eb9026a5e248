package org.jetstreamlan.ring.line;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.lib.Flow;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.link.HoldOff;
import org.jetstreamlan.nic.link.LineWidth;
import org.jetstreamlan.nic.link.LinkPort;
import org.jetstreamlan.nic.mac.Completed;
import org.jetstreamlan.nic.mac.Jabber;
import org.jetstreamlan.nic.mac.Mac;
import org.jetstreamlan.nic.mac.MacConfig;
import org.jetstreamlan.nic.mac.MacEvents;
import org.jetstreamlan.nic.mac.MacStatus;
import org.jetstreamlan.nic.mac.Received;
import org.jetstreamlan.nic.mac.TransmitRequest;
import org.jetstreamlan.nic.mac.Verdict;

/// All of a station that the ring sees: the parts of [org.jetstreamlan.nic.Card] from the MAC to the line, with the MAC's host side open.
public final class RingNode extends Module {
    private final ClockDomain recovered = clockDomain("recovered", ClockSpec.CORE);

    public final Bits lineIn = input(bits(LineWidth.CORE_32.bits()), recovered);
    public final Bits lineOut = output(bits(LineWidth.CORE_32.bits()));
    public final UInt holdOffUnit = input(uint(24));

    public final MacConfig config = input(MacConfig.TYPE);
    public final MacStatus status = output(MacStatus.TYPE);
    public final MacEvents events = output(MacEvents.TYPE);

    /// One clock: something has happened that `events`, `underflow` or `overflow` tell.
    public final Bool happened = output(bool());

    /// The elastic buffer ran dry in a frame, or lost words.
    public final Bool underflow = output(bool());

    public final Bool overflow = output(bool());

    public final Received received = output(Received.TYPE);
    public final Verdict verdict = input(Verdict.TYPE);

    public final Stream<TransmitRequest> synchronous = input(stream(TransmitRequest.TYPE));
    public final Stream<Bits> synchronousPayload = input(stream(bits(32)));
    public final Stream<TransmitRequest> asynchronous = input(stream(TransmitRequest.TYPE));
    public final Stream<Bits> asynchronousPayload = input(stream(bits(32)));
    public final Flow<Completed> completed = output(flow(Completed.TYPE));

    private final LinkPort port = child(new LinkPort(), domain(), recovered);
    private final HoldOff holdOff = child(new HoldOff());
    private final Mac mac = child(new Mac());
    private final Jabber jabber = child(new Jabber());

    @Override
    protected void build() {
        port.lineIn.assign(lineIn);
        lineOut.assign(port.lineOut);
        holdOff.unit.assign(holdOffUnit);
        holdOff.up.assign(port.locked);
        holdOff.in.assign(port.received);
        mac.linkIn.assign(holdOff.out);
        mac.spoiled.assign(low());
        jabber.linkIn.assign(holdOff.out);
        jabber.sent.assign(mac.linkOut);
        jabber.ttrt.assign(mac.ttrt);
        jabber.rearm.assign(config.enable().not());
        mac.jabber.assign(jabber.cut);
        port.sent.assign(jabber.out);

        mac.config.assign(config);
        status.assign(mac.status);
        events.assign(mac.events);
        underflow.assign(port.events.underflow());
        overflow.assign(port.events.overflow());
        happened.assign(any(mac.events.asBits().orR(), underflow, overflow));
        received.assign(mac.received);
        mac.verdict.assign(verdict);
        connect(mac.synchronous, synchronous);
        connect(mac.synchronousPayload, synchronousPayload);
        connect(mac.asynchronous, asynchronous);
        connect(mac.asynchronousPayload, asynchronousPayload);
        completed.assign(mac.completed);
    }
}
