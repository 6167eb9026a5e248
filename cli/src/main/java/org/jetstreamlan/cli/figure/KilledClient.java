package org.jetstreamlan.cli.figure;

import java.nio.file.Path;
import java.util.Random;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.client.ClientOptions;
import org.jetstreamlan.driver.client.JetstreamClient;

/// The process that [KillBenchmark] kills: sends to itself in scripts, takes some of it, and says so once.
final class KilledClient {
    private static final int BYTES_MAXIMUM = 9_000;

    private KilledClient() {}

    /// @param arguments socket to send at, socket to receive at, channel
    public static void main(String[] arguments) {
        var options = ClientOptions.of(2, BYTES_MAXIMUM);
        var random = new Random();
        try (var sender = JetstreamClient.connect(Path.of(arguments[0]), options);
                var receiver = JetstreamClient.connect(Path.of(arguments[1]), options)) {
            int vci = StationVci.of(receiver.status().station(), Integer.parseInt(arguments[2]));
            var out = sender.openPool(PoolOptions.named("killed").limits(60, 0));
            var in = receiver.openPool(PoolOptions.named("killed").limits(0, 60));
            in.assoc(vci);
            var send = sender.newScript();
            var receive = receiver.newScript();
            for (int i = 0; i < 4; i++) {
                var pdu = receive.rx(32 * i);
                receive.copyOutRest(pdu, 0, 0);
                receive.free(pdu);
            }
            for (int turn = 0; !sender.isGone(); turn++) {
                send.truncate(0);
                for (int i = 0; i < 4; i++) {
                    int bytes = 1 + random.nextInt(BYTES_MAXIMUM);
                    var blocks = send.allocFor(32 * i, bytes);
                    send.copyIn(blocks, 0, 0, bytes);
                    send.send(blocks, bytes, vci);
                    send.free(blocks);
                }
                out.run(send);
                in.run(receive);
                if (turn == 0) {
                    System.out.println("ready");
                }
            }
        }
    }
}
