package org.jetstreamlan.driver.clan;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.EndpointEntry;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.StatusPage;

/// One end of a connection. Reserved by [Clan#endpoint]; [#open] connects it, when its program and the peer's have told each other number, incarnation and
/// regions.
public final class ClanEndpoint implements ConnectionEnd, AutoCloseable {
    private static final int INDEX_MASK = 0xFFFF;

    private final Clan clan;
    private final int number;
    private final EndpointOptions options;
    private final int doorbellPage;
    private final MemorySegment status;
    private final SendQueue queue;
    private final List<Aperture> apertures = new ArrayList<>();
    private final List<Tripwire> tripwires = new ArrayList<>();
    private final int[] before = new int[EndpointCount.values().length];
    private int stored;
    private boolean closed;

    ClanEndpoint(Clan clan, EndpointOptions options, ClanPort.Reserved reserved) {
        this.clan = clan;
        this.options = options;
        number = reserved.number();
        doorbellPage = reserved.doorbellPage();
        status = reserved.status();
        queue = new SendQueue(this, reserved.queue(), options.descriptors());
        for (var what : EndpointCount.values()) {
            before[what.ordinal()] = clan.port().counted(number, what);
        }
    }

    /// Its number, for the peer.
    @Override
    public int number() {
        return number;
    }

    /// What this end has drawn for its next or present connection, for the peer.
    ///
    /// @throws ClanException NOT_PERMITTED through a daemon, which tells peers itself
    @Override
    public int incarnation() {
        return clan.port().incarnation(number);
    }

    public int tag() {
        return options.tag();
    }

    EndpointOptions options() {
        return options;
    }

    // ---- states

    /// Connects it.
    ///
    /// @throws ClanException WRONG_STATE, OFF, CLOSED; NOT_PERMITTED through a daemon, whose connections are made by [Connections]
    @Override
    public void open(ClanPeer newPeer, ClanLevel level) {
        requireHere();
        clan.port().open(number, newPeer, level);
        begin();
    }

    /// Nothing is stored and posted yet in its next connection.
    void begin() {
        stored = 0;
        queue.reset();
    }

    /// State as the adapter has told it last, without asking.
    public EndpointState state() {
        return EndpointState.of(StatusPage.STATE.get(statusWord(StatusPage.STATE_AT)));
    }

    /// Why it broke.
    public ClanReason reason() {
        return ClanReason.of(StatusPage.REASON.get(statusWord(StatusPage.STATE_AT)));
    }

    /// Whether the peer broke first, and said why.
    public boolean brokenByPeer() {
        return StatusPage.BY_PEER.isSet(statusWord(StatusPage.STATE_AT));
    }

    /// Index of the descriptor that broke it, where one did.
    public int descriptorBroken() {
        return StatusPage.DESCRIPTOR_BROKEN.get(statusWord(StatusPage.READS_AT));
    }

    public boolean isBroken() {
        return state() == EndpointState.BROKEN;
    }

    /// Breaks it and tells the peer (COMMAND); without effect if it is not open.
    @Override
    public void breakOff() {
        clan.port().breakOff(number);
    }

    /// Ends the connection here, and waits until nothing of it is on its way. The peer is not told; it may be opened again, with another
    /// [#incarnation()].
    ///
    /// @throws ClanException TIME_OUT
    public void disconnect() {
        clan.port().close(number);
        clan.awaitClosed(this);
        status.fill((byte) 0);
        begin();
    }

    // ---- what it has

    public SendQueue queue() {
        return queue;
    }

    /// Opens a peer's region, or a part of it, to stores.
    ///
    /// @param from its first byte there, a multiple of 8
    /// @throws ClanException NO_PAGE_LEFT, OUT_OF_RANGE, CLOSED
    public Aperture aperture(Aperture.Kind kind, RemoteRegion remote, long from, long bytes) {
        requireHere();
        int first = clan.port().openPages(number, kind, remote, from, bytes);
        var aperture = new Aperture(this, clan.port(), first, bytes);
        apertures.add(aperture);
        return aperture;
    }

    void closeAperture(Aperture aperture) {
        clan.closeAperture(aperture.firstPage());
        apertures.remove(aperture);
    }

    void add(Tripwire tripwire) {
        tripwires.add(tripwire);
    }

    void remove(Tripwire tripwire) {
        tripwires.remove(tripwire);
    }

    /// Stores that there is room for.
    public int room() {
        int acknowledged = StatusPage.STORES_ACKNOWLEDGED.get(statusWord(StatusPage.STORES_AT));
        return options.cells() / EndpointEntry.CELLS_PER_STORE
                - (stored - acknowledged & INDEX_MASK);
    }

    /// Counts stores that are about to be made.
    ///
    /// @return whether there is room for them
    boolean take(int stores) {
        if (stores > room()) {
            return false;
        }
        stored = stored + stores & INDEX_MASK;
        return true;
    }

    /// Stores that have been made, 16 bits, free-running.
    public int stored() {
        return stored;
    }

    /// Whether the peer's adapter has the first stores of this connection.
    ///
    /// @param upTo number of them, as [#stored()] said
    public boolean storesAcknowledged(int upTo) {
        int acknowledged = StatusPage.STORES_ACKNOWLEDGED.get(statusWord(StatusPage.STORES_AT));
        return (short) (acknowledged - upTo) >= 0;
    }

    /// Whether all stores so far are acknowledged: the peer's adapter has them.
    public boolean storesAcknowledged() {
        return room() == options.cells() / EndpointEntry.CELLS_PER_STORE;
    }

    /// Whether all stores so far lie in the peer's memory, as its REPLY says; at level RELIABLE_RECEPTION alone.
    public boolean storesReplied() {
        int replied = StatusPage.STORES_REPLIED.get(statusWord(StatusPage.STORES_AT));
        return replied == stored;
    }

    int statusWord(int at) {
        return StatusPage.word(status, 0, at);
    }

    void doorbell(int place, int value) {
        clan.port().store(doorbellPage * ApertureEntry.PAGE_BYTES + place, value);
    }

    // ---- events

    private long count(EndpointCount what) {
        return Integer.toUnsignedLong(clan.port().counted(number, what) - before[what.ordinal()]);
    }

    /// Grows with each frame with NOTIFY that has been written, as far as [Clan#poll()] has seen.
    public long notified() {
        return count(EndpointCount.NOTIFIED);
    }

    /// Grows with each descriptor with COMPLETE that is done, as far as [Clan#poll()] has seen.
    public long completed() {
        return count(EndpointCount.COMPLETED);
    }

    /// Grows with each frame that was dropped at level UNRELIABLE_DELIVERY, as far as [Clan#poll()] has seen.
    public long dropped() {
        return count(EndpointCount.DROPPED);
    }

    private void requireHere() {
        if (closed) {
            throw new ClanException(
                    ClanException.Reason.CLOSED,
                    "endpoint %d: closed; reserve another one".formatted(number));
        }
    }

    /// Ends the connection and gives everything back: its apertures, its tripwires, its number.
    ///
    /// @throws ClanException TIME_OUT
    @Override
    public void close() {
        if (closed) {
            return;
        }
        for (var tripwire : List.copyOf(tripwires)) {
            tripwire.close();
        }
        disconnect();
        closed = true;
        for (var aperture : List.copyOf(apertures)) {
            aperture.close();
        }
        clan.released(this);
    }
}
