package org.jetstreamlan.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jetstreamlan.abi.InitMessage;
import org.jetstreamlan.abi.StationVci;
import org.jspecify.annotations.Nullable;

/// INIT messages out of and into pool INIT. What is none is counted and dropped.
final class InitPort {
    private final Pool pool;
    private final BlockChain chain;
    private final ReceivedPdu pdu;
    private final MemorySegment memory = Arena.ofAuto().allocate(InitMessage.BYTES, 8);
    private long malformed;
    private String lastFault = "";

    InitPort(Pool pool) {
        this.pool = pool;
        chain = pool.newChain();
        pdu = pool.newPdu();
    }

    void open() {
        pool.assoc(StationVci.INIT);
    }

    boolean hasMail() {
        return pool.hasMail();
    }

    /// Sends a message to all other stations; its blocks go back when it has completed.
    ///
    /// @return false if the adapter has no block or no descriptor for it now, or F is too small
    boolean send(InitMessage message) {
        if (!pool.allocFor(chain, InitMessage.BYTES).ok()) {
            return false;
        }
        message.write(memory);
        boolean sent =
                pool.copyIn(chain, 0, memory, 0, InitMessage.BYTES).ok()
                        && pool.send(chain, InitMessage.BYTES, StationVci.INIT, new SendTicket())
                                .ok();
        pool.free(chain);
        return sent;
    }

    /// The next good message that has been taken from the adapter, null if there is none.
    @Nullable InitMessage take() {
        while (pool.hasMail()) {
            var outcome = pool.rx(pdu);
            var message = outcome.ok() ? read() : null;
            if (!outcome.ok()) {
                reject(pool.lastRefusal().message());
            }
            pool.free(pdu);
            if (message != null) {
                return message;
            }
        }
        return null;
    }

    private @Nullable InitMessage read() {
        try {
            if (pdu.length() == InitMessage.BYTES) {
                pool.copyOut(pdu, 0, memory, 0, InitMessage.BYTES);
            }
            return InitMessage.read(memory, pdu.length());
        } catch (IllegalArgumentException e) {
            reject(String.valueOf(e.getMessage()));
            return null;
        }
    }

    void reject(String why) {
        malformed++;
        lastFault = why;
    }

    long malformed() {
        return malformed;
    }

    String lastFault() {
        return lastFault;
    }
}
