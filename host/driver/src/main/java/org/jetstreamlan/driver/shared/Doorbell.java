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
///   word := SLEEPING                 index of the ring moves on
///   full fence                       full fence
///   looks again; if nothing          word = SLEEPING?  word := AWAKE, futex wake
///   futex wait while SLEEPING
/// ```
/// Whichever fence is first, one of the two sees the other's write: no wake-up is lost. What the other side writes into the word can at worst cost it its own sleep: each
/// ends with its time-out.
public final class Doorbell {
    private static final int AWAKE = 0;
    private static final int SLEEPING = 1;

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
        long begin = System.nanoTime();
        while (!something.getAsBoolean()) {
            long left = nanoseconds - (System.nanoTime() - begin);
            if (left <= 0) {
                return false;
            }
            WORD.setVolatile(memory, at, SLEEPING);
            VarHandle.fullFence();
            if (!something.getAsBoolean()) {
                futex.await(SLEEPING, left);
            }
            WORD.setVolatile(memory, at, AWAKE);
        }
        return true;
    }

    /// Wakes the other side if it sleeps. To be called behind what it should see.
    public void ring() {
        VarHandle.fullFence();
        if ((int) WORD.getVolatile(memory, at) == SLEEPING) {
            WORD.setVolatile(memory, at, AWAKE);
            futex.wake();
        }
    }
}
