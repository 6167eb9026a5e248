package org.jetstreamlan.via;

import java.util.stream.IntStream;
import org.jetstreamlan.abi.clan.ClanSizes;
import org.jetstreamlan.abi.clan.RegionEntry;
import org.jetstreamlan.driver.clan.Clan;
import org.jetstreamlan.driver.clan.ClanEndpoint;
import org.jetstreamlan.driver.clan.ClanException;
import org.jetstreamlan.driver.clan.EndpointOptions;
import org.jetstreamlan.driver.clan.Region;
import org.jetstreamlan.driver.clan.Tripwire;

/// What a VI has of its adapter, all of one tag: an endpoint, memory for what the peer tells, tripwires there; and the two sides of its work.
final class ViEnd {
    private static final int STORE_CELLS = 64;
    private static final int DESCRIPTORS = 128;
    private static final int TRIPWIRES = 2;

    final QueueMemory queue = new QueueMemory();
    final ClanEndpoint endpoint;
    final Region region;
    final Tripwire arrival;
    final Tripwire cookies;
    final SendSide sends;
    final ReceiveSide receives;

    /// How many an adapter has room for.
    static int most(ClanSizes sizes) {
        return IntStream.of(
                        sizes.endpoints(),
                        sizes.cells() / STORE_CELLS,
                        sizes.regions(),
                        sizes.words() / TRIPWIRES)
                .min()
                .orElseThrow();
    }

    /// @throws ClanException if the adapter has not so much left; then nothing is taken
    ViEnd(VipVi vi, Clan clan, int tag) {
        endpoint = clan.endpoint(new EndpointOptions(tag, STORE_CELLS, DESCRIPTORS));
        Region memory = null;
        try {
            memory = clan.register(tag, queue.memory(), RegionEntry.MESSAGE);
            arrival = clan.watch(endpoint, memory, QueueMemory.TRANSFERS_AT);
            cookies = clan.watch(endpoint, memory, QueueMemory.COOKIES_AT);
        } catch (ClanException e) {
            if (memory != null) {
                memory.close();
            }
            endpoint.close();
            throw e;
        }
        region = memory;
        sends = new SendSide(vi, queue, endpoint);
        receives = new ReceiveSide(vi, queue);
    }

    /// Descriptors that are posted and not done.
    int posted() {
        return sends.count() + receives.count();
    }

    /// For the same connection, made again: what is posted stays.
    void restart() {
        sends.reset();
        receives.restart();
        queue.clear();
    }

    /// For the next connection: nothing of this one is on its way any more.
    void reset() {
        sends.reset();
        receives.reset();
        queue.clear();
    }

    void close() {
        endpoint.close();
        region.close();
    }
}
