package org.jetstreamlan.nic.mac;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.ManagementFrame;

/// What a station that sends nothing makes of a stretch of link words, written down from `docs/ring.md`: frame by
/// frame, with the whole stretch in view, unlike the hardware.
final class RepeatModel {
    /// Who repeats.
    ///
    /// @param member enabled and confirmed; 0 with `enabled`: not confirmed
    record Station(int id, int stations, boolean enabled, boolean member) {
        boolean isMonitor() {
            return enabled && id == 0;
        }
    }

    private final Station station;
    private final IntPredicate recognises;
    private final IntPredicate copies;
    final List<MacBench.Taken> taken = new ArrayList<>();
    final Map<String, Integer> counts = new HashMap<>();
    private int yields;
    private long[] in = {};
    private long[] out = {};

    RepeatModel(Station station, IntPredicate recognises, IntPredicate copies) {
        this.station = station;
        this.recognises = recognises;
        this.copies = copies;
    }

    long[] repeat(long... words) {
        in = words;
        out = new long[words.length];
        Arrays.fill(out, MacBench.FILL);
        int at = 0;
        while (at < in.length) {
            at = step(at);
        }
        return out;
    }

    private int step(int at) {
        if (LinkWord.kind(in[at]) == LinkWord.Kind.INVALID) {
            count("codeError");
        } else if (isData(at)) {
            count("strayWord");
        } else if (LinkWord.kind(in[at]) == LinkWord.Kind.CONTROL) {
            var symbol = ControlSymbol.of(LinkWord.bits(in[at])).orElse(null);
            switch (symbol) {
                case null -> count("badSymbol");
                case ControlSymbol.Start _ -> {
                    return frame(at);
                }
                case ControlSymbol.Token token -> token(at, token);
                case ControlSymbol.Mark mark -> mark(at, mark);
                case ControlSymbol.End _, ControlSymbol.Abort _ -> {}
            }
        }
        return at + 1;
    }

    private void count(String event) {
        counts.merge(event, 1, Integer::sum);
    }

    private boolean isData(int at) {
        return at < in.length && LinkWord.kind(in[at]) == LinkWord.Kind.DATA;
    }

    private void token(int at, ControlSymbol.Token token) {
        if (!station.enabled) {
            out[at] = in[at];
        } else if (station.member) {
            count("tokens");
            count("tokenPassed");
            boolean toggle = token.toggle() ^ station.isMonitor();
            boolean yield = token.yield() && !(station.isMonitor() && yields == 255);
            yields = yield ? yields + 1 : 0;
            out[at] = pack(new ControlSymbol.Token(token.epoch(), toggle, yield));
        }
    }

    private void mark(int at, ControlSymbol.Mark mark) {
        if (mark.source() == station.id) {
            return;
        }
        boolean twice = station.member && station.isMonitor() && mark.circulation();
        if (twice) {
            count("foreignMark");
        } else if (!station.enabled) {
            out[at] = in[at];
        } else if (station.member) {
            boolean circulation = mark.circulation() || station.isMonitor();
            out[at] = pack(new ControlSymbol.Mark(mark.source(), circulation));
        }
    }

    private static long pack(ControlSymbol symbol) {
        return LinkWord.control(symbol).packed();
    }

    /// The frame whose START is at `start`; gives the index behind it.
    private int frame(int start) {
        int end = start + 1;
        while (isData(end)) {
            end++;
        }
        int words = end - start - 1;
        if (words == 0 || !Header.checkGood(LinkWord.bits(in[start + 1]))) {
            count("headerCheck");
            return end;
        }
        var ending =
                end < in.length && LinkWord.kind(in[end]) == LinkWord.Kind.CONTROL
                        ? ControlSymbol.of(LinkWord.bits(in[end])).orElse(null)
                        : null;
        boolean whole = ending instanceof ControlSymbol.End && words >= 2;
        boolean aborted = ending instanceof ControlSymbol.Abort;
        if (!whole) {
            count("aborted");
        }
        int word0 = LinkWord.bits(in[start + 1]);
        var header = Header.of(word0);
        boolean repeats = repeats(header);
        boolean eligible = eligible(header);
        countFate(header, eligible, words >= 2 && !hecGood(start));
        if (repeats) {
            System.arraycopy(in, start, out, start, end - start);
            out[start + 1] = LinkWord.pack(LinkWord.Kind.DATA, edited(word0, header));
            if (aborted) {
                out[end] = in[end];
            } else if (whole) {
                out[end] = pack(new ControlSymbol.End(status(start, end, eligible)));
            } else {
                out[end - 1] = pack(new ControlSymbol.Abort());
            }
        }
        if (eligible) {
            take(start, end, whole);
        }
        return whole || aborted ? end + 1 : end;
    }

    private boolean hecGood(int start) {
        return AtmHeader.hecGood(LinkWord.bits(in[start + 1]), LinkWord.bits(in[start + 2]));
    }

    private boolean mine(Header header) {
        return header.type() != FrameType.MANAGEMENT && header.source() == station.id;
    }

    /// The monitor's bit is set though it should not, or clear though the frame has passed the monitor.
    private boolean twice(Header header) {
        return station.isMonitor()
                ? header.circulation()
                : station.id < header.source() && !header.circulation();
    }

    private boolean repeats(Header header) {
        if (mine(header)) {
            return false;
        }
        if (header.type() == FrameType.MANAGEMENT) {
            boolean exhausted = header.source() == 63 && header.tag() == 63;
            return !station.enabled || !(station.isMonitor() || exhausted);
        }
        return !station.enabled || (station.member && !twice(header));
    }

    private boolean eligible(Header header) {
        boolean expected = !station.isMonitor() && station.id < header.source();
        return station.member
                && header.type() == FrameType.DATA
                && !mine(header)
                && header.circulation() == expected;
    }

    private void countFate(Header header, boolean eligible, boolean hecBad) {
        if (mine(header)) {
            count("ownReturned");
        } else if (header.type() == FrameType.MANAGEMENT) {
            count("management");
        } else if (!station.member) {
            count("disabled");
        } else if (twice(header) || (header.type() == FrameType.DATA && !eligible)) {
            count("circulation");
        } else if (!eligible) {
            count("repeated");
        } else if (hecBad) {
            count("hec");
        }
    }

    private int edited(int word0, Header header) {
        if (header.type() == FrameType.MANAGEMENT) {
            if (!station.enabled) {
                return word0;
            }
            var next =
                    header.source() == 63
                            ? new Header(
                                    header.type(),
                                    header.synchronous(),
                                    header.circulation(),
                                    header.tag() + 1 & 63,
                                    63)
                            : new Header(
                                    header.type(),
                                    header.synchronous(),
                                    header.circulation(),
                                    header.tag(),
                                    header.source() + 1);
            return next.bytes01() << 16 | next.check() << 8 | (word0 & 0xFF);
        }
        boolean last = station.id == station.stations - 1 && station.stations > 1;
        boolean sets = station.isMonitor() || (last && header.source() == 0);
        return station.member && sets && !header.circulation()
                ? word0 ^ Header.CIRCULATION_FLIP
                : word0;
    }

    private Frame read(int start, int end) {
        int payloadWords = Math.max(0, end - start - 3);
        var bytes = ByteBuffer.allocate(4 * payloadWords);
        for (int i = 0; i < payloadWords; i++) {
            bytes.putInt(LinkWord.bits(in[start + 3 + i]));
        }
        int word0 = LinkWord.bits(in[start + 1]);
        return new Frame(Header.of(word0), AtmHeader.of(atm(start)), bytes.array());
    }

    private int atm(int start) {
        return AtmHeader.word(LinkWord.bits(in[start + 1]), LinkWord.bits(in[start + 2]));
    }

    private FrameStatus status(int start, int end, boolean eligible) {
        var read = FrameStatus.of(ControlSymbol.argument(LinkWord.bits(in[end])));
        var frame = read(start, end);
        boolean bad = frame.crcVerdict() == CrcVerdict.BAD;
        boolean understood =
                frame.length() == ManagementFrame.BYTES
                        && frame.crcVerdict() == CrcVerdict.GOOD
                        && !read.error();
        boolean recognised = eligible && hecGood(start) && recognises.test(atm(start));
        boolean good = copies.test(atm(start)) && !bad && !read.error();
        boolean refused =
                station.enabled
                        && !station.isMonitor()
                        && frame.header().type() == FrameType.MANAGEMENT
                        && !understood;
        return new FrameStatus(
                read.error() || bad,
                read.recognised() || recognised,
                read.copied() || (recognised && good),
                read.notCopied() || (recognised && !good) || refused);
    }

    private void take(int start, int end, boolean whole) {
        var payload = new ArrayList<Integer>();
        for (int i = start + 3; i < end; i++) {
            payload.add(LinkWord.bits(in[i]));
        }
        boolean hasAtm = end - start > 2;
        var verdict = whole ? read(start, end).crcVerdict() : CrcVerdict.NONE;
        boolean error =
                whole && FrameStatus.of(ControlSymbol.argument(LinkWord.bits(in[end]))).error();
        taken.add(
                new MacBench.Taken(
                        LinkWord.bits(in[start + 1]),
                        hasAtm ? atm(start) : 0,
                        payload,
                        whole ? ReceiveKind.END : ReceiveKind.ABORT,
                        verdict,
                        error,
                        hasAtm && hecGood(start)));
    }
}
