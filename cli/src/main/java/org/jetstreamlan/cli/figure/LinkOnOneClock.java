package org.jetstreamlan.cli.figure;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.nic.link.LinkEvents;
import org.jetstreamlan.nic.link.LinkPort;
import org.jetstreamlan.nic.mac.Link;

/// A [LinkPort] whose two clocks are one, since the harness in which a design is placed has one: all its paths are timed, those that cross too.
final class LinkOnOneClock extends Module {
    public final Bits lineIn = input(bits(40));
    public final Bits lineOut = output(bits(40));
    public final Link received = output(Link.TYPE);
    public final Link sent = input(Link.TYPE);
    public final Bool locked = output(bool());
    public final LinkEvents events = output(LinkEvents.TYPE);

    private final LinkPort port = child(new LinkPort(), domain(), domain());

    @Override
    protected void build() {
        port.lineIn.assign(lineIn);
        lineOut.assign(port.lineOut);
        received.assign(port.received);
        port.sent.assign(sent);
        locked.assign(port.locked);
        events.assign(port.events);
    }
}
