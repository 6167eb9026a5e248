package org.jetstreamlan.driver;

import org.jetstreamlan.abi.InitMessage;

/// A station as it told of itself after the last bring-up.
///
/// @param id its place behind the monitor, which is 0
/// @param address 48 bits
/// @param name for people, may be empty
/// @param ttrtWords its bid for TTRT
/// @param largestWords its bid for F, payload words
/// @param allocationWords SA: its synchronous words per token
/// @param latencyWords D: its bound on the ring's latency
public record RingStation(
        int id,
        long address,
        String name,
        int ttrtWords,
        int largestWords,
        int allocationWords,
        int latencyWords) {

    static RingStation of(InitMessage message) {
        return new RingStation(
                message.id(),
                message.address(),
                message.name(),
                message.ttrtWords(),
                message.largestWords(),
                message.allocationWords(),
                message.latencyWords());
    }
}
