package org.jetstreamlan.driver;

import static org.jetstreamlan.driver.DriverException.Reason.NOT_OPERATIONAL;
import static org.jetstreamlan.driver.DriverException.Reason.VCI_NOT_ASSOCIATED;
import static org.jetstreamlan.driver.DriverException.Reason.VCI_OF_OTHER_STATION;
import static org.jetstreamlan.driver.DriverException.Reason.VCI_OUT_OF_RANGE;
import static org.jetstreamlan.driver.DriverException.Reason.VCI_RESERVED;
import static org.jetstreamlan.driver.DriverException.Reason.VCI_TABLE_FULL;
import static org.jetstreamlan.driver.DriverException.Reason.VCI_TAKEN;

import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.StationVci;

/// Which VCIs a pool may have.
///
/// | VCI | without privilege | with privilege |
/// | --- | --- | --- |
/// | free channel of this station | yes | yes |
/// | well-known channel of this station | VCI_RESERVED | yes |
/// | system VCI | VCI_RESERVED | yes |
/// | another station's | VCI_OF_OTHER_STATION | as a tap |
final class Associations {
    private final Driver driver;
    private final int pool;
    private final PoolOptions options;
    private final VciQuota quota;

    Associations(Driver driver, int pool, PoolOptions options, VciQuota quota) {
        this.driver = driver;
        this.pool = pool;
        this.options = options;
        this.quota = quota;
    }

    void add(int vci) {
        if (vci < 0 || vci >= AtmHeader.VCIS) {
            throw refuse(VCI_OUT_OF_RANGE, vci, "is not in 0..0xffffff; take a 24-bit VCI");
        }
        boolean tap = requireAllowed(vci);
        int owner = driver.vcis.pool(vci);
        if (owner >= 0) {
            throw refuse(
                    VCI_TAKEN,
                    vci,
                    "belongs to pool number %d; deassociate it there first".formatted(owner));
        }
        quota.take();
        if (!driver.vcis.add(vci, pool, tap)) {
            quota.giveBack();
            throw refuse(
                    VCI_TABLE_FULL,
                    vci,
                    "finds no place beside %d entries of at most %d; deassociate one"
                            .formatted(driver.vcis.size(), driver.vcis.capacity()));
        }
    }

    void remove(int vci) {
        if (driver.vcis.pool(vci) != pool) {
            throw refuse(VCI_NOT_ASSOCIATED, vci, "is not associated with it; associate it first");
        }
        driver.vcis.remove(vci);
        quota.giveBack();
    }

    /// @return whether it is a tap
    private boolean requireAllowed(int vci) {
        if (StationVci.isSystem(vci)) {
            requirePrivilege(vci);
            return false;
        }
        if (!driver.operational()) {
            throw refuse(
                    NOT_OPERATIONAL,
                    vci,
                    "cannot be judged without this station's id; call awaitOperational first");
        }
        int own = driver.station();
        if (StationVci.station(vci) != own) {
            if (!options.privileged()) {
                throw refuse(
                        VCI_OF_OTHER_STATION,
                        vci,
                        "belongs to station %d, this is %d; take one of its own"
                                .formatted(StationVci.station(vci), own));
            }
            return true;
        }
        if (!StationVci.isFreeOn(vci, own)) {
            requirePrivilege(vci);
        }
        return false;
    }

    private void requirePrivilege(int vci) {
        if (!options.privileged()) {
            throw refuse(
                    VCI_RESERVED,
                    vci,
                    "is reserved; take a channel from %#x on, or open with privilege"
                            .formatted(StationVci.FIRST_FREE_CHANNEL));
        }
    }

    private DriverException refuse(DriverException.Reason reason, int vci, String why) {
        return new DriverException(
                reason, "pool '%s': VCI %#x %s".formatted(options.name(), vci, why));
    }
}
