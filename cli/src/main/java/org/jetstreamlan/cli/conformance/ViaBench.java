package org.jetstreamlan.cli.conformance;

import static org.jetstreamlan.cli.conformance.Cases.expect;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.driver.Adapter;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.RingOptions;
import org.jetstreamlan.driver.clan.Clan;
import org.jetstreamlan.driver.clan.ConnectionManager;
import org.jetstreamlan.model.adapter.HostTurns;
import org.jetstreamlan.via.VipAddress;
import org.jetstreamlan.via.VipConnection;
import org.jetstreamlan.via.VipDescriptor;
import org.jetstreamlan.via.VipOut;
import org.jetstreamlan.via.VipProvider;
import org.jetstreamlan.via.VipReliability;
import org.jetstreamlan.via.VipRemoteAttributes;
import org.jetstreamlan.via.VipResult;
import org.jetstreamlan.via.VipVi;
import org.jetstreamlan.via.VipViState;

/// Hosts with VIA on a ring, in one thread: while one sleeps, the others have their turn.
public final class ViaBench {
    static final String DEVICE = "jetstream0";
    private static final long WORDS = 5_000_000;
    private static final int TURN_WORDS = 50;

    /// Milliseconds that is waited for what must come.
    private static final int PATIENCE = 50;

    private final BenchRing ring;
    private final List<Driver> drivers = new ArrayList<>();
    private final List<Clan> clans = new ArrayList<>();
    private List<ViaHost> hosts = new ArrayList<>();
    private final Random random;
    private final VipOut<VipDescriptor> done = new VipOut<>();

    /// Two ends of a connection.
    public record Pair(VipVi client, VipVi server) {}

    /// @param seed of all that is random
    public ViaBench(int stations, long seed) {
        this(new ModelledRing(stations), stations, seed);
    }

    /// On a ring of the caller's, within whose [BenchRing#run] this is called, and all else.
    public ViaBench(BenchRing ring, int stations, long seed) {
        this(ring, stations, seed, UnaryOperator.identity());
    }

    /// @param around what a host has in the place of its adapter, and of that with turns
    public ViaBench(BenchRing ring, int stations, long seed, UnaryOperator<Adapter> around) {
        this.ring = ring;
        random = new Random(seed);
        for (int i = 0; i < stations; i++) {
            var driver = Driver.open(around.apply(ring.adapter(i)));
            driver.start(options(i));
            drivers.add(driver);
        }
        drivers.forEach(driver -> driver.awaitOperational(WORDS));
        while (!drivers.stream().allMatch(one -> one.map().complete())) {
            drivers.forEach(Driver::service);
            ring.pass(TURN_WORDS);
        }
        var turns = new HostTurns(ring::adapter, stations, i -> hosts.get(i).run());
        for (int i = 0; i < stations; i++) {
            var adapter = around.apply(turns.adapter(i));
            var clan = Clan.open(drivers.get(i), adapter, new Random(random.nextLong()));
            clans.add(clan);
            var manager = new ConnectionManager(clan, address(i), new Random(random.nextLong()));
            var provider = new VipProvider();
            int khz = ring.adapter(i).readRegister(Registers.CLOCK_KHZ.offset());
            provider.add(DEVICE, clan, manager, address(i), khz);
            hosts.add(new ViaHost(i, provider));
        }
    }

    /// As each station bids; stations 0 and 2 have the same name, station 1 another one, the others none.
    private static RingOptions options(int station) {
        var options = RingOptions.station(address(station)).nonce(station + 3);
        return switch (station) {
            case 0, 2 -> options.named("even");
            case 1 -> options.named("odd");
            default -> options;
        };
    }

    public static long address(int station) {
        return 0x0200_0000_0001L + station;
    }

    public static VipAddress at(int station, String discriminator) {
        return new VipAddress(address(station), discriminator.getBytes(StandardCharsets.UTF_8));
    }

    // ---- what there is

    public ViaHost near() {
        return hosts.get(0);
    }

    public ViaHost far() {
        return hosts.get(1);
    }

    public ViaHost host(int station) {
        return hosts.get(station);
    }

    public Random random() {
        return random;
    }

    /// The ring, for faults.
    public BenchRing ring() {
        return ring;
    }

    /// A station's host asks for a claim of the ring.
    public void claim(int station) {
        ring.adapter(station)
                .writeRegister(
                        Registers.CONTROL.offset(),
                        Registers.CONTROL_ENABLE.mask() | Registers.CONTROL_CLAIM.mask());
    }

    public Driver driver(int station) {
        return drivers.get(station);
    }

    public Clan clan(int station) {
        return clans.get(station);
    }

    /// From now on the bus of a host refuses memory that its adapter was let reach.
    public void refuse(int station, MemorySegment memory) {
        ring.adapter(station).clan().orElseThrow().unmap(memory);
    }

    /// Words of the ring so far.
    public long now() {
        return ring.now();
    }

    /// Words go by, and no host does anything.
    public void pass(long words) {
        ring.pass(words);
    }

    /// For the next case: programs anew, nothing of the last one.
    void sweep() {
        for (int link = 0; link < hosts.size(); link++) {
            ring().errorRate(link, 0, random);
        }
        hosts.forEach(ViaHost::sweep);
        hosts = new ArrayList<>(hosts.stream().map(ViaHost::again).toList());
    }

    // ---- time

    /// Lets all hosts go on until `there`, for a while.
    ///
    /// @return whether it is
    public boolean await(BooleanSupplier there) {
        long end = ring.now() + WORDS;
        while (!there.getAsBoolean()) {
            if (ring.now() > end) {
                return false;
            }
            hosts.forEach(ViaHost::run);
            ring.pass(TURN_WORDS);
        }
        return true;
    }

    /// Lets all hosts go on for so many words.
    public void turns(long words) {
        long end = ring.now() + words;
        await(() -> ring.now() >= end);
    }

    // ---- connections

    public Pair pair(VipReliability level) {
        return connect(near().vi(level), far().vi(level));
    }

    /// Connects a VI of host 0 with one of host 1.
    public Pair connect(VipVi client, VipVi server) {
        connect(near(), client, far(), server);
        return new Pair(client, server);
    }

    public void connect(ViaHost asking, VipVi client, ViaHost waiting, VipVi server) {
        // While the ring comes up anew an accept is ERROR_RESOURCE: again.
        var asked = new VipOut<VipConnection>();
        var address = at(waiting.station(), "pair");
        boolean[] accepted = {false};
        waiting.program(
                () -> {
                    if (asked.isEmpty() && !accepted[0]) {
                        waiting.nic().connectWait(address, 1, asked);
                    }
                    if (!asked.isEmpty() && !accepted[0]) {
                        var result = waiting.nic().connectAccept(asked.value(), server);
                        accepted[0] = result == VipResult.SUCCESS;
                        expect(
                                accepted[0] || result == VipResult.ERROR_RESOURCE,
                                "accepted: " + result);
                    }
                    waiting.nic().turn();
                });
        var result = ask(asking, client, waiting.station(), "pair", PATIENCE);
        waiting.idle();
        expect(result, VipResult.SUCCESS);
    }

    /// A host waits for connections, and answers each.
    public void serve(
            ViaHost waiting,
            String discriminator,
            java.util.function.Consumer<VipConnection> answer) {
        var asked = new VipOut<VipConnection>();
        var address = at(waiting.station(), discriminator);
        waiting.program(
                () -> {
                    if (waiting.nic().connectWait(address, 1, asked) == VipResult.SUCCESS) {
                        answer.accept(asked.value());
                    }
                    waiting.nic().turn();
                });
    }

    public VipResult ask(
            ViaHost asking, VipVi client, int station, String discriminator, int timeout) {
        return client.connectRequest(
                at(asking.station(), "client"),
                at(station, discriminator),
                timeout,
                new VipOut<VipRemoteAttributes>());
    }

    public void awaitState(VipVi vi, VipViState state) {
        expect(
                await(() -> ViaHost.stateOf(vi) == state),
                "VI is %s, now %s".formatted(state, ViaHost.stateOf(vi)));
    }

    // ---- work

    /// Waits for a send.
    ///
    /// @param status of its descriptor, DONE among it
    public VipDescriptor sent(VipVi vi, int status) {
        return finished(vi.sendWait(PATIENCE, done), status);
    }

    /// Waits for a receive.
    public VipDescriptor received(VipVi vi, int status) {
        return finished(vi.recvWait(PATIENCE, done), status);
    }

    private VipDescriptor finished(VipResult result, int status) {
        boolean wrong = (status & VipDescriptor.ERROR_MASK) != 0;
        if (done.isEmpty()) {
            throw new AssertionError("no descriptor is done: %s".formatted(result));
        }
        expect("%#x".formatted(done.value().status()), "%#x".formatted(status));
        expect(result, wrong ? VipResult.DESCRIPTOR_ERROR : VipResult.SUCCESS);
        return done.value();
    }
}
