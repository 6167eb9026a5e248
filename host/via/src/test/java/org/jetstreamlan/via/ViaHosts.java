package org.jetstreamlan.via;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Registers;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.driver.Driver;
import org.jetstreamlan.driver.RingOptions;
import org.jetstreamlan.driver.clan.Clan;
import org.jetstreamlan.driver.clan.ConnectionManager;
import org.jetstreamlan.model.adapter.AdapterRing;
import org.jetstreamlan.model.adapter.HostTurns;

/// Hosts with VIA on a modelled ring, in one thread: while one sleeps, the others have their turn.
final class ViaHosts {
    private static final long WORDS = 5_000_000;
    private static final int HOP_WORDS = 10;

    final AdapterRing adapters;
    final List<Host> hosts = new ArrayList<>();

    /// A program with an open NIC; `program` is what it does when it has its turn.
    static final class Host {
        final VipNic nic;
        final VipPtag ptag;
        final List<VipError> errors = new ArrayList<>();
        Runnable program;

        Host(VipNic nic, VipPtag ptag) {
            this.nic = nic;
            this.ptag = ptag;
            program = nic::turn;
            nic.errorCallback(errors::add);
        }

        VipVi vi(VipReliability level) {
            return vi(VipViAttributes.of(ptag, level));
        }

        VipVi vi(VipViAttributes attributes) {
            var vi = new VipOut<VipVi>();
            assertThat(nic.createVi(attributes, vi)).isEqualTo(VipResult.SUCCESS);
            return vi.value();
        }

        Memory memory(long bytes) {
            return memory(bytes, true, true);
        }

        Memory memory(long bytes, boolean rdmaWrite, boolean rdmaRead) {
            var segment = Arena.ofAuto().allocate(bytes, 4_096);
            var handle = new VipOut<Integer>();
            var attributes = new VipMemAttributes(ptag, rdmaWrite, rdmaRead);
            assertThat(nic.registerMem(segment, attributes, handle)).isEqualTo(VipResult.SUCCESS);
            return new Memory(segment, handle.value());
        }
    }

    /// Registered memory.
    record Memory(MemorySegment segment, int handle) {
        long at(long offset) {
            return segment.address() + offset;
        }

        VipDescriptor descriptor(long offset) {
            return new VipDescriptor(segment.asSlice(offset));
        }
    }

    ViaHosts(int stations, long seed) {
        adapters = new AdapterRing(Capabilities.ECP5, ClanSizes.DEFAULT, stations, HOP_WORDS);
        var drivers = new ArrayList<Driver>();
        for (int i = 0; i < stations; i++) {
            var driver = Driver.open(adapters.adapter(i));
            driver.start(RingOptions.station(address(i)).nonce(i + 3));
            drivers.add(driver);
        }
        drivers.forEach(driver -> driver.awaitOperational(WORDS));
        while (!drivers.stream().allMatch(one -> one.map().complete())) {
            drivers.forEach(Driver::service);
            adapters.pass(50);
        }
        var turns = new HostTurns(adapters::adapter, stations, i -> hosts.get(i).program.run());
        for (int i = 0; i < stations; i++) {
            var random = new Random(seed + i);
            var clan = Clan.open(drivers.get(i), turns.adapter(i), random);
            var provider = new VipProvider();
            int khz = adapters.adapter(i).readRegister(Registers.CLOCK_KHZ.offset());
            provider.add(
                    "jetstream0",
                    clan,
                    new ConnectionManager(clan, address(i), random),
                    address(i),
                    khz);
            var nic = new VipOut<VipNic>();
            assertThat(provider.openNic("jetstream0", nic)).isEqualTo(VipResult.SUCCESS);
            assertThat(provider.openNic("jetstream1", nic)).isEqualTo(VipResult.INVALID_PARAMETER);
            var ptag = new VipOut<VipPtag>();
            assertThat(nic.value().createPtag(ptag)).isEqualTo(VipResult.SUCCESS);
            hosts.add(new Host(nic.value(), ptag.value()));
        }
    }

    static long address(int station) {
        return 0x0200_0000_0001L + station;
    }

    static VipAddress at(int station, String discriminator) {
        return new VipAddress(address(station), discriminator.getBytes(StandardCharsets.UTF_8));
    }

    Host host(int station) {
        return hosts.get(station);
    }

    /// Lets all hosts go on until `done`.
    boolean await(BooleanSupplier done) {
        return await(done, WORDS);
    }

    boolean await(BooleanSupplier done, long words) {
        long end = adapters.now() + words;
        while (!done.getAsBoolean()) {
            if (adapters.now() > end) {
                return false;
            }
            hosts.forEach(host -> host.nic.turn());
            adapters.pass(50);
        }
        return true;
    }

    /// Connects a VI of host 0 with one of host 1, which waits for it.
    void connect(VipVi client, VipVi server) {
        var asked = new VipOut<VipConnection>();
        boolean[] accepted = {false};
        host(1).program =
                () -> {
                    boolean there =
                            !accepted[0]
                                    && host(1).nic.connectWait(at(1, "server"), 1, asked)
                                            == VipResult.SUCCESS;
                    if (there) {
                        accepted[0] = true;
                        assertThat(host(1).nic.connectAccept(asked.value(), server))
                                .isEqualTo(VipResult.SUCCESS);
                    }
                    host(1).nic.turn();
                };
        var remote = new VipOut<VipRemoteAttributes>();
        assertThat(client.connectRequest(at(0, "client"), at(1, "server"), 10, remote))
                .isEqualTo(VipResult.SUCCESS);
        host(1).program = host(1).nic::turn;
    }
}
