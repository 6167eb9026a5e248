package org.jetstreamlan.driver.daemon;

import static org.jetstreamlan.abi.daemon.ServiceReason.BAD_GREETING;
import static org.jetstreamlan.abi.daemon.ServiceReason.NOT_PERMITTED;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jetstreamlan.abi.daemon.ClientMemory;
import org.jetstreamlan.abi.daemon.Greeting;
import org.jetstreamlan.abi.daemon.ServiceReason;
import org.jetstreamlan.abi.daemon.Welcome;
import org.jetstreamlan.driver.shared.SystemCallException;
import org.jetstreamlan.driver.shared.UnixSocket;

/// Who has connected: speaks once, is answered, and is a client, or gone.
final class Visitor {
    /// What a greeting asks for.
    sealed interface Wish {
        /// Memory, rings, a doorbell.
        record Client(ClientMemory sizes) implements Wish {}

        /// The status file.
        record Status() implements Wish {}

        /// Nothing yet.
        record Silent() implements Wish {}

        /// The visitor has gone.
        record Gone() implements Wish {}
    }

    final UnixSocket socket;
    final UnixSocket.Peer peer;
    final Optional<DaemonSettings.User> user;
    final long since = System.nanoTime();

    /// Of its [Watches].
    int token;

    /// @param user whom the settings name; without, its greeting is refused
    Visitor(UnixSocket socket, Optional<DaemonSettings.User> user) throws SystemCallException {
        this.socket = socket;
        this.user = user;
        peer = socket.peer();
    }

    /// Takes its greeting.
    ///
    /// @throws ServiceException if it is none, or nobody's who may
    Wish listen() throws ServiceException {
        byte[] message = new byte[Greeting.BYTES + 1];
        int bytes;
        try {
            bytes = socket.receive(message).bytes();
        } catch (SystemCallException e) {
            return new Wish.Gone();
        }
        if (bytes < 0) {
            return new Wish.Silent();
        }
        if (bytes == 0) {
            return new Wish.Gone();
        }
        if (user.isEmpty()) {
            throw new ServiceException(
                    NOT_PERMITTED,
                    "user %d, group %d may not use this adapter; ask for an entry in the daemon's settings"
                            .formatted(peer.uid(), peer.gid()));
        }
        var words = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        int identification = words.getInt(Greeting.IDENTIFICATION_AT);
        if (bytes != Greeting.BYTES || identification != Greeting.IDENTIFICATION_VALUE) {
            throw new ServiceException(
                    BAD_GREETING,
                    "greeting of %d bytes that begins with %#x; %d bytes and %#x are expected: a client of another version?"
                            .formatted(
                                    bytes,
                                    identification,
                                    Greeting.BYTES,
                                    Greeting.IDENTIFICATION_VALUE));
        }
        int kind = words.getInt(Greeting.KIND_AT);
        if (kind == Greeting.STATUS) {
            return new Wish.Status();
        }
        if (kind != Greeting.CLIENT) {
            throw new ServiceException(
                    BAD_GREETING,
                    "greeting of kind %d; %d is a client, %d looks at the status"
                            .formatted(kind, Greeting.CLIENT, Greeting.STATUS));
        }
        try {
            return new Wish.Client(
                    new ClientMemory(
                            words.getInt(Greeting.ENTRIES_AT),
                            words.getInt(Greeting.SCRIPTS_AT),
                            words.getInt(Greeting.USER_BYTES_AT)));
        } catch (IllegalArgumentException e) {
            throw new ServiceException(BAD_GREETING, String.valueOf(e.getMessage()));
        }
    }

    /// Sends a [Welcome], or the end of one; what it cannot be sent it does not hear.
    static boolean tell(UnixSocket socket, ServiceReason reason, String text, int... descriptors) {
        byte[] words = text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(words.length, Welcome.BYTES_MAXIMUM - Welcome.TEXT_AT);
        byte[] message = new byte[Welcome.TEXT_AT + length];
        ByteBuffer.wrap(message)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(Welcome.IDENTIFICATION_AT, Welcome.IDENTIFICATION_VALUE)
                .putInt(Welcome.REASON_AT, reason.ordinal());
        System.arraycopy(words, 0, message, Welcome.TEXT_AT, length);
        try {
            socket.send(message, descriptors);
            return true;
        } catch (SystemCallException gone) {
            return false;
        }
    }
}
