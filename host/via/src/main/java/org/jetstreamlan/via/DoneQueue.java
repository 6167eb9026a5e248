package org.jetstreamlan.via;

import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Descriptors of one work queue that are done, in order: for handlers, for the completion queue, and for who asks.
final class DoneQueue {
    final @Nullable VipCq cq;
    private final VipVi vi;
    private final boolean receive;
    private final ArrayDeque<Work> works = new ArrayDeque<>();

    /// Each to be called once.
    private final ArrayDeque<BiConsumer<VipVi, VipDescriptor>> handlers = new ArrayDeque<>();

    /// Of `works`, those that the completion queue knows of.
    private int told;

    private boolean telling;

    DoneQueue(VipVi vi, boolean receive, @Nullable VipCq cq) {
        this.vi = vi;
        this.receive = receive;
        this.cq = cq;
        use(1);
    }

    /// The VI goes.
    void close() {
        handlers.clear();
        use(-1);
    }

    private void use(int by) {
        if (cq != null) {
            cq.users += by;
        }
    }

    int count() {
        return works.size();
    }

    void add(Work work) {
        works.add(work);
    }

    void notify(BiConsumer<VipVi, VipDescriptor> handler) {
        handlers.add(handler);
    }

    /// The oldest.
    ///
    /// @param posted descriptors of the queue that are not done: with none, there is nothing that could be waited for, which is DESCRIPTOR_ERROR, too
    VipResult take(int posted, VipOut<VipDescriptor> descriptor) {
        var work = works.poll();
        if (work == null) {
            descriptor.clear();
            return posted > 0 ? VipResult.NOT_DONE : VipResult.DESCRIPTOR_ERROR;
        }
        told = Math.max(0, told - 1);
        descriptor.set(work.descriptor);
        return work.failed ? VipResult.DESCRIPTOR_ERROR : VipResult.SUCCESS;
    }

    /// Tells who waits of what is done so far. A handler may call any function; what is done by that is told in the next turn, so a handler that posts and is flushed at once does not
    /// run for ever.
    void tell() {
        if (!telling) {
            telling = true;
            try {
                tellHandlers(works.size());
            } finally {
                telling = false;
            }
        }
        while (cq != null && told < works.size() && !cq.isFull()) {
            told++;
            cq.add(vi, receive);
        }
    }

    private void tellHandlers(int most) {
        for (int i = 0; i < most && !handlers.isEmpty() && !works.isEmpty(); i++) {
            handlers.remove().accept(vi, works.remove().descriptor);
        }
    }
}
