package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;

/// What becomes of a frame: decided once, while START is in `second` and header word 0 in `first`, and kept until
/// its end. In this order:
///
/// ```
/// source is this station (no management frame)       stripped, its status goes to the tag tracker
/// management frame, this is the monitor              stripped
/// management frame after 127 hops                    stripped
/// this station is sending, or claims                 absorbed
/// enabled, no member, no management frame            becomes fill
/// twice round                                        stripped
/// anything else                                      repeated
/// ```
/// Twice round: at the monitor the circulation bit is set; at station r, 0 < r < source, it is clear, so that
/// nobody set it. A station takes a frame of source i only if the bit equals r < i (the monitor: only if it is clear), so
/// that no frame is delivered twice. A disabled station strips only what it has sent itself. A station that begins to
/// claim gives up the frame that it repeats.
///
/// ```
/// first    | START | word 0 | word 1 | ...
/// second           | START  | word 0 | word 1 | ...
/// deciding         |▔▔▔▔▔▔▔▔|
/// passes, eligible |decision|                     START leaves, or fill in its place
/// open, own                 | kept to the end
/// ```
public final class FrameFilter extends Module {
    /// The word in `first`, its flags and its place.
    public final Bits header = input(bits(32));

    public final HeaderFlags flags = input(HeaderFlags.TYPE);
    public final Enumerated<Place> arriving = input(enumerated(Place.class));

    /// Of the word in `second`.
    public final Enumerated<Place> place = input(enumerated(Place.class));

    public final StationState state = input(StationState.TYPE);

    /// The link output is the transmitter's in this clock.
    public final Bool sending = input(bool());

    /// START is in `second` with a good header word 0 behind it: the following four hold.
    public final Bool deciding = output(bool());

    public final Bool passes = output(bool());
    public final Bool eligible = output(bool());

    /// The same of a frame of type CLAN; of no bits where the MAC has no CLAN.
    public final Bits eligibleClan;

    /// Header word 0 goes on with its source counted up.
    public final Bool count = output(bool());

    /// Header word 0 goes on with the circulation bit set.
    public final Bool circulate = output(bool());

    /// The frame in `second` has been repeated so far.
    public final Bool open = output(bool());

    /// The frame in `second` is this station's.
    public final Bool own = output(bool());

    public final Bool headerCheckEvent = output(bool());
    public final Bool ownReturnedEvent = output(bool());
    public final Bool managementEvent = output(bool());
    public final Bool circulationEvent = output(bool());
    public final Bool disabledEvent = output(bool());
    public final Bool repeatedEvent = output(bool());
    public final Bool foreignStartEvent = output(bool());

    /// A frame of a station behind this one that no monitor has marked.
    public final Bool unmarkedEvent = output(bool());

    private final Bool opened = reg(bool(), init(0));
    private final Bool owned = reg(bool(), init(0));

    public FrameFilter() {
        this(false);
    }

    /// @param clan whether frames of type CLAN may be taken
    public FrameFilter(boolean clan) {
        this.eligibleClan = output(bits(clan ? 1 : 0));
    }

    @Override
    protected void build() {
        var type = header.slice(Header.TYPE.lo() + 1, Header.TYPE.lo());
        var circulation = header.bit(Header.CIRCULATION.lo());
        var source = header.slice(Header.SOURCE.lo() + 5, Header.SOURCE.lo());
        var data = type.eq(FrameType.DATA.ordinal());
        var management = type.eq(FrameType.MANAGEMENT.ordinal());

        var mine = all(flags.own(), state.valid(), management.not());
        var forMonitor = all(management, state.enabled(), state.monitor());
        var unconfirmed = all(state.enabled(), state.member().not(), management.not());
        var atMonitor = state.monitor().and(circulation);
        var behindMonitor = all(state.monitor().not(), flags.above(), circulation.not());
        var twice = all(state.member(), management.not(), any(atMonitor, behindMonitor));
        var firstPass = circulation.eq(flags.above().and(state.monitor().not()));

        var decides = place.is(Place.START).and(arriving.is(Place.HEADER));
        var exhausted = all(management, state.enabled(), flags.exhausted());
        var absorbs = sending.or(state.claiming());
        var repeats = any(mine, forMonitor, exhausted, absorbs, unconfirmed, twice).not();
        deciding.assign(decides);
        passes.assign(decides.and(repeats));
        eligible.assign(all(decides, state.member(), data, mine.not(), sending.not(), firstPass));
        if (eligibleClan.width() > 0) {
            var clan = type.eq(FrameType.CLAN.ordinal());
            eligibleClan.assign(
                    all(decides, state.member(), clan, mine.not(), sending.not(), firstPass)
                            .asBits());
        }
        count.assign(all(decides, management, state.enabled(), state.monitor().not()));
        var byMonitor = all(state.member(), state.monitor());
        var byLast = state.last().and(source.eq(0));
        circulate.assign(all(decides, management.not(), circulation.not(), any(byMonitor, byLast)));

        when(
                        decides,
                        () -> {
                            opened.next(repeats);
                            owned.next(mine);
                        })
                .elseWhen(
                        goesOn().not(),
                        () -> {
                            opened.next(false);
                            owned.next(false);
                        });
        when(state.claiming(), () -> opened.next(false));
        open.assign(opened);
        own.assign(owned);

        unmarkedEvent.assign(
                all(
                        decides,
                        state.member(),
                        management.not(),
                        behindMonitor,
                        mine.not(),
                        sending.not()));
        events(decides, mine, management, twice, data, firstPass);
    }

    private Bool goesOn() {
        return any(
                arriving.is(Place.ATM),
                arriving.is(Place.PAYLOAD),
                arriving.is(Place.END),
                arriving.is(Place.ABORT));
    }

    private void events(
            Bool decides, Bool mine, Bool management, Bool twice, Bool data, Bool firstPass) {
        headerCheckEvent.assign(place.is(Place.START).and(decides.not()));
        ownReturnedEvent.assign(low());
        managementEvent.assign(low());
        circulationEvent.assign(low());
        disabledEvent.assign(low());
        repeatedEvent.assign(low());
        foreignStartEvent.assign(low());
        when(
                decides,
                () ->
                        when(mine, () -> ownReturnedEvent.assign(high()))
                                .elseWhen(management, () -> managementEvent.assign(high()))
                                .elseWhen(sending, () -> foreignStartEvent.assign(high()))
                                .elseWhen(state.member().not(), () -> disabledEvent.assign(high()))
                                .elseWhen(
                                        twice.or(data.and(firstPass.not())),
                                        () -> circulationEvent.assign(high()))
                                .elseWhen(data.not(), () -> repeatedEvent.assign(high())));
    }
}
