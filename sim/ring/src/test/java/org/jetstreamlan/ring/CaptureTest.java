package org.jetstreamlan.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.LinkWord;
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

    /// All but FILL comes back as it was, and tshark reads the file.
    @Test
    void theWordsOfALinkComeBackAsTheyWere() throws Exception {
        Path file = folder.resolve("words.pcapng");
        long token = LinkWord.control(new ControlSymbol.Token(17, true, false)).packed();
        var link = new ArrayList<Long>(List.of(LinkWord.FILL.packed(), token));
        for (int tag = 0; tag < 3; tag++) {
            var frame =
                    Frame.aal5(Header.data(2, tag), StationVci.of(1, 0x234), new byte[1 + tag * 9]);
            link.add(LinkWord.FILL.packed());
            for (long word : frame.linkWords()) {
                link.add(word);
            }
        }
        link.add(LinkWord.pack(LinkWord.Kind.INVALID, 0));
        var out = new BufferedOutputStream(Files.newOutputStream(file));
        try (var capture =
                new LinkCapture(new PcapngWriter(out, PcapngWriter.USER0, "link"), 125_000_000)) {
            link.forEach(capture::accept);
        }
        var read = new ArrayList<Long>();
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < bytes.limit(); at += bytes.getInt(at + 4)) {
            int length = bytes.getInt(at) == 6 ? bytes.getInt(at + 20) : 0;
            for (int i = 0; i < length; i += LinkCapture.WORD_BYTES) {
                int word = Integer.reverseBytes(bytes.getInt(at + 29 + i));
                read.add(LinkWord.pack(LinkWord.Kind.of(bytes.get(at + 28 + i)), word));
            }
        }
        link.removeIf(word -> word == LinkWord.FILL.packed());
        assertThat(read).isEqualTo(link);
        assertThat(tshark(file, "-T", "fields", "-e", "frame.time_relative").lines().toList())
                .hasSize(5)
                .startsWith("0.000000000", "0.000000016");
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
