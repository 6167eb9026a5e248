package org.jetstreamlan.cli.figure;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.RingPhase;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.model.RingListener;
import org.jetstreamlan.model.RingModel;
import org.jetstreamlan.model.StationSettings;

/// A behavioural ring of stations with a hop of 20 words each, of which some send without end, and what it carried.
final class RingLoad implements RingListener {
    /// Link and cable beyond the 3 words of a station.
    private static final int LINK = 17;

    private final RingModel ring;

    private long payloadWords;
    private long frames;
    private long longestWait;

    /// @param largest F
    /// @param allocation SA of every station
    RingLoad(int stations, int ttrt, int largest, int allocation, boolean overrun) {
        var settings =
                IntStream.range(0, stations)
                        .mapToObj(
                                i ->
                                        StationSettings.defaults(i)
                                                .withTtrt(ttrt)
                                                .withLargest(largest)
                                                .withAllocation(allocation)
                                                .withOverrun(overrun))
                        .toList();
        int[] hops = new int[stations];
        Arrays.fill(hops, LINK);
        ring = new RingModel(settings, hops);
        ring.enableAll();
        while (!IntStream.range(0, stations).allMatch(ring::isOperational)) {
            ring.run(ttrt);
        }
        ring.listen(this);
    }

    static AtmHeader to(int station) {
        return AtmHeader.endOfPdu(StationVci.of(station, StationVci.FIRST_FREE_CHANNEL));
    }

    /// Station `from` always has a frame of `words` payload words for the station `distance` behind it.
    RingLoad sends(int from, int distance, boolean synchronous, int words) {
        int id = (ring.id(from) + distance) % ring.size();
        ring.saturate(from, synchronous, to(id), words);
        return this;
    }

    /// Runs for so many words, the first tenth for nothing.
    RingLoad run(long words) {
        ring.run(words / 10);
        payloadWords = 0;
        frames = 0;
        longestWait = 0;
        ring.run(words);
        return this;
    }

    /// Payload words that arrived.
    long payloadWords() {
        return payloadWords;
    }

    long frames() {
        return frames;
    }

    /// The longest time in which a frame was the first of its class and had not started, in words.
    long longestWait() {
        return longestWait;
    }

    /// D, in words.
    int latency() {
        return ring.latency();
    }

    @Override
    public void started(int station, long time, long serial, boolean synchronous, long waited) {
        longestWait = Math.max(longestWait, waited);
    }

    @Override
    public void delivered(
            int station, long time, long serial, int words, CrcVerdict verdict, boolean error) {
        payloadWords += words;
        frames++;
    }

    @Override
    public void phase(int station, long time, RingPhase phase, RingCause cause) {
        throw new IllegalStateException(
                "station %d went to %s for %s at %,d".formatted(station, phase, cause, time));
    }
}
