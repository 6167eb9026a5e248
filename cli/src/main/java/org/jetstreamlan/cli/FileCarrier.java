package org.jetstreamlan.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.Script;
import org.jetstreamlan.driver.client.ClientOptions;
import org.jetstreamlan.driver.client.JetstreamClient;
import org.jetstreamlan.driver.client.RemotePool;

/// Carries files from a station to another, whose daemons read and write them: scripts put pieces of the file into blocks and send them, others take them out and write them. Not a byte of it comes into this process.
final class FileCarrier implements AutoCloseable {
    /// Most of a script: 32 and 24 operations.
    private static final int PIECES = 8;

    private static final int CHANNEL = StationVci.FIRST_FREE_CHANNEL + 0x100;
    private static final long PATIENCE_NANOSECONDS = 5_000_000_000L;
    private static final ClientOptions OPTIONS = ClientOptions.of(1, 1);

    private final int pieceBytes;

    /// Of a script: no more than half of a station's blocks take.
    private final int pieces;

    private final RemotePool out;
    private final RemotePool in;
    private final int vci;
    private final Script sending;
    private final Script receiving;

    /// @param pieceBytes of each PDU, at most 65,512
    FileCarrier(JetstreamClient sender, JetstreamClient receiver, int pieceBytes) {
        this.pieceBytes = pieceBytes;
        pieces = Math.min(pieces(sender), pieces(receiver));
        out = sender.openPool(PoolOptions.named("carry").limits(sender.status().blocks(), 0));
        in = receiver.openPool(PoolOptions.named("carry").limits(0, receiver.status().blocks()));
        vci = StationVci.of(receiver.status().station(), CHANNEL);
        in.assoc(vci);
        sending = sender.newScript();
        receiving = receiver.newScript();
    }

    static JetstreamClient connect(Path socket) {
        return JetstreamClient.connect(socket, OPTIONS);
    }

    private int pieces(JetstreamClient client) {
        var status = client.status();
        int blocks = Math.ceilDiv(Aal5.pduBytes(pieceBytes), status.blockBytes());
        return Math.clamp(status.blocks() / 2 / blocks, 1, PIECES);
    }

    /// Carries bytes of the sender's file to the same place of the receiver's.
    ///
    /// @param source number of the file that the sender has passed
    /// @param target number of the file that the receiver has passed
    /// @throws IOException if the file has not so many, or a frame is lost
    void carry(int source, int target, long bytes) throws IOException {
        long at = 0;
        while (at < bytes) {
            sending.truncate(0);
            receiving.truncate(0);
            int count = 0;
            for (; count < pieces && at < bytes; count++) {
                int piece = (int) Math.min(pieceBytes, bytes - at);
                var blocks = sending.allocFor(0, piece);
                sending.readFile(blocks, 0, source, at, piece);
                sending.send(blocks, piece, vci);
                sending.free(blocks);
                var pdu = receiving.rx(0);
                receiving.writeFileRest(pdu, 0, target, at);
                receiving.free(pdu);
                at += piece;
            }
            run(out, sending);
            if (in.waitRx(count, PATIENCE_NANOSECONDS) != Outcome.OK) {
                throw new IOException(in.lastRefusal().message());
            }
            run(in, receiving);
        }
    }

    private static void run(RemotePool pool, Script script) throws IOException {
        if (pool.run(script) != Outcome.OK) {
            throw new IOException(script.message());
        }
    }

    @Override
    public void close() {
        out.close();
        in.close();
    }
}
