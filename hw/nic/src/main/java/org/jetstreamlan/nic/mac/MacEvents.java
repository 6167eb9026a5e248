package org.jetstreamlan.nic.mac;

import org.jetstreamlan.hdl.Bool;
import org.jetstreamlan.hdl.Bundle;
import org.jetstreamlan.hdl.Type;

/// Things that happened, 1 for one clock each, for the counters ([org.jetstreamlan.abi.Counter]).
///
/// Each frame that comes by gives exactly one of `headerCheck`, `ownReturned`, `management`,
/// `circulation`, `foreignStart`, `disabled`, `repeated` and `hec`, or it is eligible with a good HEC
/// and the receiver counts it.
///
/// @param headerCheck DROP_HEADER_CHECK, or no header word behind START
/// @param hec DROP_HEC: an eligible frame whose HEC is wrong
/// @param ownReturned OWN_RETURNED
/// @param management MANAGEMENT
/// @param circulation DROP_CIRCULATION: stripped, or not taken
/// @param disabled DROP_DISABLED: came by while disabled (repeated) or before the ring was confirmed (fill)
/// @param repeated REPEATED, of a type that is never taken; the receiver counts the others
/// @param aborted a frame of any kind ended by ABORT or by a word that may not be in it; no counter
/// @param sent SENT
/// @param returnedGood RETURNED_GOOD
/// @param returnedBad RETURNED_BAD
/// @param lost LOST
/// @param tokens TOKENS: all that this station lets count, captured or passed
/// @param tokenCaptured kept, to send
/// @param tokenPassed repeated at once
/// @param tokenLate came with Late_Ct > 0
/// @param tokenMissing TRT expired with Late_Ct > 0: the station claims
/// @param tokenBad TOKEN_BAD
/// @param foreignStart FOREIGN_START
/// @param foreignMark FOREIGN_MARK
/// @param badSymbol BAD_SYMBOL
/// @param strayWord STRAY_WORD
/// @param codeError CODE_ERROR
/// @param claims CLAIMS
/// @param purged PURGED
public record MacEvents(
        Bool headerCheck,
        Bool hec,
        Bool ownReturned,
        Bool management,
        Bool circulation,
        Bool disabled,
        Bool repeated,
        Bool aborted,
        Bool sent,
        Bool returnedGood,
        Bool returnedBad,
        Bool lost,
        Bool tokens,
        Bool tokenCaptured,
        Bool tokenPassed,
        Bool tokenLate,
        Bool tokenMissing,
        Bool tokenBad,
        Bool foreignStart,
        Bool foreignMark,
        Bool badSymbol,
        Bool strayWord,
        Bool codeError,
        Bool claims,
        Bool purged)
        implements Bundle<MacEvents> {
    public static final Type<MacEvents> TYPE =
            Type.bundle(
                    fields ->
                            new MacEvents(
                                    fields.field("headerCheck", Type.bool()),
                                    fields.field("hec", Type.bool()),
                                    fields.field("ownReturned", Type.bool()),
                                    fields.field("management", Type.bool()),
                                    fields.field("circulation", Type.bool()),
                                    fields.field("disabled", Type.bool()),
                                    fields.field("repeated", Type.bool()),
                                    fields.field("aborted", Type.bool()),
                                    fields.field("sent", Type.bool()),
                                    fields.field("returnedGood", Type.bool()),
                                    fields.field("returnedBad", Type.bool()),
                                    fields.field("lost", Type.bool()),
                                    fields.field("tokens", Type.bool()),
                                    fields.field("tokenCaptured", Type.bool()),
                                    fields.field("tokenPassed", Type.bool()),
                                    fields.field("tokenLate", Type.bool()),
                                    fields.field("tokenMissing", Type.bool()),
                                    fields.field("tokenBad", Type.bool()),
                                    fields.field("foreignStart", Type.bool()),
                                    fields.field("foreignMark", Type.bool()),
                                    fields.field("badSymbol", Type.bool()),
                                    fields.field("strayWord", Type.bool()),
                                    fields.field("codeError", Type.bool()),
                                    fields.field("claims", Type.bool()),
                                    fields.field("purged", Type.bool())));
}
