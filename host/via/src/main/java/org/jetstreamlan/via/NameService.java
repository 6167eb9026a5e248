package org.jetstreamlan.via;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jetstreamlan.driver.RingStation;

/// Names of the stations that are on the ring now: what each has told of itself, or its address as 12 hexadecimal digits where that is nothing. An address is a name, too.
final class NameService {
    private final VipNic nic;
    private boolean on;

    NameService(VipNic nic) {
        this.nic = nic;
    }

    VipResult init() {
        if (on) {
            return refuse("it is on already; shut it down first");
        }
        on = true;
        return VipResult.SUCCESS;
    }

    VipResult shutdown() {
        if (!on) {
            return off();
        }
        on = false;
        return VipResult.SUCCESS;
    }

    private VipResult off() {
        return refuse("it is off; call nsInit first");
    }

    private VipResult refuse(String why) {
        return nic.refuse(VipResult.ERROR_NAMESERVICE, "name service: " + why);
    }

    private static String digits(RingStation station) {
        return "%012x".formatted(station.address());
    }

    private static String nameOf(RingStation station) {
        return station.name().isEmpty() ? digits(station) : station.name();
    }

    VipResult byName(String name, int index, VipOut<VipAddress> address) {
        if (name.isEmpty() || index < 0) {
            return nic.refuse(
                    VipResult.INVALID_PARAMETER,
                    "name service: name '%s', index %d; give a name, and count from 0"
                            .formatted(name, index));
        }
        if (!on) {
            return off();
        }
        List<RingStation> found =
                nic.stations().stream()
                        .filter(one -> nameOf(one).equals(name) || digits(one).equals(name))
                        .toList();
        if (index >= found.size()) {
            return refuse(
                    "%d stations on the ring are called '%s', asked for is number %d"
                            .formatted(found.size(), name, index));
        }
        address.set(new VipAddress(found.get(index).address(), new byte[0]));
        return VipResult.SUCCESS;
    }

    VipResult byAddress(VipAddress address, int longest, VipOut<String> name) {
        if (!address.isPossible() || longest < 0) {
            return nic.refuse(
                    VipResult.INVALID_PARAMETER,
                    "name service: address %s, room for %d bytes".formatted(address, longest));
        }
        if (!on) {
            return off();
        }
        var found =
                nic.stations().stream()
                        .filter(one -> one.address() == address.station())
                        .findFirst();
        if (found.isEmpty()) {
            return refuse(
                    "no station %012x is on the ring; look again when it has come"
                            .formatted(address.station()));
        }
        var text = nameOf(found.get());
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > longest) {
            return nic.refuse(
                    VipResult.INVALID_PARAMETER,
                    "name service: a name of %d bytes, room for %d; give more"
                            .formatted(bytes, longest));
        }
        name.set(text);
        return VipResult.SUCCESS;
    }
}
