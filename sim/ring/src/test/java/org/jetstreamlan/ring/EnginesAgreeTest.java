package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.BlockChain;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.ReceivedPdu;
import org.jetstreamlan.driver.SendTicket;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.nic.Adapter;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.sim.Engine;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.junit.Needed;
import org.junit.jupiter.api.Test;

/// The adapter under load is the same on every engine, word by word on every link.
class EnginesAgreeTest {
    private static final int STATIONS = 3;
    private static final long CLOCKS = 400_000;
    private static final int CHANNEL = StationVci.FIRST_FREE_CHANNEL;
    private static final int[] LENGTHS = {1, 40, 41, 4_000, 65_512};

    @Test
    void everyLinkCarriesTheSameWordsInTheSameClocks() {
        Engine verilator = Needed.engine(Engines.verilator());
        assertThat(linkDigests(Engines.jit())).isEqualTo(linkDigests(verilator));
    }

    /// For each link a digest of all its words, and the clocks at the end.
    private static List<Long> linkDigests(Engine engine) {
        var circuit = Design.of(() -> new Adapter(AdapterParameters.small())).circuit();
        try (Model model = engine.compile(circuit);
                RingSimulation ring = new RingSimulation(model, STATIONS)) {
            long[] digests = new long[STATIONS];
            for (int station = 0; station < STATIONS; station++) {
                int link = station;
                ring.tap(link, word -> digests[link] = digests[link] * 0x9E3779B97F4A7C15L + word);
            }
            int[] prepared = {0};
            for (int i = 0; i < STATIONS; i++) {
                int station = i;
                ring.bench().start("station " + i, () -> host(ring, station, prepared));
            }
            ring.bench().run();
            List<Long> result = new ArrayList<>();
            for (long digest : digests) {
                result.add(digest);
            }
            result.add(ring.clocks());
            return result;
        }
    }

    /// Sends a PDU of each length to the next station and takes those of the one before.
    private static void host(RingSimulation ring, int station, int[] prepared) {
        Driver driver = Driver.open(ring.adapter(station));
        driver.start(StationOptions.of(station));
        driver.awaitOperational(CLOCKS);
        Pool pool = driver.openPool(PoolOptions.named("all").limits(32, 32));
        pool.assoc(StationVci.of(station, CHANNEL));
        prepared[0]++;
        assertThat(ring.await(() -> prepared[0] == STATIONS, CLOCKS)).isTrue();
        ReceivedPdu pdu = pool.newPdu();
        for (int length : LENGTHS) {
            send(pool, StationVci.of((station + 1) % STATIONS, CHANNEL), length);
            assertThat(pool.waitRx(CLOCKS)).isEqualTo(Outcome.OK);
            assertThat(pool.rx(pdu)).isEqualTo(Outcome.OK);
            assertThat(pdu.length()).isEqualTo(length);
            assertThat(pool.free(pdu)).isEqualTo(Outcome.OK);
        }
    }

    private static void send(Pool pool, int vci, int length) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(length);
            memory.fill((byte) length);
            BlockChain chain = pool.newChain();
            SendTicket ticket = new SendTicket();
            assertThat(pool.allocFor(chain, length)).isEqualTo(Outcome.OK);
            assertThat(pool.copyIn(chain, 0, memory, 0, length)).isEqualTo(Outcome.OK);
            assertThat(pool.send(chain, length, vci, ticket)).isEqualTo(Outcome.OK);
            assertThat(pool.await(ticket, CLOCKS)).isEqualTo(Outcome.OK);
            assertThat(ticket.accepted()).isTrue();
            assertThat(pool.free(chain)).isEqualTo(Outcome.OK);
        }
    }
}
