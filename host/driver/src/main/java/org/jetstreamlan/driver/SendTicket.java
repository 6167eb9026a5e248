package org.jetstreamlan.driver;

import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.Completion;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.ScriptOperation;

/// What became of a frame. The caller's own object: given to `send`, updated by [Driver#poll()],
/// used again once it is done.
public final class SendTicket {

    /// Where the frame is.
    public enum State {
        /// Not given to a send yet.
        IDLE,
        /// Sent or waiting for the token.
        IN_FLIGHT,
        /// Came back; see [#status()].
        RETURNED,
        /// Left, but did not come back.
        LOST,
        /// The adapter refused the descriptor, or cut the frame before a block that the pool does not hold.
        INVALID,
        /// Cut off by a reset of adapter or ring.
        ABORTED,
        /// The adapter's memory has lost a word of it: cut before that word, or not sent.
        MEMORY_ERROR;

        private static final State[] BY_NUMBER = values();

        /// The state with this number, as in a script's memory; others read as ABORTED.
        static State of(int number) {
            return number < BY_NUMBER.length ? BY_NUMBER[number] : ABORTED;
        }
    }

    /// [#idle()], for those who wait for it.
    final BooleanSupplier over = this::idle;

    private State state = State.IDLE;
    private int statusBits;
    private int tag;
    private int accessDelay;
    private long timestamp;

    public State state() {
        return state;
    }

    /// Whether the ticket may be given to a send.
    public boolean idle() {
        return state != State.IN_FLIGHT;
    }

    /// Whether the one receiver of a unicast frame has it whole: A and C set, N clear. False for
    /// multicast, whose receivers acknowledge nothing.
    public boolean accepted() {
        return state == State.RETURNED && FrameStatus.accepted(statusBits);
    }

    /// E, A, C, N as they came back; all clear unless RETURNED.
    public FrameStatus status() {
        return state == State.RETURNED ? FrameStatus.of(statusBits) : FrameStatus.SENT;
    }

    /// The frame's 6-bit running number.
    public int tag() {
        return tag;
    }

    /// Core clocks from the doorbell, or from being first in the queue, to START.
    public long accessDelay() {
        return Integer.toUnsignedLong(accessDelay);
    }

    /// Core clocks of the adapter when it was done.
    public long timestamp() {
        return timestamp;
    }

    /// As in word 9 of a SEND, [org.jetstreamlan.abi.ScriptOperation#FATE_STATE].
    int word() {
        return ScriptOperation.FATE_STATE.of(state.ordinal())
                | (state == State.RETURNED ? ScriptOperation.FATE_STATUS.of(statusBits) : 0);
    }

    void begin() {
        state = State.IN_FLIGHT;
    }

    void complete(int resultWord, int delay, long time) {
        state =
                switch (CompletionResult.of(Completion.RESULT.get(resultWord))) {
                    case RETURNED -> State.RETURNED;
                    case LOST -> State.LOST;
                    case INVALID -> State.INVALID;
                    case ABORTED -> State.ABORTED;
                    case MEMORY_ERROR -> State.MEMORY_ERROR;
                };
        statusBits = Completion.STATUS.get(resultWord);
        tag = Completion.TAG.get(resultWord);
        accessDelay = delay;
        timestamp = time;
    }

    void abort() {
        state = State.ABORTED;
    }
}
