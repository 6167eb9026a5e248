package org.jetstreamlan.driver.daemon;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jetstreamlan.driver.shared.Poller;
import org.jetstreamlan.driver.shared.SystemCallException;

/// What the daemon sleeps on: descriptors, and what is to be done when one of them has something.
final class Watches implements AutoCloseable {
    /// What is to be done.
    interface Action {
        void run() throws IOException;
    }

    private final Poller poller = new Poller();
    private final Map<Integer, Action> actions = new HashMap<>();
    private int next;

    Watches() throws SystemCallException {}

    /// @return what [#forget] takes
    int add(int descriptor, Action action) throws SystemCallException {
        return add(descriptor, action, false);
    }

    /// A doorbell, which nobody empties: it only ends the sleep.
    int addBell(int descriptor) throws SystemCallException {
        return add(descriptor, () -> {}, true);
    }

    private int add(int descriptor, Action action, boolean once) throws SystemCallException {
        int token = next++;
        poller.add(descriptor, token, once);
        actions.put(token, action);
        return token;
    }

    /// From now on something else is to be done.
    void change(int token, Action action) {
        actions.put(token, action);
    }

    /// To be called before the descriptor is closed.
    void forget(int token) {
        actions.remove(token);
    }

    /// Sleeps until there is something, does it, and returns.
    void await(int milliseconds) throws IOException {
        int count = poller.await(milliseconds);
        for (int i = 0; i < count; i++) {
            var action = actions.get(poller.token(i));
            if (action != null) {
                action.run();
            }
        }
    }

    @Override
    public void close() throws SystemCallException {
        poller.close();
    }
}
