package org.jetstreamlan.driver.client;

import static org.jetstreamlan.abi.ScriptMemory.WORD;
import static org.jetstreamlan.abi.WindowWords.LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.abi.clan.StatusPage;
import org.jetstreamlan.abi.daemon.ClanAnswer;
import org.jetstreamlan.abi.daemon.ClanRequest;
import org.jetstreamlan.abi.daemon.ClanSignals;
import org.jetstreamlan.abi.daemon.ClanStation;
import org.jetstreamlan.abi.daemon.ClanSubmission;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.RingStation;
import org.jetstreamlan.driver.clan.AdapterClan;
import org.jetstreamlan.driver.clan.Aperture;
import org.jetstreamlan.driver.clan.ClanException;
import org.jetstreamlan.driver.clan.ClanPeer;
import org.jetstreamlan.driver.clan.ClanPort;
import org.jetstreamlan.driver.clan.EndpointCount;
import org.jetstreamlan.driver.clan.EndpointOptions;
import org.jetstreamlan.driver.clan.RemoteRegion;

/// The CLAN half of an adapter that a daemon has. All that takes an entry of a table is a request that is answered; stores are requests, too, in the order in which they are made, whose answers nobody waits for. What is told comes
/// into this process's memory, as status pages do.
final class DaemonClan implements ClanPort {
    private static final VarHandle COUNT = WORD.varHandle();
    private static final int ALIGNMENT = 64;
    private static final long PAUSE_NANOSECONDS = 20_000;

    /// Memory that a daemon did not say it would leave alone.
    private static final List<DaemonClan> UNANSWERED = new ArrayList<>();

    private final JetstreamClient client;
    private final MemorySegment signals = Arena.ofAuto().allocate(ClanSignals.BYTES, ALIGNMENT);
    private final MemorySegment stations =
            Arena.ofAuto()
                    .allocate((long) ClanStation.STATIONS_MAXIMUM * ClanStation.BYTES, ALIGNMENT);

    /// What the adapter may reach, which has to stay.
    private final Map<Integer, MemorySegment> regions = new HashMap<>();

    private final Map<Integer, Reserved> endpoints = new HashMap<>();
    private final ClanSizes sizes;
    private final long station;
    private final int clockKhz;
    private final BooleanSupplier moved = () -> signalled() != seen() || goneNow();
    private int attended;
    private int polled;
    private boolean closed;

    /// Begins with CLAN.
    ///
    /// @throws ClanException NO_CLAN, OFF, NOT_PERMITTED, MEMORY_REFUSED
    DaemonClan(JetstreamClient client) {
        this.client = client;
        var wanted = client.begin(ClanRequest.BEGIN);
        wanted.set(LONG, ClanSubmission.ADDRESS_AT, signals.address());
        var answer = client.answered();
        sizes = ClanSizes.of(answer.get(WORD, ClanAnswer.NUMBER_AT));
        station = answer.get(LONG, ClanAnswer.VALUE_AT);
        clockKhz = answer.get(WORD, ClanAnswer.OTHER_AT);
    }

    long station() {
        return station;
    }

    int clockKhz() {
        return clockKhz;
    }

    private int word(int at) {
        return (int) COUNT.getAcquire(signals, (long) at);
    }

    private int signalled() {
        return word(ClanSignals.SIGNALS_AT);
    }

    private int seen() {
        return attended;
    }

    private boolean goneNow() {
        return client.isGone();
    }

    /// Counts changes of connections.
    int connectionsChanged() {
        return word(ClanSignals.CONNECTIONS_AT);
    }

    // ---- requests

    private int number(ClanRequest what, int number) {
        client.begin(what).set(WORD, ClanSubmission.NUMBER_AT, number);
        return answered();
    }

    private int answered() {
        return client.answered().get(WORD, ClanAnswer.NUMBER_AT);
    }

    @Override
    public ClanSizes sizes() {
        return sizes;
    }

    @Override
    public long clocks() {
        return System.nanoTime() / 1_000 * clockKhz / 1_000;
    }

    @Override
    public List<RingStation> stations() {
        var wanted = client.begin(ClanRequest.STATIONS);
        wanted.set(LONG, ClanSubmission.ADDRESS_AT, stations.address());
        wanted.set(LONG, ClanSubmission.BYTES_AT, stations.byteSize());
        int count = answered();
        var all = new ArrayList<RingStation>();
        for (int i = 0; i < count; i++) {
            var row = stations.asSlice((long) i * ClanStation.BYTES, ClanStation.BYTES);
            byte[] name =
                    row.asSlice(ClanStation.NAME_AT, row.get(WORD, ClanStation.NAME_BYTES_AT))
                            .toArray(ValueLayout.JAVA_BYTE);
            all.add(
                    new RingStation(
                            row.get(WORD, ClanStation.ID_AT),
                            row.get(LONG, ClanStation.ADDRESS_AT),
                            new String(name, StandardCharsets.UTF_8),
                            0,
                            0,
                            0,
                            0));
        }
        return all;
    }

    @Override
    public int newTag() {
        client.begin(ClanRequest.TAG);
        return answered();
    }

    @Override
    public void freeTag(int tag) {
        number(ClanRequest.FREE_TAG, tag);
    }

    @Override
    public int register(int tag, MemorySegment memory, int rights) {
        var wanted = client.begin(ClanRequest.REGION);
        wanted.set(WORD, ClanSubmission.NUMBER_AT, tag);
        wanted.set(WORD, ClanSubmission.ARGUMENT_AT, rights);
        wanted.set(LONG, ClanSubmission.ADDRESS_AT, memory.address());
        wanted.set(LONG, ClanSubmission.BYTES_AT, memory.byteSize());
        int key = answered();
        regions.put(key, memory);
        return key;
    }

    @Override
    public void change(int key, int tag, int rights) {
        var wanted = client.begin(ClanRequest.CHANGE_REGION);
        wanted.set(WORD, ClanSubmission.NUMBER_AT, key);
        wanted.set(WORD, ClanSubmission.ARGUMENT_AT, rights);
        wanted.set(WORD, ClanSubmission.OTHER_AT, tag);
        client.answered();
    }

    @Override
    public void deregister(int key) {
        number(ClanRequest.CLOSE_REGION, key);
        regions.remove(key);
    }

    @Override
    public Reserved reserve(EndpointOptions options) {
        var queue = Arena.ofAuto().allocate(AdapterClan.queueBytes(options), ALIGNMENT);
        var status = Arena.ofAuto().allocate(StatusPage.BYTES, ALIGNMENT);
        var wanted = client.begin(ClanRequest.ENDPOINT);
        wanted.set(WORD, ClanSubmission.NUMBER_AT, options.tag());
        wanted.set(WORD, ClanSubmission.ARGUMENT_AT, options.cells());
        wanted.set(WORD, ClanSubmission.OTHER_AT, options.descriptors());
        wanted.set(LONG, ClanSubmission.ADDRESS_AT, queue.address());
        wanted.set(LONG, ClanSubmission.SECOND_AT, status.address());
        var answer = client.answered();
        int number = answer.get(WORD, ClanAnswer.NUMBER_AT);
        var reserved = new Reserved(number, answer.get(WORD, ClanAnswer.OTHER_AT), queue, status);
        endpoints.put(number, reserved);
        return reserved;
    }

    private static ClanException byConnections(int endpoint) {
        return new ClanException(
                ClanException.Reason.NOT_PERMITTED,
                "endpoint %d: the daemon connects it; connect, or accept, by Connections"
                        .formatted(endpoint));
    }

    @Override
    public int incarnation(int endpoint) {
        throw byConnections(endpoint);
    }

    @Override
    public void open(int endpoint, ClanPeer peer, ClanLevel level) {
        throw byConnections(endpoint);
    }

    @Override
    public void breakOff(int endpoint) {
        number(ClanRequest.BREAK, endpoint);
    }

    @Override
    public void close(int endpoint) {
        number(ClanRequest.CLOSE_ENDPOINT, endpoint);
    }

    @Override
    public boolean isClosed(int endpoint) {
        return number(ClanRequest.IS_CLOSED, endpoint) != 0;
    }

    @Override
    public void release(int endpoint) {
        number(ClanRequest.RELEASE, endpoint);
        endpoints.remove(endpoint);
    }

    @Override
    public int openPages(
            int endpoint, Aperture.Kind kind, RemoteRegion remote, long from, long bytes) {
        long base = remote.address() + from;
        if (from < 0 || bytes < 1 || from > remote.bytes() - bytes || base % Long.BYTES != 0) {
            throw new ClanException(
                    ClanException.Reason.OUT_OF_RANGE,
                    "aperture: %,d bytes from %#x on of a region of %,d; it must lie inside, and begin at a multiple of 8"
                            .formatted(bytes, from, remote.bytes()));
        }
        var wanted = client.begin(ClanRequest.APERTURE);
        wanted.set(WORD, ClanSubmission.NUMBER_AT, endpoint);
        wanted.set(WORD, ClanSubmission.ARGUMENT_AT, kind.code());
        wanted.set(WORD, ClanSubmission.OTHER_AT, remote.key());
        wanted.set(LONG, ClanSubmission.ADDRESS_AT, base);
        wanted.set(LONG, ClanSubmission.BYTES_AT, bytes);
        return answered();
    }

    @Override
    public boolean closePages(int first) {
        return number(ClanRequest.CLOSE_APERTURE, first) != 0;
    }

    @Override
    public int watch(int endpoint, int key, long offset) {
        var wanted = client.begin(ClanRequest.WATCH);
        wanted.set(WORD, ClanSubmission.NUMBER_AT, endpoint);
        wanted.set(WORD, ClanSubmission.ARGUMENT_AT, key);
        wanted.set(LONG, ClanSubmission.SECOND_AT, offset);
        return answered();
    }

    @Override
    public void unwatch(int wire) {
        number(ClanRequest.UNWATCH, wire);
    }

    @Override
    public void store(int offset, MemorySegment from, long at, int bytes) {
        // Cut at the window's cells, so that each frame is as if the stores had been one.
        int done = 0;
        while (done < bytes) {
            int lane = offset + done & Long.BYTES - 1;
            int count = Math.min(bytes - done, ClanSubmission.DATA_BYTES - lane);
            var wanted = client.begin(ClanRequest.STORE);
            wanted.set(WORD, ClanSubmission.NUMBER_AT, offset + done);
            wanted.set(WORD, ClanSubmission.ARGUMENT_AT, count);
            MemorySegment.copy(from, at + done, wanted, ClanSubmission.DATA_AT, count);
            client.send();
            done += count;
        }
    }

    @Override
    public void store(int offset, int value) {
        var wanted = client.begin(ClanRequest.STORE);
        wanted.set(WORD, ClanSubmission.NUMBER_AT, offset);
        wanted.set(WORD, ClanSubmission.ARGUMENT_AT, Integer.BYTES);
        wanted.set(WORD, ClanSubmission.DATA_AT, value);
        client.send();
    }

    /// By a question, whose answer comes behind those of the stores.
    @Override
    public void settle(int endpoint) {
        isClosed(endpoint);
    }

    // ---- what is told

    @Override
    public int fired(int wire) {
        return word(ClanSignals.fired(wire));
    }

    @Override
    public int counted(int endpoint, EndpointCount what) {
        return word(ClanSignals.count(endpoint, what.ordinal()));
    }

    /// @throws DriverException DAEMON_GONE
    @Override
    public int poll() {
        client.requireThere();
        int now = signalled();
        int count = now - polled;
        polled = now;
        return count;
    }

    @Override
    public void attend() {
        attended = signalled();
    }

    @Override
    public void sleep(long clocks) {
        client.awaitClan(moved, clocks * 1_000_000 / clockKhz);
    }

    @Override
    public void pause() {
        client.awaitClan(moved, PAUSE_NANOSECONDS);
    }

    /// Behind it nobody touches this process's memory any more.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            client.begin(ClanRequest.END);
            client.answered();
        } catch (DriverException e) {
            if (e.reason() != DriverException.Reason.DAEMON_GONE) {
                UNANSWERED.add(this);
            }
        }
    }
}
