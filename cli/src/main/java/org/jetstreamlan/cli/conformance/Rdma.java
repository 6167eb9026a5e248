package org.jetstreamlan.cli.conformance;

import org.jetstreamlan.via.VipDescriptor;

/// Descriptors of host 0 that name memory of another one.
final class Rdma {
    private Rdma() {}

    /// @param at byte of the remote memory
    static VipDescriptor write(ViaBench bench, int slot, ViaMemory remote, long at, int bytes) {
        return of(bench, VipDescriptor.OP_RDMAWRITE, slot, remote, at, bytes);
    }

    static VipDescriptor read(ViaBench bench, int slot, ViaMemory remote, long at, int bytes) {
        return of(bench, VipDescriptor.OP_RDMAREAD, slot, remote, at, bytes);
    }

    static VipDescriptor of(
            ViaBench bench, int control, int slot, ViaMemory remote, long at, int bytes) {
        var own = bench.near().memory();
        return own.descriptor(slot, control, bytes)
                .remote(remote.at(at), remote.handle())
                .data(own.data(0), own.handle(), bytes);
    }
}
