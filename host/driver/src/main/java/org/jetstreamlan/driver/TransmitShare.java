package org.jetstreamlan.driver;

/// A party that sends, and how many descriptors of the transmit ring its pools have in use together: one client of a daemon, with all its pools. From [Driver#newTransmitShare()].
///
/// ```
/// ring  | promised to A | promised to B | promised to C |        to whoever comes first        |
///       |<---------- half of it, in equal parts ------->|
/// ```
/// So each can always send some frames, whatever the others do, and who is alone has almost all. One that has more in use than is promised to it when another comes gives them back as they complete.
public final class TransmitShare implements AutoCloseable {
    private final TransmitShares shares;
    private int outstanding;
    private boolean open = true;

    TransmitShare(TransmitShares shares) {
        this.shares = shares;
    }

    /// Descriptors in use.
    public int outstanding() {
        return outstanding;
    }

    boolean isOpen() {
        return open;
    }

    void add(int descriptors) {
        outstanding += descriptors;
    }

    /// Nothing is promised to it any more. Its pools are to be closed before; their frames under way complete.
    @Override
    public void close() {
        open = false;
        shares.close(this);
    }
}
