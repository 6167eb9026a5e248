package org.jetstreamlan.driver.client;

import static org.jetstreamlan.abi.ScriptMemory.WORD;
import static org.jetstreamlan.driver.DriverException.Reason.DAEMON_TIME_OUT;
import static org.jetstreamlan.driver.DriverException.Reason.NOT_UNDERSTOOD;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.daemon.Greeting;
import org.jetstreamlan.abi.daemon.StatusMemory;
import org.jetstreamlan.driver.DriverException;

/// A station of a daemon, at one moment.
///
/// @param pid process of the daemon
/// @param station id on the ring, -1 while that is down
/// @param stations on the ring
/// @param blocks of the adapter
/// @param blockBytes size of each
/// @param blocksFree held by nobody
/// @param framesOutstanding sent and not completed
/// @param seconds since the daemon began
/// @param accepted clients so far
/// @param refused visitors so far
/// @param ended clients so far
/// @param faulty of these ended because an index in their memory could not be
/// @param counters of the adapter
/// @param pools that clients have
/// @param clients that are connected
public record StationStatus(
        int pid,
        int station,
        int stations,
        int blocks,
        int blockBytes,
        int blocksFree,
        int framesOutstanding,
        int seconds,
        int accepted,
        int refused,
        int ended,
        int faulty,
        Map<Counter, Long> counters,
        List<PoolRow> pools,
        List<ClientRow> clients) {

    /// A pool; numbers are blocks, but waiting: PDUs.
    public record PoolRow(
            String name,
            int client,
            int transmitHeld,
            int transmitLimit,
            int transmitReserve,
            int receiveHeld,
            int receiveLimit,
            int receiveReserve,
            int waiting) {}

    /// A client.
    public record ClientRow(
            int number,
            int pid,
            int uid,
            int pools,
            int scripts,
            int userBytes,
            long submissions) {}

    private static final VarHandle SEQUENCE = WORD.varHandle();
    private static final int DESCRIPTORS = 1;
    private static final long PATIENCE_NANOSECONDS = 1_000_000_000;

    /// Looks at a station from outside: connects, maps its status file, reads it, and is gone.
    ///
    /// @throws DriverException DAEMON_GONE if no daemon is there; DAEMON_TIME_OUT; NOT_PERMITTED; NOT_UNDERSTOOD
    public static StationStatus of(Path socket) {
        try (var link =
                new DaemonLink(socket, Greeting.STATUS, ClientOptions.of(0, 0), DESCRIPTORS)) {
            return read(link.readableMemory(0, StatusMemory.BYTES).memory());
        } catch (IOException | IllegalArgumentException e) {
            throw new DriverException(
                    NOT_UNDERSTOOD, "daemon at %s: %s".formatted(socket, e.getMessage()));
        }
    }

    /// Reads a copy that the daemon has not written to meanwhile.
    ///
    /// @throws DriverException DAEMON_TIME_OUT if there is none in time: the daemon ended, or was stopped, while it wrote
    static StationStatus read(MemorySegment shared) {
        var copy = MemorySegment.ofArray(new long[StatusMemory.BYTES / 8]);
        long begin = System.nanoTime();
        while (!copied(shared, copy)) {
            if (System.nanoTime() - begin > PATIENCE_NANOSECONDS) {
                throw new DriverException(
                        DAEMON_TIME_OUT,
                        "status: the daemon has not ended writing it within %,d ms; it is stopped, or has ended"
                                .formatted(PATIENCE_NANOSECONDS / 1_000_000));
            }
            Thread.onSpinWait();
        }
        return of(copy);
    }

    private static boolean copied(MemorySegment shared, MemorySegment copy) {
        int before = (int) SEQUENCE.getVolatile(shared, (long) StatusMemory.SEQUENCE_AT);
        if ((before & 1) != 0) {
            return false;
        }
        copy.copyFrom(shared.asSlice(0, StatusMemory.BYTES));
        VarHandle.fullFence();
        return before == (int) SEQUENCE.getVolatile(shared, (long) StatusMemory.SEQUENCE_AT);
    }

    private static StationStatus of(MemorySegment copy) {
        int identification = copy.get(WORD, StatusMemory.IDENTIFICATION_AT);
        if (identification != StatusMemory.IDENTIFICATION_VALUE) {
            throw new IllegalArgumentException(
                    "status begins with %#x, not %#x; another version?"
                            .formatted(identification, StatusMemory.IDENTIFICATION_VALUE));
        }
        int station = copy.get(WORD, StatusMemory.STATION_AT);
        return new StationStatus(
                copy.get(WORD, StatusMemory.PID_AT),
                StatusMemory.STATION_VALID.isSet(station)
                        ? StatusMemory.STATION_ID.get(station)
                        : -1,
                copy.get(WORD, StatusMemory.STATIONS_AT),
                copy.get(WORD, StatusMemory.BLOCKS_AT),
                copy.get(WORD, StatusMemory.BLOCK_BYTES_AT),
                copy.get(WORD, StatusMemory.BLOCKS_FREE_AT),
                copy.get(WORD, StatusMemory.OUTSTANDING_AT),
                copy.get(WORD, StatusMemory.SECONDS_AT),
                copy.get(WORD, StatusMemory.ACCEPTED_AT),
                copy.get(WORD, StatusMemory.REFUSED_AT),
                copy.get(WORD, StatusMemory.ENDED_AT),
                copy.get(WORD, StatusMemory.FAULTY_AT),
                counters(copy),
                pools(copy),
                clients(copy));
    }

    private static Map<Counter, Long> counters(MemorySegment copy) {
        var counters = new LinkedHashMap<Counter, Long>();
        for (var counter : Counter.values()) {
            long at = StatusMemory.COUNTERS_AT + 4L * counter.ordinal();
            counters.put(counter, Integer.toUnsignedLong(copy.get(WORD, at)));
        }
        return counters;
    }

    private static List<PoolRow> pools(MemorySegment copy) {
        var rows = new ArrayList<PoolRow>();
        for (int row = 0; row < StatusMemory.POOL_ROWS; row++) {
            int at = StatusMemory.pool(row);
            if (copy.get(WORD, at + StatusMemory.POOL_OPEN_AT) != 0) {
                rows.add(
                        new PoolRow(
                                name(copy, at + StatusMemory.NAME_AT),
                                copy.get(WORD, at + StatusMemory.POOL_CLIENT_AT),
                                copy.get(WORD, at + StatusMemory.TRANSMIT_HELD_AT),
                                copy.get(WORD, at + StatusMemory.TRANSMIT_LIMIT_AT),
                                copy.get(WORD, at + StatusMemory.TRANSMIT_RESERVE_AT),
                                copy.get(WORD, at + StatusMemory.RECEIVE_HELD_AT),
                                copy.get(WORD, at + StatusMemory.RECEIVE_LIMIT_AT),
                                copy.get(WORD, at + StatusMemory.RECEIVE_RESERVE_AT),
                                copy.get(WORD, at + StatusMemory.WAITING_AT)));
            }
        }
        return rows;
    }

    private static String name(MemorySegment copy, long at) {
        byte[] text =
                copy.asSlice(at, StatusMemory.ROW_BYTES - StatusMemory.NAME_AT)
                        .toArray(ValueLayout.JAVA_BYTE);
        int length = 0;
        while (length < text.length && text[length] != 0) {
            length++;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    private static List<ClientRow> clients(MemorySegment copy) {
        var rows = new ArrayList<ClientRow>();
        for (int row = 0; row < StatusMemory.CLIENT_ROWS; row++) {
            int at = StatusMemory.client(row);
            if (copy.get(WORD, at + StatusMemory.NUMBER_AT) != 0) {
                rows.add(
                        new ClientRow(
                                copy.get(WORD, at + StatusMemory.NUMBER_AT),
                                copy.get(WORD, at + StatusMemory.CLIENT_PID_AT),
                                copy.get(WORD, at + StatusMemory.UID_AT),
                                copy.get(WORD, at + StatusMemory.CLIENT_POOLS_AT),
                                copy.get(WORD, at + StatusMemory.SCRIPTS_AT),
                                copy.get(WORD, at + StatusMemory.USER_BYTES_AT),
                                Integer.toUnsignedLong(
                                                copy.get(WORD, at + StatusMemory.SUBMISSIONS_AT))
                                        | (long)
                                                        copy.get(
                                                                WORD,
                                                                at
                                                                        + StatusMemory
                                                                                .SUBMISSIONS_AT
                                                                        + 4)
                                                << 32));
            }
        }
        return rows;
    }
}
