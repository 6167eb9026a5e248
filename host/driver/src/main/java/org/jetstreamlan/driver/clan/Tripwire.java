package org.jetstreamlan.driver.clan;

import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.clan.ApertureEntry;

/// A place of a region at which a program is told that something has been written. Opened by [Clan#watch].
///
/// It fires once for each time that it is armed. A wait is: arm, look, sleep; so nothing that is written behind the look is missed.
public final class Tripwire implements AutoCloseable {
    private final Clan clan;
    private final ClanEndpoint endpoint;
    private final int number;
    private final int before;
    private boolean closed;

    Tripwire(Clan clan, ClanEndpoint endpoint, int number) {
        this.clan = clan;
        this.endpoint = endpoint;
        this.number = number;
        before = clan.port().fired(number);
    }

    /// How often it has fired, as far as [Clan#poll()] has seen.
    public long fired() {
        return Integer.toUnsignedLong(clan.port().fired(number) - before);
    }

    /// Behind it, what is written fires.
    public void arm() {
        set(true);
        clan.port().settle(endpoint.number());
    }

    public void disarm() {
        set(false);
    }

    private void set(boolean on) {
        if (closed) {
            throw new ClanException(
                    ClanException.Reason.CLOSED,
                    "tripwire %d: closed; open it again".formatted(number));
        }
        int armed = on ? ApertureEntry.ARM_ARMED.mask() : 0;
        endpoint.doorbell(ApertureEntry.ARM_AT, ApertureEntry.ARM_NUMBER.of(number) | armed);
    }

    /// Sleeps until `there`, which is looked at behind each arming.
    ///
    /// @param timeoutClocks longest sleep
    /// @return whether it is
    public boolean await(BooleanSupplier there, long timeoutClocks) {
        long begin = clan.clocks();
        while (true) {
            if (there.getAsBoolean()) {
                return true;
            }
            long seen = fired();
            arm();
            if (there.getAsBoolean()) {
                return true;
            }
            long left = timeoutClocks - (clan.clocks() - begin);
            if (left <= 0 || !clan.await(() -> fired() != seen || endpoint.isBroken(), left)) {
                return there.getAsBoolean();
            }
            if (endpoint.isBroken()) {
                return there.getAsBoolean();
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            disarm();
            closed = true;
            clan.port().unwatch(number);
            endpoint.remove(this);
        }
    }
}
