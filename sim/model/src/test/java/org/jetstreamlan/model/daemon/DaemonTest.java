package org.jetstreamlan.model.daemon;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jetstreamlan.driver.Outcome;
import org.jetstreamlan.driver.PoolOptions;
import org.jetstreamlan.driver.daemon.DaemonSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonTest {
    private static final long SECOND = 1_000_000_000;
    private static final int BYTES = 10_000;

    @TempDir Path folder;
    private DaemonSettings settings;

    @BeforeEach
    void settings() throws IOException {
        settings = DaemonSettings.forUser((int) Files.getAttribute(folder, "unix:uid"));
    }

    @Test
    void a_pdu_goes_from_one_client_to_another() throws Exception {
        try (var daemon = new RunningDaemon(folder, settings);
                var sender = daemon.connect(0);
                var receiver = daemon.connect(1);
                var out = sender.openPool(PoolOptions.named("out").limits(16, 0));
                var in = receiver.openPool(PoolOptions.named("in").limits(0, 16))) {
            int vci = RunningDaemon.vci(receiver, 0);
            in.assoc(vci);
            for (int i = 0; i < BYTES; i++) {
                sender.userMemory().set(JAVA_BYTE, i, (byte) (i * 7));
            }
            var send = sender.newScript();
            var blocks = send.allocFor(0, BYTES);
            send.copyIn(blocks, 0, 0, BYTES);
            send.send(blocks, BYTES, vci);
            send.free(blocks);
            var receive = receiver.newScript();
            var pdu = receive.rx(0);
            receive.copyOutRest(pdu, 0, 100);
            receive.free(pdu);
            for (int turn = 0; turn < 100; turn++) {
                assertThat(out.run(send)).as(send::message).isEqualTo(Outcome.OK);
                assertThat(in.waitRx(SECOND)).isEqualTo(Outcome.OK);
                assertThat(in.run(receive)).as(receive::message).isEqualTo(Outcome.OK);
                assertThat(receive.bytesOf(pdu)).isEqualTo(BYTES);
                assertThat(
                                MemorySegment.mismatch(
                                        sender.userMemory(),
                                        0,
                                        BYTES,
                                        receiver.userMemory(),
                                        100,
                                        100 + BYTES))
                        .isEqualTo(-1);
                receiver.userMemory().fill((byte) 0);
            }
            assertThat(in.run(receive)).isEqualTo(Outcome.EMPTY);
            assertThat(in.waitRx(1_000_000)).isEqualTo(Outcome.TIME_OUT);
        }
    }
}
