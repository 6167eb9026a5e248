package org.jetstreamlan.via;

import java.util.ArrayDeque;
import java.util.function.BiConsumer;

/// A completion queue: which work queue has a descriptor that is done, in the order in which the library has found that. Made by [VipNic#createCq].
///
/// What finds it full waits in its work queue, so nothing is lost.
public final class VipCq {
    /// A work queue with a descriptor to be taken by [VipVi#recvDone] or [VipVi#sendDone].
    public record Entry(VipVi vi, boolean receive) {}

    final VipNic nic;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();

    /// Each to be called once.
    private final ArrayDeque<BiConsumer<VipCq, Entry>> handlers = new ArrayDeque<>();

    private int size;
    private boolean destroyed;

    /// Work queues that it has.
    int users;

    VipCq(VipNic nic, int size) {
        this.nic = nic;
        this.size = size;
    }

    boolean isThere() {
        return !destroyed;
    }

    private VipResult gone() {
        return nic.refuse(
                VipResult.INVALID_PARAMETER, "completion queue: destroyed; create another one");
    }

    boolean isFull() {
        return entries.size() >= size;
    }

    void add(VipVi vi, boolean receive) {
        entries.add(new Entry(vi, receive));
        tell();
    }

    private void tell() {
        while (!handlers.isEmpty() && !entries.isEmpty()) {
            handlers.remove().accept(this, entries.remove());
        }
    }

    /// `VipCQDone`. SUCCESS, NOT_DONE, INVALID_PARAMETER.
    public VipResult done(VipOut<Entry> entry) {
        if (destroyed || nic.isClosed()) {
            return gone();
        }
        nic.turn();
        return take(entry);
    }

    private VipResult take(VipOut<Entry> entry) {
        var next = entries.poll();
        if (next == null) {
            return VipResult.NOT_DONE;
        }
        entry.set(next);
        return VipResult.SUCCESS;
    }

    /// `VipCQWait`. SUCCESS, TIMEOUT, INVALID_PARAMETER.
    ///
    /// @param timeout in milliseconds, or [VipNic#INFINITE]
    public VipResult await(int timeout, VipOut<Entry> entry) {
        if (destroyed || nic.isClosed()) {
            return gone();
        }
        nic.await(() -> !entries.isEmpty(), timeout);
        return take(entry) == VipResult.SUCCESS ? VipResult.SUCCESS : VipResult.TIMEOUT;
    }

    /// `VipCQNotify`. SUCCESS, INVALID_PARAMETER.
    ///
    /// @param handler called once, from within a function of the library, with the oldest entry
    public VipResult notify(BiConsumer<VipCq, Entry> handler) {
        if (destroyed || nic.isClosed()) {
            return gone();
        }
        handlers.add(handler);
        tell();
        nic.turn();
        return VipResult.SUCCESS;
    }

    /// `VipResizeCQ`. SUCCESS, INVALID_PARAMETER; ERROR_RESOURCE if more is in it.
    public VipResult resize(int newSize) {
        if (destroyed || nic.isClosed() || newSize < 1) {
            return nic.refuse(
                    VipResult.INVALID_PARAMETER,
                    "completion queue: size %d, or destroyed; choose at least 1"
                            .formatted(newSize));
        }
        if (newSize < entries.size()) {
            return nic.refuse(
                    VipResult.ERROR_RESOURCE,
                    "completion queue: size %d; %d entries are in it, take them first"
                            .formatted(newSize, entries.size()));
        }
        size = newSize;
        return VipResult.SUCCESS;
    }

    /// `VipDestroyCQ`. SUCCESS, INVALID_PARAMETER; ERROR_RESOURCE while a VI has it.
    public VipResult destroy() {
        if (destroyed) {
            return gone();
        }
        if (users > 0) {
            return nic.refuse(
                    VipResult.ERROR_RESOURCE,
                    "completion queue: %d work queues have it; destroy their VIs first"
                            .formatted(users));
        }
        destroyed = true;
        return VipResult.SUCCESS;
    }
}
