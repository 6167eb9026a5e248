package org.jetstreamlan.driver;

import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;

/// The ring as a station sees it at the moment.
///
/// @param phase what the station is about
/// @param operational a member that may send everything
/// @param cause why it claimed last
/// @param monitor it is the active monitor
/// @param tooMany a 65th station was met; if this one, it is OFF
/// @param duplicate OFF, since another station has its address
/// @param jabber OFF, since it sent without end
/// @param station its id, -1 without one
/// @param stations on the ring, 0 while it is no member
/// @param ttrtWords operative TTRT
/// @param largestWords operative F in payload words
/// @param epoch of the numbering
public record RingStatus(
        RingPhase phase,
        boolean operational,
        RingCause cause,
        boolean monitor,
        boolean tooMany,
        boolean duplicate,
        boolean jabber,
        int station,
        int stations,
        int ttrtWords,
        int largestWords,
        int epoch) {
    /// Before anything has been read.
    static final RingStatus OFF =
            new RingStatus(
                    RingPhase.OFF,
                    false,
                    RingCause.NONE,
                    false,
                    false,
                    false,
                    false,
                    -1,
                    0,
                    0,
                    0,
                    0);

    /// A confirmed member, with an id.
    boolean member() {
        return phase == RingPhase.MEMBER && station >= 0 && stations > 0;
    }

    static RingStatus read(Adapter adapter) {
        int state = adapter.readRegister(Registers.RING_STATE.offset());
        int numbering = adapter.readRegister(Registers.STATION.offset());
        boolean numbered = Registers.STATION_VALID.isSet(numbering);
        return new RingStatus(
                RingPhase.of(Registers.RING_STATE_PHASE.get(state)),
                Registers.RING_STATE_OPERATIONAL.isSet(state) && numbered,
                RingCause.of(Registers.RING_STATE_CAUSE.get(state)),
                Registers.RING_STATE_MONITOR.isSet(state),
                Registers.RING_STATE_TOO_MANY.isSet(state),
                Registers.RING_STATE_DUPLICATE.isSet(state),
                Registers.RING_STATE_JABBER.isSet(state),
                numbered ? Registers.STATION_ID.get(numbering) : -1,
                Registers.STATION_COUNT.get(numbering),
                Registers.WORDS.get(adapter.readRegister(Registers.OPERATIVE_TTRT.offset())),
                Registers.LARGEST_WORDS.get(
                        adapter.readRegister(Registers.OPERATIVE_LARGEST.offset())),
                Registers.RING_STATE_EPOCH.get(state));
    }
}
