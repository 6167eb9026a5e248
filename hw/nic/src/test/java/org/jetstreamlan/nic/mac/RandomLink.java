package org.jetstreamlan.nic.mac;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jetstreamlan.abi.Aal5;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.LinkWord;

/// Link words as no ring should carry them: good frames, and everything that can be wrong with one, but nothing that makes a member
/// claim: T changes from token to token, tokens are of this epoch, and frames that the monitor has passed are marked.
final class RandomLink {
    private final Random random;
    private final boolean management;
    private final MacBench bench;
    private final RepeatModel.Station station;
    private final List<Long> words = new ArrayList<>();

    /// @param management whether there are management frames, of no meaning
    RandomLink(Random random, boolean management, MacBench bench, RepeatModel.Station station) {
        this.random = random;
        this.management = management;
        this.bench = bench;
        this.station = station;
    }

    long[] words(int items) {
        words.clear();
        for (int i = 0; i < items; i++) {
            item();
        }
        return words.stream().mapToLong(Long::longValue).toArray();
    }

    private void item() {
        switch (random.nextInt(10)) {
            case 0 -> symbol();
            case 1 -> noise();
            case 2 -> words.add(MacBench.FILL);
            default -> frame();
        }
    }

    private void symbol() {
        if (random.nextBoolean()) {
            long token = bench.nextToken();
            words.add(random.nextBoolean() ? token : token ^ YIELD);
            words.add(MacBench.FILL);
        } else {
            control(new ControlSymbol.Mark(random.nextInt(8), random.nextBoolean()));
        }
    }

    /// Inverts Y and the parity, in both halves.
    private static final long YIELD = 0x0003_0003L;

    private void control(ControlSymbol symbol) {
        words.add(LinkWord.control(symbol).packed());
    }

    private void noise() {
        switch (random.nextInt(7)) {
            case 5, 6 -> pair();
            case 0 -> words.add(LinkWord.pack(LinkWord.Kind.DATA, random.nextInt()));
            case 1 -> words.add(LinkWord.pack(LinkWord.Kind.INVALID, random.nextInt()));
            case 2 -> {
                int flip = 1 << random.nextInt(32);
                var token = new ControlSymbol.Token(MacBench.EPOCH, false, false);
                words.add(LinkWord.pack(LinkWord.Kind.CONTROL, token.word() ^ flip));
            }
            case 3 -> control(new ControlSymbol.Abort());
            default -> control(new ControlSymbol.End(FrameStatus.SENT));
        }
    }

    private void pair() {
        int word = pairOfHalves();
        if (!(ControlSymbol.of(word).orElse(null) instanceof ControlSymbol.Token)) {
            words.add(LinkWord.pack(LinkWord.Kind.CONTROL, word));
        }
    }

    /// Complementary halves, and nothing else that a symbol has, unless by chance.
    private int pairOfHalves() {
        int[] opcodes = {
            ControlSymbol.OPCODE_START,
            ControlSymbol.OPCODE_ABORT,
            ControlSymbol.OPCODE_END,
            ControlSymbol.OPCODE_TOKEN,
            ControlSymbol.OPCODE_MARK,
            random.nextInt(32)
        };
        int opcode = opcodes[random.nextInt(opcodes.length)];
        int argument =
                switch (random.nextInt(3)) {
                    case 0 -> 1 << random.nextInt(9);
                    case 1 -> MacBench.EPOCH << ControlSymbol.TOKEN_EPOCH_LO | random.nextInt(8);
                    default -> random.nextInt(512);
                };
        int first = opcode << ControlSymbol.ARGUMENT_WIDTH | argument;
        return first << 16 | (~first & 0x3FFF);
    }

    private void frame() {
        var frame = new Frame(header(), atm(), payload());
        var ending =
                random.nextInt(8) == 0
                        ? new ControlSymbol.Abort()
                        : new ControlSymbol.End(FrameStatus.SENT);
        var encoded = frame.linkWords(ending);
        int end = encoded.length - 2;
        if (random.nextInt(3) == 0) {
            encoded[end] =
                    LinkWord.pack(
                            LinkWord.Kind.CONTROL, ControlSymbol.endWord(random.nextInt(256)));
        }
        int count = encoded.length;
        switch (random.nextInt(12)) {
            case 0 -> encoded[1 + random.nextInt(2)] ^= 1L << random.nextInt(32);
            case 1 -> count = 1 + random.nextInt(encoded.length - 2);
            case 2 -> encoded[random.nextInt(encoded.length)] ^= 1L << random.nextInt(34);
            case 3 -> count = encoded.length - 1;
            default -> {}
        }
        for (int i = 0; i < count; i++) {
            words.add(encoded[i]);
        }
    }

    private Header header() {
        var type =
                switch (random.nextInt(12)) {
                    case 0 -> FrameType.CLAN;
                    case 1 -> FrameType.RESERVED;
                    case 2 -> management ? FrameType.MANAGEMENT : FrameType.DATA;
                    default -> FrameType.DATA;
                };
        int source = random.nextInt(random.nextInt(10) == 0 ? 64 : 8);
        boolean behind = station.member() && station.id() > 0 && station.id() < source;
        boolean marked = random.nextBoolean() || (behind && type != FrameType.MANAGEMENT);
        int tag = random.nextInt(8) == 0 ? 63 : random.nextInt(64);
        return new Header(type, random.nextBoolean(), marked, tag, source);
    }

    private AtmHeader atm() {
        return new AtmHeader(
                random.nextInt(16),
                random.nextInt(1 << 24),
                random.nextInt(8),
                random.nextBoolean());
    }

    private byte[] payload() {
        return switch (random.nextInt(6)) {
            case 0 -> bytes(4 * random.nextInt(12));
            case 1 -> bytes(4 * (12 + random.nextInt(20)));
            default -> Aal5.pdu(bytes(1 + random.nextInt(120)), 0, 0);
        };
    }

    /// The first byte is no operation of a management frame.
    private byte[] bytes(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        if (length > 0) {
            bytes[0] |= (byte) 0x80;
        }
        return bytes;
    }
}
