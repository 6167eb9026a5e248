package org.jetstreamlan.nic.clan;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// What has been found on a cell of a run.
///
/// @param ways that have a tripwire on it
/// @param sets of all ways, that of way 0 at the bottom
/// @param last the run has no more
record TripwireHits(Bits ways, Bits sets, Bool last) implements Bundle<TripwireHits> {
    /// @param setWidth bits of a set's number
    static Type<TripwireHits> type(int setWidth) {
        return Type.bundle(
                fields ->
                        new TripwireHits(
                                fields.field("ways", Type.bits(TripwireWords.WAYS)),
                                fields.field("sets", Type.bits(TripwireWords.WAYS * setWidth)),
                                fields.field("last", Type.bool())));
    }
}
