package org.jetstreamlan.driver.daemon;

import static org.jetstreamlan.abi.daemon.ServiceReason.QUOTA_EXCEEDED;

/// What the clients of a user have of a station, held to the user's quota.
final class Account {
    private final int uid;
    private Quota used = Quota.NONE;

    Account(int uid) {
        this.uid = uid;
    }

    /// Takes all of it or, refused, nothing.
    void take(Quota wanted, Quota quota) throws ServiceException {
        var sum = used.plus(wanted);
        check("connections", sum.clients(), quota.clients());
        check("pools", sum.pools(), quota.pools());
        check("blocks for transmission", sum.transmitBlocks(), quota.transmitBlocks());
        check("blocks for reception", sum.receiveBlocks(), quota.receiveBlocks());
        check("reserved blocks", sum.reservedBlocks(), quota.reservedBlocks());
        check("synchronous words", sum.synchronousWords(), quota.synchronousWords());
        check("VCIs", sum.vcis(), quota.vcis());
        check("scripts", sum.scripts(), quota.scripts());
        check("files", sum.files(), quota.files());
        check("bytes of user memory", sum.userBytes(), quota.userBytes());
        checkClan(sum.clan(), quota.clan());
        used = sum;
    }

    private void checkClan(ClanQuota sum, ClanQuota quota) throws ServiceException {
        check("tags of CLAN", sum.tags(), quota.tags());
        check("regions", sum.regions(), quota.regions());
        check("endpoints", sum.endpoints(), quota.endpoints());
        check("pages of the aperture window", sum.pages(), quota.pages());
        check("cells of store memory", sum.cells(), quota.cells());
        check("tripwires", sum.tripwires(), quota.tripwires());
    }

    private void check(String what, long wanted, long quota) throws ServiceException {
        if (wanted > quota) {
            throw new ServiceException(
                    QUOTA_EXCEEDED,
                    "user %d would have %,d %s, its quota is %,d; give some back, or change the daemon's settings"
                            .formatted(uid, wanted, what, quota));
        }
    }

    /// Takes what has come unasked: where that is more than the quota, nothing more is to be had before some of it is given back.
    void charge(Quota come) {
        used = used.plus(come);
    }

    void giveBack(Quota taken) {
        used = used.minus(taken);
    }
}
