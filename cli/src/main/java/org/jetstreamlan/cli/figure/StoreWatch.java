package org.jetstreamlan.cli.figure;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.ring.RingSimulation;
import org.jetstreamlan.sim.Probe;
import org.jetstreamlan.sim.Simulator;

/// Follows a store of station 0 from its beat on `s_clan` to the word in the memory of station 1's host, clock by clock.
final class StoreWatch {
    /// Stages of the way, each ends where the store, or its frame, is seen for the first time.
    enum Stage {
        WINDOW("the aperture's window"),
        MERGE("the merge register, its time-out included"),
        SCHEDULE("the store memory and the scheduler"),
        BUILD("the frame's head, and the request to the MAC"),
        TOKEN("the wait for the token"),
        START("the MAC, to the frame's first word on the link"),
        FRAME("the frame, to its END on the link"),
        LINE("the line: coder, word alignment, elastic buffer"),
        VERDICT("the MAC and the receiver, to the verdict"),
        WRITE("receive buffer, bus manager, memory");

        final String about;

        Stage(String about) {
            this.about = about;
        }
    }

    private static final int SENDER = 0;
    private static final int RECEIVER = 1;

    private final RingSimulation ring;
    private final List<BooleanSupplier> ends;
    private final BooleanSupplier begins;
    private final long[] seen = new long[Stage.values().length];
    private BooleanSupplier there = () -> true;
    private long began;
    private boolean done = true;

    /// @param lineClocks of the line from station 0 to station 1
    StoreWatch(RingSimulation ring, int lineClocks) {
        this.ring = ring;
        begins = is(SENDER, "s_clan_wvalid");
        var kind = probe(SENDER, "link_out_kind");
        var word = probe(SENDER, "link_out_word");
        var simulator = ring.simulator(SENDER);
        BooleanSupplier control = () -> simulator.peek(kind) == LinkWord.Kind.CONTROL.ordinal();
        BooleanSupplier start =
                () ->
                        control.getAsBoolean()
                                && (int) simulator.peek(word) == ControlSymbol.START_WORD;
        // In the order of the stages.
        ends =
                List.of(
                        is(SENDER, "clan.window.stores_valid"),
                        is(SENDER, "clan.merge.closing"),
                        is(SENDER, "clan.scheduler.granting"),
                        is(SENDER, "clan.request_valid"),
                        is(SENDER, "mac.tokenGate.captured"),
                        start,
                        () -> control.getAsBoolean() && !start.getAsBoolean(),
                        () -> now() == seen[Stage.FRAME.ordinal()] + lineClocks,
                        is(RECEIVER, "clan.receiver.taken_valid"),
                        () -> there.getAsBoolean());
        ring.tap(SENDER, _ -> look());
    }

    private Probe probe(int station, String name) {
        return ring.simulator(station).probe(name);
    }

    private BooleanSupplier is(int station, String name) {
        Simulator simulator = ring.simulator(station);
        var probe = probe(station, name);
        return () -> simulator.peek(probe) != 0;
    }

    /// The next store is followed.
    ///
    /// @param at where in the far host's memory it will be seen, which is not `value` yet
    void follow(MemorySegment memory, long at, long value) {
        there = () -> memory.get(ValueLayout.JAVA_LONG_UNALIGNED, at) == value;
        began = -1;
        done = false;
    }

    /// It is in the far host's memory.
    boolean isDone() {
        return done;
    }

    /// Clocks of each stage; a stage that was over before the one in front of it has 0.
    List<Long> stages() {
        var clocks = new ArrayList<Long>();
        long before = 0;
        for (var stage : Stage.values()) {
            long end = Math.max(before, seen[stage.ordinal()]);
            clocks.add(end - before);
            before = end;
        }
        return clocks;
    }

    /// Clocks since the store's beat.
    private long now() {
        return ring.clocks() - began;
    }

    /// Before the edge of each clock: what the last one has made.
    private void look() {
        if (done) {
            return;
        }
        if (began < 0) {
            if (!begins.getAsBoolean()) {
                return;
            }
            began = ring.clocks() - 1;
            Arrays.fill(seen, 0);
        }
        for (int stage = 0; stage < seen.length; stage++) {
            if (seen[stage] == 0) {
                if (!ends.get(stage).getAsBoolean()) {
                    break;
                }
                seen[stage] = now();
            }
        }
        done = there.getAsBoolean();
        if (done) {
            seen[Stage.WRITE.ordinal()] = now();
        }
    }
}
