package org.jetstreamlan.nic.clan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.abi.clan.TripwireEntry;
import org.jetstreamlan.abi.clan.TripwireHash;
import org.jetstreamlan.nic.Bench;
import org.jetstreamlan.sim.Model;
import org.junit.jupiter.api.Test;

/// Tripwires of random places under random runs, armings and disarmings, against plain Java: one fires if a run that is due has a cell that it watches while it is
/// armed, once, and else never.
class TripwiresTest {
    private static final ClanSizes SIZES = new ClanSizes(2, 4, 8, 6, 16, 8);
    private static final Model MODEL = Bench.compile(() -> new Tripwires(SIZES));
    private static final int PHASES = 12;
    private static final int CLOCKS = 2_500;
    private static final int BEYOND = 1 << 24;

    /// A run of cells.
    private record Run(boolean outbound, int place, long first, int cells, boolean lost) {
        boolean hits(Wire wire) {
            return wire.valid
                    && wire.outbound == outbound
                    && wire.aperture == outbound
                    && wire.place == place
                    && first < BEYOND
                    && first <= wire.last
                    && first + cells - 1 >= wire.first
                    && cells > 0;
        }
    }

    private static final class Wire {
        final int number;
        boolean valid;
        boolean outbound;
        boolean aperture;
        int place;
        long first;
        long last;
        int tag;
        int owner;
        int ring;
        int actions;
        int step;
        int modulus;
        boolean armed;

        /// Of the run that is due: was armed as it began and has not been disarmed; has fired.
        boolean owes;

        boolean fired;

        Wire(int number) {
            this.number = number;
        }

        boolean does(int action) {
            return (actions & action) != 0;
        }

        boolean isRange() {
            return number >= TripwireEntry.RANGE_NUMBERS;
        }
    }

    private final Random random = Bench.random("tripwires");
    private final Bench bench = new Bench(MODEL);
    private final Wire[] wires = new Wire[64 + 16];
    private final int[] tags = {3, 3, 5, 9};
    private final ArrayDeque<Run> coming = new ArrayDeque<>();
    private final ArrayDeque<Run> leaving = new ArrayDeque<>();
    private boolean under;
    private boolean underOut;
    private int firings;
    private int told;
    private int due;

    private Wire wire(int number) {
        return wires[number < 64 ? number : 64 + number - TripwireEntry.RANGE_NUMBERS];
    }

    // ---- the tables

    private void restart() {
        bench.set("raise_ready", true);
        bench.set("restart", true);
        for (int i = 0; !bench.is("cleared"); i++) {
            assertThat(i).isLessThan(500);
            bench.step();
        }
        bench.set("restart", false);
        for (int i = 0; i < 4; i++) {
            bench.set("belongs_valid", true);
            bench.set("belongs_payload", i);
            bench.set("itsTag", tags[i]);
            bench.step();
        }
        bench.set("belongs_valid", false);
        Arrays.setAll(wires, i -> new Wire(i < 64 ? i : TripwireEntry.RANGE_NUMBERS + i - 64));
    }

    /// @return whether it was taken
    private boolean write(boolean range, int entry, Wire wire) {
        bench.set("write_valid", true);
        bench.set("write_payload_range", range);
        bench.set("write_payload_entry", entry);
        bench.set("write_payload_valid", wire.valid);
        bench.set(
                "write_payload_where",
                (wire.outbound ? 1 << 10 : 0) | (wire.aperture ? 1 << 9 : 0) | wire.place);
        bench.set("write_payload_first", wire.first);
        bench.set("write_payload_last", wire.last);
        bench.set("write_payload_tag", wire.tag);
        bench.set("write_payload_does_number", wire.number);
        bench.set("write_payload_does_ring", wire.ring);
        bench.set("write_payload_does_actions", wire.actions);
        bench.set("write_payload_step", wire.step);
        bench.set("write_payload_modulus", wire.modulus);
        boolean refused = false;
        for (int i = 0; ; i++) {
            assertThat(i).as("clocks of a write").isLessThan(50);
            refused |= bench.is("refused");
            boolean taken = bench.is("write_ready");
            bench.step();
            if (taken) {
                break;
            }
        }
        bench.set("write_valid", false);
        return !refused;
    }

    private void draw(Wire wire) {
        wire.valid = true;
        wire.outbound = random.nextBoolean();
        wire.aperture = wire.outbound;
        wire.place = random.nextInt(3);
        wire.first = random.nextInt(8) == 0 ? BEYOND - 1 - random.nextInt(8) : random.nextInt(48);
        wire.last = wire.isRange() ? wire.first + random.nextInt(8) : wire.first;
        wire.last = Math.min(wire.last, BEYOND - 1);
        wire.ring = random.nextInt(16);
        wire.actions = 1 + random.nextInt(7) | (wire.isRange() ? random.nextInt(2) * 16 : 0);
        wire.step = random.nextInt(40);
        wire.modulus = random.nextInt(7);
        wire.tag = tags[random.nextInt(4)];
    }

    /// Its number is its tag's; from another's it comes disarmed.
    private static void own(Wire wire) {
        wire.armed &= wire.owner == wire.tag;
        wire.owner = wire.tag;
    }

    private void configure() {
        var none = new Wire(0);
        for (int entry = 0; entry < 64; entry++) {
            assertThat(write(false, entry, none)).isTrue();
        }
        boolean[] taken = new boolean[64];
        for (var wire : wires) {
            wire.valid = false;
        }
        for (int i = 0; i < 40; i++) {
            var wire = wires[i];
            draw(wire);
            long key = (wire.outbound ? 3L : 0) << 33 | (long) wire.place << 24 | wire.first;
            int way = random.nextInt(4);
            int entry = TripwireHash.entry(key, way, 6);
            if (taken[entry]) {
                wire.valid = false;
                continue;
            }
            taken[entry] = true;
            assertThat(write(false, entry ^ 1, wire)).as("a place that is not its own").isFalse();
            assertThat(write(false, entry, wire)).isTrue();
            own(wire);
        }
        for (int i = 0; i < 16; i++) {
            var wire = wires[64 + i];
            draw(wire);
            assertThat(write(true, i ^ 1, wire)).as("another's number").isFalse();
            assertThat(write(true, i, wire)).isTrue();
            own(wire);
        }
    }

    // ---- a clock

    private void offer(boolean goesOn) {
        var run =
                new Run(
                        random.nextBoolean(),
                        random.nextInt(3),
                        random.nextInt(10) == 0
                                ? BEYOND - 4 + random.nextInt(8)
                                : random.nextInt(48),
                        random.nextInt(random.nextInt(1, 24) + 1),
                        random.nextInt(6) == 0);
        bench.set("taken_valid", false);
        bench.set("left_valid", false);
        if (goesOn && random.nextInt(12) == 0) {
            if (run.outbound && run.cells > 0 && run.first < BEYOND && bench.is("leftRoom")) {
                bench.set("left_valid", true);
                bench.set("left_payload_some", true);
                bench.set("left_payload_outbound", true);
                bench.set("left_payload_aperture", true);
                bench.set("left_payload_place", run.place);
                bench.set("left_payload_first", run.first);
                bench.set("left_payload_last", run.first + run.cells - 1);
                leaving.add(run);
            } else if (!run.outbound && bench.is("room")) {
                frame("taken", run);
                bench.set("taken_valid", true);
                coming.add(run);
            }
        }
        if (!bench.is("answered_valid") && !coming.isEmpty() && random.nextInt(8) == 0) {
            bench.set("answered_valid", true);
            bench.set("lost", coming.peek().lost);
            frame("answered", coming.peek());
        }
        if (goesOn && !bench.is("arm_valid") && random.nextInt(6) == 0) {
            bench.set("arm_valid", true);
            bench.set("arm_payload_endpoint", random.nextInt(4));
            int number = random.nextInt(90);
            bench.set(
                    "arm_payload_number",
                    number < 70 ? number : TripwireEntry.RANGE_NUMBERS + number % 16);
            bench.set("arm_payload_on", random.nextInt(4) != 0);
        }
        bench.set("raise_ready", random.nextInt(3) != 0);
    }

    private void frame(String name, Run run) {
        int lane = run.cells > 0 ? random.nextInt(8) : 0;
        int bytes = run.cells > 0 ? 8 * run.cells - lane : 0;
        bench.set(name + "_payload_bus", lane);
        bench.set(name + "_payload_bytes", bytes);
        bench.set(name + "_payload_region", run.place);
        bench.set(name + "_payload_cell", run.first & BEYOND - 1);
        bench.set(name + "_payload_near", run.first < BEYOND);
    }

    private void look() {
        boolean idle = bench.get("now") == Tripwires.State.IDLE.ordinal();
        if (!idle && !under) {
            under = true;
            underOut = bench.is("out");
            for (var wire : wires) {
                wire.owes = wire.armed;
                wire.fired = false;
            }
        }
        if (bench.is("fired")) {
            fire();
        }
        if (bench.is("interrupt_valid")) {
            var wire = wire((int) bench.get("does_number"));
            assertThat(wire.does(TripwireEntry.INTERRUPT)).isTrue();
            assertThat(wire.does(TripwireEntry.EVENT)).isFalse();
            assertThat(bench.get("interrupt_payload")).isEqualTo(wire.ring);
            assertThat(bench.is("fired")).isTrue();
        }
        if (bench.is("raise_valid") && bench.is("raise_ready")) {
            var wire = wire((int) bench.get("raise_payload_number"));
            assertThat(wire.fired).isTrue();
            assertThat(bench.is("raise_payload_tells")).isEqualTo(wire.does(TripwireEntry.EVENT));
            assertThat(bench.get("raise_payload_ring")).isEqualTo(wire.ring);
            told++;
        }
        boolean isArmed = bench.is("arm_valid") && bench.is("arm_ready");
        assertThat(bench.is("armRefused")).isEqualTo(isArmed && !mayArm());
        if (isArmed && mayArm()) {
            var wire = wire((int) bench.get("arm_payload_number"));
            wire.armed = bench.is("arm_payload_on");
            wire.owes &= wire.armed;
        }
        boolean in = bench.is("answered_valid") && bench.is("answered_ready");
        boolean out = under && underOut && ends();
        if (in || out) {
            finish(in);
        }
    }

    private boolean ends() {
        return bench.get("now") == Tripwires.State.RANGE.ordinal() && bench.get("hits") == 0;
    }

    private boolean mayArm() {
        int number = (int) bench.get("arm_payload_number");
        boolean exists = number < 64 || number >= TripwireEntry.RANGE_NUMBERS;
        int tag = tags[(int) bench.get("arm_payload_endpoint")];
        return exists && wire(number).owner == tag;
    }

    private Run current() {
        return underOut ? leaving.element() : coming.element();
    }

    private void fire() {
        var wire = wire((int) bench.get("does_number"));
        assertThat(wire.armed).as("%#x is armed", wire.number).isTrue();
        assertThat(current().hits(wire)).as("%#x watches %s", wire.number, current()).isTrue();
        assertThat(wire.fired).as("%#x has fired", wire.number).isFalse();
        assertThat(current().lost && !underOut).isFalse();
        wire.fired = true;
        firings++;
        if (wire.isRange() && wire.does(TripwireEntry.MOVE)) {
            long mask = (1L << wire.modulus) - 1;
            long cells = wire.last - wire.first;
            wire.first = wire.first & ~mask | wire.first + wire.step & mask;
            wire.last = wire.first + cells & BEYOND - 1;
        } else {
            wire.armed = false;
        }
    }

    private void finish(boolean in) {
        var run = in ? coming.remove() : leaving.remove();
        assertThat(in).isEqualTo(!underOut);
        under = false;
        due++;
        for (var wire : wires) {
            if (wire.owes && !wire.fired && !(in && run.lost)) {
                assertThat(run.hits(wire)).as("%#x missed %s", wire.number, run).isFalse();
            }
        }
    }

    private boolean goesOn() {
        return !coming.isEmpty() || !leaving.isEmpty() || bench.is("arm_valid");
    }

    @Test
    void aTripwireFiresIfWhatItWatchesIsWrittenWhileItIsArmed() {
        restart();
        for (int phase = 0; phase < PHASES; phase++) {
            configure();
            // An arming that has been asked for is not taken back: it would be done unseen.
            for (int i = 0; i < CLOCKS || goesOn(); i++) {
                assertThat(i).as("clocks").isLessThan(CLOCKS + 20_000);
                offer(i < CLOCKS);
                look();
                boolean answered = bench.is("answered_ready");
                boolean armed = bench.is("arm_ready");
                bench.step();
                if (answered) {
                    bench.set("answered_valid", false);
                }
                if (armed) {
                    bench.set("arm_valid", false);
                }
            }
            for (int i = 0; i < 8; i++) {
                bench.step();
            }
            assertThat(bench.is("busy")).isFalse();
        }
        assertThat(firings).isGreaterThan(100 * PHASES / 4);
        assertThat(told).isPositive();
        System.out.println(firings + " firings of " + due + " runs");
        bench.close();
    }
}
