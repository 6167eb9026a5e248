package org.jetstreamlan.model.daemon;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.driver.daemon.Daemon;
import org.jetstreamlan.driver.daemon.DaemonSettings;
import org.jetstreamlan.model.adapter.ModelBackend;

/// A daemon in a process of its own, which can be killed.
final class DaemonProcess {
    private DaemonProcess() {}

    /// @param arguments folder of its sockets
    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[0]);
        var settings = DaemonSettings.forUser((int) Files.getAttribute(folder, "unix:uid"));
        try (var daemon =
                new Daemon(
                        new ModelBackend(Capabilities.ECP5, RunningDaemon.STATIONS),
                        RunningDaemon.sockets(folder),
                        settings,
                        line -> {})) {
            System.out.println("ready");
            System.out.flush();
            daemon.run();
        }
    }
}
