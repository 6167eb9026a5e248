package org.jetstreamlan.via.vipl;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jetstreamlan.driver.client.ClientOptions;
import org.jetstreamlan.driver.client.JetstreamClient;
import org.jetstreamlan.driver.client.Sockets;
import org.jetstreamlan.via.VipProvider;

/// The stations of `jetstreamd` that a program has opened, by their sockets. Each connection lasts as long as the process or the daemon; behind a daemon's end the next one is asked.
final class ViplDevices {
    /// @param name of the device, for [VipProvider#openNic]
    record Device(String name, VipProvider provider, JetstreamClient client) {}

    private static final Pattern NUMBER = Pattern.compile("(\\d{1,2})$");

    private final Map<Path, Device> devices = new HashMap<>();

    /// Where a device is: the socket that it names by its path; else in the folder JETSTREAM_SOCKETS, or where daemons put them, the station JETSTREAM_STATION, or that of the number at the name's end, or 0.
    static Path socket(String device) {
        var path = Path.of(device);
        if (path.isAbsolute() && Files.exists(path)) {
            return path;
        }
        var folder = environment("JETSTREAM_SOCKETS");
        var station = environment("JETSTREAM_STATION");
        var number = NUMBER.matcher(station.isEmpty() ? device : station);
        return Sockets.of(
                folder.isEmpty() ? Sockets.folder() : Path.of(folder),
                number.find() ? Integer.parseInt(number.group(1)) : 0);
    }

    private static String environment(String name) {
        var value = System.getenv(name);
        return value == null ? "" : value;
    }

    /// @throws org.jetstreamlan.driver.DriverException if no daemon is there, or it refuses
    /// @throws org.jetstreamlan.driver.clan.ClanException as [JetstreamClient#openClan]
    Device device(String name) {
        var socket = socket(name);
        devices.computeIfPresent(socket, (_, known) -> known.client().isGone() ? null : known);
        return devices.computeIfAbsent(socket, ViplDevices::open);
    }

    private static Device open(Path socket) {
        var client = JetstreamClient.connect(socket, ClientOptions.of(1, 4_096));
        var lent = client.openClan();
        var provider = new VipProvider();
        var file = String.valueOf(socket.getFileName());
        provider.add(file, lent.clan(), lent.connections(), lent.station(), lent.clockKhz());
        return new Device(file, provider, client);
    }
}
