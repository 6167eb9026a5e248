package org.jetstreamlan.model.daemon;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jetstreamlan.abi.clan.ClanLevel;
import org.jetstreamlan.abi.clan.DmaDescriptor;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.driver.clan.Aperture;
import org.jetstreamlan.driver.clan.EndpointOptions;
import org.jetstreamlan.driver.clan.RemoteRegion;
import org.jetstreamlan.driver.client.ClientOptions;
import org.jetstreamlan.driver.client.JetstreamClient;

/// A process that connects, then stores and transfers into its peer's memory until somebody ends it. Its peer writes into its own.
final class ClanVictim {
    static final int SERVICE = 0x777;
    static final int BYTES = 4_096;

    private ClanVictim() {}

    /// @param arguments its socket, the peer's station, key and address of the peer's region
    public static void main(String[] arguments) {
        var client = JetstreamClient.connect(Path.of(arguments[0]), ClientOptions.of(1, 4_096));
        var lent = client.openClan();
        var clan = lent.clan();
        int tag = clan.newTag();
        var memory = Arena.ofShared().allocate(BYTES, BYTES);
        var region =
                clan.register(
                        tag,
                        memory,
                        RegionEntry.LOCAL_READ | RegionEntry.RDMA_WRITE | RegionEntry.RDMA_READ);
        for (int i = 0; i < 10; i++) {
            clan.register(tag, memory, RegionEntry.MESSAGE);
            clan.watch(clan.endpoint(EndpointOptions.of(tag).cells(16)), region, 8L * i);
        }
        var endpoint = clan.endpoint(EndpointOptions.of(tag));
        var text =
                "%d %d".formatted(region.key(), region.address()).getBytes(StandardCharsets.UTF_8);
        var connection =
                lent.connections()
                        .connect(
                                Long.parseLong(arguments[1]),
                                SERVICE,
                                endpoint,
                                ClanLevel.RELIABLE_DELIVERY,
                                text,
                                Long.MAX_VALUE / 4);
        while (!connection.isConnected()) {
            lent.connections().turn();
            clan.await(connection::isConnected, 10_000);
        }
        var remote =
                new RemoteRegion(
                        Integer.parseInt(arguments[2]), Long.parseLong(arguments[3]), BYTES);
        var aperture = endpoint.aperture(Aperture.Kind.WRITE, remote, 0, BYTES);
        System.out.println("ready");
        System.out.flush();
        for (int i = 0; !endpoint.isBroken(); i++) {
            aperture.put(i * 8L % BYTES, (long) i);
            endpoint.queue().transfer(DmaDescriptor.WRITE, 0, remote, 0, region, 0, BYTES);
            lent.connections().turn();
        }
    }
}
