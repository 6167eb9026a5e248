package org.jetstreamlan.nic.host;

import org.jetstreamlan.abi.Window;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.lib.Axi4;
import org.jetstreamlan.hdl.lib.Stream;
import org.jetstreamlan.nic.AdapterParameters;

/// Checks AXI4 bursts and finds their region. A burst is refused if it is FIXED or WRAP, narrower than 32 bits, unaligned, crosses 4 KiB,
/// or has a beat outside its region.
///
/// Regions of 4 KiB and more are met or missed by whole pages, since a burst stays in its page; for smaller ones the last beat is
/// looked at.
///
/// Latency 1 clock, throughput 1 a clock.
final class BurstDecoder extends Module {
    private static final int PAGE_BITS = Integer.numberOfTrailingZeros(Axi4.BOUNDARY_BYTES);
    static final int ADDRESS_WIDTH = Integer.numberOfTrailingZeros(Window.BYTES);

    private final AdapterParameters parameters;

    final Stream<Axi4.Address> in;
    final Stream<WindowBurst> out;
    private final WindowBurst burst;

    BurstDecoder(AdapterParameters parameters, int idWidth) {
        this.parameters = parameters;
        super();
        this.in = input(stream(Axi4.addressType(ADDRESS_WIDTH, idWidth)));
        this.out = output(stream(WindowBurst.type(idWidth)));
        this.burst = reg(WindowBurst.type(idWidth));
    }

    @Override
    protected void build() {
        var address = in.payload();
        var wordInPage = address.addr().slice(PAGE_BITS - 1, 2).asUInt();
        var lastWord = wordInPage.addFull(address.len().zext(wordInPage.width()));
        var crosses = lastWord.bit(lastWord.width() - 1);
        var legal =
                all(
                        address.burst().eq(Axi4.INCR),
                        address.size().eq(2),
                        address.addr().slice(1, 0).eq(0),
                        crosses.not());

        var region = wire(enumerated(WindowRegion.class));
        region.assign(WindowRegion.NONE);
        for (WindowRegion candidate : WindowRegion.values()) {
            if (candidate != WindowRegion.NONE) {
                when(
                        legal.and(lies(candidate, address.addr(), lastWord)),
                        () -> region.assign(candidate));
            }
        }

        var full = reg(bool(), init(0));
        var moves = out.ready().or(full.not());
        in.ready().assign(moves);
        out.valid().assign(full);
        out.payload().assign(burst);
        when(
                moves,
                () -> {
                    full.next(in.valid());
                    burst.region().next(region);
                    burst.word().next(address.addr().slice(WindowBurst.WORD_WIDTH + 1, 2).asUInt());
                    burst.len().next(address.len());
                    burst.id().next(address.id());
                });
    }

    /// Whether the burst lies in `region`, if it stays in its page.
    private Bool lies(WindowRegion region, UInt address, UInt lastWord) {
        int sizeBits = Integer.numberOfTrailingZeros(region.bytes(parameters));
        int pageBits = Math.max(sizeBits, PAGE_BITS);
        var inPages = address.slice(ADDRESS_WIDTH - 1, pageBits).eq(region.offset() >> pageBits);
        return sizeBits >= PAGE_BITS
                ? inPages
                : inPages.and(lastWord.slice(lastWord.width() - 1, sizeBits - 2).eq(0));
    }
}
