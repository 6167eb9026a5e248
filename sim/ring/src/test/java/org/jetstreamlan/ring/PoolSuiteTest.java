package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.BlockChain;
import org.jetstreamlan.driver.Checksum;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.Framing;
import org.jetstreamlan.driver.InternetChecksum;
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

/// The operations of pools, between two stations, on every backend.
@ParameterizedClass
@EnumSource(Backend.class)
@SuppressWarnings("NullAway.Init") // bringUp sets the fields
class PoolSuiteTest {
    private static final long CLOCKS = 1_000_000;
    private static final long SETTLING_CLOCKS = 10_000;
    private static final int CHANNEL = StationVci.FIRST_FREE_CHANNEL;
    private static final int BLOCKS = Backend.SIZES.blocks();

    private final Backend backend;
    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);
    private HostedRing ring;
    private final Driver[] drivers = new Driver[2];
    private Pool out;
    private Pool in;
    private int vci;
    private BlockChain chain;
    private ReceivedPdu pdu;
    private final SendTicket ticket = new SendTicket();

    PoolSuiteTest(Backend backend) {
        this.backend = backend;
    }

    @BeforeEach
    void bringUp() {
        ring = backend.ring(2);
        Hosts.each(ring, station -> drivers[station] = Hosts.up(ring, station));
        out = drivers[0].openPool(PoolOptions.named("out").limits(40, 20));
        in = drivers[1].openPool(PoolOptions.named("in").limits(20, 40));
        vci = StationVci.of(drivers[1].station(), CHANNEL);
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
            assertThat(blocksFree(i)).as("station %d, seed %d", i, seed).isEqualTo(BLOCKS);
            assertThat(drivers[i].counter(Counter.FREE_REFUSED)).isZero();
        }
        ring.close();
    }

    private int blocksFree(int station) {
        return ring.adapter(station).readRegister(Registers.BLOCKS_FREE.offset());
    }

    private byte[] randomBytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void ok(Outcome outcome) {
        assertThat(outcome).isEqualTo(Outcome.OK);
    }

    private void send(byte[] user) {
        ok(out.allocFor(chain, user.length));
        ok(out.copyIn(chain, 0, MemorySegment.ofArray(user), 0, user.length));
        ok(out.send(chain, user.length, vci, ticket));
        ok(out.await(ticket, CLOCKS));
        ok(out.free(chain));
    }

    private void receive(Pool pool, byte[] expected) {
        ok(pool.waitRx(CLOCKS));
        ok(pool.rx(pdu));
        assertThat(pdu.length()).isEqualTo(expected.length);
        var read = new byte[expected.length];
        ok(pool.copyOut(pdu, 0, MemorySegment.ofArray(read), 0, read.length));
        assertThat(read).as("seed %d", seed).isEqualTo(expected);
        ok(pool.free(pdu));
    }

    @Test
    void theAdapterWritesAChecksumIntoTheFrame() {
        in.assoc(vci);
        int[][] places = {{0, 10, 20}, {14, 24, 1_000}, {3, 64, 2_049}, {20, 26, 5_001}};
        for (int[] each : places) {
            var user = randomBytes(each[2]);
            ok(out.allocFor(chain, user.length));
            ok(out.copyIn(chain, 0, MemorySegment.ofArray(user), 0, user.length));
            ok(out.sendWithChecksum(chain, user.length, vci, each[0], each[1], ticket));
            ok(out.await(ticket, CLOCKS));
            ok(out.free(chain));
            receive(in, summed(user, each[0], each[1]));
        }
    }

    /// What lies in the place counts, too.
    private static byte[] summed(byte[] user, int start, int place) {
        int sum = InternetChecksum.sum(MemorySegment.ofArray(user), start, user.length - start);
        int field = sum == 0xFFFF ? 0xFFFF : InternetChecksum.field(sum);
        var summed = user.clone();
        summed[place] = (byte) (field >>> 8);
        summed[place + 1] = (byte) field;
        return summed;
    }

    @Test
    void aScriptAssociatesWaitsReceivesAndHasAChecksumWritten() {
        var memory = Arena.ofAuto().allocate(8_192);
        var user = randomBytes(3_001);
        MemorySegment.copy(user, 0, memory, ValueLayout.JAVA_BYTE, 0, user.length);
        var send = Script.allocate(Arena.ofAuto(), memory);
        var blocks = send.allocFor(0, user.length);
        send.copyIn(blocks, 0, 0, user.length);
        send.withChecksum(send.send(blocks, user.length, vci), 8, 16);
        send.free(blocks);
        var receive = Script.allocate(Arena.ofAuto(), memory);
        int assoc = receive.assoc(vci);
        int wait = receive.waitRx(1_000);
        var frame = receive.rx(0);
        receive.copyOutRest(frame, 0, 4_096);
        receive.free(frame);
        receive.deassoc(vci);
        assertThat(in.run(receive)).isEqualTo(Outcome.TIME_OUT);
        assertThat(receive.done()).isEqualTo(wait);
        assertThat(in.run(receive)).as("it has it").isEqualTo(Outcome.VCI_TAKEN);
        assertThat(receive.done()).isEqualTo(assoc);
        receive.vci(assoc, vci + 1);
        receive.address(wait, CLOCKS);
        ok(out.run(send));
        ok(in.run(receive));
        assertThat(memory.asSlice(4_096, user.length).toArray(ValueLayout.JAVA_BYTE))
                .as("seed %d", seed)
                .isEqualTo(summed(user, 8, 16));
        in.deassoc(vci + 1);
    }

    @Test
    void anAal5PduOfAnyLengthArrivesAsSentAndIsAcknowledged() {
        in.assoc(vci);
        for (int length : new int[] {1, 39, 40, 41, 88, 89, 2_040, 2_041, 4_096, 40_000, 65_512}) {
            var user = randomBytes(length);
            send(user);
            assertThat(ticket.status()).isEqualTo(FrameStatus.ACCEPTED);
            receive(in, user);
        }
    }

    @Test
    void aRawPayloadArrivesWithoutCrc() {
        var raw = PoolOptions.named("raw").limits(4, 4).framing(Framing.RAW);
        try (var from = drivers[0].openPool(raw);
                var to = drivers[1].openPool(raw)) {
            to.assoc(vci);
            var bytes = randomBytes(100);
            ok(from.allocFor(chain, bytes.length));
            ok(from.copyIn(chain, 0, MemorySegment.ofArray(bytes), 0, bytes.length));
            ok(from.send(chain, bytes.length, vci, ticket));
            ok(to.waitRx(CLOCKS));
            ok(to.rx(pdu));
            assertThat(pdu.verdict()).isEqualTo(CrcVerdict.NONE);
            var read = new byte[100];
            ok(to.copyOut(pdu, 0, MemorySegment.ofArray(read), 0, 100));
            assertThat(read).isEqualTo(bytes);
        }
    }

    @Test
    void aPduIsWrittenAndReadInAnyParts() {
        in.assoc(vci);
        var user = randomBytes(10_001);
        var memory = MemorySegment.ofArray(user);
        ok(out.allocFor(chain, user.length));
        for (int at = 0; at < user.length; ) {
            int part = Math.min(user.length - at, 1 + random.nextInt(3_000));
            ok(out.copyIn(chain, at, memory, at, part));
            at += part;
        }
        ok(out.send(chain, user.length, vci, ticket));
        ok(in.waitRx(CLOCKS));
        ok(in.rx(pdu));
        for (int i = 0; i < 40; i++) {
            int offset = random.nextInt(user.length);
            int length = random.nextInt(user.length - offset + 1);
            var read = new byte[length + 8];
            ok(in.copyOut(pdu, offset, MemorySegment.ofArray(read), 5, length));
            assertThat(Arrays.copyOfRange(read, 5, 5 + length))
                    .as("seed %d", seed)
                    .isEqualTo(Arrays.copyOfRange(user, offset, offset + length));
        }
    }

    /// Between memory that the adapter reaches and blocks: it copies itself, and says the sum.
    @Test
    void mappedMemoryIsCopiedByTheAdapterInAnyParts() {
        try (var from = drivers[0].openPool(summing("from"));
                var to = drivers[1].openPool(summing("to"));
                var memory = drivers[0].map(Arena.ofAuto().allocate(66_000)).orElseThrow();
                var far = drivers[1].map(Arena.ofAuto().allocate(66_000)).orElseThrow()) {
            to.assoc(vci);
            var user = memory.memory();
            MemorySegment.copy(MemorySegment.ofArray(randomBytes(66_000)), 0, user, 0, 66_000);
            for (int length : new int[] {511, 512, 2_049, 40_001, 65_512}) {
                int skew = random.nextInt(8);
                ok(from.allocFor(chain, length));
                int part = Math.min(length, 1 + random.nextInt(length));
                ok(from.copyIn(chain, 0, user, skew, part));
                ok(from.copyIn(chain, part, user, skew + part, length - part));
                assertThat(from.copyChecksum())
                        .as("seed %d", seed)
                        .isEqualTo(InternetChecksum.sum(user, skew + part, length - part));
                ok(from.send(chain, length, vci, ticket));
                ok(from.await(ticket, CLOCKS));
                ok(from.free(chain));
                ok(to.waitRx(CLOCKS));
                ok(to.rx(pdu));
                int at = random.nextInt(64);
                far.memory().fill((byte) 0);
                ok(to.copyOut(pdu, 0, far.memory(), at, length));
                assertThat(to.copyChecksum()).isEqualTo(InternetChecksum.sum(user, skew, length));
                assertThat(far.memory().asSlice(at, length).mismatch(user.asSlice(skew, length)))
                        .as("length %d, seed %d", length, seed)
                        .isEqualTo(-1);
                assertThat(far.memory().get(ValueLayout.JAVA_BYTE, (long) at + length)).isZero();
                ok(to.free(pdu));
            }
            assertThat(drivers[0].counter(Counter.COPIED)).isPositive();
            assertThat(drivers[1].counter(Counter.COPIED)).isPositive();
            assertThat(drivers[0].counter(Counter.COPY_INVALID)).isZero();
        }
    }

    private static PoolOptions summing(String name) {
        return PoolOptions.named(name).limits(33, 33).checksum(Checksum.IP);
    }

    /// 16 KiB in 8 blocks, both ways; RTL's memory stalls in 30 clocks of 100, which the window does not meet.
    @Test
    void aCopyByTheAdapterTakesFewerClocksThanThroughTheWindow() {
        int bytes = 16_384;
        var user = Arena.ofAuto().allocate(bytes);
        ok(out.alloc(chain, 8));
        long window = clocksOfCopies(user, bytes);
        try (var mapped = drivers[0].map(user).orElseThrow()) {
            long copies = clocksOfCopies(mapped.memory(), bytes);
            assertThat(copies)
                    .as("clocks, %d through the window", window)
                    .isLessThan(window * 4 / 5);
        }
        assertThat(clocksOfCopies(user, bytes)).as("not mapped any more").isGreaterThan(window / 2);
        ok(out.free(chain));
    }

    private long clocksOfCopies(MemorySegment user, int bytes) {
        var adapter = ring.adapter(0);
        long begin = adapter.clocks();
        ok(out.copyIn(chain, 0, user, 0, bytes));
        ok(out.copyOut(chain, 0, user, 0, bytes));
        return adapter.clocks() - begin;
    }

    @Test
    void blocksAreSentAgainAndForwardedWhereTheyAre() {
        in.assoc(vci);
        int back = StationVci.of(drivers[0].station(), CHANNEL);
        out.assoc(back);
        var user = randomBytes(5_000);
        ok(out.allocFor(chain, user.length));
        ok(out.copyIn(chain, 0, MemorySegment.ofArray(user), 0, user.length));
        for (int i = 0; i < 3; i++) {
            ok(out.send(chain, user.length, vci, ticket));
            ok(out.await(ticket, CLOCKS));
            ok(in.waitRx(CLOCKS));
            ok(in.rx(pdu));
            var forwarded = new SendTicket();
            ok(in.send(pdu.blocks(), pdu.length(), back, forwarded));
            ok(in.free(pdu));
            ok(in.await(forwarded, CLOCKS));
            assertThat(forwarded.accepted()).isTrue();
            receive(out, user);
        }
    }

    @Test
    void aFrameThatThePoolCannotHoldIsNotAccepted() {
        try (var small = drivers[1].openPool(PoolOptions.named("small").limits(0, 2))) {
            small.assoc(vci);
            send(randomBytes(5_000));
            assertThat(ticket.status()).isEqualTo(new FrameStatus(false, true, false, true));
            assertThat(drivers[1].counter(Counter.DROP_POOL_LIMIT)).isEqualTo(1);
            send(randomBytes(4_000));
            assertThat(ticket.accepted()).isTrue();
            send(randomBytes(40));
            assertThat(ticket.accepted()).isFalse();
            assertThat(drivers[1].counter(Counter.DROP_POOL_LIMIT)).isEqualTo(2);
        }
    }

    @Test
    void aFrameForAVciThatNobodyHasIsCounted() {
        send(randomBytes(100));
        assertThat(ticket.status()).isEqualTo(new FrameStatus(false, true, false, true));
        assertThat(drivers[1].counter(Counter.DROP_UNKNOWN_VCI)).isEqualTo(1);
    }

    @Test
    void aBadCrcIsDroppedOrHeldWithItsVerdict() {
        in.assoc(vci);
        var user = randomBytes(100);
        ring.damage(0, 5, 1 << 9);
        send(user);
        assertThat(ticket.accepted()).isFalse();
        assertThat(drivers[1].counter(Counter.DROP_CRC)).isEqualTo(1);
        assertThat(in.rx(pdu)).isEqualTo(Outcome.EMPTY);
        in.deassoc(vci);
        try (var keeping =
                drivers[1].openPool(PoolOptions.named("keep").limits(0, 8).keepingBadCrc())) {
            keeping.assoc(vci);
            ring.damage(0, 5, 1 << 9);
            send(user);
            assertThat(ticket.status()).isEqualTo(new FrameStatus(true, true, false, true));
            ok(keeping.waitRx(CLOCKS));
            assertThat(keeping.rx(pdu)).isEqualTo(Outcome.BAD_CRC);
            var read = new byte[user.length];
            ok(keeping.copyOut(pdu, 0, MemorySegment.ofArray(read), 0, read.length));
            user[4 * (5 - 3) + 2] ^= 1 << 1;
            assertThat(read).as("word 2 of the payload, bit 9").isEqualTo(user);
            ok(keeping.free(pdu));
        }
    }

    @Test
    void framesGoToThePoolOfTheirVciAndKeepTheirOrder() {
        try (var other = drivers[1].openPool(PoolOptions.named("other").limits(0, 20))) {
            in.assoc(vci);
            other.assoc(vci + 1);
            var tickets = new ArrayList<SendTicket>();
            for (int i = 1; i <= 12; i++) {
                chain.clear();
                ok(out.allocFor(chain, i));
                tickets.add(new SendTicket());
                ok(out.send(chain, i, vci + i % 2, tickets.getLast()));
                ok(out.free(chain));
            }
            for (var each : tickets) {
                ok(out.await(each, CLOCKS));
                assertThat(each.accepted()).isTrue();
            }
            for (int i = 1; i <= 12; i++) {
                var pool = i % 2 == 0 ? in : other;
                ok(pool.waitRx(CLOCKS));
                ok(pool.rx(pdu));
                assertThat(pdu.length()).isEqualTo(i);
                ok(pool.free(pdu));
            }
        }
    }

    @Test
    void waitingEndsWithTheTimeOut() {
        assertThat(in.waitRx(5_000)).isEqualTo(Outcome.TIME_OUT);
    }

    @Test
    void aClosedPoolGivesBackWhatItHoldsAndWhatIsUnderWay() {
        in.assoc(vci);
        for (int i = 0; i < 5; i++) {
            chain.clear();
            ok(out.allocFor(chain, 9_000));
            ok(out.send(chain, 9_000, vci, new SendTicket()));
        }
        assertThat(blocksFree(0)).isEqualTo(BLOCKS - 25);
        out.close();
        ok(in.waitRx(CLOCKS));
        ok(in.rx(pdu));
        in.close();
        assertThat(in.rx(pdu)).isEqualTo(Outcome.POOL_CLOSED);
    }

    /// Each is refused with its outcome, and the adapter is as it was.
    @Test
    void whatIsRefusedChangesNothing() {
        in.assoc(vci);
        send(randomBytes(40));
        ok(in.waitRx(CLOCKS));
        ok(in.rx(pdu));
        ok(out.alloc(chain, 3));
        var empty = out.newChain();
        var memory = MemorySegment.ofArray(new byte[100]);
        int held = chain.handle(0);
        refused(Outcome.TRANSMIT_LIMIT, () -> in.alloc(empty, 21));
        refused(Outcome.CHAIN_FULL, () -> out.alloc(empty, empty.capacity() + 1));
        refused(Outcome.CHAIN_TOO_SHORT, () -> out.send(chain, 7_000, vci, ticket));
        refused(Outcome.BAD_LENGTH, () -> out.send(chain, 0, vci, ticket));
        refused(Outcome.BAD_LENGTH, () -> out.send(chain, 65_513, vci, ticket));
        refused(Outcome.VCI_OUT_OF_RANGE, () -> out.send(chain, 40, 1 << 24, ticket));
        refused(Outcome.PAST_END, () -> out.copyIn(chain, 6_100, memory, 0, 100));
        refused(Outcome.SEGMENT_TOO_SHORT, () -> out.copyIn(chain, 0, memory, 1, 100));
        refused(Outcome.NO_SUCH_BLOCK, () -> out.free(BLOCKS));
        refused(Outcome.NOT_HELD, () -> out.free(held + (1 << 16)));
        refused(Outcome.PDU_IN_USE, () -> in.rx(pdu));
        ok(in.free(pdu));
        refused(Outcome.PDU_NOT_HELD, () -> in.free(pdu));
        refused(Outcome.EMPTY, () -> in.rx(pdu));
    }

    private void refused(Outcome expected, Supplier<Outcome> operation) {
        var before = state();
        assertThat(operation.get()).isEqualTo(expected);
        assertThat(state()).as("after %s", expected).isEqualTo(before);
    }

    private List<Integer> state() {
        var values = new ArrayList<Integer>();
        ring.await(() -> false, 1_000);
        for (int i = 0; i < 2; i++) {
            for (var register :
                    new int[] {
                        Registers.BLOCKS_FREE.offset(),
                        Registers.TRANSMIT_CONSUMER.offset(),
                        Registers.PRODUCERS.offset(),
                        Counter.SENT.offset(),
                        Counter.DELIVERED.offset()
                    }) {
                values.add(ring.adapter(i).readRegister(register));
            }
        }
        return values;
    }
}
