package org.jetstreamlan.via;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.driver.clan.ClanException;
import org.jetstreamlan.driver.clan.Region;
import org.jspecify.annotations.Nullable;

/// A virtual interface: a send queue and a receive queue, one end of a connection. Made by [VipNic#createVi].
public final class VipVi {
    private final VipNic nic;
    private final ViLink link;
    private final DoneQueue sent;
    private final DoneQueue received;
    private VipViAttributes attributes;
    private ViEnd end;
    private VipViState state = VipViState.IDLE;
    private boolean destroyed;

    VipVi(VipNic nic, VipViAttributes attributes, @Nullable VipCq sendCq, @Nullable VipCq recvCq) {
        this.nic = nic;
        this.attributes = attributes;
        link = new ViLink(this, nic);
        end = new ViEnd(this, nic.clan(), attributes.ptag().tag);
        sent = new DoneQueue(this, false, sendCq);
        received = new DoneQueue(this, true, recvCq);
    }

    /// Whose it is.
    public VipNic nic() {
        return nic;
    }

    VipViAttributes attributes() {
        return attributes;
    }

    VipRemoteAttributes remoteAttributes() {
        return link.peer().attributes();
    }

    ViEnd end() {
        return end;
    }

    void become(VipViState newState) {
        state = newState;
    }

    /// Registered memory that the VI may use, from an address on; empty if not so much of it is.
    Optional<MemorySegment> memory(int handle, long address, long bytes) {
        return nic.memories().find(attributes.ptag(), handle, address, bytes);
    }

    /// Registered memory as a region of its own, which the peer may write.
    Region register(int handle, long address, int bytes) {
        var memory = memory(handle, address, bytes).orElseThrow();
        return nic.clan()
                .register(attributes.ptag().tag, memory.asSlice(0, bytes), RegionEntry.MESSAGE);
    }

    private boolean isGone() {
        return destroyed || nic.isClosed();
    }

    private VipResult gone() {
        return nic.refuse(VipResult.INVALID_PARAMETER, "VI: destroyed; create another one");
    }

    /// @param wanted next step
    VipResult requireIdle(String wanted) {
        return state == VipViState.IDLE
                ? VipResult.SUCCESS
                : nic.refuse(VipResult.INVALID_STATE, "VI: it is %s; %s".formatted(state, wanted));
    }

    // ---- what it is

    /// `VipQueryVi`. SUCCESS, INVALID_PARAMETER.
    ///
    /// @param emptied whether the send queue, then the receive queue has nothing posted and nothing done
    public VipResult query(
            VipOut<VipViState> state,
            VipOut<VipViAttributes> attributes,
            VipOut<boolean[]> emptied) {
        if (isGone()) {
            return gone();
        }
        nic.turn();
        state.set(this.state);
        attributes.set(this.attributes);
        emptied.set(
                new boolean[] {
                    end.sends.count() + sent.count() == 0,
                    end.receives.count() + received.count() == 0
                });
        return VipResult.SUCCESS;
    }

    /// `VipSetViAttributes`. SUCCESS, INVALID_PARAMETER, INVALID_MTU, INVALID_QOS, INVALID_PTAG, INVALID_RDMAREAD; INVALID_STATE unless it is IDLE; ERROR_RESOURCE if the adapter has no
    /// second endpoint for another tag, or descriptors are posted, which name memory of the present one. Refused, nothing has changed.
    public VipResult setAttributes(VipViAttributes newAttributes) {
        if (isGone()) {
            return gone();
        }
        var wrong = requireIdle("disconnect it first");
        wrong = wrong == VipResult.SUCCESS ? nic.check(newAttributes) : wrong;
        if (wrong != VipResult.SUCCESS) {
            return wrong;
        }
        var tag = attributes.ptag();
        if (newAttributes.ptag() != tag) {
            if (end.posted() > 0) {
                return nic.refuse(
                        VipResult.ERROR_RESOURCE,
                        "VI: %d descriptors are posted with the present protection tag; disconnect, which flushes them"
                                .formatted(end.posted()));
            }
            try {
                var other = new ViEnd(this, nic.clan(), newAttributes.ptag().tag);
                end.close();
                end = other;
            } catch (ClanException e) {
                return nic.refuse(VipResult.ERROR_RESOURCE, String.valueOf(e.getMessage()));
            }
            tag.users--;
            newAttributes.ptag().users++;
        }
        attributes = newAttributes;
        return VipResult.SUCCESS;
    }

    /// `VipDestroyVi`. SUCCESS, INVALID_PARAMETER; INVALID_STATE unless it is IDLE; ERROR_RESOURCE while descriptors are posted or done.
    public VipResult destroy() {
        if (isGone()) {
            return gone();
        }
        var wrong = requireIdle("disconnect it first");
        if (wrong != VipResult.SUCCESS) {
            return wrong;
        }
        int left = end.posted() + sent.count() + received.count();
        if (left > 0) {
            return nic.refuse(
                    VipResult.ERROR_RESOURCE,
                    "VI: %d descriptors are on its queues; disconnect, then take them by sendDone and recvDone"
                            .formatted(left));
        }
        destroyed = true;
        end.close();
        sent.close();
        received.close();
        nic.forget(this);
        return VipResult.SUCCESS;
    }

    // ---- connections

    /// `VipConnectRequest`. SUCCESS, TIMEOUT, REJECT, NO_MATCH, INVALID_PARAMETER (a time-out of 0 among them), INVALID_STATE unless it is IDLE.
    ///
    /// @param timeout in milliseconds, or [VipNic#INFINITE]
    /// @param remoteAttributes what the other end is like
    public VipResult connectRequest(
            VipAddress local,
            VipAddress remote,
            int timeout,
            VipOut<VipRemoteAttributes> remoteAttributes) {
        return isGone() ? gone() : link.request(local, remote, timeout, remoteAttributes);
    }

    /// `VipConnectPeerRequest`: asks for a connection with a VI that asks for one with this. SUCCESS: it is under way, CONNECT_PENDING; INVALID_PARAMETER, INVALID_STATE unless it is IDLE.
    ///
    /// @param local the other end must name it as its remote address
    /// @param timeout in milliseconds, or [VipNic#INFINITE]; then it is given up
    public VipResult connectPeerRequest(VipAddress local, VipAddress remote, int timeout) {
        return isGone() ? gone() : link.peerRequest(local, remote, timeout);
    }

    /// `VipConnectPeerDone`. SUCCESS; NOT_DONE; TIMEOUT; REJECT: there is a server, not a peer, at the remote address; INVALID_RELIABILITY_LEVEL and INVALID_MTU where the ends differ, which
    /// both are told; ERROR_RESOURCE; INVALID_STATE if nothing is asked for; INVALID_PARAMETER. With any but SUCCESS and NOT_DONE it is IDLE again. Each request is answered once.
    ///
    /// @param remoteAttributes what the other end is like
    public VipResult connectPeerDone(VipOut<VipRemoteAttributes> remoteAttributes) {
        return isGone() ? gone() : link.peerDone(remoteAttributes);
    }

    /// `VipConnectPeerWait`. As [#connectPeerDone], but never NOT_DONE: it sleeps until there is an answer, or the request's time is over.
    public VipResult connectPeerWait(VipOut<VipRemoteAttributes> remoteAttributes) {
        return isGone() ? gone() : link.peerWait(remoteAttributes);
    }

    /// Accepts a request: as [VipNic#connectAccept].
    VipResult accept(VipNic of, ConnectRequests.Asked request) {
        if (isGone() || nic != of) {
            return gone();
        }
        var wrong = requireIdle("accept with an IDLE one");
        return wrong == VipResult.SUCCESS ? link.accept(request) : wrong;
    }

    /// `VipDisconnect`. SUCCESS, INVALID_PARAMETER. What is posted is flushed, in order; the VI is IDLE.
    public VipResult disconnect() {
        if (isGone()) {
            return gone();
        }
        turn();
        link.disconnect();
        end.sends.broke(ClanReason.COMMAND, false);
        end.receives.flush();
        end.reset();
        state = VipViState.IDLE;
        tell();
        return VipResult.SUCCESS;
    }

    // ---- work

    /// `VipPostSend`. SUCCESS, INVALID_PARAMETER, ERROR_RESOURCE: as many are posted as there may be. What is wrong with the descriptor, its status says; one posted while there is no
    /// connection is flushed.
    ///
    /// @param handle of the memory that the descriptor lies in
    public VipResult postSend(VipDescriptor descriptor, int handle) {
        if (isGone()) {
            return gone();
        }
        if (end.sends.count() + sent.count() >= VipNic.MAX_DESCRIPTORS) {
            return full();
        }
        var own = find(descriptor, handle);
        if (own == null) {
            return notInMemory();
        }
        end.sends.post(new Work(this, own, handle, false));
        if (state == VipViState.CONNECTED) {
            turn();
        } else {
            end.sends.flush();
            tell();
        }
        return VipResult.SUCCESS;
    }

    /// `VipPostRecv`. As [#postSend]; without a connection it stays for the next one, in ERROR it is flushed.
    public VipResult postRecv(VipDescriptor descriptor, int handle) {
        if (isGone()) {
            return gone();
        }
        if (end.receives.count() + received.count() >= VipNic.MAX_DESCRIPTORS) {
            return full();
        }
        var own = find(descriptor, handle);
        if (own == null) {
            return notInMemory();
        }
        var work = new Work(this, own, handle, true);
        try {
            end.receives.post(work);
        } catch (ClanException e) {
            work.takeBack();
            return nic.refuse(VipResult.ERROR_RESOURCE, String.valueOf(e.getMessage()));
        }
        if (state == VipViState.ERROR) {
            end.receives.flush();
        }
        turn();
        return VipResult.SUCCESS;
    }

    private VipResult full() {
        return nic.refuse(
                VipResult.ERROR_RESOURCE,
                "work queue: %d descriptors are posted or done; take some back"
                        .formatted(VipNic.MAX_DESCRIPTORS));
    }

    private VipResult notInMemory() {
        nic.error(VipErrorCode.POST_DESC, this);
        return nic.refuse(
                VipResult.INVALID_PARAMETER,
                "descriptor: not in registered memory of the VI's tag, or not at a multiple of 64");
    }

    private @Nullable VipDescriptor find(VipDescriptor descriptor, int handle) {
        long address = descriptor.address();
        var head = memory(handle, address, VipDescriptor.CONTROL_BYTES);
        if (head.isEmpty() || address % VipDescriptor.ALIGNMENT != 0) {
            return null;
        }
        var own = new VipDescriptor(head.get());
        int segments = Math.min(own.segments(), VipNic.MAX_SEGMENTS);
        long bytes = VipDescriptor.CONTROL_BYTES + (long) segments * VipDescriptor.SEGMENT_BYTES;
        return memory(handle, address, bytes).isPresent() ? own : null;
    }

    /// `VipSendDone`. SUCCESS, NOT_DONE, INVALID_PARAMETER; DESCRIPTOR_ERROR: see its status, or, without a descriptor, the queue is empty.
    ///
    /// @param descriptor the oldest one, if it is done; it is the program's again
    public VipResult sendDone(VipOut<VipDescriptor> descriptor) {
        return done(sent, descriptor);
    }

    /// `VipRecvDone`. As [#sendDone].
    public VipResult recvDone(VipOut<VipDescriptor> descriptor) {
        return done(received, descriptor);
    }

    private VipResult done(DoneQueue done, VipOut<VipDescriptor> descriptor) {
        if (isGone()) {
            return gone();
        }
        nic.turn();
        return done.take(posted(done), descriptor);
    }

    private int posted(DoneQueue done) {
        return done == sent ? end.sends.count() : end.receives.count();
    }

    /// `VipSendWait`. SUCCESS, TIMEOUT, INVALID_PARAMETER; DESCRIPTOR_ERROR as [#sendDone], at once of an empty queue; INVALID_STATE where the queue has a completion queue.
    ///
    /// @param timeout in milliseconds, or [VipNic#INFINITE]
    public VipResult sendWait(int timeout, VipOut<VipDescriptor> descriptor) {
        return await(sent, timeout, descriptor);
    }

    /// `VipRecvWait`. As [#sendWait].
    public VipResult recvWait(int timeout, VipOut<VipDescriptor> descriptor) {
        return await(received, timeout, descriptor);
    }

    private VipResult await(DoneQueue done, int timeout, VipOut<VipDescriptor> descriptor) {
        if (isGone()) {
            return gone();
        }
        if (done.cq != null) {
            return hasCq();
        }
        nic.await(() -> done.count() > 0 || posted(done) == 0, timeout);
        var result = done.take(posted(done), descriptor);
        return result == VipResult.NOT_DONE ? VipResult.TIMEOUT : result;
    }

    private VipResult hasCq() {
        return nic.refuse(
                VipResult.INVALID_STATE,
                "work queue: it has a completion queue; wait for that one");
    }

    /// `VipSendNotify`. SUCCESS, INVALID_PARAMETER; INVALID_STATE where the queue has a completion queue.
    ///
    /// @param handler called once, from within a function of the library, with the oldest descriptor when it is done; it is the program's again
    public VipResult sendNotify(BiConsumer<VipVi, VipDescriptor> handler) {
        return notify(sent, handler);
    }

    /// `VipRecvNotify`. As [#sendNotify].
    public VipResult recvNotify(BiConsumer<VipVi, VipDescriptor> handler) {
        return notify(received, handler);
    }

    private VipResult notify(DoneQueue done, BiConsumer<VipVi, VipDescriptor> handler) {
        if (isGone()) {
            return gone();
        }
        if (done.cq != null) {
            return hasCq();
        }
        done.notify(handler);
        nic.turn();
        return VipResult.SUCCESS;
    }

    // ---- what is due

    /// Before a sleep.
    void arm() {
        if (isUp()) {
            end.arrival.arm();
            if (end.sends.waits()) {
                end.cookies.arm();
            }
        }
    }

    /// Whether something may come to pass of which the adapter will not tell.
    boolean looks() {
        return state == VipViState.CONNECT_PENDING
                || state == VipViState.CONNECTED && (!link.isUp() || end.sends.looksForStores());
    }

    /// Goes on with what is under way.
    void turn() {
        link.turn();
        end.receives.finishWrong();
        if (isUp()) {
            end.receives.take();
        }
        if (isUp() && !end.endpoint.isBroken()) {
            end.receives.tell(link.peer().aperture());
            end.sends.start(link.peer().queue(), link.peer().aperture());
        }
        if (isUp()) {
            end.sends.finish();
        }
        if (isUp() && end.endpoint.isBroken()) {
            end.receives.take();
            end.sends.finish();
            broke();
        }
        tell();
    }

    boolean isConnected() {
        return state == VipViState.CONNECTED;
    }

    private boolean isUp() {
        return isConnected() && link.isUp();
    }

    private void broke() {
        if (!isUp()) {
            return;
        }
        var reason = end.endpoint.reason();
        boolean byPeer = end.endpoint.brokenByPeer();
        boolean loss = reason == ClanReason.TIME_OUT || reason == ClanReason.SEGMENT;
        if (loss && !attributes.reliability().isReliable()) {
            end.sends.lose(byPeer ? ClanReason.NONE : reason);
            link.lose();
            return;
        }
        state = VipViState.ERROR;
        end.sends.broke(reason, byPeer);
        end.receives.flush();
        nic.error(codeOf(reason, byPeer), this);
    }

    /// A loss has ended the connection for good.
    void lost() {
        state = VipViState.ERROR;
        end.sends.broke(ClanReason.TIME_OUT, false);
        end.receives.flush();
        nic.error(VipErrorCode.CONN_LOST, this);
    }

    private static VipErrorCode codeOf(ClanReason reason, boolean byPeer) {
        return switch (reason) {
            case KEY, RIGHT, BOUNDS -> byPeer ? VipErrorCode.CONN_LOST : VipErrorCode.RDMAW_PROT;
            case READ_REFUSED -> byPeer ? VipErrorCode.CONN_LOST : VipErrorCode.RDMAR_PROT;
            case BUS -> byPeer ? VipErrorCode.CONN_LOST : VipErrorCode.RDMAW_DATA;
            case LOCAL_BUS, MEMORY -> VipErrorCode.CATASTROPHIC;
            case NONE, RESPONSE, LEVEL, TIME_OUT, STORE_OVERRUN, DESCRIPTOR, SEGMENT, COMMAND ->
                    VipErrorCode.CONN_LOST;
        };
    }

    void done(Work work) {
        (work.receive ? received : sent).add(work);
    }

    /// Last of all, since a handler may call any function.
    private void tell() {
        sent.tell();
        received.tell();
    }

    /// Memory is taken back.
    void takeBack(int handle) {
        end.receives.takeBack(handle);
        end.receives.finishWrong();
        tell();
    }

    /// A descriptor has an error: that ends the connection of a reliable VI.
    void descriptorFailed() {
        if (attributes.reliability().isReliable() && state == VipViState.CONNECTED) {
            breakOff();
        }
    }

    /// What the peer wrote cannot be: the connection ends.
    void peerLied(String what) {
        nic.explain("VI: the peer wrote " + what);
        if (state == VipViState.CONNECTED) {
            breakOff();
            nic.error(VipErrorCode.CONN_LOST, this);
        }
    }

    private void breakOff() {
        state = VipViState.ERROR;
        end.endpoint.breakOff();
        end.sends.broke(ClanReason.COMMAND, false);
        end.receives.flush();
    }
}
