package org.jetstreamlan.nic.clan;

import org.jetstreamlan.abi.clan.ClanCounter;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.lib.Flow;

/// Things that happened to CLAN, 1 for one clock each, for the counters.
///
/// @param fate of a frame that came
/// @param sent the MAC has taken a frame
/// @param returned one came back acknowledged
/// @param unreturned one came back otherwise, or not
/// @param again an endpoint has begun again
/// @param breaks an endpoint has broken
/// @param storeRefused a burst of stores was answered with an error
/// @param storeDiscarded a frame found no room in its part
/// @param loadRefused a burst of loads was answered
/// @param armRefused a tripwire was armed by another tag
/// @param fired one has acted
/// @param busFailed the bus has refused a burst of a frame
/// @param eventFailed of an event
/// @param pageFailed of a status page
public record ClanEvents(
        Flow<Enumerated<ClanCounter>> fate,
        Bool sent,
        Bool returned,
        Bool unreturned,
        Bool again,
        Bool breaks,
        Bool storeRefused,
        Bool storeDiscarded,
        Bool loadRefused,
        Bool armRefused,
        Bool fired,
        Bool busFailed,
        Bool eventFailed,
        Bool pageFailed)
        implements Bundle<ClanEvents> {
    public static final Type<ClanEvents> TYPE =
            Type.bundle(
                    fields ->
                            new ClanEvents(
                                    fields.field(
                                            "fate", Flow.of(Type.enumerated(ClanCounter.class))),
                                    fields.field("sent", Type.bool()),
                                    fields.field("returned", Type.bool()),
                                    fields.field("unreturned", Type.bool()),
                                    fields.field("again", Type.bool()),
                                    fields.field("breaks", Type.bool()),
                                    fields.field("storeRefused", Type.bool()),
                                    fields.field("storeDiscarded", Type.bool()),
                                    fields.field("loadRefused", Type.bool()),
                                    fields.field("armRefused", Type.bool()),
                                    fields.field("fired", Type.bool()),
                                    fields.field("busFailed", Type.bool()),
                                    fields.field("eventFailed", Type.bool()),
                                    fields.field("pageFailed", Type.bool())));
}
