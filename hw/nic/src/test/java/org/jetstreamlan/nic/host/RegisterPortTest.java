package org.jetstreamlan.nic.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.hdl.lib.Axi4.OKAY;
import static org.jetstreamlan.hdl.lib.Axi4.SLVERR;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.hdl.Design;
import org.jetstreamlan.regs.Access;
import org.jetstreamlan.regs.Field;
import org.jetstreamlan.regs.Register;
import org.jetstreamlan.sim.Model;
import org.jetstreamlan.sim.Simulator;
import org.jetstreamlan.sim.axi.Axi4LiteAccess;
import org.jetstreamlan.sim.axi.Axi4LiteManager;
import org.jetstreamlan.sim.axi.Axi4LiteManager.Order;
import org.jetstreamlan.sim.bench.Stalls;
import org.jetstreamlan.sim.jit.JitEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The register port against the register description.
class RegisterPortTest {
    private static final Model MODEL =
            new JitEngine().compile(Design.of(RegisterPort::module).circuit());

    /// RW registers that the adapter holds.
    private static final Set<Register> EXTERNAL =
            Set.of(
                    Registers.CONTROL,
                    Registers.VCI_LOW,
                    Registers.VCI_HIGH,
                    Registers.VCI_COMMAND,
                    Registers.POOL_LIMIT,
                    Registers.POOL_POLICY,
                    Registers.POOL_RESERVE,
                    Registers.POOL_SEND_FIRST,
                    Registers.POOL_SEND_LAST,
                    Registers.POOL_SYNCHRONOUS,
                    Registers.MEMORY_ERROR);

    private final Simulator simulator = MODEL.instantiate();
    private Axi4LiteManager host = new Axi4LiteManager(simulator, "s_axil");
    private final List<Runnable> eachClock = new ArrayList<>();

    RegisterPortTest() {
        poke("rst", 1);
        simulator.step();
        poke("rst", 0);
        poke("alloc_request_ready", 1);
        poke("counters_request_ready", 1);
    }

    @Test
    void theVerilogIsFoundByTheNameOfTheJavaClass() {
        assertThat(MODEL.circuit().top().name()).isEqualTo("RegisterPort");
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    private void poke(String path, long value) {
        simulator.poke(simulator.probe(path), value);
    }

    private long peek(String path) {
        return simulator.peek(simulator.probe(path));
    }

    private void clock() {
        host.tick();
        eachClock.forEach(Runnable::run);
        simulator.step();
    }

    private long run() {
        long from = simulator.cycle();
        while (!host.isIdle()) {
            clock();
            assertThat(simulator.cycle() - from).as("clocks without an answer").isLessThan(100_000);
        }
        return simulator.cycle() - from;
    }

    private Axi4LiteAccess read(long address) {
        Axi4LiteAccess access = host.read(address);
        run();
        return access;
    }

    private int write(long address, int value) {
        Axi4LiteAccess access = host.write(address, value);
        run();
        return access.response();
    }

    private static String port(Register register, Field field) {
        return (register.name() + (field.name().isEmpty() ? "" : "_" + field.name()))
                .toLowerCase(Locale.ROOT);
    }

    private static List<Field> fields(Register register) {
        return register.fields().isEmpty() ? List.of(Field.of("", 0, 32, "")) : register.fields();
    }

    private static boolean isExternal(Register register) {
        return register.access() == Access.W1C || EXTERNAL.contains(register);
    }

    private static List<Register> registers(Access access) {
        return Registers.BLOCK.registers().stream()
                .filter(r -> r.access() == access && r.count() == 1)
                .toList();
    }

    private static int mask(Register register) {
        return fields(register).stream().mapToInt(Field::mask).reduce(0, (a, b) -> a | b);
    }

    @Test
    void readShowsEachFieldInItsPlaceAndZerosElsewhere() {
        Random random = new Random(1);
        for (Register register : Registers.BLOCK.registers()) {
            if (register.count() > 1 || !(register.access() == Access.RO || isExternal(register))) {
                continue;
            }
            int expected = 0;
            for (Field field : fields(register)) {
                long value = random.nextLong() & field.maximum();
                poke(port(register, field) + (isExternal(register) ? "_status" : ""), value);
                expected |= field.of(value);
            }
            Axi4LiteAccess access = read(register.offset());
            assertThat(access.value()).as(register.name()).isEqualTo(expected);
            assertThat(access.response()).isEqualTo(OKAY);
        }
    }

    @Test
    void storedRegisterHoldsItsResetValueThenWhatIsWritten() {
        for (Register register : registers(Access.RW)) {
            if (isExternal(register)) {
                continue;
            }
            assertThat(read(register.offset()).value())
                    .as("%s after reset", register.name())
                    .isEqualTo((int) register.reset());
            assertThat(write(register.offset(), -1)).isEqualTo(OKAY);
            assertThat(read(register.offset()).value())
                    .as(register.name())
                    .isEqualTo(mask(register));
            for (Field field : fields(register)) {
                assertThat(peek(port(register, field))).isEqualTo(field.maximum());
            }
            assertThat(write(register.offset(), 0)).isEqualTo(OKAY);
            assertThat(read(register.offset()).value()).isZero();
        }
    }

    @Test
    void clearBringsResetValuesBackAndNothingElseStops() {
        for (Register register : registers(Access.RW)) {
            write(register.offset(), -1);
        }
        poke("clear", 1);
        clock();
        poke("clear", 0);
        for (Register register : registers(Access.RW)) {
            if (!isExternal(register)) {
                assertThat(read(register.offset()).value())
                        .as(register.name())
                        .isEqualTo((int) register.reset());
            }
        }
    }

    @Test
    void writtenIsOneForOneClockWithTheValue() {
        for (Register register : Registers.BLOCK.registers()) {
            if (!register.access().writable()) {
                continue;
            }
            int value = new Random(register.offset()).nextInt();
            String strobe = register.name().toLowerCase(Locale.ROOT) + "_written";
            String suffix = isExternal(register) ? "_value" : "";
            List<Long> seen = new ArrayList<>();
            eachClock.add(
                    () -> {
                        if (peek(strobe) != 0) {
                            for (Field field : fields(register)) {
                                seen.add(peek(port(register, field) + suffix));
                            }
                        }
                    });
            write(register.offset(), value);
            clock();
            clock();
            eachClock.clear();
            assertThat(seen)
                    .as(register.name())
                    .isEqualTo(
                            fields(register).stream()
                                    .map(f -> f.get(value) & f.maximum())
                                    .toList());
        }
    }

    @Test
    void addressWithoutARegisterAnswersSlverrAndReadsZero() {
        Set<Integer> known =
                Registers.BLOCK.registers().stream()
                        .flatMapToInt(r -> IntStream.range(0, r.count()).map(r::offset))
                        .boxed()
                        .collect(Collectors.toSet());
        for (int address = 0; address < Registers.BYTES; address += 4) {
            if (!known.contains(address)) {
                Axi4LiteAccess access = read(address);
                assertThat(access.response()).as("read 0x%X", address).isEqualTo(SLVERR);
                assertThat(access.value()).isZero();
                assertThat(write(address, -1)).as("write 0x%X", address).isEqualTo(SLVERR);
            }
        }
    }

    @Test
    void writeToAReadOnlyRegisterAnswersSlverr() {
        for (Register register : Registers.BLOCK.registers()) {
            if (register.access() == Access.RO) {
                for (int i = 0; i < register.count(); i++) {
                    assertThat(write(register.offset(i), -1))
                            .as("%s %d", register.name(), i)
                            .isEqualTo(SLVERR);
                }
            }
        }
    }

    @Test
    void writeOnlyRegisterReadsZero() {
        write(Registers.FREE.offset(), 7);
        Axi4LiteAccess access = read(Registers.FREE.offset());
        assertThat(access.value()).isZero();
        assertThat(access.response()).isEqualTo(OKAY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 7, 8, 12, 14})
    void writeWithAByteStrobeMissingAnswersSlverrAndChangesNothing(int strobes) {
        write(Registers.SCRATCH.offset(), 0x1234_5678);
        Axi4LiteAccess access =
                host.submit(
                        Axi4LiteAccess.write(Registers.SCRATCH.offset(), -1).withStrobes(strobes));
        run();
        assertThat(access.response()).isEqualTo(SLVERR);
        assertThat(read(Registers.SCRATCH.offset()).value()).isEqualTo(0x1234_5678);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void unalignedAddressAnswersSlverr(int offset) {
        write(Registers.SCRATCH.offset(), 99);
        assertThat(write(Registers.SCRATCH.offset() + offset, 5)).isEqualTo(SLVERR);
        assertThat(read(Registers.SCRATCH.offset() + offset).response()).isEqualTo(SLVERR);
        assertThat(read(Registers.ALLOC.offset(2) + offset).response()).isEqualTo(SLVERR);
        assertThat(read(Registers.SCRATCH.offset()).value()).isEqualTo(99);
    }

    @Test
    void readWithEffectIsSeenOnceInTheClockThatTakesTheValue() {
        long[] clocks = {0};
        List<Long> seen = new ArrayList<>();
        eachClock.add(
                () -> {
                    poke("timestamp_low", clocks[0]++);
                    if (peek("timestamp_low_read") != 0) {
                        seen.add(peek("timestamp_low"));
                    }
                });
        for (int i = 0; i < 10; i++) {
            Axi4LiteAccess access = read(Registers.TIMESTAMP_LOW.offset());
            assertThat(seen).hasSize(i + 1);
            assertThat((long) access.value()).isEqualTo(seen.getLast());
        }
        write(Registers.TIMESTAMP_LOW.offset(), 0);
        read(Registers.TIMESTAMP_HIGH.offset());
        assertThat(seen).hasSize(10);
    }

    /// Answers requests of the arrays after some clocks, as the block manager does.
    private void answerAfter(int clocks, int stallPercent, List<Integer> asked) {
        Random random = new Random(clocks);
        int[] left = {-1};
        int[] index = {0};
        eachClock.add(
                () -> {
                    boolean now = left[0] == 0;
                    poke("alloc_reply_valid", now ? 1 : 0);
                    poke("alloc_reply_payload", now ? 1_000 + index[0] : 0xBAD);
                    left[0] = Math.max(-1, left[0] - 1);
                    boolean ready = random.nextInt(100) >= stallPercent;
                    poke("alloc_request_ready", ready ? 1 : 0);
                    if (ready && peek("alloc_request_valid") != 0) {
                        index[0] = (int) peek("alloc_request_payload");
                        asked.add(index[0]);
                        left[0] = clocks - 1;
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 40})
    void arrayElementIsAskedForOnceAndTheReplyIsTheAnswer(int latency) {
        List<Integer> asked = new ArrayList<>();
        answerAfter(latency, 50, asked);
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < Registers.ALLOC.count(); i++) {
            Axi4LiteAccess access = read(Registers.ALLOC.offset(i));
            expected.add(i);
            assertThat(access.value()).isEqualTo(1_000 + i);
            assertThat(access.response()).isEqualTo(OKAY);
        }
        assertThat(asked).isEqualTo(expected);
    }

    @Test
    void arrayIsNotAskedForElementsThatItDoesNotHave() {
        int behind = Registers.COUNTERS.end();
        assertThat(read(behind).response()).isEqualTo(SLVERR);
        assertThat(read(Registers.ALLOC.offset() - Register.BYTES).response()).isEqualTo(SLVERR);
    }

    @Test
    void accessTakesThreeClocks() {
        host = new Axi4LiteManager(simulator, "s_axil", Order.FREE, Stalls.NONE, Stalls.NONE);
        int accesses = 100;
        for (int i = 0; i < accesses; i++) {
            host.write(Registers.SCRATCH.offset(), i);
            host.read(Registers.SCRATCH.offset());
        }
        assertThat(run()).isLessThanOrEqualTo(3L * accesses + 4);
    }

    @Test
    void responsesWaitForAManagerThatTakesThemLate() {
        host = new Axi4LiteManager(simulator, "s_axil", Order.FREE, Stalls.NONE, Stalls.of(85, 1));
        List<Axi4LiteAccess> good = new ArrayList<>();
        List<Axi4LiteAccess> bad = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            good.add(host.write(Registers.SCRATCH.offset(), i));
            bad.add(host.write(Registers.VERSION.offset(), i));
            good.add(host.read(Registers.SCRATCH.offset()));
            bad.add(host.read(Registers.BYTES - 4));
        }
        run();
        assertThat(good).extracting(Axi4LiteAccess::response).containsOnly(OKAY);
        assertThat(bad).extracting(Axi4LiteAccess::response).containsOnly(SLVERR);
    }

    @Test
    void writeDataMayComeBeforeItsAddressAndAfterIt() {
        for (int lead = -5; lead <= 5; lead++) {
            for (int clock = 0; clock < 16; clock++) {
                poke("s_axil_awvalid", clock == 5 ? 1 : 0);
                poke("s_axil_awaddr", Registers.SCRATCH.offset());
                poke("s_axil_wvalid", clock == 5 + lead ? 1 : 0);
                poke("s_axil_wdata", 500 + lead);
                poke("s_axil_wstrb", 15);
                poke("s_axil_bready", 1);
                simulator.step();
            }
            poke("s_axil_wvalid", 0);
            assertThat(read(Registers.SCRATCH.offset()).value())
                    .as("lead %d", lead)
                    .isEqualTo(500 + lead);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomAccessesWithStallsBehaveLikeAnArray(long seed) {
        Random random = new Random(seed);
        int percent = 20 + random.nextInt(60);
        host =
                new Axi4LiteManager(
                        simulator,
                        "s_axil",
                        Order.STRICT,
                        Stalls.of(percent, seed),
                        Stalls.of(percent, seed + 1));
        answerAfter(1 + random.nextInt(5), percent, new ArrayList<>());
        List<Register> stored = registers(Access.RW).stream().filter(r -> !isExternal(r)).toList();
        int[] model = stored.stream().mapToInt(r -> (int) r.reset()).toArray();
        List<Axi4LiteAccess> reads = new ArrayList<>();
        List<Integer> wanted = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            int at = random.nextInt(stored.size());
            if (random.nextInt(10) == 0) {
                int element = random.nextInt(Registers.ALLOC.count());
                reads.add(host.read(Registers.ALLOC.offset(element)));
                wanted.add(1_000 + element);
            } else if (random.nextBoolean()) {
                int value = random.nextInt();
                host.write(stored.get(at).offset(), value);
                model[at] = value & mask(stored.get(at));
            } else {
                reads.add(host.read(stored.get(at).offset()));
                wanted.add(model[at]);
            }
        }
        run();
        assertThat(reads.stream().map(Axi4LiteAccess::value).toList())
                .as("seed %d", seed)
                .isEqualTo(wanted);
    }

    @Test
    void resetInAnyStateLeavesThePortReady() {
        Random random = new Random(9);
        for (int round = 0; round < 200; round++) {
            host.write(Registers.SCRATCH.offset(), 1);
            host.read(Registers.ALLOC.offset(1));
            for (int clocks = random.nextInt(12); clocks > 0; clocks--) {
                clock();
            }
            for (String signal : List.of("awvalid", "wvalid", "arvalid", "bready", "rready")) {
                poke("s_axil_" + signal, 0);
            }
            poke("rst", 1);
            simulator.step();
            poke("rst", 0);
            assertThat(peek("s_axil_bvalid") + peek("s_axil_rvalid")).isZero();
            host = new Axi4LiteManager(simulator, "s_axil");
            assertThat(read(Registers.TTRT.offset()).value())
                    .isEqualTo((int) Registers.TTRT.reset());
            assertThat(write(Registers.SCRATCH.offset(), round)).isEqualTo(OKAY);
            assertThat(read(Registers.SCRATCH.offset()).value()).isEqualTo(round);
        }
    }
}
