package org.jetstreamlan.nic;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CompletionResult;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.abi.TransmitDescriptor;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.axi.Axi4Subordinate.Pace;
import org.jetstreamlan.sim.bench.Stalls;
import org.junit.jupiter.api.Test;

/// Three adapters, everybody sends to everybody: what is accepted arrives, once and whole; every frame is in one counter; no block is lost.
class AdapterRandomTest {
    private static final AdapterParameters PARAMETERS = AdapterParameters.small();
    private static final Model MODEL = Bench.compile(() -> new Adapter(PARAMETERS));
    private static final int STATIONS = 3;
    private static final int FRAMES = 120;
    private static final int CHANNEL = 0x300;
    private static final int POOL = 1;

    /// A frame that waits for its completion.
    private record Pending(int number, List<Integer> blocks) {}

    private final Random random = Bench.random("adapters");
    private final AdapterRing ring = new AdapterRing(MODEL, PARAMETERS, STATIONS, pace());
    private final Map<Integer, int[]> payloads = new HashMap<>();
    private final List<Queue<Pending>> pending = new ArrayList<>();
    private final List<Integer> accepted = new ArrayList<>();
    private final List<Integer> arrived = new ArrayList<>();
    private int numbers;

    private Pace pace() {
        return new Pace(
                1 + random.nextInt(40),
                Stalls.of(random.nextInt(70), random.nextLong()),
                Stalls.of(random.nextInt(70), random.nextLong()));
    }

    @Test
    void onGoodLinksEveryFrameArrives() {
        exchange();
        assertThat(arrived).doesNotHaveDuplicates().hasSize(FRAMES);
        assertThat(accepted).containsExactlyInAnyOrderElementsOf(arrived);
        ring.close();
    }

    @Test
    void onBadLinksWhatIsAcceptedHasArrivedAndEverythingIsCounted() {
        ring.fault = this::damage;
        exchange();
        assertThat(arrived).doesNotHaveDuplicates().containsAll(accepted);
        assertThat(accepted).hasSizeBetween(FRAMES / 2, FRAMES - 1);
        ring.close();
    }

    /// Damages words of frames; tokens and marks are spared, since a lost token stays lost for now.
    private long damage(int link, long word) {
        boolean end =
                LinkWord.kind(word) == LinkWord.Kind.CONTROL
                        && ControlSymbol.opcode(LinkWord.bits(word)) == ControlSymbol.OPCODE_END;
        boolean data = LinkWord.kind(word) == LinkWord.Kind.DATA;
        if (payloads.isEmpty() || random.nextInt(1_500) != 0 || !(data || end)) {
            return word;
        }
        return switch (random.nextInt(4)) {
            case 0 -> LinkWord.pack(LinkWord.Kind.INVALID, 0);
            case 1 -> LinkWord.pack(LinkWord.Kind.FILL, 0);
            default -> word ^ 1L << random.nextInt(32);
        };
    }

    private void exchange() {
        ring.start();
        for (int i = 0; i < STATIONS; i++) {
            var station = ring.station(i);
            station.pool(POOL, PARAMETERS.blocks() / 2, PARAMETERS.blocks() / 2, false);
            station.associate(StationVci.of(i, CHANNEL), POOL);
            pending.add(new ArrayDeque<>());
        }
        while (numbers < FRAMES) {
            int station = random.nextInt(STATIONS);
            if (random.nextBoolean()) {
                send(station);
            }
            collect(station);
        }
        for (int round = 0; round < 20; round++) {
            for (int station = 0; station < STATIONS; station++) {
                collect(station);
            }
            ring.run(500);
        }
        for (int station = 0; station < STATIONS; station++) {
            var adapter = ring.station(station);
            assertThat(pending.get(station))
                    .as("frames of station %d without completion", station)
                    .isEmpty();
            assertThat(adapter.freeBlocks())
                    .as("free blocks of station %d", station)
                    .isEqualTo(PARAMETERS.blocks());
            assertThat(adapter.frameCounters() + adapter.count(Counter.FOREIGN_START))
                    .as("frames counted by station %d", station)
                    .isEqualTo(ring.offered[station]);
        }
    }

    private void send(int from) {
        var station = ring.station(from);
        int length = random.nextInt(6) == 0 ? 12 + random.nextInt(3_000) : 12 + random.nextInt(60);
        int needed = (length + 511) / 512;
        int held = pending.get(from).stream().mapToInt(frame -> frame.blocks().size()).sum();
        if (pending.get(from).size() >= PARAMETERS.transmitRing()
                || held + needed > PARAMETERS.blocks() / 2) {
            return;
        }
        int number = numbers++;
        int to = (from + 1 + random.nextInt(STATIONS - 1)) % STATIONS;
        int[] payload = random.ints(length).toArray();
        payload[0] = number;
        payloads.put(number, payload);
        var blocks = station.store(POOL, payload);
        int atm = AtmHeader.endOfPdu(StationVci.of(to, CHANNEL)).word();
        station.send(
                new TransmitDescriptor(blocks.getFirst(), true, false, 4 * length, atm, number));
        pending.get(from).add(new Pending(number, blocks));
        if (random.nextInt(3) != 0) {
            station.ring();
        }
    }

    private void collect(int at) {
        var station = ring.station(at);
        station.ring();
        while (station.completions() > 0) {
            var completion = station.completion();
            var frame = pending.get(at).remove();
            assertThat(completion.cookie()).isEqualTo(frame.number());
            frame.blocks().forEach(station::free);
            if (completion.result() == CompletionResult.RETURNED
                    && FrameStatus.accepted(completion.status())) {
                accepted.add(frame.number());
            }
        }
        while (station.events() > 0) {
            var event = station.event();
            int[] payload = station.payload(event);
            int[] sent = requireNonNull(payloads.get(payload[0]), "a frame that nobody sent");
            assertThat(payload.length).isEqualTo(sent.length);
            for (int i = 0; i < sent.length - 1; i++) {
                assertThat(payload[i]).isEqualTo(sent[i]);
            }
            arrived.add(payload[0]);
            station.chain(event).forEach(station::free);
        }
    }
}
