package org.jetstreamlan.via;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jetstreamlan.driver.clan.Clan;
import org.jetstreamlan.driver.clan.Connections;

/// The adapters of this process that VIA may use, by name of the device.
public final class VipProvider {
    private final Map<String, Device> devices = new LinkedHashMap<>();

    /// @param station 48-bit address
    record Device(
            String name,
            Clan clan,
            Connections connections,
            ConnectRequests requests,
            long station,
            int clockKhz) {}

    /// Gives it an adapter, on a ring that is up.
    ///
    /// @param connections of the adapter; the library's turns are its turns
    /// @param station 48-bit address
    /// @param clockKhz of the adapter's register
    public void add(String name, Clan clan, Connections connections, long station, int clockKhz) {
        var requests = new ConnectRequests(connections, station);
        devices.put(name, new Device(name, clan, connections, requests, station, clockKhz));
    }

    /// `VipOpenNic`. SUCCESS; INVALID_PARAMETER if there is no such device. A device may be opened more than once.
    public VipResult openNic(String name, VipOut<VipNic> nic) {
        var device = devices.get(name);
        if (device == null) {
            return VipResult.INVALID_PARAMETER;
        }
        nic.set(new VipNic(device));
        return VipResult.SUCCESS;
    }
}
