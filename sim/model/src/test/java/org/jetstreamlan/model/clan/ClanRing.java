package org.jetstreamlan.model.clan;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.RingOptions;
import org.jetstreamlan.driver.clan.Clan;
import org.jetstreamlan.driver.clan.ClanEndpoint;
import org.jetstreamlan.driver.clan.ClanPeer;
import org.jetstreamlan.driver.clan.EndpointOptions;
import org.jetstreamlan.model.RingModel;
import org.jetstreamlan.model.adapter.AdapterRing;

/// Hosts with CLAN on a modelled ring, in one thread.
final class ClanRing {
    static final long WORDS = 5_000_000;
    private static final int HOP_WORDS = 10;

    final AdapterRing adapters;
    final List<Driver> drivers = new ArrayList<>();
    final List<Clan> clans = new ArrayList<>();

    ClanRing(int stations, long seed) {
        adapters = new AdapterRing(Capabilities.ECP5, ClanSizes.DEFAULT, stations, HOP_WORDS);
        for (int i = 0; i < stations; i++) {
            var driver = Driver.open(adapters.adapter(i));
            driver.start(RingOptions.station(address(i)).nonce(i + 3));
            drivers.add(driver);
        }
        for (var driver : drivers) {
            driver.awaitOperational(WORDS);
        }
        for (int i = 0; i < stations; i++) {
            clans.add(Clan.open(drivers.get(i), adapters.adapter(i), new Random(seed + i)));
        }
        boolean mapped = await(() -> drivers.stream().allMatch(one -> one.map().complete()));
        if (!mapped) {
            throw new IllegalStateException("the ring has no map");
        }
    }

    static long address(int station) {
        return 0x0200_0000_0001L + station;
    }

    RingModel ring() {
        return adapters.ring();
    }

    Clan clan(int station) {
        return clans.get(station);
    }

    /// Lets all hosts go on until `done`.
    boolean await(BooleanSupplier done) {
        return await(done, WORDS);
    }

    boolean await(BooleanSupplier done, long words) {
        long end = adapters.now() + words;
        while (!done.getAsBoolean()) {
            if (adapters.now() > end) {
                return false;
            }
            turn();
        }
        return true;
    }

    /// A little of all hosts' time.
    void turn() {
        for (int i = 0; i < drivers.size(); i++) {
            if (i < clans.size()) {
                clans.get(i).poll();
            } else {
                drivers.get(i).service();
            }
        }
        adapters.pass(50);
    }

    void pass(long words) {
        long end = adapters.now() + words;
        await(() -> adapters.now() >= end, words);
    }

    /// Both ends of a connection.
    record Connection(ClanEndpoint first, ClanEndpoint second) {}

    Connection connect(int from, int firstTag, int to, int secondTag, ClanLevel level) {
        var first = clan(from).endpoint(EndpointOptions.of(firstTag));
        var second = clan(to).endpoint(EndpointOptions.of(secondTag));
        open(from, first, to, second, level);
        return new Connection(first, second);
    }

    void open(int from, ClanEndpoint first, int to, ClanEndpoint second, ClanLevel level) {
        second.open(new ClanPeer(address(from), first.number(), first.incarnation()), level);
        first.open(new ClanPeer(address(to), second.number(), second.incarnation()), level);
    }

    static MemorySegment memory(long bytes) {
        return Arena.ofAuto().allocate(bytes, 4_096);
    }

    static MemorySegment random(long bytes, Random random) {
        var memory = memory(bytes);
        var content = new byte[(int) bytes];
        random.nextBytes(content);
        MemorySegment.copy(MemorySegment.ofArray(content), 0, memory, 0, bytes);
        return memory;
    }
}
