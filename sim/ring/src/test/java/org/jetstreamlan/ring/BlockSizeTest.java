package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.DriverException;
import org.jetstreamlan.driver.DriverOptions;
import org.jetstreamlan.driver.Framing;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.SendTicket;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.nic.Adapter;
import org.jetstreamlan.nic.AdapterParameters;
import org.jetstreamlan.sim.Engines;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// 512 KiB, cut into blocks by the driver as it opens the adapter.
@ParameterizedClass
@ValueSource(strings = {"model", "RTL"})
class BlockSizeTest {
    private static final AdapterParameters SIZES =
            new AdapterParameters(256, 2_048, 8, 16, 16, 256, 16, false);
    private static final Model RTL =
            Engines.jit().compile(Design.of(() -> new Adapter(SIZES)).circuit());
    private static final long CLOCKS = 2_000_000;

    /// Behind the driver's own.
    private static final int FIRST_POOL = 3;

    private final HostedRing ring;
    private final Driver[] drivers = new Driver[2];
    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);

    BlockSizeTest(String side) {
        ring =
                side.equals("model")
                        ? new ModelSimulation(SIZES.capabilities(), 2)
                        : new RingSimulation(RTL, 2);
    }

    @AfterEach
    void close() {
        ring.close();
    }

    private static void ok(Outcome outcome) {
        assertThat(outcome).isEqualTo(Outcome.OK);
    }

    private void bringUp(int sender, int receiver) {
        int[] sizes = {sender, receiver};
        for (int i = 0; i < 2; i++) {
            int station = i;
            ring.bench()
                    .start(
                            "station " + i,
                            () -> {
                                var options = DriverOptions.blocksOf(sizes[station]);
                                var driver = Driver.open(ring.adapter(station), options);
                                assertThat(driver.capabilities().blockBytes())
                                        .isEqualTo(sizes[station]);
                                assertThat(driver.capabilities().blocks())
                                        .isEqualTo((512 << 10) / sizes[station]);
                                driver.start(StationOptions.of(station));
                                driver.awaitOperational(CLOCKS);
                                drivers[station] = driver;
                            });
        }
        ring.bench().run();
    }

    private int blocksFree(int station) {
        return ring.adapter(station).readRegister(Registers.BLOCKS_FREE.offset());
    }

    /// Frames that end within a block, with it, and one word behind it; the longest ones.
    private void exchange(int sender, int receiver) {
        bringUp(sender, receiver);
        var options = PoolOptions.named("raw").framing(Framing.RAW);
        var out = drivers[0].openPool(options.limits(drivers[0].capabilities().blocks(), 0));
        var in = drivers[1].openPool(options.limits(0, drivers[1].capabilities().blocks()));
        int vci = StationVci.of(drivers[1].station(), StationVci.FIRST_FREE_CHANNEL);
        in.assoc(vci);
        var chain = out.newChain();
        var pdu = in.newPdu();
        var ticket = new SendTicket();
        for (int payload :
                new int[] {48, 2_048, 2_052, 8_192, 8_196, 16_384, 24_580, 65_528, 40_000}) {
            var sent = new byte[payload];
            random.nextBytes(sent);
            ok(out.allocFor(chain, sent.length));
            ok(out.copyIn(chain, 0, MemorySegment.ofArray(sent), 0, sent.length));
            ok(out.send(chain, sent.length, vci, ticket));
            ok(out.await(ticket, CLOCKS));
            assertThat(ticket.accepted()).as("%d bytes, seed %d", payload, seed).isTrue();
            ok(out.free(chain));
            ok(in.waitRx(CLOCKS));
            ok(in.rx(pdu));
            assertThat(pdu.blocks().size()).isEqualTo(blocksOf(payload, receiver));
            var read = new byte[sent.length];
            ok(in.copyOut(pdu, 0, MemorySegment.ofArray(read), 0, read.length));
            assertThat(read).as("%d bytes, seed %d", payload, seed).isEqualTo(sent);
            ok(in.free(pdu));
        }
        ring.await(() -> false, 1_000);
        var receiving = ring.adapter(1);
        receiving.writeRegister(Registers.POOL_INDEX.offset(), FIRST_POOL);
        assertThat(receiving.readRegister(Registers.POOL_COUNT.offset())).isZero();
    }

    private static int blocksOf(int payload, int size) {
        return (payload + size - 1) / size;
    }

    @Test
    void blocksOf2KiB() {
        exchange(2_048, 2_048);
    }

    @Test
    void blocksOf8KiB() {
        exchange(8_192, 8_192);
    }

    @Test
    void blocksOf64KiB() {
        exchange(65_536, 65_536);
    }

    @Test
    void eachStationHasItsOwnSize() {
        exchange(4_096, 32_768);
    }

    @Test
    void aSizeThatTheBuildDoesNotHaveIsRefusedAndTheOldOneStays() {
        var adapter = ring.adapter(0);
        Driver.open(adapter, DriverOptions.blocksOf(16_384)).close();
        for (int log2 : new int[] {1, 10, 17, 31}) {
            adapter.writeRegister(Registers.BLOCK_SIZE.offset(), log2);
            adapter.writeRegister(Registers.CONTROL.offset(), Registers.CONTROL_RESET.mask());
            ring.await(() -> false, 2_000);
            int blocks = adapter.readRegister(Registers.BLOCKS.offset());
            assertThat(Registers.BLOCKS_LOG2_BYTES.get(blocks)).isEqualTo(14);
            assertThat(Registers.BLOCKS_COUNT.get(blocks)).isEqualTo(32);
            assertThat(adapter.readRegister(Registers.BLOCK_SIZE.offset())).isZero();
            assertThat(blocksFree(0)).isEqualTo(32);
        }
        assertThat(Driver.open(adapter).capabilities().blockBytes()).isEqualTo(16_384);
    }

    @Test
    void theDriverSaysWhichSizesThereAre() {
        var tiny =
                new ModelSimulation(
                        AdapterParameters.small().withBlockBytes(16_384).capabilities(), 1);
        assertThatThrownBy(() -> Driver.open(tiny.adapter(0), DriverOptions.blocksOf(2_048)))
                .isInstanceOfSatisfying(
                        DriverException.class,
                        e ->
                                assertThat(e.reason())
                                        .isEqualTo(DriverException.Reason.BLOCK_SIZE_OUT_OF_RANGE))
                .hasMessageContaining("no blocks of 2,048 bytes")
                .hasMessageContaining("stays with blocks of 16,384");
        tiny.close();
        assertThatThrownBy(() -> DriverOptions.blocksOf(3_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3,000");
    }
}
