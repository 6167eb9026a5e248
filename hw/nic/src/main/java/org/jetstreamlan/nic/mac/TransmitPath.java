package org.jetstreamlan.nic.mac;

import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.ControlSymbol;
import org.jetstreamlan.abi.FrameStatus;
import org.jetstreamlan.abi.FrameType;
import org.jetstreamlan.abi.LinkWord;
import org.jetstreamlan.abi.StationVci;
import org.jetstreamlan.hdl.Bits;
import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Enumerated;
import org.jetstreamlan.hdl.Module;
import org.jetstreamlan.hdl.UInt;
import org.jetstreamlan.nic.crc.AalCrc;
import org.jetstreamlan.nic.crc.HeaderCrc;

/// The words that [Transmitter] sends. Whatever goes out is put into `staged`, the only choice of a whole word here; the check codes over it are put in its place
/// as it leaves.
///
/// ```
/// state    |START |HEADER| ATM  |PAYLD |PAYLD | END  |
/// staged          |START | w0   | w1   | p0   |  0   | END  |
/// check codes            |check | HEC  |      | CRC  |
/// link            |START | w0   | w1   | p0   | CRC  | END  |
/// ```
/// `link` is 1 clock behind the state.
public final class TransmitPath extends Module {
    private static final int INIT = AtmHeader.endOfPdu(StationVci.INIT).word();

    public final Enumerated<TransmitState> now = input(enumerated(TransmitState.class));

    /// ABORT goes in place of the state's word, by way of `aborted`; nothing does in place of MARK and TOKEN.
    public final Bool aborts = input(bool());

    public final Bool silent = input(bool());

    /// A management frame, or one of the synchronous class.
    public final Bool management = input(bool());

    public final Bool ofSynchronous = input(bool());
    public final UInt tag = input(uint(6));
    public final UInt station = input(uint(6));

    /// Header bytes 3..6 of either class, first byte on top, and their payload.
    public final Bits synchronousAtm = input(bits(32));

    public final Bits asynchronousAtm = input(bits(32));

    /// The asynchronous frame is of type CLAN. Of no bits without CLAN.
    public final Bits asynchronousClan;

    public final Bits synchronousWord = input(bits(32));
    public final Bits asynchronousWord = input(bits(32));

    /// Is 0 outside the payload of a management frame.
    public final Bits managementWord = input(bits(32));

    /// The CRC goes in place of this payload word.
    public final Bool ends = input(bool());

    /// Of the TOKEN.
    public final Bits argument = input(bits(9));

    public final Link link = output(Link.TYPE);

    /// `link` is FILL, in place of which ABORT is to go out.
    public final Bool aborted = output(bool());

    private final AalCrc crcEngine = child(new AalCrc());
    private final Bits staged = reg(bits(32));
    private final Enumerated<LinkWord.Kind> kind =
            reg(enumerated(LinkWord.Kind.class), LinkWord.Kind.FILL);

    // What is staged.
    private final Bool header = reg(bool());
    private final Bool atm = reg(bool());
    private final Bool payload = reg(bool());
    private final Bool crc = reg(bool());
    private final Bool abort = reg(bool(), init(0));

    /// The first byte under the HEC, as far as it has come.
    private final Bits begun = reg(bits(8));

    /// @param clan whether there are frames of type CLAN
    public TransmitPath(boolean clan) {
        this.asynchronousClan = input(bits(clan ? 1 : 0));
    }

    @Override
    protected void build() {
        stage();
        leave();
    }

    private void stage() {
        var isAtm = now.is(TransmitState.ATM);
        var isPayload = now.is(TransmitState.PAYLOAD);
        var synchronous = all(management.not(), ofSynchronous);
        var asynchronous = all(management.not(), ofSynchronous.not());
        var payloadWord =
                where(isPayload.and(synchronous), synchronousWord)
                        .or(where(isPayload.and(asynchronous), asynchronousWord))
                        .or(managementWord);
        var word =
                payloadWord
                        .or(header(now.is(TransmitState.HEADER), synchronous, asynchronous))
                        .or(atm(isAtm, synchronous, asynchronous))
                        .or(symbol());
        // Late, but a reset of the register.
        var nothing = any(aborts, isPayload.and(ends));
        staged.next(mux(nothing, zeros(32), word));

        header.next(now.is(TransmitState.HEADER));
        atm.next(isAtm.and(aborts.not()));
        payload.next(isPayload);
        crc.next(all(isPayload, ends, aborts.not()));
        abort.next(aborts);
        aborted.assign(abort);
        var ofFrame = any(now.is(TransmitState.START), now.is(TransmitState.END));
        var ofToken = any(now.is(TransmitState.MARK), now.is(TransmitState.TOKEN));
        var symbols = any(ofFrame, ofToken.and(silent.not()));
        kind.next(LinkWord.Kind.FILL);
        when(aborts, () -> kind.next(LinkWord.Kind.FILL))
                .elseWhen(
                        any(now.is(TransmitState.HEADER), isAtm, isPayload),
                        () -> kind.next(LinkWord.Kind.DATA))
                .elseWhen(symbols, () -> kind.next(LinkWord.Kind.CONTROL));
    }

    private Bits header(Bool goes, Bool synchronous, Bool asynchronous) {
        var type =
                mux(
                        management,
                        lit(FrameType.MANAGEMENT.ordinal(), 2),
                        lit(FrameType.DATA.ordinal(), 2));
        var number = mux(management, num(0, 6), tag);
        var source = mux(management, num(0, 6), station);
        var word =
                cat(
                        type,
                        synchronous,
                        zeros(1),
                        number.slice(5, 2),
                        source,
                        number.slice(1, 0),
                        zeros(16));
        var last = zeros(24);
        var typed = word;
        if (asynchronousClan.width() > 0) {
            var clan = all(asynchronous, asynchronousClan.bit(0));
            typed = word.or(where(clan, cat(lit(FrameType.CLAN.ordinal(), 2), zeros(30))));
        }
        return where(goes, typed)
                .or(where(goes.and(synchronous), cat(last, synchronousAtm.slice(31, 24))))
                .or(where(goes.and(asynchronous), cat(last, asynchronousAtm.slice(31, 24))));
    }

    private Bits atm(Bool goes, Bool synchronous, Bool asynchronous) {
        var hec = zeros(8);
        return where(goes.and(synchronous), cat(synchronousAtm.slice(23, 0), hec))
                .or(where(goes.and(asynchronous), cat(asynchronousAtm.slice(23, 0), hec)))
                .or(where(goes.and(management), cat(lit(INIT, 24), hec)));
    }

    private Bits symbol() {
        var goes = silent.not();
        var mark =
                LinkSymbols.word(ControlSymbol.OPCODE_MARK, cat(station, zeros(2), station.xorR()));
        var token = LinkSymbols.word(ControlSymbol.OPCODE_TOKEN, argument);
        var end = LinkSymbols.word(ControlSymbol.OPCODE_END, lit(FrameStatus.SENT.bits(), 9));
        return where(now.is(TransmitState.START), LinkSymbols.constant(ControlSymbol.START_WORD))
                .or(where(now.is(TransmitState.END), end))
                .or(where(now.is(TransmitState.MARK).and(goes), mark))
                .or(where(now.is(TransmitState.TOKEN).and(goes), token));
    }

    private void leave() {
        crcEngine.word.valid().assign(payload);
        crcEngine.clear.assign(payload.not());
        crcEngine.word.payload().assign(staged);

        begun.next(HeaderCrc.change(cat(staged.slice(7, 0), zeros(24))));
        var check = mux(header, HeaderCrc.check(staged.slice(31, 16)), zeros(8));
        var hec = mux(atm, HeaderCrc.check(staged.slice(31, 8)).xor(begun), zeros(8));
        link.kind().assign(kind);
        link.word().assign(staged.or(where(crc, crcEngine.crc)).or(cat(zeros(16), check, hec)));
    }

    private static Bits where(Bool goes, Bits word) {
        return mux(goes, word, zeros(32));
    }
}
