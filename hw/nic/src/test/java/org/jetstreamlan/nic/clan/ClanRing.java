package org.jetstreamlan.nic.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;

/// Stations of CLAN in a ring; station 0 is the monitor.
final class ClanRing implements AutoCloseable {
    static final ClanSizes SIZES = new ClanSizes(2, 4, 8, 6, 16, 8);
    private static final ClanParameters PARAMETERS =
            new ClanParameters(SIZES, ClanParameters.MERGE_CLOCKS);
    private static final Model MODEL = Bench.compile(() -> new ClanStation(PARAMETERS));
    private static final int PATIENCE_CLOCKS = 100_000;

    /// What a link does to a word; packed as [org.jetstreamlan.abi.LinkWord].
    interface Fault {
        long apply(int link, long word);
    }

    final List<ClanBench> stations = new ArrayList<>();
    Fault fault = (_, word) -> word;
    private final long[] onLink;
    long clocks;

    ClanRing(int count, Pace pace) {
        onLink = new long[count];
        for (int i = 0; i < count; i++) {
            stations.add(new ClanBench(MODEL, i, pace, this::clock));
        }
        for (var station : stations) {
            station.config("seed", 1);
        }
        clock();
        for (var station : stations) {
            station.config("seed", 0);
            station.config("enable", 1);
        }
        until(() -> stations.stream().allMatch(ClanBench::isOperational));
        stations.forEach(ClanBench::awaitClear);
    }

    interface Condition {
        boolean holds();
    }

    void until(Condition condition) {
        for (int i = 0; !condition.holds(); i++) {
            assertThat(i).as("clocks").isLessThan(PATIENCE_CLOCKS);
            clock();
        }
    }

    ClanBench station(int id) {
        return stations.get(id);
    }

    @Override
    public void close() {
        stations.forEach(ClanBench::close);
    }

    void clock() {
        stations.forEach(ClanBench::drive);
        stations.forEach(ClanBench::sample);
        int count = stations.size();
        for (int i = 0; i < count; i++) {
            var bench = stations.get(i).bench;
            onLink[i] =
                    fault.apply(i, bench.get("link_out_kind") << 32 | bench.get("link_out_word"));
        }
        for (int i = 0; i < count; i++) {
            long word = onLink[Math.floorMod(i - 1, count)];
            var bench = stations.get(i).bench;
            bench.set("link_in_kind", word >>> 32);
            bench.set("link_in_word", word & 0xFFFF_FFFFL);
        }
        stations.forEach(station -> station.bench.step());
        clocks++;
    }

    void run(int count) {
        for (int i = 0; i < count; i++) {
            clock();
        }
    }
}
