package org.jetstreamlan.driver.daemon;

import java.util.List;
import java.util.Optional;
import org.jetstreamlan.driver.ChannelRange;
import org.jetstreamlan.driver.shared.UnixSocket;
import org.jspecify.annotations.Nullable;

/// Who may do what, and how the daemon waits.
///
/// @param users the first that fits a peer is its; whom none fits is refused
/// @param socketMode permissions of the sockets' files
/// @param spinNanoseconds how long the daemon looks again and again before it sleeps
/// @param synchronousWords synchronous allocation that each station asks for, words per token, for its pools
public record DaemonSettings(
        List<User> users, int socketMode, long spinNanoseconds, int synchronousWords) {

    /// Rights of whom a user id or a group id names; null: any.
    ///
    /// @param uid effective user id as it connected
    /// @param gid effective group id as it connected
    /// @param quota what all clients of one user id may have together, of each station
    /// @param privileged may open pools with privilege
    /// @param sends channels that its pools may send to
    public record User(
            @Nullable Integer uid,
            @Nullable Integer gid,
            Quota quota,
            boolean privileged,
            ChannelRange sends) {
        boolean fits(UnixSocket.Peer peer) {
            return (uid == null || uid == peer.uid()) && (gid == null || gid == peer.gid());
        }
    }

    /// Owner only.
    public static final int OWNER_ONLY = 0600;

    private static final long SPIN_NANOSECONDS = 50_000;

    public DaemonSettings {
        users = List.copyOf(users);
    }

    /// Nothing synchronous.
    public DaemonSettings(List<User> users, int socketMode, long spinNanoseconds) {
        this(users, socketMode, spinNanoseconds, 0);
    }

    /// One user, without privilege.
    public static DaemonSettings forUser(int uid) {
        return new DaemonSettings(
                List.of(new User(uid, null, Quota.STANDARD, false, ChannelRange.FREE)),
                OWNER_ONLY,
                SPIN_NANOSECONDS);
    }

    /// Another time to spin.
    public DaemonSettings spin(long nanoseconds) {
        return new DaemonSettings(users, socketMode, nanoseconds, synchronousWords);
    }

    Optional<User> user(UnixSocket.Peer peer) {
        return users.stream().filter(each -> each.fits(peer)).findFirst();
    }
}
