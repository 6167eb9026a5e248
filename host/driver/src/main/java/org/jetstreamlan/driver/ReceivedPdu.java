package org.jetstreamlan.driver;

import org.jetstreamlan.abi.AtmHeader;
import org.jetstreamlan.abi.CrcVerdict;

/// A received PDU in its blocks on the card. The caller's own object: filled by
/// [Pool#rx(ReceivedPdu)], read in whole or in part by [Pool#copyOut(ReceivedPdu, int,
/// java.lang.foreign.MemorySegment, long, int)], emptied by [Pool#free(ReceivedPdu)].
public final class ReceivedPdu {
    private final BlockChain blocks;
    private boolean held;
    private int length;
    private int payloadBytes;
    private int atmWord;
    private int userToUser;
    private CrcVerdict verdict = CrcVerdict.NONE;
    private boolean codeError;
    private long timestamp;
    private int internetSum;

    /// An empty one.
    ///
    /// @param blocksMaximum most blocks of one frame, [Driver#blocksOfLongestFrame()]
    ReceivedPdu(int blocksMaximum) {
        blocks = new BlockChain(blocksMaximum);
    }

    /// Whether it holds blocks.
    public boolean held() {
        return held;
    }

    /// User bytes: without padding and trailer where the pool's framing is AAL5 and the trailer is
    /// good, else the whole payload.
    public int length() {
        return length;
    }

    /// Bytes of the frame's payload.
    public int payloadBytes() {
        return payloadBytes;
    }

    /// The 24-bit VCI it came on.
    public int vci() {
        return AtmHeader.VCI.get(atmWord);
    }

    /// Header bytes 3..6, see [AtmHeader#of(int)].
    public int atmWord() {
        return atmWord;
    }

    /// The user-to-user byte of an AAL5 trailer, 0 without one.
    public int userToUser() {
        return userToUser;
    }

    /// What the CRC-32 says.
    public CrcVerdict verdict() {
        return verdict;
    }

    /// An error was seen on the way.
    public boolean codeError() {
        return codeError;
    }

    /// The Internet sum (RFC 1071) of the whole payload, not complemented, made by the adapter as it came: with AAL5, padding and trailer are in it.
    public int internetSum() {
        return internetSum;
    }

    /// Core clocks of the adapter at its end.
    public long timestamp() {
        return timestamp;
    }

    /// Its blocks: to forward them with a send, for instance.
    public BlockChain blocks() {
        return blocks;
    }

    void begin(
            int bytes,
            int header,
            CrcVerdict crcVerdict,
            boolean errorSeen,
            long timestampClocks,
            int sum) {
        held = true;
        length = bytes;
        payloadBytes = bytes;
        atmWord = header;
        userToUser = 0;
        verdict = crcVerdict;
        codeError = errorSeen;
        timestamp = timestampClocks;
        internetSum = sum;
    }

    void trailer(int userBytes, int uu) {
        length = userBytes;
        userToUser = uu;
    }

    void clear() {
        held = false;
        blocks.clear();
    }
}
