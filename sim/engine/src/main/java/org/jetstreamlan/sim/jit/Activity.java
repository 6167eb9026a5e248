package org.jetstreamlan.sim.jit;

/// How often each node has something new to compute, in three classes. [Schedule] puts nodes of one class together, so that chunks that are idle
/// are so as a whole. Any answer is right; a good one is fast.
interface Activity {
    /// In most clocks.
    int BUSY = 0;

    /// Now and then.
    int BURSTS = 1;

    /// Hardly ever.
    int IDLE = 2;

    /// Class of a node.
    int of(int node);

    /// Class of several nodes that are computed together.
    default int ofAll(int[] nodes) {
        return of(nodes[0]);
    }

    /// Any class for any node: what tests compare with.
    static Activity scattered(long seed) {
        return node -> {
            long hash = (seed ^ node) * 0x9E37_79B9_7F4A_7C15L;
            return (int) ((hash >>> 40) % 3);
        };
    }
}
