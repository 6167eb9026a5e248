package org.jetstreamlan.model.daemon;

import java.nio.file.Path;
import java.util.Random;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.Blocks;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.Script;
import org.jetstreamlan.driver.client.ClientOptions;
import org.jetstreamlan.driver.client.JetstreamClient;
import org.jetstreamlan.driver.client.RemotePool;

/// A process that does all that a client can do, in no order, until somebody ends it: sends to itself, receives some, holds blocks, opens and closes pools.
final class TrafficClient {
    private static final int BYTES = 1 << 16;
    private static final PoolOptions OUT = PoolOptions.named("victim out").limits(40, 0);
    private static final PoolOptions IN = PoolOptions.named("victim in").limits(0, 40);

    private TrafficClient() {}

    /// @param arguments socket to send at, socket to receive at, seed, channel
    public static void main(String[] arguments) {
        var random = new Random(Long.parseLong(arguments[2]));
        var options = ClientOptions.of(8, BYTES);
        var sender = JetstreamClient.connect(Path.of(arguments[0]), options);
        var receiver = JetstreamClient.connect(Path.of(arguments[1]), options);
        int vci =
                StationVci.of(
                        receiver.status().station(),
                        StationVci.FIRST_FREE_CHANNEL + Integer.parseInt(arguments[3]));
        var traffic = new Traffic(random, sender, receiver, vci);
        System.out.println("ready");
        System.out.flush();
        while (!sender.isGone() && !receiver.isGone()) {
            traffic.turn();
        }
    }

    private static final class Traffic {
        private final Random random;
        private final JetstreamClient sender;
        private final JetstreamClient receiver;
        private final int vci;
        private final Script send;
        private final Script hold;
        private final Script receive;
        private final Blocks pdu;
        private RemotePool out;
        private RemotePool in;

        Traffic(Random random, JetstreamClient sender, JetstreamClient receiver, int vci) {
            this.random = random;
            this.sender = sender;
            this.receiver = receiver;
            this.vci = vci;
            send = sender.newScript();
            hold = sender.newScript();
            hold.alloc(0, 2);
            receive = receiver.newScript();
            pdu = receive.rx(0);
            receive.copyOutRest(pdu, 0, 0);
            receive.free(pdu);
            out = sender.openPool(OUT);
            in = receiver.openPool(IN);
            in.assoc(vci);
        }

        void turn() {
            switch (random.nextInt(40)) {
                case 0 -> {
                    out.close();
                    out = sender.openPool(OUT);
                }
                case 1 -> {
                    in.close();
                    in = receiver.openPool(IN);
                    in.assoc(vci);
                }
                case 2, 3 -> out.run(hold);
                case 4 -> in.waitRx(1_000_000);
                case 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 -> in.run(receive);
                default -> sendSome();
            }
        }

        private void sendSome() {
            int bytes = 1 + random.nextInt(9_000);
            send.truncate(0);
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                var blocks = send.allocFor(i * 32, bytes);
                send.copyIn(blocks, 0, 0, bytes);
                send.send(blocks, bytes, vci);
                send.free(blocks);
            }
            if (out.run(send) == Outcome.TRANSMIT_LIMIT && random.nextInt(4) == 0) {
                out.close();
                out = sender.openPool(OUT);
            }
        }
    }
}
