package org.jetstreamlan.driver.client;

import static org.jetstreamlan.driver.DriverException.Reason.POOL_CLOSED;

import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.daemon.Request;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.Refusal;
import org.jetstreamlan.driver.Script;
import org.jetstreamlan.driver.SendTicket;

/// A pool of an adapter that a daemon owns. What [org.jetstreamlan.driver.Pool] does in calls is done here in scripts, which the daemon runs: one call, whatever it does.
///
/// | operation | gives |
/// | --- | --- |
/// | [#run] | a script's operations, done in order; allocates nothing |
/// | [#start] / [#await] | the same in two steps, so that several can be under way |
/// | [#waitRx] | sleeps until a PDU is there for an RX |
/// | [#assoc] / [#deassoc] | a VCI to receive on |
public final class RemotePool implements AutoCloseable {
    private final JetstreamClient client;
    private final PoolOptions options;
    private final int handle;
    private final int slot;
    private final Refusal refusal;
    private final BooleanSupplier mailOrGone;
    private int awaited;
    private boolean closed;

    RemotePool(JetstreamClient client, PoolOptions options, int handle, int slot) {
        this.client = client;
        this.options = options;
        this.handle = handle;
        this.slot = slot;
        refusal = new Refusal("pool '%s'".formatted(options.name()));
        mailOrGone = () -> client.waiting(slot) >= awaited || client.isGone();
    }

    /// Names this pool to the daemon.
    public int handle() {
        return handle;
    }

    /// As it was opened.
    public PoolOptions options() {
        return options;
    }

    /// Words for the last outcome that was not OK; of an operation that failed, [Script#message()] says more.
    public Refusal lastRefusal() {
        return refusal;
    }

    /// Receives on a VCI from now on.
    ///
    /// @throws DriverException as [org.jetstreamlan.driver.Pool#assoc]; DAEMON_GONE, DAEMON_TIME_OUT
    public void assoc(int vci) {
        requireOpen();
        client.control(Request.ASSOC, handle, vci);
    }

    /// Receives on a VCI no more. Frames that have arrived stay.
    ///
    /// @throws DriverException as [org.jetstreamlan.driver.Pool#deassoc]; DAEMON_GONE, DAEMON_TIME_OUT
    public void deassoc(int vci) {
        requireOpen();
        client.control(Request.DEASSOC, handle, vci);
    }

    /// Lets the daemon do the operations of a script, and waits until it has.
    ///
    /// @param script one of this client's
    /// @return as [org.jetstreamlan.driver.Pool#run], or DAEMON_GONE: then nobody knows how far it came
    /// @throws DriverException NO_SCRIPT_LEFT for another client's script; DAEMON_TIME_OUT
    public Outcome run(Script script) {
        if (closed) {
            return refusal.of(Outcome.POOL_CLOSED, 0, 0);
        }
        client.start(handle, script);
        return await(script);
    }

    /// Lets the daemon begin with a script. It is not to be touched before [#await] has returned.
    ///
    /// @throws IllegalStateException if its last run has not been awaited
    /// @throws DriverException POOL_CLOSED; as [#run]
    public void start(Script script) {
        requireOpen();
        client.start(handle, script);
    }

    /// Waits until a script that was started has ended.
    ///
    /// @return as [#run]
    public Outcome await(Script script) {
        int index = client.await(script);
        var runs = client.runs();
        var outcome = runs.outcome(index);
        return outcome.ok() ? outcome : refusal.of(outcome, runs.value(index), runs.limit(index));
    }

    /// Sleeps until a PDU has arrived for this pool: an RX will find it.
    ///
    /// @param nanoseconds longest wait
    /// @return OK, TIME_OUT, POOL_CLOSED or DAEMON_GONE
    public Outcome waitRx(long nanoseconds) {
        return waitRx(1, nanoseconds);
    }

    /// Sleeps until so many PDUs have arrived.
    ///
    /// @param pdus at least 1; more than the pool's limit never come
    /// @param nanoseconds longest wait
    /// @return as [#waitRx(long)]
    public Outcome waitRx(int pdus, long nanoseconds) {
        if (closed) {
            return refusal.of(Outcome.POOL_CLOSED, 0, 0);
        }
        awaited = pdus;
        var outcome = client.awaitMail(mailOrGone, nanoseconds);
        return outcome.ok() ? outcome : refusal.of(outcome, nanoseconds, 0);
    }

    /// Waits until the fate of the frame of a SEND with ticket is known: [Script#fate] and [Script#accepted] tell it.
    ///
    /// @param script that ran the SEND
    /// @param operation index of the SEND
    /// @param nanoseconds longest wait
    /// @return OK, FRAME_TIME_OUT or DAEMON_GONE
    public Outcome await(Script script, int operation, long nanoseconds) {
        var outcome =
                client.awaitFate(
                        () -> script.fate(operation) != SendTicket.State.IN_FLIGHT, nanoseconds);
        return outcome.ok() ? outcome : refusal.of(outcome, nanoseconds, 0);
    }

    /// PDUs that wait for an RX.
    public int waiting() {
        return client.waiting(slot);
    }

    private void requireOpen() {
        if (closed) {
            throw new DriverException(
                    POOL_CLOSED, "pool '%s' is closed; open another".formatted(options.name()));
        }
    }

    /// Gives everything back; without a daemon there is nothing to give. Closing twice does nothing.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                if (!client.isGone()) {
                    client.control(Request.CLOSE, handle, 0);
                }
            } catch (DriverException e) {
                if (e.reason() != DriverException.Reason.DAEMON_GONE) {
                    throw e;
                }
            }
        }
    }
}
