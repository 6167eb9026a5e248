package org.jetstreamlan.driver.shared;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.BooleanSupplier;

/// How one process sleeps until another has something for it, without a system call while both are awake.
///
/// ```
/// sleeper                          waker
///   word := reasons                  index of the ring moves on
///   full fence                       full fence
///   looks again; if nothing          word has its reason?  word := 0, futex wake
///   futex wait while the word is it
/// ```
/// Whichever fence is first, one of the two sees the other's write: no wake-up is lost. What the other side writes into the word can at worst cost it its own sleep: each
/// ends with its time-out. Reasons are bits: who sleeps for one thing is not woken for another.
public final class Doorbell {
    private static final int AWAKE = 0;
    private static final int ANY = -1;
    private static final int FIRST = 1;

    private static final VarHandle WORD =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.nativeOrder()).varHandle();

    private final MemorySegment memory;
    private final long at;
    private final Futex futex;

    /// @param memory shared
    /// @param at offset of the word, a multiple of 4; 0 in the beginning
    public Doorbell(MemorySegment memory, long at) {
        this.memory = memory;
        this.at = at;
        futex = new Futex(memory.asSlice(at, 4));
    }

    /// Sleeps until there is something.
    ///
    /// @param something looks for it, without side effects; asked again after each wake-up
    /// @param nanoseconds longest sleep
    /// @return whether there is something
    public boolean await(BooleanSupplier something, long nanoseconds) {
        return await(FIRST, something, nanoseconds);
    }

    /// Sleeps until there is something.
    ///
    /// @param reasons bits, not 0: who rings for one of them ends the sleep
    /// @param something as in [#await(BooleanSupplier, long)]
    /// @param nanoseconds longest sleep
    /// @return whether there is something
    public boolean await(int reasons, BooleanSupplier something, long nanoseconds) {
        long begin = System.nanoTime();
        while (!something.getAsBoolean()) {
            long left = nanoseconds - (System.nanoTime() - begin);
            if (left <= 0) {
                return false;
            }
            WORD.setVolatile(memory, at, reasons);
            VarHandle.fullFence();
            if (!something.getAsBoolean()) {
                futex.await(reasons, left);
            }
            WORD.setVolatile(memory, at, AWAKE);
        }
        return true;
    }

    /// Wakes the other side if it sleeps. To be called behind what it should see.
    public void ring() {
        ring(ANY);
    }

    /// Wakes the other side if it sleeps for one of these reasons.
    public void ring(int reasons) {
        VarHandle.fullFence();
        if (((int) WORD.getVolatile(memory, at) & reasons) != 0) {
            WORD.setVolatile(memory, at, AWAKE);
            futex.wake();
        }
    }
}
