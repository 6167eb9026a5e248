package org.jetstreamlan.driver;

import static org.jetstreamlan.driver.DriverException.Reason.UNKNOWN_STATION;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jetstreamlan.abi.StationVci;

/// Who is where on the ring, as of one bring-up. Peers are named by address: ids, and the VCIs made of them, change
/// with each bring-up.
///
/// @param generation bring-up that it belongs to
/// @param count N, stations on the ring
/// @param stations those that have told of themselves, in ring order from the monitor, this one among them
public record RingMap(int generation, int count, List<RingStation> stations) {
    public RingMap {
        stations = List.copyOf(stations);
    }

    /// Whether all stations are in it.
    public boolean complete() {
        return stations.size() == count;
    }

    /// Whether it is known that no station has this address.
    public boolean lacks(long address) {
        return complete() && stations.stream().noneMatch(s -> s.address() == address);
    }

    /// The station with this id.
    public Optional<RingStation> station(int id) {
        return stations.stream().filter(s -> s.id() == id).findFirst();
    }

    /// The station that sends to this one.
    public Optional<RingStation> upstream(int id) {
        return station((id + count - 1) % count);
    }

    /// The station that this one sends to.
    public Optional<RingStation> downstream(int id) {
        return station((id + 1) % count);
    }

    /// The station with this address.
    ///
    /// @throws DriverException UNKNOWN_STATION
    public RingStation at(long address) {
        return stations.stream()
                .filter(s -> s.address() == address)
                .findFirst()
                .orElseThrow(
                        () ->
                                new DriverException(
                                        UNKNOWN_STATION,
                                        String.format(
                                                Locale.ROOT,
                                                "ring: no station has told address %012x; %d of %d are known,"
                                                        + " look at the map again after the next bring-up",
                                                address,
                                                stations.size(),
                                                count)));
    }

    /// The VCI of a channel of the station with this address.
    ///
    /// @throws DriverException UNKNOWN_STATION
    public int vci(long address, int channel) {
        return StationVci.of(at(address).id(), channel);
    }
}
