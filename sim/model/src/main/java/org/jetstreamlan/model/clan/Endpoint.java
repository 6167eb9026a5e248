package org.jetstreamlan.model.clan;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jetstreamlan.abi.clan.ClanEvent;
import org.jetstreamlan.abi.clan.ClanFrame;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.EndpointEntry;
import org.jetstreamlan.abi.clan.EndpointState;
import org.jspecify.annotations.Nullable;

/// What an adapter knows of an endpoint. Numbers of sequences are counted on beyond 16 bits here; a frame carries their low ones.
///
/// ```
///  numbers ──────┬────────────────┬─────────────────┬──────
///           acknowledged        next             newest
///                │ out, or to be  │ to be sent again│ not given to any frame
///                │ sent again     │                 │
/// ```
final class Endpoint {
    static final long NEVER = Long.MAX_VALUE / 2;
    private static final int WORDS = 8;

    final int number;
    final EventSource source;
    final StorePart part = new StorePart();
    final SendQueue queue;
    private final int[] words = new int[WORDS];

    EndpointState state = EndpointState.CLOSED;
    ClanReason reason = ClanReason.NONE;
    boolean byPeer;
    int brokenAt;
    int descriptorBroken;

    // Receiving.
    long expected;
    int violations;
    long violationsSince;

    // Sending.
    long acknowledged;
    long next;
    long newest;
    private final @Nullable OutFrame[] frames = new OutFrame[ClanFrame.WINDOW];

    /// Frames of any kind that have been offered and have not come back.
    int out;

    /// One has come back without C: nothing goes until all have.
    boolean stopped;

    int tries;
    long wakeAt;
    long progressAt;

    /// It has had work since `progressAt` or longer.
    boolean waits;

    /// The frame of this number cannot be: when all before it are acknowledged the endpoint breaks.
    long failsAt = NEVER;

    ClanReason failure = ClanReason.NONE;
    int turn;

    // What goes without a number.
    boolean replyDue;
    long replyUpTo;
    boolean replyOut;
    boolean breakDue;
    boolean breakOut;
    long breakUntil;

    // READs: its own one, and those of the peer.
    boolean reading;
    OutFrame.@Nullable Piece readPlace;
    long readDone;
    boolean readCompletes;
    final ReadPlace[] places = {new ReadPlace(), new ReadPlace()};

    // Told to the owner.
    final ArrayDeque<Ending> unacknowledged = new ArrayDeque<>();
    final ArrayDeque<Ending> unanswered = new ArrayDeque<>();
    int descriptorsAcknowledged;
    int descriptorsReplied;
    int storesReplied;
    int reads;
    long replied;
    int storesAtDoorbell;
    int storesSent;
    final int[] status = new int[4];
    int statusSequence;

    /// Where a descriptor, or what has been stored up to some point, ends.
    ///
    /// @param index behind the descriptor; below 0: of stores
    /// @param stores so many
    /// @param sequence behind the last frame
    /// @param completes an event is wanted
    record Ending(int index, int stores, long sequence, boolean completes) {}

    Endpoint(int number, ClanStation station) {
        this.number = number;
        source = new EventSource(ClanEvent.Kind.ENDPOINT, number);
        queue = new SendQueue(station);
    }

    // ---- the entry

    int word(int i) {
        return words[i];
    }

    void write(int[] data) {
        System.arraycopy(data, 0, words, 0, WORDS);
        source.ring = EndpointEntry.EVENT_RING.get(words[EndpointEntry.OWNER]);
    }

    void read(int[] data) {
        System.arraycopy(words, 0, data, 0, WORDS);
        data[EndpointEntry.PEER] =
                EndpointEntry.STATE.put(data[EndpointEntry.PEER], state.ordinal());
        int owner = EndpointEntry.REASON.put(data[EndpointEntry.OWNER], reason.ordinal());
        data[EndpointEntry.OWNER] = EndpointEntry.BY_PEER.put(owner, byPeer ? 1 : 0);
    }

    int peerStation() {
        return EndpointEntry.PEER_STATION.get(words[EndpointEntry.PEER]);
    }

    int peerEndpoint() {
        return EndpointEntry.PEER_ENDPOINT.get(words[EndpointEntry.PEER]);
    }

    ClanLevel level() {
        return ClanLevel.of(EndpointEntry.LEVEL.get(words[EndpointEntry.PEER]));
    }

    int incarnation() {
        return EndpointEntry.OWN_INCARNATION.get(words[EndpointEntry.INCARNATIONS]);
    }

    int peerIncarnation() {
        return EndpointEntry.PEER_INCARNATION.get(words[EndpointEntry.INCARNATIONS]);
    }

    int tag() {
        return EndpointEntry.TAG.get(words[EndpointEntry.OWNER]);
    }

    boolean hasStatusPage() {
        return EndpointEntry.STATUS_VALID.isSet(words[EndpointEntry.STATUS]);
    }

    long statusPage() {
        return address(EndpointEntry.STATUS, EndpointEntry.STATUS_LOW.mask());
    }

    private long address(int word, int mask) {
        return (long) words[word + 1] << Integer.SIZE | Integer.toUnsignedLong(words[word] & mask);
    }

    // ---- states

    /// As after power-up; what of it is on its way comes back to nobody.
    void clear() {
        Arrays.fill(words, 0);
        open();
        out = 0;
        state = EndpointState.CLOSED;
    }

    /// A new connection: all numbers from 0 on.
    void open() {
        reason = ClanReason.NONE;
        byPeer = false;
        brokenAt = 0;
        descriptorBroken = 0;
        expected = 0;
        violations = 0;
        acknowledged = 0;
        next = 0;
        newest = 0;
        Arrays.fill(frames, null);
        stopped = false;
        tries = 0;
        wakeAt = 0;
        waits = false;
        failsAt = NEVER;
        failure = ClanReason.NONE;
        replyDue = false;
        replyOut = false;
        replyUpTo = 0;
        breakDue = false;
        breakOut = false;
        reading = false;
        readPlace = null;
        for (var place : places) {
            place.taken = false;
        }
        unacknowledged.clear();
        unanswered.clear();
        descriptorsAcknowledged = 0;
        descriptorsReplied = 0;
        storesReplied = 0;
        reads = 0;
        replied = 0;
        storesAtDoorbell = 0;
        storesSent = 0;
        Arrays.fill(status, 0);
        statusSequence = 0;
        source.forget();
        part.reset(EndpointEntry.cells(EndpointEntry.PART_SIZE.get(words[EndpointEntry.PART])));
        int queueWord = words[EndpointEntry.QUEUE];
        queue.open(
                address(EndpointEntry.QUEUE, EndpointEntry.QUEUE_LOW.mask()),
                EndpointEntry.QUEUE_LOG2.get(queueWord),
                level());
        state = EndpointState.OPEN;
    }

    boolean takesStores() {
        return state == EndpointState.OPEN || state == EndpointState.HELD;
    }

    // ---- numbers

    /// Gives the next number to a frame.
    void number(OutFrame frame) {
        frames[(int) (newest % ClanFrame.WINDOW)] = frame;
        newest++;
    }

    /// The frame of a number that is not acknowledged.
    OutFrame frame(long sequence) {
        var frame = frames[(int) (sequence % ClanFrame.WINDOW)];
        if (frame == null || sequence < acknowledged || sequence >= newest) {
            throw new IllegalStateException(
                    "endpoint %d: no frame has number %d".formatted(number, sequence));
        }
        return frame;
    }

    boolean windowOpen() {
        return newest - acknowledged < ClanFrame.WINDOW;
    }

    /// The number whose low 16 bits come, of those that are not told as answered; below 0: none has them.
    long answered(int low) {
        long candidate = newest - 1 - (newest - 1 - low & 0xFFFF);
        return candidate >= replied ? candidate : -1;
    }

    /// Whether it has something to send, or waits for something of the peer.
    boolean hasWork() {
        return acknowledged != newest
                || part.hasFrame()
                || queue.hasWork()
                || reading
                || !unanswered.isEmpty()
                || replyDue
                || failsAt != NEVER
                || places[0].hasFrame()
                || places[1].hasFrame();
    }
}
