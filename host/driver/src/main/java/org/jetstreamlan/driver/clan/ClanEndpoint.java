package org.jetstreamlan.driver.clan;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jetstreamlan.abi.clan.ApertureEntry;
import org.jetstreamlan.abi.clan.ClanEvent;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.ClanRegisters;
import org.jetstreamlan.abi.clan.ClanTable;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.EndpointEntry;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jetstreamlan.abi.clan.StatusPage;
import org.jspecify.annotations.Nullable;

/// One end of a connection. Reserved by [Clan#endpoint]; [#open] connects it, when its program and the peer's have told each other number, incarnation and
/// regions.
public final class ClanEndpoint implements AutoCloseable {
    private static final int INDEX_MASK = 0xFFFF;

    private final Clan clan;
    private final int number;
    private final EndpointOptions options;
    private final int firstPart;
    private final int doorbellPage;
    private final long statusAt;
    private final MemorySegment queueMemory;
    private final long queueAddress;
    private final SendQueue queue;
    private final List<Aperture> apertures = new ArrayList<>();
    private final List<Tripwire> tripwires = new ArrayList<>();
    private final int[] words = new int[EndpointEntry.LAYOUT.words().size()];
    private int incarnation;
    private @Nullable ClanPeer peer;
    private int stored;
    private long notified;
    private long completed;
    private long dropped;
    private boolean closed;

    /// @param firstPart first of its 16-cell pieces of store memory
    /// @param statusAt byte of the status pages' memory
    ClanEndpoint(
            Clan clan,
            int number,
            EndpointOptions options,
            int firstPart,
            int doorbellPage,
            long statusAt,
            MemorySegment queueMemory,
            long queueAddress) {
        this.clan = clan;
        this.number = number;
        this.options = options;
        this.firstPart = firstPart;
        this.doorbellPage = doorbellPage;
        this.statusAt = statusAt;
        this.queueMemory = queueMemory;
        this.queueAddress = queueAddress;
        incarnation = clan.drawIncarnation();
        queue = new SendQueue(this, queueMemory, options.descriptors());
    }

    /// Its number, for the peer.
    public int number() {
        return number;
    }

    /// What this end has drawn for its next or present connection, for the peer.
    public int incarnation() {
        return incarnation;
    }

    public int tag() {
        return options.tag();
    }

    EndpointOptions options() {
        return options;
    }

    int firstPart() {
        return firstPart;
    }

    int doorbellPage() {
        return doorbellPage;
    }

    MemorySegment queueMemory() {
        return queueMemory;
    }

    Optional<ClanPeer> peer() {
        return Optional.ofNullable(peer);
    }

    // ---- states

    /// Connects it.
    ///
    /// @throws ClanException WRONG_STATE, OFF, CLOSED
    public void open(ClanPeer newPeer, ClanLevel level) {
        requireHere();
        clan.requireOn();
        int station = clan.stationOf(newPeer.station());
        clan.status().asSlice(statusAt, StatusPage.BYTES).fill((byte) 0);
        long statusAddress = clan.statusAddress() + statusAt;
        int log2Queue =
                options.descriptors() == 0
                        ? 0
                        : Integer.numberOfTrailingZeros(options.descriptors());
        words[EndpointEntry.PEER] =
                EndpointEntry.PEER_STATION.of(station)
                        | EndpointEntry.PEER_ENDPOINT.of(newPeer.endpoint())
                        | EndpointEntry.LEVEL.of(level.ordinal());
        words[EndpointEntry.INCARNATIONS] =
                EndpointEntry.OWN_INCARNATION.of(incarnation)
                        | EndpointEntry.PEER_INCARNATION.of(newPeer.incarnation());
        words[EndpointEntry.OWNER] = EndpointEntry.TAG.of(options.tag());
        words[EndpointEntry.PART] =
                EndpointEntry.PART_PLACE.of(firstPart) | EndpointEntry.PART_SIZE.of(partSize());
        words[EndpointEntry.QUEUE] =
                EndpointEntry.QUEUE_LOG2.of(log2Queue)
                        | (int) queueAddress & EndpointEntry.QUEUE_LOW.mask();
        words[EndpointEntry.QUEUE + 1] = (int) (queueAddress >>> Integer.SIZE);
        words[EndpointEntry.STATUS] =
                EndpointEntry.STATUS_VALID.mask()
                        | (int) statusAddress & EndpointEntry.STATUS_LOW.mask();
        words[EndpointEntry.STATUS + 1] = (int) (statusAddress >>> Integer.SIZE);
        if (!clan.tables().tryWrite(ClanTable.ENDPOINT, number, words)
                || !clan.tables().command(ClanRegisters.COMMAND_OPEN, ClanTable.ENDPOINT, number)) {
            throw new ClanException(
                    ClanException.Reason.WRONG_STATE,
                    "endpoint %d: it is %s; close it before it is opened again"
                            .formatted(number, hardwareState()));
        }
        peer = newPeer;
        stored = 0;
        queue.reset();
    }

    private int partSize() {
        int cells = options.cells();
        return cells == 0 ? 0 : Integer.numberOfTrailingZeros(cells / EndpointEntry.PART_CELLS) + 1;
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

    EndpointState hardwareState() {
        int word = clan.tables().read(ClanTable.ENDPOINT, number)[EndpointEntry.PEER];
        return EndpointState.of(EndpointEntry.STATE.get(word));
    }

    /// Breaks it and tells the peer (COMMAND); without effect if it is not open.
    public void breakOff() {
        clan.tables().command(ClanRegisters.COMMAND_BREAK, ClanTable.ENDPOINT, number);
    }

    /// Ends the connection here, and waits until nothing of it is on its way. The peer is not told; it may be opened again, with another
    /// [#incarnation()].
    ///
    /// @throws ClanException TIME_OUT
    public void disconnect() {
        clan.tables().command(ClanRegisters.COMMAND_CLOSE, ClanTable.ENDPOINT, number);
        clan.awaitState(this, EndpointState.CLOSED);
        peer = null;
        incarnation = clan.drawIncarnation();
        clan.status().asSlice(statusAt, StatusPage.BYTES).fill((byte) 0);
    }

    /// The ring has new ids: where the peer is now.
    ///
    /// @return whether it goes on
    boolean resume(int station) {
        words[EndpointEntry.PEER] =
                EndpointEntry.PEER_STATION.put(words[EndpointEntry.PEER], station);
        return clan.tables().tryWrite(ClanTable.ENDPOINT, number, words)
                && clan.tables().command(ClanRegisters.COMMAND_OPEN, ClanTable.ENDPOINT, number);
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
        var aperture = clan.openAperture(this, kind, remote, from, bytes);
        apertures.add(aperture);
        return aperture;
    }

    void closeAperture(Aperture aperture) {
        clan.closeAperture(aperture);
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
        return StatusPage.word(clan.status(), statusAt, at);
    }

    void doorbell(int place, int value) {
        clan.bus().store(doorbellPage * ApertureEntry.PAGE_BYTES + place, value);
    }

    // ---- events

    void note(ClanEvent event) {
        int what = event.what();
        notified += (what & ClanEvent.NOTIFIED) != 0 ? event.count() : 0;
        completed += (what & ClanEvent.COMPLETED) != 0 ? event.count() : 0;
        dropped += (what & ClanEvent.DROPPED) != 0 ? event.count() : 0;
    }

    /// Grows with each frame with NOTIFY that has been written, as far as [Clan#poll()] has seen.
    public long notified() {
        return notified;
    }

    /// Grows with each descriptor with COMPLETE that is done, as far as [Clan#poll()] has seen.
    public long completed() {
        return completed;
    }

    /// Grows with each frame that was dropped at level UNRELIABLE_DELIVERY, as far as [Clan#poll()] has seen.
    public long dropped() {
        return dropped;
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
        clan.release(this);
    }

    /// Bytes of a send queue.
    static long queueBytes(int descriptors) {
        return (long) Math.max(1, descriptors) * DmaDescriptor.BYTES;
    }
}
