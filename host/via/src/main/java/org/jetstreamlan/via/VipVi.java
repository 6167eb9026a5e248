package org.jetstreamlan.via;

import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import org.jetstreamlan.abi.clan.ClanReason;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.driver.clan.Aperture;
import org.jetstreamlan.driver.clan.ClanConnection;
import org.jetstreamlan.driver.clan.ClanEndpoint;
import org.jetstreamlan.driver.clan.ClanException;
import org.jetstreamlan.driver.clan.EndpointOptions;
import org.jetstreamlan.driver.clan.Region;
import org.jetstreamlan.driver.clan.RemoteRegion;
import org.jetstreamlan.driver.clan.Tripwire;
import org.jspecify.annotations.Nullable;

/// A virtual interface: a send queue and a receive queue, one end of a connection. Made by [VipNic#createVi].
public final class VipVi {
    private static final int STORE_CELLS = 64;
    private static final int DESCRIPTORS = 128;

    /// The other end, while there is a connection.
    private record Peer(
            ClanConnection connection,
            RemoteRegion queue,
            Aperture aperture,
            VipRemoteAttributes attributes) {}

    /// Descriptors that are done, of one work queue.
    private static final class Done {
        final ArrayDeque<Work> works = new ArrayDeque<>();

        /// Each to be called once.
        final ArrayDeque<BiConsumer<VipVi, VipDescriptor>> handlers = new ArrayDeque<>();

        final @Nullable VipCq cq;
        int told;

        Done(@Nullable VipCq cq) {
            this.cq = cq;
        }
    }

    private final VipNic nic;
    private final VipViAttributes attributes;
    private final QueueMemory queue = new QueueMemory();
    private final ClanEndpoint endpoint;
    private final Region queueRegion;
    private final Tripwire arrival;
    private final SendSide sends;
    private final ReceiveSide receives;
    private final Done sent;
    private final Done received;
    private VipViState state = VipViState.IDLE;
    private @Nullable Peer peer;
    private boolean destroyed;

    VipVi(VipNic nic, VipViAttributes attributes, @Nullable VipCq sendCq, @Nullable VipCq recvCq) {
        this.nic = nic;
        this.attributes = attributes;
        sent = new Done(sendCq);
        received = new Done(recvCq);
        endpoint =
                nic.clan()
                        .endpoint(
                                new EndpointOptions(
                                        attributes.ptag().tag, STORE_CELLS, DESCRIPTORS));
        Region region = null;
        try {
            region =
                    nic.clan().register(attributes.ptag().tag, queue.memory(), RegionEntry.MESSAGE);
            arrival = nic.clan().watch(endpoint, region, QueueMemory.TRANSFERS_AT);
        } catch (ClanException e) {
            if (region != null) {
                region.close();
            }
            endpoint.close();
            throw e;
        }
        queueRegion = region;
        sends = new SendSide(this, queue, endpoint);
        receives = new ReceiveSide(this, queue);
        use(sendCq, 1);
        use(recvCq, 1);
    }

    private static void use(@Nullable VipCq cq, int by) {
        if (cq != null) {
            cq.users += by;
        }
    }

    VipViAttributes attributes() {
        return attributes;
    }

    /// @throws IllegalStateException without a connection
    VipRemoteAttributes remoteAttributes() {
        return connected().attributes();
    }

    private Peer connected() {
        if (peer == null) {
            throw new IllegalStateException("VI: not connected");
        }
        return peer;
    }

    boolean reaches(int handle, long address, long bytes) {
        return nic.find(attributes.ptag(), handle, address, bytes).isPresent();
    }

    /// Registered memory as a region of its own, which the peer may write.
    Region register(int handle, long address, int bytes) {
        var memory = nic.find(attributes.ptag(), handle, address, bytes).orElseThrow();
        return nic.clan()
                .register(attributes.ptag().tag, memory.asSlice(0, bytes), RegionEntry.MESSAGE);
    }

    void arm() {
        if (state == VipViState.CONNECTED) {
            arrival.arm();
        }
    }

    private boolean isGone() {
        return destroyed || nic.isClosed();
    }

    private VipResult gone() {
        return nic.refuse(VipResult.INVALID_PARAMETER, "VI: destroyed; create another one");
    }

    private VipResult wrongState(String wanted) {
        return nic.refuse(VipResult.INVALID_STATE, "VI: it is %s; %s".formatted(state, wanted));
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
                    sends.count() + sent.works.size() == 0,
                    receives.count() + received.works.size() == 0
                });
        return VipResult.SUCCESS;
    }

    /// `VipDestroyVi`. SUCCESS, INVALID_PARAMETER; INVALID_STATE unless it is IDLE; ERROR_RESOURCE while descriptors are posted or done.
    public VipResult destroy() {
        if (isGone()) {
            return gone();
        }
        if (state != VipViState.IDLE) {
            return wrongState("disconnect it first");
        }
        int left = sends.count() + receives.count() + sent.works.size() + received.works.size();
        if (left > 0) {
            return nic.refuse(
                    VipResult.ERROR_RESOURCE,
                    "VI: %d descriptors are on its queues; disconnect, then take them by sendDone and recvDone"
                            .formatted(left));
        }
        destroyed = true;
        endpoint.close();
        queueRegion.close();
        use(sent.cq, -1);
        use(received.cq, -1);
        nic.forget(this);
        return VipResult.SUCCESS;
    }

    // ---- connections

    /// `VipConnectRequest`. SUCCESS, TIMEOUT, REJECT, NO_MATCH, INVALID_PARAMETER, INVALID_STATE unless it is IDLE.
    ///
    /// @param timeout in milliseconds, or [VipNic#INFINITE]
    /// @param remoteAttributes what the other end is like
    public VipResult connectRequest(
            VipAddress local,
            VipAddress remote,
            int timeout,
            VipOut<VipRemoteAttributes> remoteAttributes) {
        if (isGone()) {
            return gone();
        }
        if (!local.isPossible() || !remote.isPossible()) {
            return nic.refuse(
                    VipResult.INVALID_PARAMETER,
                    "connect: from %s to %s; a station has 48 bits, a discriminator at most %d bytes"
                            .formatted(local, remote, VipAddress.DISCRIMINATOR_BYTES));
        }
        if (state != VipViState.IDLE) {
            return wrongState("a request needs an IDLE one");
        }
        var text = text(local.discriminator(), remote.discriminator()).bytes();
        var level = attributes.reliability().level();
        state = VipViState.CONNECT_PENDING;
        var connection =
                nic.connections()
                        .connect(
                                remote.station(),
                                remote.service(),
                                endpoint,
                                level,
                                text,
                                nic.clocks(timeout));
        nic.await(() -> connection.state() != ClanConnection.State.CONNECTING, timeout);
        var answer = ConnectText.of(connection.text());
        if (connection.isConnected() && answer.isPresent()) {
            open(connection, answer.get());
            remoteAttributes.set(connected().attributes());
            return VipResult.SUCCESS;
        }
        boolean rejected = connection.state() == ClanConnection.State.REJECTED;
        nic.connections().disconnect(connection);
        endpoint.disconnect();
        queue.clear();
        state = VipViState.IDLE;
        if (!rejected) {
            return VipResult.TIMEOUT;
        }
        return ConnectText.isByProgram(connection.text()) ? VipResult.REJECT : VipResult.NO_MATCH;
    }

    private ConnectText text(byte[] local, byte[] remote) {
        return new ConnectText(
                queueRegion.key(),
                queueRegion.address(),
                attributes.maxTransferSize(),
                attributes.rdmaWrite(),
                attributes.rdmaRead(),
                local,
                remote);
    }

    /// Whether a request fits.
    VipResult checkAccept(VipNic of, VipRemoteAttributes remote) {
        if (isGone() || nic != of) {
            return gone();
        }
        if (state != VipViState.IDLE) {
            return wrongState("accept with an IDLE one");
        }
        if (remote.reliability() != attributes.reliability()) {
            return nic.refuse(
                    VipResult.INVALID_RELIABILITY_LEVEL,
                    "VI: level %s, asked for by one of %s; accept with one of that level"
                            .formatted(attributes.reliability(), remote.reliability()));
        }
        if (remote.maxTransferSize() != attributes.maxTransferSize()) {
            return nic.refuse(
                    VipResult.INVALID_MTU,
                    "VI: transfers of %,d bytes, asked for by one of %,d; accept with one of as many"
                            .formatted(attributes.maxTransferSize(), remote.maxTransferSize()));
        }
        return VipResult.SUCCESS;
    }

    void accept(VipConnection request) {
        var text = text(request.text.remote(), request.text.local()).bytes();
        open(nic.connections().accept(request.request, endpoint, text), request.text);
    }

    private void open(ClanConnection connection, ConnectText text) {
        var remote = new RemoteRegion(text.queueKey(), text.queueAddress(), QueueMemory.BYTES);
        var aperture = endpoint.aperture(Aperture.Kind.TRANSFER, remote, 0, QueueMemory.BYTES);
        peer = new Peer(connection, remote, aperture, text.attributes(attributes.reliability()));
        state = VipViState.CONNECTED;
        turn();
    }

    /// `VipDisconnect`. SUCCESS, INVALID_PARAMETER. What is posted is flushed, in order; the VI is IDLE.
    public VipResult disconnect() {
        if (isGone()) {
            return gone();
        }
        turn();
        var ended = peer;
        if (ended != null) {
            nic.connections().disconnect(ended.connection());
            endpoint.disconnect();
            sends.finish();
            receives.take();
            ended.aperture().close();
            peer = null;
        }
        sends.broke(ClanReason.COMMAND, false);
        receives.flush();
        sends.reset();
        receives.reset();
        queue.clear();
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
        if (sends.count() + sent.works.size() >= VipNic.MAX_DESCRIPTORS) {
            return full();
        }
        var own = find(descriptor, handle);
        if (own == null) {
            return notInMemory();
        }
        sends.post(new Work(this, own, false));
        if (state == VipViState.CONNECTED) {
            turn();
        } else {
            sends.flush();
            tell();
        }
        return VipResult.SUCCESS;
    }

    /// `VipPostRecv`. As [#postSend]; without a connection it stays for the next one, in ERROR it is flushed.
    public VipResult postRecv(VipDescriptor descriptor, int handle) {
        if (isGone()) {
            return gone();
        }
        if (receives.count() + received.works.size() >= VipNic.MAX_DESCRIPTORS) {
            return full();
        }
        var own = find(descriptor, handle);
        if (own == null) {
            return notInMemory();
        }
        var work = new Work(this, own, true);
        try {
            receives.post(work);
        } catch (ClanException e) {
            work.takeBack();
            return nic.refuse(VipResult.ERROR_RESOURCE, String.valueOf(e.getMessage()));
        }
        if (state == VipViState.ERROR) {
            receives.flush();
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
        var head = nic.find(attributes.ptag(), handle, address, VipDescriptor.CONTROL_BYTES);
        if (head.isEmpty() || address % VipDescriptor.ALIGNMENT != 0) {
            return null;
        }
        var own = new VipDescriptor(head.get());
        int segments = Math.min(own.segments(), VipNic.MAX_SEGMENTS);
        long bytes = VipDescriptor.CONTROL_BYTES + (long) segments * VipDescriptor.SEGMENT_BYTES;
        return reaches(handle, address, bytes) ? own : null;
    }

    /// `VipSendDone`. SUCCESS, NOT_DONE, DESCRIPTOR_ERROR: see its status; INVALID_PARAMETER.
    ///
    /// @param descriptor the oldest one, if it is done; it is the program's again
    public VipResult sendDone(VipOut<VipDescriptor> descriptor) {
        return takeDone(sent, descriptor);
    }

    /// `VipRecvDone`. As [#sendDone].
    public VipResult recvDone(VipOut<VipDescriptor> descriptor) {
        return takeDone(received, descriptor);
    }

    private VipResult takeDone(Done done, VipOut<VipDescriptor> descriptor) {
        if (isGone()) {
            return gone();
        }
        nic.turn();
        return take(done, descriptor);
    }

    private static VipResult take(Done done, VipOut<VipDescriptor> descriptor) {
        var work = done.works.poll();
        if (work == null) {
            return VipResult.NOT_DONE;
        }
        done.told = Math.max(0, done.told - 1);
        descriptor.set(work.descriptor);
        boolean error = (work.descriptor.status() & VipDescriptor.ERROR_MASK) != 0;
        return error ? VipResult.DESCRIPTOR_ERROR : VipResult.SUCCESS;
    }

    /// `VipSendWait`. SUCCESS, TIMEOUT, DESCRIPTOR_ERROR, INVALID_PARAMETER; INVALID_STATE where the queue has a completion queue.
    ///
    /// @param timeout in milliseconds, or [VipNic#INFINITE]
    public VipResult sendWait(int timeout, VipOut<VipDescriptor> descriptor) {
        return await(sent, timeout, descriptor);
    }

    /// `VipRecvWait`. As [#sendWait].
    public VipResult recvWait(int timeout, VipOut<VipDescriptor> descriptor) {
        return await(received, timeout, descriptor);
    }

    private VipResult await(Done done, int timeout, VipOut<VipDescriptor> descriptor) {
        if (isGone()) {
            return gone();
        }
        if (done.cq != null) {
            return hasCq();
        }
        nic.await(() -> !done.works.isEmpty(), timeout);
        var result = take(done, descriptor);
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

    private VipResult notify(Done done, BiConsumer<VipVi, VipDescriptor> handler) {
        if (isGone()) {
            return gone();
        }
        if (done.cq != null) {
            return hasCq();
        }
        done.handlers.add(handler);
        nic.turn();
        return VipResult.SUCCESS;
    }

    // ---- what is due

    /// Goes on with what is under way.
    void turn() {
        receives.finishWrong();
        if (state == VipViState.CONNECTED) {
            receives.take();
        }
        if (state == VipViState.CONNECTED && !endpoint.isBroken()) {
            receives.tell(connected().aperture());
            sends.start(connected().queue());
        }
        if (state == VipViState.CONNECTED) {
            sends.finish();
        }
        if (state == VipViState.CONNECTED && endpoint.isBroken()) {
            receives.take();
            sends.finish();
            broke();
        }
        tell();
    }

    private void broke() {
        if (state != VipViState.CONNECTED) {
            return;
        }
        state = VipViState.ERROR;
        sends.broke(endpoint.reason(), endpoint.brokenByPeer());
        receives.flush();
        nic.error(codeOf(endpoint.reason(), endpoint.brokenByPeer()), this);
    }

    private static VipErrorCode codeOf(ClanReason reason, boolean byPeer) {
        return switch (reason) {
            case KEY, RIGHT, BOUNDS -> byPeer ? VipErrorCode.CONN_LOST : VipErrorCode.RDMAW_PROT;
            case BUS -> byPeer ? VipErrorCode.CONN_LOST : VipErrorCode.RDMAW_DATA;
            case LOCAL_BUS, MEMORY -> VipErrorCode.CATASTROPHIC;
            case NONE, RESPONSE, LEVEL, TIME_OUT, STORE_OVERRUN, DESCRIPTOR, SEGMENT, COMMAND ->
                    VipErrorCode.CONN_LOST;
        };
    }

    void done(Work work) {
        (work.receive ? received : sent).works.add(work);
    }

    /// Tells who waits of what is done. Last of all, since a handler may call any function.
    private void tell() {
        tell(sent, false);
        tell(received, true);
    }

    private void tell(Done done, boolean receive) {
        while (!done.handlers.isEmpty() && !done.works.isEmpty()) {
            done.handlers.remove().accept(this, done.works.remove().descriptor);
        }
        while (done.cq != null && done.told < done.works.size() && !done.cq.isFull()) {
            done.told++;
            done.cq.add(this, receive);
        }
    }

    /// A descriptor has an error: that ends the connection of a reliable VI.
    void descriptorFailed() {
        if (attributes.reliability().isReliable() && state == VipViState.CONNECTED) {
            end();
        }
    }

    /// What the peer wrote cannot be: the connection ends.
    void peerLied(String what) {
        nic.explain("VI: the peer wrote " + what);
        if (state == VipViState.CONNECTED) {
            end();
            nic.error(VipErrorCode.CONN_LOST, this);
        }
    }

    private void end() {
        state = VipViState.ERROR;
        endpoint.breakOff();
        sends.broke(ClanReason.COMMAND, false);
        receives.flush();
    }
}
