package org.jetstreamlan.model;

import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.Counter;
import org.jetstreamlan.abi.Crc8;
import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.Header;
import org.jetstreamlan.abi.ManagementFrame;
import org.jetstreamlan.abi.RingCause;
import org.jetstreamlan.abi.StationVci;
import org.jspecify.annotations.Nullable;

/// What a station does with the frames that come: repeats, strips, takes, counts. `docs/ring.md`, Sending, stripping.
final class FrameReader {
    private static final int TYPE_LO = Header.TYPE.lo();
    private static final int SOURCE_LO = Header.SOURCE.lo();
    private static final int SIX = Header.STATIONS - 1;

    /// Payload words that have come when the station knows whose the VCI is.
    private static final int WORDS_UNTIL_KNOWN = 4;

    private final Station station;

    // The frame in `second`: from its header word to its end.
    private boolean inside;
    private boolean opened;
    private boolean own;
    private boolean eligible;
    private boolean clan;
    private int word0;
    private int word1;
    private long headAt;
    private long serial;
    private @Nullable ManagementFrame content;

    /// When this station began to send what it did as the last frame of another came.
    private long foreignSince = -1;

    FrameReader(Station station) {
        this.station = station;
    }

    /// It is being repeated.
    boolean isRepeated() {
        return opened;
    }

    /// Whether the next entry may not be where it is, in the frame in `second`: END only behind both header words.
    boolean breaksOff(int kind, long comes) {
        if (!inside) {
            return false;
        }
        return kind == Kind.END ? comes <= headAt : kind != Kind.ABORT;
    }

    /// A frame that is being repeated goes no further.
    void giveUp(long time) {
        if (opened) {
            station.out.symbol(Kind.ABORT, time + 1, 0);
            opened = false;
        }
    }

    /// ABORT has come.
    void abort(long time) {
        if (inside) {
            leave(time, time - 2);
        }
    }

    /// The frame ends without END, by a word that came at `comes`: ABORT leaves in place of the word in `second`.
    void leave(long time, long comes) {
        if (opened) {
            station.out.symbol(Kind.ABORT, time + 1, 0);
        }
        if (own) {
            var none = new FrameStatus(true, false, false, true);
            station.tags.returned(time, tag(word0), none.bits());
        }
        long words = comes - headAt - 1;
        if (eligible && isForClan(words)) {
            station.client().clanSpoiled();
        } else if (eligible) {
            station.count(fateWithoutEnd(words));
        }
        inside = false;
        opened = false;
        own = false;
        eligible = false;
    }

    /// @param words of payload that have come; below 0 if the ATM header has not
    private Counter fateWithoutEnd(long words) {
        if (words < 0) {
            return Counter.DROP_ABORTED;
        }
        if (!hecGood()) {
            return Counter.DROP_HEC;
        }
        boolean taken = !clan && words >= WORDS_UNTIL_KNOWN && isTaken();
        if (taken) {
            station.client().spoiled(AtmHeader.word(word0, word1), words);
        }
        return taken || isOwnVci() ? Counter.DROP_ABORTED : Counter.REPEATED;
    }

    /// The other frames of type CLAN are those of other stations, or end as DROP_HEC.
    private boolean isForClan(long words) {
        return clan && words >= 0 && hecGood() && isOwnVci();
    }

    private boolean hecGood() {
        return AtmHeader.hecGood(word0, word1);
    }

    private boolean isOwnVci() {
        return StationVci.isUnicastOf(vci(), station.ring.id);
    }

    private boolean isTaken() {
        int vci = vci();
        return station.client().takes(vci, !isOwnVci() && !StationVci.isSystem(vci));
    }

    private int vci() {
        return AtmHeader.word(word0, word1) >>> 4 & AtmHeader.VCIS - 1;
    }

    private static int tag(int word0) {
        return Header.TAG_HIGH.get(word0) << 2 | Header.TAG_LOW.get(word0);
    }

    void head(long time, Wire in) {
        int head = in.a();
        if (!Header.checkGood(head)) {
            station.count(Counter.DROP_HEADER_CHECK);
            return;
        }
        word0 = head;
        word1 = in.b();
        serial = in.serial();
        content = in.content();
        headAt = time;
        station.valid(time);
        inside = true;

        boolean member = station.ring.member;
        boolean monitor = station.ring.leader;
        int source = head >>> SOURCE_LO & SIX;
        int type = head >>> TYPE_LO;
        boolean circulated = Header.CIRCULATION.isSet(head);
        boolean management = type == FrameType.MANAGEMENT.ordinal();
        clan = type == FrameType.CLAN.ordinal() && station.client().takesClan();
        boolean data = type == FrameType.DATA.ordinal() || clan;
        boolean sending = station.sender.sending(time);
        boolean mine = source == station.ring.id && station.ring.valid && !management;
        boolean above = source > station.ring.id;
        boolean behindMonitor = !monitor && above && !circulated;
        boolean twice = member && !management && (monitor && circulated || behindMonitor);
        boolean firstPass = circulated == (above && !monitor);
        boolean exhausted = management && station.ring.enabled && source == SIX && tag(head) == SIX;
        boolean stripped =
                mine
                        || management && station.ring.enabled && monitor
                        || exhausted
                        || sending
                        || station.ring.claiming
                        || station.ring.enabled && !member && !management
                        || twice;
        own = mine;
        eligible = member && data && !mine && !sending && firstPass;
        if (!stripped) {
            boolean marks =
                    !management
                            && !circulated
                            && (member && monitor || station.ring.isLast() && source == 0);
            int goes = head;
            if (management && station.ring.enabled && !monitor) {
                goes = counted(head);
            } else if (marks) {
                goes ^= Header.CIRCULATION_FLIP;
            }
            station.out.head(time + 1, goes, word1, serial, content);
            opened = true;
        }
        countHead(mine, management, sending, twice || data && !firstPass, data);
        if (member && !management && behindMonitor && !mine && !sending) {
            station.raise(time, RingCause.MONITOR_GONE);
        }
        if (management && !station.ring.enabled) {
            station.ring.forget();
        }
    }

    private void countHead(
            boolean mine, boolean management, boolean sending, boolean secondPass, boolean data) {
        if (mine) {
            station.count(Counter.OWN_RETURNED);
        } else if (management) {
            station.count(Counter.MANAGEMENT);
        } else if (sending) {
            station.count(Counter.FOREIGN_START);
            if (foreignSince == station.sender.since()) {
                station.raise(headAt, RingCause.SECOND_SENDER);
            }
            foreignSince = station.sender.since();
        } else if (!station.ring.member) {
            station.count(Counter.DROP_DISABLED);
        } else if (secondPass) {
            station.count(Counter.DROP_CIRCULATION);
        } else if (!data) {
            station.count(Counter.REPEATED);
        }
    }

    /// Header word 0 one hop on: `docs/station.ring.md`, Management frames.
    private static int counted(int head) {
        int source = head >>> SOURCE_LO & SIX;
        var before = Header.of(head);
        int flipped;
        if (source != SIX) {
            flipped = (source ^ source + 1) << SOURCE_LO;
        } else {
            int more = before.tag() + 1 & SIX ^ before.tag();
            flipped = more >>> 2 << Header.TAG_HIGH.lo() | (more & 3) << Header.TAG_LOW.lo();
        }
        int change = Crc8.check(flipped >>> 16, 2) ^ Crc8.COSET;
        return head ^ flipped ^ change << 8;
    }

    /// END has come.
    void end(long time, int bits, @Nullable Damage damage) {
        if (!inside) {
            return;
        }
        long words = time - headAt - 3;
        station.valid(time);
        var verdict = verdict(words, damage != null);
        boolean bad = verdict == CrcVerdict.BAD;
        boolean legal = FrameStatus.legal(bits);
        boolean e = isSet(bits, FrameStatus.E) || !legal;
        boolean a = isSet(bits, FrameStatus.A);
        boolean c = isSet(bits, FrameStatus.C) && legal;
        boolean n = isSet(bits, FrameStatus.N) || !legal;
        boolean management = word0 >>> TYPE_LO == FrameType.MANAGEMENT.ordinal();
        boolean recognised = eligible && isRecognised(words);
        boolean delivered = false;
        if (eligible && isForClan(words)) {
            recognised = true;
            delivered = !e && verdict == CrcVerdict.GOOD && clanArrived(time, words);
            if (e || verdict != CrcVerdict.GOOD) {
                station.client().clanSpoiled();
            }
        } else if (eligible) {
            var fate = fate(time, words, verdict, e, damage);
            delivered = fate == Counter.DELIVERED;
            if (!delivered) {
                station.count(fate);
            }
        }
        boolean accepted = recognised && delivered && !e && !bad;
        boolean refused = false;
        if (management) {
            refused = manage(time, words, verdict != CrcVerdict.GOOD, e, n);
        }
        if (opened) {
            int status =
                    FrameStatus.bits(
                            e || bad,
                            a || recognised,
                            c || accepted,
                            n || recognised && !accepted || refused);
            station.out.symbol(Kind.END, time + 1, status, damage);
        }
        if (own) {
            station.tags.returned(time, tag(word0), bits);
        }
        inside = false;
        opened = false;
        own = false;
        eligible = false;
    }

    private static boolean isSet(int bits, int pair) {
        return (bits >>> pair & 3) == FrameStatus.SET;
    }

    /// Whether a CRC-32 is due at the end, by header word 1: PT 0x1.
    static boolean endsPdu(int word1) {
        return (word1 >>> 8 & 0b1010) == 0b0010;
    }

    private CrcVerdict verdict(long words, boolean damaged) {
        if (!endsPdu(word1)) {
            return CrcVerdict.NONE;
        }
        return damaged || words == 0 ? CrcVerdict.BAD : CrcVerdict.GOOD;
    }

    private boolean clanArrived(long time, long words) {
        int source = word0 >>> SOURCE_LO & SIX;
        int atm = AtmHeader.word(word0, word1);
        return station.client().clanArrived(time, serial, source, atm, (int) words);
    }

    /// Whether an eligible frame is for this station alone, which sets A.
    private boolean isRecognised(long words) {
        return !clan
                && hecGood()
                && isOwnVci()
                && !(words >= WORDS_UNTIL_KNOWN && station.client().taps(vci()));
    }

    /// The counter in which a whole eligible frame ends.
    private Counter fate(
            long time, long words, CrcVerdict verdict, boolean error, @Nullable Damage damage) {
        if (!hecGood()) {
            return Counter.DROP_HEC;
        }
        if (clan) {
            return Counter.REPEATED;
        }
        if (words < WORDS_UNTIL_KNOWN) {
            return isOwnVci() ? Counter.DROP_RUNT : Counter.REPEATED;
        }
        if (!isTaken()) {
            return isOwnVci() ? Counter.DROP_UNKNOWN_VCI : Counter.REPEATED;
        }
        int atm = AtmHeader.word(word0, word1);
        if (words < Frame.PAYLOAD_WORDS_MINIMUM) {
            station.client().spoiled(atm, words);
            return Counter.DROP_RUNT;
        }
        if (words > Frame.PAYLOAD_WORDS_MAXIMUM) {
            station.client().spoiled(atm, words);
            return Counter.DROP_TOO_LONG;
        }
        return station.client().arrived(time, serial, atm, (int) words, verdict, error, damage);
    }

    private boolean manage(long time, long words, boolean bad, boolean e, boolean n) {
        boolean good = words == ManagementFrame.WORDS && !bad && !e && content != null;
        int hops = word0 >>> SOURCE_LO & SIX;
        if (good && content != null) {
            station.see(time, content, hops, tag(word0), n);
        }
        return station.ring.enabled
                && !station.ring.leader
                && (!good || content != null && station.ring.differs(content, hops));
    }
}
