package org.jetstreamlan.nic;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.ClockDomain;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.ir.ClockSpec;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Axi4Lite;
import org.jetstreamlan.nic.link.HoldOff;
import org.jetstreamlan.nic.link.LineWidth;
import org.jetstreamlan.nic.link.LinkPort;
import org.jetstreamlan.nic.master.WriteManager;

/// The adapter with its link, as it goes onto a board: host buses on one side, line bits for a SERDES of 40 bits on the other.
///
/// ```
/// s_axil, s_axi, m_axi, irq ─ Adapter ── link_out ──> LinkPort ── line_out
///                                └─ link_in ── HoldOff ── LinkPort ── line_in (recovered clock)
/// ```
/// Two clocks: the core's, and the one that came with `line_in`. Latencies: [LinkPort] and [Adapter].
public final class Card extends Module {
    private final AdapterParameters parameters;
    private final ClockDomain recovered = clockDomain("recovered", ClockSpec.CORE);

    public final Axi4Lite axil = input(Axi4Lite.type(12, 32)).named("s_axil");
    public final Axi4 axi = input(Axi4.type(21, 32, Adapter.AXI_ID_WIDTH)).named("s_axi");
    public final Axi4 host =
            output(Axi4.type(WriteManager.ADDRESS_WIDTH, Adapter.HOST_WIDTH, Adapter.AXI_ID_WIDTH))
                    .named("m_axi");
    public final Bits lineIn = input(bits(LineWidth.CORE_32.bits()), recovered).named("line_in");
    public final Bits lineOut = output(bits(LineWidth.CORE_32.bits())).named("line_out");
    public final Bool irq = output(bool());

    private final Adapter adapter;
    private final LinkPort port = child(new LinkPort(), domain(), recovered);
    private final HoldOff holdOff = child(new HoldOff());

    public Card(AdapterParameters parameters) {
        this.parameters = parameters;
        super();
        this.adapter = child(new Adapter(parameters));
    }

    @Override
    protected Object parameters() {
        return parameters;
    }

    /// Without its parameters: one stands alone in a device, under one name for tools.
    @Override
    protected String moduleName() {
        return "Card";
    }

    @Override
    protected void build() {
        connect(adapter.axil, axil);
        connect(adapter.axi, axi);
        connect(host, adapter.host);
        irq.assign(adapter.irq);

        port.lineIn.assign(lineIn);
        lineOut.assign(port.lineOut);
        port.sent.assign(adapter.linkOut);
        holdOff.unit.assign(adapter.holdOff);
        holdOff.up.assign(port.locked);
        holdOff.in.assign(port.received);
        adapter.linkIn.assign(holdOff.out);
        adapter.link.locked().assign(port.locked);
        adapter.link.open().assign(holdOff.open);
        adapter.link.underflow().assign(port.events.underflow());
        adapter.link.overflow().assign(port.events.overflow());
    }
}
