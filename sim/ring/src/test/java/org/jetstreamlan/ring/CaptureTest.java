package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.sim.junit.Needed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What tshark makes of a capture.
class CaptureTest {
    @TempDir Path folder;

    @Test
    void tsharkDecodesFramesAsAal5WithVciLengthAndComment() throws Exception {
        Path file = folder.resolve("ring.pcapng");
        byte[] user = new byte[1000];
        new Random(1).nextBytes(user);
        System.arraycopy(
                new byte[] {(byte) 0xAA, (byte) 0xAA, 3, 0x4A, 0x53, 0x54, 0, 1}, 0, user, 0, 8);
        try (var capture =
                new Capture(
                        new PcapngWriter(
                                new BufferedOutputStream(Files.newOutputStream(file)),
                                PcapngWriter.SUNATM,
                                "link 0"),
                        125_000_000)) {
            for (int tag = 0; tag < 3; tag++) {
                Frame frame = Frame.aal5(Header.data(2, tag), StationVci.of(1, 0x234 + tag), user);
                for (long word : frame.linkWords()) {
                    capture.accept(word);
                }
            }
            assertThat(capture.frames()).isEqualTo(3);
            assertThat(capture.faulty()).isZero();
        }
        String table =
                tshark(
                        file,
                        "-T",
                        "fields",
                        "-e",
                        "atm.vpi",
                        "-e",
                        "atm.vci",
                        "-e",
                        "frame.len",
                        "-e",
                        "frame.comment");
        assertThat(table.lines().toList())
                .containsExactly(
                        "4\t564\t1008\tdata frame, source 2, tag 0, status E0 A0 C0 N0, CRC good",
                        "4\t565\t1008\tdata frame, source 2, tag 1, status E0 A0 C0 N0, CRC good",
                        "4\t566\t1008\tdata frame, source 2, tag 2, status E0 A0 C0 N0, CRC good");
        String detail = tshark(file, "-V", "-c", "1");
        assertThat(detail).contains("AAL: AAL5").contains("VPI: 4").contains("VCI: 564");
        assertThat(detail).contains("Traffic type: LLC multiplexed").contains("DSAP: SNAP");
        assertThat(detail).doesNotContain("Malformed").doesNotContain("incorrect");
    }

    private static String tshark(Path file, String... options) throws Exception {
        var tshark = Needed.program("tshark", "tshark").toString();
        var command = new ArrayList<>(List.of(tshark, "-r", file.toString()));
        command.addAll(List.of(options));
        var process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return text;
    }
}
