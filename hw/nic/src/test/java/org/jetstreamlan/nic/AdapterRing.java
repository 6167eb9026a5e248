package org.jetstreamlan.nic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;

/// Adapters in a ring, each in a simulator of its own; station 0 is the monitor.
///
/// ```
///  station 0 ── link 0 ──> station 1 ── link 1 ──> ... ──> station n-1 ── link n-1 ──> station 0
/// ```
final class AdapterRing implements AutoCloseable {
    /// What a link does to a word; packed as [LinkWord].
    @FunctionalInterface
    interface Fault {
        long apply(int link, long word);
    }

    private static final int PATIENCE_CLOCKS = 20_000;
    static final long START = LinkWord.pack(LinkWord.Kind.CONTROL, ControlSymbol.START_WORD);

    final List<AdapterBench> stations = new ArrayList<>();
    Fault fault = (link, word) -> word;
    private final long[] onLink;

    /// STARTs that each station has seen on its link in.
    final int[] offered;

    AdapterRing(Model model, AdapterParameters parameters, int count) {
        this(model, parameters, count, Pace.FAST);
    }

    /// @param pace of the hosts' memories
    AdapterRing(Model model, AdapterParameters parameters, int count, Pace pace) {
        onLink = new long[count];
        offered = new int[count];
        for (int i = 0; i < count; i++) {
            stations.add(new AdapterBench(model, parameters, pace, this::clock));
        }
        for (AdapterBench station : stations) {
            station.awaitReady();
            station.placeRings();
        }
    }

    AdapterBench station(int id) {
        return stations.get(id);
    }

    @Override
    public void close() {
        stations.forEach(AdapterBench::close);
    }

    void clock() {
        for (AdapterBench station : stations) {
            station.tick();
        }
        for (int i = 0; i < stations.size(); i++) {
            var bench = stations.get(i).bench;
            onLink[i] =
                    fault.apply(i, bench.get("link_out_kind") << 32 | bench.get("link_out_word"));
        }
        for (int i = 0; i < stations.size(); i++) {
            long word = onLink[Math.floorMod(i - 1, stations.size())];
            offered[i] += word == START ? 1 : 0;
            var bench = stations.get(i).bench;
            bench.set("link_in_kind", word >>> 32);
            bench.set("link_in_word", word & 0xFFFF_FFFFL);
        }
        for (AdapterBench station : stations) {
            station.bench.step();
        }
    }

    void run(int clocks) {
        for (int i = 0; i < clocks; i++) {
            clock();
        }
    }

    /// Enables all stations, and waits until the ring is up; station 0 is the monitor.
    void start() {
        for (int i = stations.size() - 1; i >= 0; i--) {
            var station = stations.get(i);
            station.write(Registers.ADDRESS_LOW, 0x5E10_0000 - i);
            station.write(Registers.NONCE, 0x1234_5678 + 0x10 * i);
            station.write(Registers.CONTROL, Registers.CONTROL_ENABLE.mask());
        }
        for (AdapterBench station : stations) {
            int clocks = 0;
            while (!Registers.RING_STATE_OPERATIONAL.isSet(station.read(Registers.RING_STATE))) {
                assertThat(clocks++)
                        .as("polls until the ring is operational")
                        .isLessThan(PATIENCE_CLOCKS);
            }
        }
    }
}
