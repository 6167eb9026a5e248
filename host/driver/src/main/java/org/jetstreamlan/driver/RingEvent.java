package org.jetstreamlan.driver;

import org.jetstreamlan.abi.RingCause;

/// Something that happened to the ring, as this station saw it; [Driver#nextRingEvent()] gives them in order.
public sealed interface RingEvent {

    /// This station began to claim.
    ///
    /// @param cause why
    record Claiming(RingCause cause) implements RingEvent {}

    /// The ring is down: ids and VCIs of stations mean nothing any more, `send` answers RING_DOWN.
    ///
    /// @param generation of the numbering that has ended
    record Down(int generation) implements RingEvent {}

    /// The ring is up, with new ids.
    ///
    /// @param generation bring-ups so far
    /// @param station this station's id
    /// @param stations N
    /// @param ttrtWords operative TTRT
    /// @param largestWords operative F, payload words
    /// @param tapsEnded associations with other stations' VCIs, which are gone
    /// @param vcisLost associations for which the VCI table had no place under the new id
    record Up(
            int generation,
            int station,
            int stations,
            int ttrtWords,
            int largestWords,
            int tapsEnded,
            int vcisLost)
            implements RingEvent {}

    /// This station has been in BEACON for more than 2 D_MAX: the line in front of it is broken, or the station
    /// before it is dead.
    ///
    /// @param clocks in BEACON so far
    record Broken(long clocks) implements RingEvent {}

    /// Bypassed by the hardware: another station has this one's address and bid.
    record Duplicate() implements RingEvent {}

    /// There is a 65th station.
    record TooMany() implements RingEvent {}

    /// Bypassed by the hardware: this station sent without end.
    record Jabber() implements RingEvent {}

    /// Two stations told the same address. The higher id leaves the ring.
    ///
    /// @param lower its id
    /// @param higher its id
    /// @param address of both
    record SharedAddress(int lower, int higher, long address) implements RingEvent {}

    /// All stations have told their records.
    ///
    /// @param stations N
    record Mapped(int stations) implements RingEvent {}

    /// Not all have; whoever comes late is heard still.
    ///
    /// @param known stations with a record, this one among them
    /// @param stations N
    record MapIncomplete(int known, int stations) implements RingEvent {}

    /// The allocation in force has changed.
    ///
    /// @param words SA now
    record Allocated(int words) implements RingEvent {}

    /// An allocation that was asked for anew after a bring-up was not admitted.
    ///
    /// @param words asked for
    /// @param why with the numbers
    record AllocationRefused(int words, String why) implements RingEvent {}
}
