package org.jetstreamlan.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.abi.ScriptMemory.WORD;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.ScriptMemory;
import org.jetstreamlan.abi.StationVci;
import org.junit.jupiter.api.Test;

/// Script memory that somebody else writes while it is read: whatever comes of the run, the driver's account of blocks agrees with the card's, and another
/// pool's blocks are untouched.
class HostileScriptTest {
    private static final int STATION = 5;
    private static final int VCI = StationVci.of(STATION, StationVci.FIRST_FREE_CHANNEL);
    private static final int RUNS = 20_000;

    private final Random random = Seeds.random("hostile-script");
    private final MemorySegment user = Arena.ofShared().allocate(20_000);
    private final MemorySegment memory = Arena.ofShared().allocate(ScriptMemory.BYTES, 64);
    private final Script script = Script.over(memory, user);
    private final Script good = good();

    /// Scrambles the script at each access to the card.
    private final class Scrambling extends LoopbackAdapter {
        boolean armed;
        Runnable atAccess = () -> {};

        Scrambling() {
            super(Capabilities.ECP5, random);
        }

        @Override
        public int readRegister(int offset) {
            scramble();
            return super.readRegister(offset);
        }

        @Override
        public void writeRegister(int offset, int value) {
            scramble();
            super.writeRegister(offset, value);
        }

        @Override
        public void readWindow(int offset, MemorySegment into, long at, int bytes) {
            scramble();
            super.readWindow(offset, into, at, bytes);
        }

        @Override
        public void writeWindow(int offset, MemorySegment from, long at, int bytes) {
            scramble();
            super.writeWindow(offset, from, at, bytes);
        }

        private void scramble() {
            atAccess.run();
            if (armed && random.nextInt(4) == 0) {
                change(random);
            }
        }
    }

    private final Scrambling card = new Scrambling();
    private final Driver driver = PoolTest.operational(card);
    private final Pool pool = driver.openPool(PoolOptions.named("hostile").limits(40, 40));
    private final Pool victim = driver.openPool(PoolOptions.named("victim").limits(8, 8));
    private final BlockChain blocks = victim.newChain();
    private final Set<Outcome> seen = EnumSet.noneOf(Outcome.class);

    /// Some word becomes one that could be meant so, or anything.
    private void change(Random from) {
        int operation = from.nextInt(8);
        long at = ScriptMemory.operation(operation);
        switch (from.nextInt(8)) {
            case 0 -> memory.set(WORD, at, 1 + from.nextInt(10));
            case 1 -> memory.set(WORD, at + 4, 1 << 31 | from.nextInt(8) << 24);
            case 2 -> memory.set(WORD, at + 4, (1 + from.nextInt(3)) << 12 | from.nextInt(40));
            case 3 -> memory.set(WORD, at + 8, from.nextInt(3_000));
            case 4 -> memory.set(WORD, at + 12, from.nextInt(4_000));
            case 5 -> memory.set(WORD, at + 24, from.nextBoolean() ? VCI : from.nextInt());
            case 6 -> memory.set(WORD, ScriptMemory.entry(from.nextInt(40)), handle(from));
            default ->
                    memory.set(
                            WORD,
                            at + 4L * from.nextInt(16),
                            from.nextBoolean() ? from.nextInt() : 0);
        }
        memory.set(WORD, 0, ScriptMemory.IDENTIFICATION_VALUE);
        memory.set(WORD, 4, from.nextInt(8) == 0 ? from.nextInt() : 1 + from.nextInt(8));
    }

    private int handle(Random from) {
        return from.nextBoolean() ? blocks.handle(from.nextInt(4)) : from.nextInt(128);
    }

    private void prepare() {
        pool.assoc(VCI);
        assertThat(victim.alloc(blocks, 4)).isEqualTo(Outcome.OK);
        user.fill((byte) 0x5A);
        assertThat(victim.copyIn(blocks, 0, user, 0, 4 * 2_048)).isEqualTo(Outcome.OK);
        user.fill((byte) 0);
    }

    /// Two frames, and one back.
    private void write() {
        MemorySegment.copy(good.memory(), 0, memory, 0, ScriptMemory.BYTES);
    }

    private Script good() {
        var made = Script.allocate(Arena.ofAuto(), user);
        var first = made.alloc(0, 2);
        made.copyIn(first, 0, 0, 3_000);
        made.send(first, 3_000, VCI);
        var second = made.rx(8);
        made.copyOutRest(second, 0, 4_000);
        made.free(first);
        made.send(second, 100, VCI);
        made.free(second);
        return made;
    }

    private void checkAccounts() {
        assertThat(seen).as("ends of runs").hasSizeGreaterThan(8);
        assertThat(driver.transmit.nextFrame()).as("frames sent").isGreaterThan(RUNS / 20);
        pool.close();
        driver.poll();
        assertThat(card.blocks.free)
                .as("all but the victim's")
                .hasSize(124)
                .doesNotHaveDuplicates();
        assertThat(card.counted(Counter.FREE_REFUSED)).isZero();
        assertThat(victim.copyOut(blocks, 0, user, 0, 4 * 2_048)).isEqualTo(Outcome.OK);
        var whole = MemorySegment.ofArray(new byte[4 * 2_048]).fill((byte) 0x5A);
        assertThat(user.asSlice(0, 4 * 2_048).mismatch(whole)).isEqualTo(-1);
        assertThat(victim.free(blocks)).isEqualTo(Outcome.OK);
    }

    @Test
    void words_that_change_at_every_access_to_the_card() {
        prepare();
        for (int i = 0; i < RUNS; i++) {
            write();
            change(random);
            card.armed = true;
            seen.add(pool.run(script));
            card.armed = false;
            freeAll();
        }
        checkAccounts();
    }

    @Test
    void a_number_of_operations_that_grows_during_the_run() {
        var made = Script.allocate(Arena.ofAuto(), user);
        for (int i = 0; i < ScriptMemory.OPERATIONS; i += 2) {
            made.free(made.alloc(0, 1));
        }
        MemorySegment.copy(made.memory(), 0, memory, 0, ScriptMemory.BYTES);
        var accesses = new AtomicInteger();
        card.atAccess =
                () -> {
                    accesses.incrementAndGet();
                    memory.set(WORD, 4, 100);
                };
        assertThat(pool.run(script)).isEqualTo(Outcome.OK);
        assertThat(accesses.get()).isEqualTo(ScriptMemory.OPERATIONS);
        assertThat(script.done()).isEqualTo(ScriptMemory.OPERATIONS);
    }

    @Test
    void words_that_another_thread_changes_all_the_time() throws InterruptedException {
        prepare();
        var stop = new AtomicBoolean();
        var seed = random.nextLong();
        var client =
                new Thread(
                        () -> {
                            var own = new Random(seed);
                            while (!stop.get()) {
                                change(own);
                            }
                        });
        client.start();
        try {
            for (int i = 0; i < RUNS; i++) {
                write();
                seen.add(pool.run(script));
                freeAll();
            }
        } finally {
            stop.set(true);
            client.join();
        }
        checkAccounts();
    }

    /// So that limits do not end every run.
    private void freeAll() {
        driver.ledger.releaseAll(pool.number());
    }
}
