package org.jetstreamlan.sim.bench;

import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Mem;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.SInt;
import org.jetstreamlan.hdl.Type;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.hdl.ir.Memory.ReadUnderWrite;
import org.jetstreamlan.hdl.lib.Flow;

/// Every kind of signal, each with a register behind it.
final class Mixed extends Module {
    enum State {
        IDLE,
        BUSY,
        DONE
    }

    final Bool enable = input(bool());
    final SInt level = input(sint(7));
    final UInt wide = input(uint(100));
    final Bits word = input(bits(64));
    final Bits nothing = input(bits(0));
    final Enumerated<State> wanted = input(enumerated(State.class));
    final Flow<UInt> store = input(Flow.of(Type.uint(12)));

    final UInt count = output(uint(8));
    final Bool odd = output(bool());
    final SInt levelBefore = output(sint(7));
    final UInt wideBefore = output(uint(100));
    final Bits wordBefore = output(bits(64));
    final Enumerated<State> state = output(enumerated(State.class));

    final UInt counter = reg(uint(8), init(0));
    final SInt levelNow = reg(sint(7), init(0));
    final UInt wideNow = reg(uint(100), init(0));
    private final Bits wordNow = reg(bits(64), init(0));
    final Enumerated<State> stateNow = reg(enumerated(State.class), State.IDLE);
    final Mem<UInt> cells = mem(uint(12), 16, ReadUnderWrite.READ_FIRST);
    private final UInt next = reg(uint(4), init(0));

    @Override
    protected void build() {
        when(enable, () -> counter.next(counter.add(1)));
        levelNow.next(level);
        wideNow.next(wide);
        wordNow.next(word);
        stateNow.next(wanted);
        when(
                store.valid(),
                () -> {
                    cells.write(next, store.payload());
                    next.next(next.add(1));
                });
        count.assign(counter);
        odd.assign(counter.bit(0));
        levelBefore.assign(levelNow);
        wideBefore.assign(wideNow);
        wordBefore.assign(wordNow);
        state.assign(stateNow);
        check(counter.ne(200), "the counter stays below 200");
    }
}
