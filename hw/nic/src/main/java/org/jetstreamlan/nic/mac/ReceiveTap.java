package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.CrcVerdict;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.nic.crc.AalCrc;

/// Shows every frame that comes by to the receiver, together with its CRC verdict.
///
/// ```
/// first          | word 0 | word 1 | pay 0  | pay 1  | END    |
/// second         | START  | word 0 | word 1 | pay 0  | pay 1  | END    |
/// received.kind           | HEADER | ATM    | PAYLOAD| PAYLOAD| END    |
/// crc engine                                | pay 0  | pay 1  |compared| verdict
/// ```
/// In step with `second`: 2 clocks behind the link, a word each clock.
public final class ReceiveTap extends Module {
    /// The word in `first`, its place, and the HEC if it is header word 1.
    public final Bits first = input(bits(32));

    public final Enumerated<Place> arriving = input(enumerated(Place.class));
    public final Bool hecGood = input(bool());

    /// Of the word in `second`.
    public final Enumerated<Place> place = input(enumerated(Place.class));

    public final Bool cut = input(bool());

    /// The decision on a frame, while START is in `second`.
    public final Bool deciding = input(bool());

    public final Bool eligible = input(bool());

    /// The same of a frame of type CLAN; of no bits where the MAC has no CLAN.
    public final Bits eligibleClan;

    /// E of the END in `second`.
    public final Bool error = input(bool());

    /// Its `eligible` holds for the whole frame.
    public final Received received = output(Received.TYPE);

    /// With HEADER and until the frame ends: it may be taken as one of type CLAN.
    public final Bits clan;

    /// An eligible frame's HEC is wrong.
    public final Bool hecEvent = output(bool());

    /// A frame has ended without END.
    public final Bool abortedEvent = output(bool());

    private final AalCrc crcEngine = child(new AalCrc());
    private final Enumerated<ReceiveKind> kind =
            reg(enumerated(ReceiveKind.class), ReceiveKind.NONE);
    private final Bits word = reg(bits(32));
    private final Bits verdict = reg(bits(2));
    private final Bool taking = reg(bool());
    private final Bool hec = reg(bool());
    private final Bool endsPdu = reg(bool());
    private final Bits takingClan;

    public ReceiveTap() {
        this(false);
    }

    /// @param clan whether frames of type CLAN may be taken
    public ReceiveTap(boolean clan) {
        int width = clan ? 1 : 0;
        this.eligibleClan = input(bits(width));
        this.clan = output(bits(width));
        this.takingClan = reg(bits(width));
    }

    @Override
    protected void build() {
        kind.next(ReceiveKind.NONE);
        select(arriving)
                .is(Place.HEADER, () -> kind.next(ReceiveKind.HEADER))
                .is(Place.ATM, () -> kind.next(ReceiveKind.ATM))
                .is(Place.PAYLOAD, () -> kind.next(ReceiveKind.PAYLOAD))
                .is(Place.END, () -> kind.next(ReceiveKind.END))
                .is(Place.ABORT, () -> kind.next(ReceiveKind.ABORT));
        when(cut, () -> kind.next(ReceiveKind.ABORT));

        word.next(first);
        hec.next(hecGood);
        when(
                deciding,
                () -> {
                    taking.next(eligible);
                    takingClan.next(eligibleClan);
                });
        clan.assign(takingClan);
        when(arriving.is(Place.ATM), this::atm);
        crc();

        received.kind().assign(kind);
        received.word().assign(word);
        received.crc().assign(verdict);
        received.codeError().assign(error);
        received.eligible().assign(taking);
        received.hecGood().assign(hec);
        hecEvent.assign(all(kind.is(ReceiveKind.ATM), taking, hec.not()));
        abortedEvent.assign(kind.is(ReceiveKind.ABORT));
    }

    /// PT is user data (top bit 0) and marks the end of a PDU (lowest bit 1).
    private void atm() {
        var atm = cat(word.slice(7, 0), first.slice(31, 8));
        word.next(atm);
        endsPdu.next(atm.bit(3).not().and(atm.bit(1)));
    }

    private void crc() {
        crcEngine.word.valid().assign(arriving.is(Place.PAYLOAD));
        crcEngine.clear.assign(arriving.is(Place.PAYLOAD).not());
        crcEngine.word.payload().assign(first);

        var residue = crcEngine.crc.eq(Integer.toUnsignedLong(AalCrc.RESIDUE));
        var good = residue.and(place.is(Place.PAYLOAD));
        verdict.next(CrcVerdict.BAD.ordinal());
        when(endsPdu.not(), () -> verdict.next(CrcVerdict.NONE.ordinal()))
                .elseWhen(good, () -> verdict.next(CrcVerdict.GOOD.ordinal()));
    }
}
