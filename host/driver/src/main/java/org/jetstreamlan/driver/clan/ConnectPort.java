package org.jetstreamlan.driver.clan;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.clan.ConnectMessage;
import org.jetstreamlan.driver.BlockChain;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.ReceivedPdu;
import org.jetstreamlan.driver.SendTicket;
import org.jspecify.annotations.Nullable;

/// Connect messages out of and into a pool of their own. What is none is counted and dropped.
final class ConnectPort implements AutoCloseable {
    private static final int SEND_BLOCKS = 8;
    private static final int RECEIVE_BLOCKS = 16;
    private static final int BYTES_MAXIMUM =
            ConnectMessage.HEAD_BYTES + ConnectMessage.TEXT_BYTES_MAXIMUM;

    private final Driver driver;
    private final Pool pool;
    private final BlockChain chain;
    private final ReceivedPdu pdu;
    private final MemorySegment memory = Arena.ofAuto().allocate(BYTES_MAXIMUM, Long.BYTES);
    private long malformed;

    /// For a ring that is up.
    ///
    /// @throws DriverException as [Driver#openPool] and [Pool#assoc]
    ConnectPort(Driver driver) {
        this.driver = driver;
        pool =
                driver.openPool(
                        PoolOptions.named("CLAN")
                                .limits(SEND_BLOCKS, RECEIVE_BLOCKS)
                                .withPrivilege());
        pool.assoc(StationVci.of(driver.station(), StationVci.CLAN_CHANNEL));
        chain = pool.newChain();
        pdu = pool.newPdu();
    }

    /// @return false if it cannot go now: no block, no descriptor, the ring is down, or the station is not in the map
    boolean send(long station, ConnectMessage message) {
        if (!driver.isUp() || !pool.allocFor(chain, message.bytes()).ok()) {
            return false;
        }
        try {
            int vci = driver.map().vci(station, StationVci.CLAN_CHANNEL);
            message.write(memory);
            return pool.copyIn(chain, 0, memory, 0, message.bytes()).ok()
                    && pool.send(chain, message.bytes(), vci, new SendTicket()).ok();
        } catch (DriverException e) {
            return false;
        } finally {
            pool.free(chain);
        }
    }

    /// The next good message that has come; null if there is none.
    @Nullable ConnectMessage take() {
        while (pool.waiting() > 0) {
            ConnectMessage message = null;
            if (pool.rx(pdu).ok()) {
                message = read();
                pool.free(pdu);
            }
            if (message != null) {
                return message;
            }
            malformed++;
        }
        return null;
    }

    private @Nullable ConnectMessage read() {
        int bytes = pdu.length();
        if (bytes > BYTES_MAXIMUM || !pool.copyOut(pdu, 0, memory, 0, bytes).ok()) {
            return null;
        }
        try {
            return ConnectMessage.read(memory, bytes);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    long malformed() {
        return malformed;
    }

    @Override
    public void close() {
        pool.close();
    }
}
