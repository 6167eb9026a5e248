package org.jetstreamlan.nic.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jetstreamlan.hdl.lib.Axi4.INCR;
import static org.jetstreamlan.hdl.lib.Axi4.OKAY;
import static org.jetstreamlan.hdl.lib.Axi4.SLVERR;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jetstreamlan.abi.Window;
import org.jetstreamlan.sim.axi.Axi4Transfer;
import org.jetstreamlan.sim.axi.Axi4Transfer.Shape;
import org.jetstreamlan.sim.bench.Stalls;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random bursts, lawful or not, in both directions at once, with stalls on all channels and a ring side that takes clocks as it likes,
/// against a plain array. `-Djetstream.seed=N` runs that seed alone.
class WindowRandomTest {
    private static final int ROUNDS = 60;

    /// Half of what is played with: writes go to one half while reads come from the other, then they change.
    private static final int HALF_WORDS = 2_048;

    private static final int CHAIN_WORDS = WindowRig.SMALL.blocks();

    private record Expectation(
            Axi4Transfer transfer, int response, IntBuffer got, IntBuffer wanted) {}

    private static final IntBuffer NOTHING = IntBuffer.allocate(0);

    private final int[] blocks = new int[2 * HALF_WORDS];
    private final int[] chain = new int[CHAIN_WORDS];
    private final List<Expectation> expectations = new ArrayList<>();

    static LongStream seeds() {
        Long given = Long.getLong("jetstream.seed");
        return given == null ? LongStream.rangeClosed(1, 8) : LongStream.of(given);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void windowBehavesLikeAnArray(long seed) {
        play(seed);
    }

    private void play(long seed) {
        Random random = new Random(seed);
        int percent = random.nextInt(3) * 30;
        try (WindowRig rig =
                new WindowRig(256, Stalls.of(percent, seed), Stalls.of(percent, seed + 1))) {
            ringTakesClocks(rig, random.nextInt(3) * 30, new Random(seed + 2));
            for (int round = 0; round < ROUNDS; round++) {
                int writeHalf = round % 2;
                int bursts = 1 + random.nextInt(12);
                for (int i = 0; i < bursts; i++) {
                    queue(rig, random, writeHalf);
                }
                rig.run();
                check("seed " + seed + ", round " + round);
            }
            int[] all = rig.read(Window.BLOCKS, blocks.length);
            assertThat(all).as("seed %d, at the end", seed).isEqualTo(blocks);
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static void ringTakesClocks(WindowRig rig, int percent, Random random) {
        var writes = rig.probe("ringWrite_valid");
        var writeAddress = rig.probe("ringWrite_payload_address");
        var writeMask = rig.probe("ringWrite_payload_mask");
        var reads = rig.probe("ringRead_valid");
        rig.ringSide.add(
                cycle -> {
                    rig.simulator.poke(writes, random.nextInt(100) < percent ? 1 : 0);
                    rig.simulator.poke(writeAddress, HALF_WORDS + random.nextInt(64));
                    rig.simulator.poke(writeMask, random.nextInt(256));
                    rig.simulator.poke(reads, random.nextInt(100) < percent ? 1 : 0);
                });
    }

    private void queue(WindowRig rig, Random random, int writeHalf) {
        switch (random.nextInt(10)) {
            case 0 -> queueUnlawful(rig, random);
            case 1 -> queueWrite(rig, random, Window.CHAIN_TABLE, chain, 0, CHAIN_WORDS / 2);
            case 2 ->
                    queueRead(rig, random, Window.CHAIN_TABLE, chain, CHAIN_WORDS / 2, CHAIN_WORDS);
            case 3, 4, 5 -> {
                int from = (1 - writeHalf) * HALF_WORDS;
                queueRead(rig, random, Window.BLOCKS, blocks, from, from + HALF_WORDS);
            }
            default -> {
                int from = writeHalf * HALF_WORDS;
                queueWrite(rig, random, Window.BLOCKS, blocks, from, from + HALF_WORDS);
            }
        }
    }

    /// First word and number of beats of a lawful burst in from..to.
    private static int[] place(Random random, int from, int to) {
        int word = from + random.nextInt(to - from);
        int toPage = 1_024 - word % 1_024;
        int most = Math.min(Math.min(256, toPage), to - word);
        int beats = random.nextInt(3) == 0 ? most : 1 + random.nextInt(Math.min(most, 20));
        return new int[] {word, beats};
    }

    private void queueWrite(
            WindowRig rig, Random random, int region, int[] model, int from, int to) {
        int[] place = place(random, from, to);
        int[] words = random.ints(place[1]).toArray();
        byte[] strobes = new byte[place[1]];
        boolean chainTable = model == chain;
        boolean whole = chainTable || random.nextBoolean();
        for (int i = 0; i < words.length; i++) {
            strobes[i] = (byte) (whole ? 0xF : random.nextInt(16));
            int mask = 0;
            for (int lane = 0; lane < 4; lane++) {
                mask |= (strobes[i] >> lane & 1) * (0xFF << (8 * lane));
            }
            int at = place[0] + i;
            int written = chainTable ? words[i] & (CHAIN_WORDS - 1) : words[i];
            model[at] = (model[at] & ~mask) | (written & mask);
        }
        Shape shape = new Shape(random.nextInt(16), place[1], 2, INCR, place[1] - 1);
        expectations.add(
                new Expectation(
                        rig.host.writeBurst(shape, region + 4L * place[0], words, strobes),
                        OKAY,
                        NOTHING,
                        NOTHING));
    }

    private void queueRead(
            WindowRig rig, Random random, int region, int[] model, int from, int to) {
        int[] place = place(random, from, to);
        int[] wanted = new int[place[1]];
        System.arraycopy(model, place[0], wanted, 0, place[1]);
        int[] got = new int[place[1]];
        Shape shape = new Shape(random.nextInt(16), place[1], 2, INCR, place[1] - 1);
        expectations.add(
                new Expectation(
                        rig.host.readBurst(shape, region + 4L * place[0], got),
                        OKAY,
                        IntBuffer.wrap(got),
                        IntBuffer.wrap(wanted)));
    }

    private void queueUnlawful(WindowRig rig, Random random) {
        int beats = 2 + random.nextInt(255);
        Shape lawful = new Shape(random.nextInt(16), beats, 2, INCR, beats - 1);
        Shape shape = lawful;
        long address = 4L * random.nextInt(HALF_WORDS);
        switch (random.nextInt(4)) {
            case 0 -> shape = new Shape(3, beats, 2, random.nextBoolean() ? 0 : 2, beats - 1);
            case 1 -> shape = new Shape(3, beats, random.nextInt(2), INCR, beats - 1);
            case 2 -> address = 4_096 - 4L * (1 + random.nextInt(beats - 1));
            default -> address += 1 + random.nextInt(3);
        }
        int[] words = random.ints(beats).toArray();
        if (random.nextBoolean()) {
            byte[] strobes = new byte[beats];
            Arrays.fill(strobes, (byte) 0xF);
            expectations.add(
                    new Expectation(
                            rig.host.writeBurst(shape, address, words, strobes),
                            SLVERR,
                            NOTHING,
                            NOTHING));
        } else {
            expectations.add(
                    new Expectation(
                            rig.host.readBurst(shape, address, words),
                            SLVERR,
                            IntBuffer.wrap(words),
                            IntBuffer.allocate(beats)));
        }
    }

    private void check(String when) {
        for (Expectation each : expectations) {
            assertThat(each.transfer().isDone()).as(when).isTrue();
            assertThat(each.transfer().response()).as(when).isEqualTo(each.response());
            assertThat(each.got()).as(when).isEqualTo(each.wanted());
        }
        expectations.clear();
    }
}
