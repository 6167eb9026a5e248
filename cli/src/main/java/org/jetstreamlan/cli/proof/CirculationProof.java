package org.jetstreamlan.cli.proof;

import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.nic.mac.FrameFilter;
import org.jetstreamlan.nic.mac.HeaderFlags;
import org.jetstreamlan.nic.mac.Place;
import org.jetstreamlan.nic.mac.StationState;

/// The active monitor repeats no frame that has its circulation bit set, neither START nor any word behind it: [FrameFilter] with any header,
/// any state, any words behind it. Nothing is reduced. Management frames have no circulation bit and are left out.
final class CirculationProof extends Module {
    private final Bits header = input(bits(32));
    private final HeaderFlags flags = input(HeaderFlags.TYPE);
    private final Enumerated<Place> arriving = input(enumerated(Place.class));
    private final StationState state = input(StationState.TYPE);
    private final Bool sending = input(bool());

    private final FrameFilter filter = child(new FrameFilter());
    private final Enumerated<Place> place = reg(enumerated(Place.class), Place.OUTSIDE);

    /// The frame that is in `second` came with the bit set.
    private final Bool twice = reg(bool(), init(0));

    @Override
    protected void build() {
        assume(arriving.isLegal(), "a word has one place");
        place.next(arriving);
        filter.header.assign(header);
        filter.flags.assign(flags);
        filter.arriving.assign(arriving);
        filter.place.assign(place);
        filter.state.assign(state);
        filter.sending.assign(sending);

        var type = header.slice(Header.TYPE.lo() + 1, Header.TYPE.lo());
        var monitor = all(state.member(), state.monitor());
        var circulated =
                all(
                        monitor,
                        header.bit(Header.CIRCULATION.lo()),
                        type.ne(FrameType.MANAGEMENT.ordinal()));
        when(filter.deciding, () -> twice.next(circulated));
        when(
                filter.deciding.and(circulated),
                () -> check(filter.passes.not(), "a frame that has been round does not start"));
        when(
                twice,
                () -> check(filter.open.not(), "no word of a frame that has been round goes on"));
        when(filter.passes, () -> check(filter.deciding, "a frame starts where it is decided on"));
    }
}
