package org.jetstreamlan.driver.daemon;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jetstreamlan.driver.shared.Poller;
import org.jetstreamlan.driver.shared.SystemCallException;

/// What the daemon sleeps on: descriptors, and what is to be done when one of them has something.
class Watches implements AutoCloseable {
    /// What is to be done.
    interface Action {
        void run() throws IOException;
    }

    private record Watch(int descriptor, Action action) {}

    private final Poller poller = new Poller();
    private final Map<Integer, Watch> watches = new HashMap<>();
    private int next;

    Watches() throws SystemCallException {}

    /// @return what [#forget] takes
    /// @throws SystemCallException if the system has no room for it; nothing is watched more than before
    int add(int descriptor, Action action) throws SystemCallException {
        return add(descriptor, action, false);
    }

    /// A doorbell, which nobody empties: it only ends the sleep.
    int addBell(int descriptor) throws SystemCallException {
        return add(descriptor, () -> {}, true);
    }

    int add(int descriptor, Action action, boolean once) throws SystemCallException {
        int token = next++;
        poller.add(descriptor, token, once);
        watches.put(token, new Watch(descriptor, action));
        return token;
    }

    /// From now on something else is to be done.
    void change(int token, Action action) {
        watches.computeIfPresent(token, (_, watch) -> new Watch(watch.descriptor(), action));
    }

    /// To be called before the descriptor is closed: others may have the same file, a client its doorbell, and would go on waking the daemon.
    void forget(int token) {
        var watch = watches.remove(token);
        if (watch != null) {
            try {
                poller.remove(watch.descriptor());
            } catch (SystemCallException ignored) {
                // It is not watched, then.
            }
        }
    }

    /// Sleeps until there is something, does it, and returns.
    void await(int milliseconds) throws IOException {
        int count = poller.await(milliseconds);
        for (int i = 0; i < count; i++) {
            var watch = watches.get(poller.token(i));
            if (watch != null) {
                watch.action().run();
            }
        }
    }

    @Override
    public void close() throws SystemCallException {
        poller.close();
    }
}
