package org.jetstreamlan.driver;

/// Who counts the VCIs of a pool, and may refuse one: a daemon, for its users.
public interface VciQuota {
    /// As many as the adapter's table takes.
    VciQuota NONE =
            new VciQuota() {
                @Override
                public void take() {}

                @Override
                public void giveBack() {}
            };

    /// One more is wanted.
    ///
    /// @throws DriverException QUOTA_EXCEEDED; then it is not associated
    void take();

    /// One is no longer associated, or was not after all. Not called as the pool closes.
    void giveBack();
}
