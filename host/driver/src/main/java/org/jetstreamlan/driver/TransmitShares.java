package org.jetstreamlan.driver;

import java.util.ArrayList;
import java.util.List;

/// Deals out the descriptors of the transmit ring. Taking one and giving it back costs no walk.
final class TransmitShares {
    private final int ring;
    private final List<TransmitShare> shares = new ArrayList<>();

    /// Descriptors in use.
    private int outstanding;

    /// To each.
    private int promised;

    /// Promised, and not in use.
    private int unused;

    TransmitShares(int ring) {
        this.ring = ring;
    }

    TransmitShare open() {
        var share = new TransmitShare(this);
        shares.add(share);
        divide();
        return share;
    }

    void close(TransmitShare share) {
        if (shares.remove(share)) {
            divide();
        }
    }

    private void divide() {
        promised = shares.isEmpty() ? 0 : Math.max(1, ring / (2 * shares.size()));
        unused = 0;
        for (var share : shares) {
            unused += left(share);
        }
    }

    /// Of what is promised to it.
    private int left(TransmitShare share) {
        return Math.max(0, promised - share.outstanding());
    }

    int outstanding() {
        return outstanding;
    }

    /// Most descriptors that it may have in use now.
    int limit(TransmitShare share) {
        int free = ring - outstanding;
        int more = left(share) + Math.max(0, free - unused);
        return share.outstanding() + Math.min(free, more);
    }

    boolean mayTake(TransmitShare share) {
        return limit(share) > share.outstanding();
    }

    void take(TransmitShare share) {
        change(share, 1);
    }

    void giveBack(TransmitShare share) {
        change(share, -1);
    }

    private void change(TransmitShare share, int descriptors) {
        outstanding += descriptors;
        int before = left(share);
        share.add(descriptors);
        if (share.isOpen()) {
            unused += left(share) - before;
        }
    }
}
