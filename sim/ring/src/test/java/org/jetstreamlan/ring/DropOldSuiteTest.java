package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.BlockChain;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.Pool;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.ReceivedPdu;
import org.jetstreamlan.driver.Script;
import org.jetstreamlan.driver.SendTicket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A pool that drops old frames first, between two stations, on every backend.
@ParameterizedClass
@EnumSource(Backend.class)
@SuppressWarnings("NullAway.Init") // bringUp sets the fields
class DropOldSuiteTest {
    private static final long CLOCKS = 1_000_000;
    private static final long SETTLING_CLOCKS = 10_000;
    private static final int BLOCKS = Backend.SIZES.blocks();
    private static final int LIMIT = 4;

    /// User bytes of a frame of one block.
    private static final int LENGTH = 1_000;

    private final Backend backend;
    private HostedRing ring;
    private final Driver[] drivers = new Driver[2];
    private Pool out;
    private Pool in;
    private int vci;
    private BlockChain chain;
    private ReceivedPdu pdu;
    private final SendTicket ticket = new SendTicket();

    DropOldSuiteTest(Backend backend) {
        this.backend = backend;
    }

    @BeforeEach
    void bringUp() {
        ring = backend.ring(2);
        Hosts.each(ring, station -> drivers[station] = Hosts.up(ring, station));
        out = drivers[0].openPool(PoolOptions.named("out").limits(40, 20));
        in = drivers[1].openPool(PoolOptions.named("in").limits(0, LIMIT).droppingOld());
        vci = StationVci.of(drivers[1].station(), StationVci.FIRST_FREE_CHANNEL);
        in.assoc(vci);
        chain = out.newChain();
        pdu = in.newPdu();
    }

    @AfterEach
    void everyBlockComesBack() {
        out.close();
        in.close();
        ring.await(() -> false, SETTLING_CLOCKS);
        for (var driver : drivers) {
            driver.service();
        }
        ring.await(() -> false, SETTLING_CLOCKS);
        for (int i = 0; i < 2; i++) {
            int free = ring.adapter(i).readRegister(Registers.BLOCKS_FREE.offset());
            assertThat(free).as("station %d", i).isEqualTo(BLOCKS);
            assertThat(drivers[i].counter(Counter.FREE_REFUSED)).isZero();
        }
        ring.close();
    }

    private static void ok(Outcome outcome) {
        assertThat(outcome).isEqualTo(Outcome.OK);
    }

    private static byte[] content(int number) {
        var bytes = new byte[LENGTH];
        Arrays.fill(bytes, (byte) number);
        return bytes;
    }

    /// Each arrives: the adapter has taken it, whatever becomes of it then.
    private void send(int from, int to) {
        for (int number = from; number < to; number++) {
            ok(out.allocFor(chain, LENGTH));
            ok(out.copyIn(chain, 0, MemorySegment.ofArray(content(number)), 0, LENGTH));
            ok(out.send(chain, LENGTH, vci, ticket));
            ok(out.await(ticket, CLOCKS));
            assertThat(ticket.status()).isEqualTo(FrameStatus.ACCEPTED);
            ok(out.free(chain));
        }
        ring.await(() -> false, 200);
    }

    private void expect(int number) {
        ok(in.rx(pdu));
        expectHeld(number);
        ok(in.free(pdu));
    }

    private void expectHeld(int number) {
        var read = new byte[LENGTH];
        ok(in.copyOut(pdu, 0, MemorySegment.ofArray(read), 0, LENGTH));
        assertThat(read).isEqualTo(content(number));
    }

    private void expectDropped(int frames) {
        assertThat(drivers[1].counter(Counter.DROP_OLD)).isEqualTo(frames);
        assertThat(drivers[1].counter(Counter.DROP_POOL_LIMIT)).isZero();
    }

    @Test
    void theNewestFramesAreThere() {
        send(0, 10);
        assertThat(in.waiting()).as("what waits in the adapter is nobody's").isZero();
        assertThat(in.held().receive()).isEqualTo(LIMIT);
        for (int number = 10 - LIMIT; number < 10; number++) {
            expect(number);
        }
        assertThat(in.rx(pdu)).isEqualTo(Outcome.EMPTY);
        expectDropped(10 - LIMIT);
    }

    @Test
    void whatWasAskedForComesAndStaysWhateverComesBehindIt() {
        assertThat(in.rx(pdu)).isEqualTo(Outcome.EMPTY);
        send(0, 10);
        ok(in.rx(pdu));
        send(10, 20);
        expectHeld(0);
        ok(in.free(pdu));
        for (int number = 20 - LIMIT + 1; number < 20; number++) {
            expect(number);
        }
        expectDropped(20 - LIMIT);
    }

    @Test
    void aWaitEndsWithAFrameThatWaitsAndWithOneThatComes() {
        assertThat(in.waitRx(500)).isEqualTo(Outcome.TIME_OUT);
        send(0, 2);
        ok(in.waitRx(CLOCKS));
        expect(0);
        ok(in.waitRx(CLOCKS));
        expect(1);
        expectDropped(0);
    }

    @Test
    void aScriptTakesTheOldestThatIsLeft() {
        var memory = Arena.ofAuto().allocate(LENGTH);
        var script = Script.allocate(Arena.ofAuto(), memory);
        script.waitRx(CLOCKS);
        var frame = script.rx(0);
        script.copyOut(frame, 0, 0, LENGTH);
        script.free(frame);
        send(0, 7);
        for (int number = 7 - LIMIT; number < 7; number++) {
            ok(in.run(script));
            assertThat(memory.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(content(number));
        }
        expectDropped(7 - LIMIT);
    }

    @Test
    void framesOfAllPoolsAddUpToWhatWasOffered() {
        long before = drivers[1].counter(Counter.DELIVERED);
        send(0, 9);
        long waiting = in.held().receive();
        assertThat(drivers[1].counter(Counter.DELIVERED) - before).isZero();
        assertThat(drivers[1].counter(Counter.DROP_OLD) + waiting).isEqualTo(9);
        expect(9 - LIMIT);
        ring.await(() -> false, 200);
        assertThat(drivers[1].counter(Counter.DELIVERED) - before).isEqualTo(1);
    }

    /// What waited is claimed when they can, since who closed it could not.
    @Test
    void aPoolClosesWhereEventsCannotCome() {
        var adapter = ring.adapter(1);
        int claim = Registers.CLAIM.offset(in.handle() & Registers.POOLS - 1);
        int place = adapter.readRegister(Registers.EVENT_RING_LOW.offset());
        send(0, 3);
        adapter.writeRegister(Registers.EVENT_RING_LOW.offset(), 0);
        in.close();
        assertThat(drivers[1].freeBlocks()).isEqualTo(BLOCKS - 3);
        adapter.writeRegister(Registers.EVENT_RING_LOW.offset(), place);
        for (int i = 0; i < 3; i++) {
            assertThat(Registers.CLAIM_GIVEN.isSet(adapter.readRegister(claim))).isTrue();
        }
    }

    @Test
    void aPoolOpenedAnewHasNothingOfTheOneBefore() {
        send(0, 6);
        in.close();
        ring.await(() -> false, SETTLING_CLOCKS);
        drivers[1].service();
        in = drivers[1].openPool(PoolOptions.named("again").limits(0, LIMIT).droppingOld());
        in.assoc(vci);
        assertThat(in.rx(pdu)).isEqualTo(Outcome.EMPTY);
        send(6, 12);
        expect(6);
        expect(9);
    }
}
