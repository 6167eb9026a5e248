package org.jetstreamlan.driver.daemon;

import static org.jetstreamlan.abi.ScriptMemory.WORD;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.daemon.StatusMemory;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.shared.MemoryFile;
import org.jetstreamlan.driver.shared.SystemCallException;

/// What a station shows to everybody: written by the daemon, by nobody else.
final class StatusFile implements AutoCloseable {
    private static final VarHandle SHARED = WORD.varHandle();
    private static final Counter[] COUNTERS = Counter.values();

    private final MemoryFile file;
    private final MemorySegment memory;

    /// Written first: what may fail, fails there.
    private final MemorySegment draft = MemorySegment.ofArray(new long[StatusMemory.BYTES / 8]);

    private final long begin = System.nanoTime();
    private int sequence;

    StatusFile() throws SystemCallException {
        file = MemoryFile.createReadable("jetstream-status", StatusMemory.BYTES);
        memory = file.memory();
        set(StatusMemory.PID_AT, (int) ProcessHandle.current().pid());
        set(StatusMemory.COUNTERS_PLACE_AT, StatusMemory.COUNTERS_AT);
        set(StatusMemory.POOLS_PLACE_AT, StatusMemory.POOLS_AT);
        set(StatusMemory.CLIENTS_PLACE_AT, StatusMemory.CLIENTS_AT);
        set(StatusMemory.IDENTIFICATION_AT, StatusMemory.IDENTIFICATION_VALUE);
        publish();
    }

    int descriptor() {
        return file.descriptor();
    }

    /// Whether the daemon sleeps, so that who submits has to raise its doorbell. To be called before the daemon looks for work once more.
    void sleeps(boolean sleeping) {
        SHARED.setVolatile(memory, (long) StatusMemory.DAEMON_SLEEPS_AT, sleeping ? 1 : 0);
        VarHandle.fullFence();
    }

    /// How clients have come and gone.
    ///
    /// @param accepted were welcomed
    /// @param refused were not
    /// @param ended are gone
    /// @param faulty of these broke the rules of their memory
    record Comings(int accepted, int refused, int ended, int faulty) {}

    /// Shows what is there now; with an AdapterFault on the way, what was there before.
    void update(Driver driver, Comings comings, List<ServedClient> clients) {
        header(driver, comings);
        for (int i = 0; i < COUNTERS.length; i++) {
            set(StatusMemory.COUNTERS_AT + 4 * i, (int) driver.counter(COUNTERS[i]));
        }
        draft.asSlice(StatusMemory.POOLS_AT).fill((byte) 0);
        int row = 0;
        for (int i = 0; i < clients.size(); i++) {
            var client = clients.get(i);
            client(StatusMemory.client(i), client);
            var pools = client.pools();
            for (int slot = 0; slot < pools.slots(); slot++) {
                var pool = pools.pool(slot);
                if (pool != null) {
                    pool(StatusMemory.pool(row++), pool, client.number);
                }
            }
        }
        publish();
    }

    /// Between an odd and an even SEQUENCE, with nothing between that could fail. SEQUENCE and DAEMON_SLEEPS are not of the draft.
    private void publish() {
        SHARED.setVolatile(memory, (long) StatusMemory.SEQUENCE_AT, sequence + 1);
        VarHandle.fullFence();
        copy(StatusMemory.IDENTIFICATION_AT, StatusMemory.SEQUENCE_AT);
        copy(StatusMemory.SEQUENCE_AT + 4, StatusMemory.DAEMON_SLEEPS_AT);
        copy(StatusMemory.DAEMON_SLEEPS_AT + 4, StatusMemory.BYTES);
        VarHandle.fullFence();
        sequence += 2;
        SHARED.setVolatile(memory, (long) StatusMemory.SEQUENCE_AT, sequence);
    }

    private void copy(int from, int end) {
        MemorySegment.copy(draft, from, memory, from, end - from);
    }

    private void header(Driver driver, Comings comings) {
        boolean up = driver.ring().operational();
        set(
                StatusMemory.STATION_AT,
                up
                        ? StatusMemory.STATION_VALID.mask()
                                | StatusMemory.STATION_ID.of(driver.ring().station())
                        : 0);
        set(StatusMemory.STATIONS_AT, up ? driver.ring().stations() : 0);
        set(StatusMemory.BLOCKS_AT, driver.capabilities().blocks());
        set(StatusMemory.BLOCK_BYTES_AT, driver.capabilities().blockBytes());
        set(StatusMemory.BLOCKS_FREE_AT, driver.freeBlocks());
        set(StatusMemory.SECONDS_AT, (int) ((System.nanoTime() - begin) / 1_000_000_000));
        set(StatusMemory.ACCEPTED_AT, comings.accepted());
        set(StatusMemory.REFUSED_AT, comings.refused());
        set(StatusMemory.ENDED_AT, comings.ended());
        set(StatusMemory.FAULTY_AT, comings.faulty());
        set(StatusMemory.OUTSTANDING_AT, driver.framesOutstanding());
    }

    private void client(int at, ServedClient client) {
        set(at + StatusMemory.NUMBER_AT, client.number);
        set(at + StatusMemory.CLIENT_PID_AT, client.peer.pid());
        set(at + StatusMemory.UID_AT, client.peer.uid());
        set(at + StatusMemory.CLIENT_POOLS_AT, client.pools().count());
        set(at + StatusMemory.SCRIPTS_AT, client.sizes().scripts());
        set(at + StatusMemory.USER_BYTES_AT, client.sizes().userBytes());
        set(at + StatusMemory.SUBMISSIONS_AT, (int) client.taken());
        set(at + StatusMemory.SUBMISSIONS_AT + 4, (int) (client.taken() >>> 32));
    }

    private void pool(int at, Pool pool, int client) {
        var options = pool.options();
        var held = pool.held();
        set(at + StatusMemory.POOL_OPEN_AT, 1);
        set(at + StatusMemory.POOL_CLIENT_AT, client);
        set(at + StatusMemory.TRANSMIT_LIMIT_AT, options.limits().transmit());
        set(at + StatusMemory.RECEIVE_LIMIT_AT, options.limits().receive());
        set(at + StatusMemory.TRANSMIT_RESERVE_AT, options.reserves().transmit());
        set(at + StatusMemory.RECEIVE_RESERVE_AT, options.reserves().receive());
        set(at + StatusMemory.TRANSMIT_HELD_AT, held.transmit());
        set(at + StatusMemory.RECEIVE_HELD_AT, held.receive());
        set(at + StatusMemory.WAITING_AT, pool.waiting());
        byte[] name = options.name().getBytes(StandardCharsets.UTF_8);
        MemorySegment.copy(
                MemorySegment.ofArray(name),
                0,
                draft,
                at + StatusMemory.NAME_AT,
                Math.min(name.length, StatusMemory.ROW_BYTES - StatusMemory.NAME_AT));
    }

    private void set(long at, int value) {
        draft.set(WORD, at, value);
    }

    @Override
    public void close() throws SystemCallException {
        file.close();
    }
}
