package org.jetstreamlan.driver.clan;

import java.util.Optional;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ConnectMessage;

/// How programs connect their endpoints. The adapter's owner has the [ConnectionManager]; a client of `jetstreamd` uses the daemon's.
public interface Connections extends AutoCloseable {
    /// From now on requests for a service wait to be taken; others are rejected.
    ///
    /// @throws ClanException NOT_PERMITTED, through a daemon: another client listens there
    void listen(int service);

    /// Requests are rejected again, those that wait among them.
    void ignore(int service);

    /// The oldest request for a service: to be accepted or rejected, now or later.
    Optional<ConnectRequest> nextRequest(int service);

    /// Asks for a connection; its state says what becomes of that.
    ///
    /// @param endpoint not open
    /// @param text for the peer's program, up to 192 bytes
    /// @param patienceClocks behind which it is TIMED_OUT
    ClanConnection connect(
            long station,
            int service,
            ClanEndpoint endpoint,
            ClanLevel level,
            byte[] text,
            long patienceClocks);

    /// Accepts: opens the endpoint, then tells the peer. A request that could not be accepted can be accepted, or rejected, later.
    ///
    /// @param endpoint not open
    /// @throws ClanException as [ClanEndpoint#open]; OFF while the ring is down
    /// @throws org.jetstreamlan.driver.DriverException UNKNOWN_STATION while the ring comes up again, and who asked has not told its address yet
    ClanConnection accept(ConnectRequest request, ClanEndpoint endpoint, byte[] text);

    /// Rejects.
    void reject(ConnectRequest request, byte[] text);

    /// Ends a connection: breaks its endpoint, and tells the peer. ENDED when that has answered, or has been asked often enough.
    void disconnect(ClanConnection connection);

    /// Knows nothing of a connection any more, as if it had never been, and tells nobody; its endpoint stays as it is.
    void forget(ClanConnection connection);

    /// Takes messages, and tells what is due. To be called whenever the program is awake; sleeps never.
    void turn();

    /// Whether a text goes with a connection's messages.
    ///
    /// @throws ClanException OUT_OF_RANGE: longer than 192 bytes
    static void requireText(byte[] text) {
        if (text.length > ConnectMessage.TEXT_BYTES_MAXIMUM) {
            throw new ClanException(
                    ClanException.Reason.OUT_OF_RANGE,
                    "connect: text of %d bytes; at most %d go, tell the rest over the connection"
                            .formatted(text.length, ConnectMessage.TEXT_BYTES_MAXIMUM));
        }
    }

    /// Ends all connections, without waiting for answers.
    @Override
    void close();
}
