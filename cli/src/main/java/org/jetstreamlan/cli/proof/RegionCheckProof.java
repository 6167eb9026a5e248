package org.jetstreamlan.cli.proof;

import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.nic.clan.RegionCheck;
import org.jetstreamlan.nic.clan.RegionEntry;
import org.jetstreamlan.nic.clan.RegionQuery;

/// What [RegionCheck] lets pass is in the region: the entry is there, of the tag and with a right that was asked for, and as many bytes as it says from its bus
/// address on lie between the region's first byte and its last. At full width, whatever the entry and the address.
///
/// No region reaches beyond the end of what 64 bits name, which the driver sees to.
final class RegionCheckProof extends Module {
    private final RegionQuery query = input(RegionQuery.TYPE);
    private final RegionEntry entry = input(RegionEntry.TYPE);
    private final Bool broken = input(bool());
    private final RegionCheck checker = child(new RegionCheck());

    @Override
    protected void build() {
        checker.query.assign(query);
        checker.entry.assign(entry);
        checker.broken.assign(broken);

        // What was asked LATENCY clocks ago.
        var asked = query;
        var of = entry;
        var known = high();
        for (int i = 0; i < RegionCheck.LATENCY; i++) {
            var laterQuery = reg(RegionQuery.TYPE);
            var laterEntry = reg(RegionEntry.TYPE);
            var later = reg(bool(), init(0));
            laterQuery.next(asked);
            laterEntry.next(of);
            later.next(known);
            asked = laterQuery;
            of = laterEntry;
            known = later;
        }
        var answer = checker.answer;
        var passes = all(known, answer.reason().is(ClanReason.NONE));
        int width = RegionEntry.ADDRESS_WIDTH + 1;
        var end = of.bus().zext(width).add(of.length().zext(width));
        var nameEnd = of.name().zext(width).add(of.length().zext(width));
        assume(any(known.not(), within(end, width)), "a region's bytes have addresses");
        assume(any(known.not(), within(nameEnd, width)), "and names");
        check(
                any(
                        passes.not(),
                        all(
                                of.generation().eq(asked.generation()),
                                of.generation().ne(0),
                                of.tag().eq(asked.tag()),
                                of.tag().ne(0),
                                of.rights().and(asked.rights()).ne(0))),
                "there is such a region, of that tag, with a right");
        var first = answer.bus().zext(width);
        var behind = first.add(answer.room().zext(width));
        var some = all(passes, answer.room().ne(0));
        check(
                any(some.not(), all(answer.bus().ge(of.bus()), behind.le(end))),
                "what may be touched is in the region");
        var offset = asked.address().sub(of.name());
        check(
                any(passes.not(), answer.bus().eq(of.bus().add(offset))),
                "it is the byte that was named");
    }

    private static Bool within(UInt end, int width) {
        return end.le(UInt.lit(1, width).shl(width - 1));
    }
}
