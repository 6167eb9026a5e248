package org.jetstreamlan.abi;

import java.util.Set;

/// What [LinkDecoder] finds on a link.
public sealed interface LinkItem {

    /// Index of the item's last word in the stream, from 0; core clocks when each is fed.
    long at();

    /// A frame whose header check is right, complete or not.
    ///
    /// @param start index of START
    /// @param at index of the word that ended it
    /// @param frame as it came
    /// @param status of END; E set, C clear and N set where there was no END
    /// @param faults empty for a good frame
    record FrameSeen(long start, long at, Frame frame, FrameStatus status, Set<Fault> faults)
            implements LinkItem {
        public FrameSeen {
            faults = Set.copyOf(faults);
        }
    }

    /// A token.
    record TokenSeen(long at, ControlSymbol.Token token) implements LinkItem {}

    /// A mark.
    record MarkSeen(long at, ControlSymbol.Mark mark) implements LinkItem {}

    /// Something that may not be there.
    ///
    /// @param at index of the word
    /// @param kind what it is
    /// @param bits the word
    record Violation(long at, Kind kind, int bits) implements LinkItem {

        /// What may not be there.
        public enum Kind {
            /// Header check wrong: START to the end of the frame is fill.
            HEADER_CHECK,
            /// A frame that ended before both header words were there.
            NO_HEADER,
            /// A data word outside a frame; reported once for a run of them.
            STRAY_WORD,
            /// END or ABORT outside a frame.
            STRAY_END,
            /// A control word that is no symbol.
            BAD_SYMBOL,
            /// A word that the line code marked INVALID.
            CODE_ERROR
        }
    }

    /// What is wrong with a frame.
    enum Fault {
        /// The ATM header check.
        HEC,
        /// Fewer than 12 payload words.
        RUNT,
        /// More than 16,382 payload words; the frame holds the first 16,382.
        TOO_LONG,
        /// The CRC-32.
        CRC,
        /// Ended by ABORT.
        ABORTED,
        /// Ended by fill, by a broken symbol or by a symbol that may not be inside a frame.
        CUT
    }
}
