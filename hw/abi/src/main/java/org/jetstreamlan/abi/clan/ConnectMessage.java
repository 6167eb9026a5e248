package org.jetstreamlan.abi.clan;

import static org.jetstreamlan.abi.WindowWords.INT;
import static org.jetstreamlan.abi.WindowWords.LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// What drivers tell one another to make and end CLAN connections: an AAL5 PDU on channel 0x101 of the receiving station, little-endian.
///
/// ```
///  0  identification (4)     4  kind (1), level (1), 0 (2)     8  attempt (8)
/// 16  station (8)           24  endpoint (2), incarnation (2)  28  service (4)
/// 32  bytes of the text (2), 0 (6)                             40  text, up to 192 bytes
/// ```
/// An *attempt* is a random number that who connects has drawn: it names the connection from then on, and makes each message one that may come twice.
///
/// @param kind what is said
/// @param level of CONNECT: wanted; of ACCEPT: given
/// @param attempt names the connection
/// @param station 48-bit address of who says it
/// @param endpoint of who says it
/// @param incarnation that its endpoint has drawn
/// @param service of CONNECT: who is to answer
/// @param text of CONNECT, ACCEPT, REJECT: what the programs tell each other
public record ConnectMessage(
        Kind kind,
        ClanLevel level,
        long attempt,
        long station,
        int endpoint,
        int incarnation,
        int service,
        byte[] text) {

    /// What is said; the ordinal is the code.
    public enum Kind {
        /// Wants a connection. Told again until it is answered.
        CONNECT,
        /// There is one; the endpoint is open.
        ACCEPT,
        /// There will be none.
        REJECT,
        /// It is over. Told again until it is answered.
        DISCONNECT,
        /// The answer to DISCONNECT, and to ALIVE of a connection that is not there.
        GONE,
        /// Is it there still?
        ALIVE,
        /// It is.
        HERE;

        private static final Kind[] BY_CODE = values();
    }

    /// `CLAN`.
    public static final int IDENTIFICATION = 0x434C_414E;

    public static final int HEAD_BYTES = 40;
    public static final int TEXT_BYTES_MAXIMUM = 192;

    /// Of a message without text that goes on with an attempt.
    public static ConnectMessage of(Kind kind, long attempt, long station) {
        return new ConnectMessage(
                kind, ClanLevel.UNRELIABLE_DELIVERY, attempt, station, 0, 0, 0, new byte[0]);
    }

    /// Bytes that it takes.
    public int bytes() {
        return HEAD_BYTES + text.length;
    }

    public void write(MemorySegment to) {
        to.asSlice(0, HEAD_BYTES).fill((byte) 0);
        to.set(INT, 0, IDENTIFICATION);
        to.set(ValueLayout.JAVA_BYTE, 4, (byte) kind.ordinal());
        to.set(ValueLayout.JAVA_BYTE, 5, (byte) level.ordinal());
        to.set(LONG, 8, attempt);
        to.set(LONG, 16, station);
        to.set(INT, 24, endpoint | incarnation << 16);
        to.set(INT, 28, service);
        to.set(INT, 32, text.length);
        MemorySegment.copy(MemorySegment.ofArray(text), 0, to, HEAD_BYTES, text.length);
    }

    /// Reads one.
    ///
    /// @param bytes of the PDU
    /// @throws IllegalArgumentException if it is none
    public static ConnectMessage read(MemorySegment from, int bytes) {
        if (bytes < HEAD_BYTES || from.get(INT, 0) != IDENTIFICATION) {
            throw new IllegalArgumentException(
                    "connect message: %d bytes without its identification".formatted(bytes));
        }
        int kind = from.get(ValueLayout.JAVA_BYTE, 4);
        int level = from.get(ValueLayout.JAVA_BYTE, 5);
        int length = from.get(INT, 32);
        boolean good =
                kind >= 0
                        && kind < Kind.BY_CODE.length
                        && level >= 0
                        && level < ClanLevel.values().length
                        && length >= 0
                        && length <= TEXT_BYTES_MAXIMUM
                        && bytes == HEAD_BYTES + length;
        if (!good) {
            throw new IllegalArgumentException(
                    "connect message: kind %d, level %d or %d bytes of text in %d mean nothing"
                            .formatted(kind, level, length, bytes));
        }
        int ends = from.get(INT, 24);
        return new ConnectMessage(
                Kind.BY_CODE[kind],
                ClanLevel.of(level),
                from.get(LONG, 8),
                from.get(LONG, 16),
                ends & ClanFrame.ENDPOINTS - 1,
                ends >>> 16,
                from.get(INT, 28),
                from.asSlice(HEAD_BYTES, length).toArray(ValueLayout.JAVA_BYTE));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConnectMessage that
                && kind == that.kind
                && level == that.level
                && attempt == that.attempt
                && station == that.station
                && endpoint == that.endpoint
                && incarnation == that.incarnation
                && service == that.service
                && Arrays.equals(text, that.text);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(attempt) ^ kind.hashCode();
    }

    @Override
    public String toString() {
        return "%s %016x of %012x, endpoint %d, service %#x"
                .formatted(kind, attempt, station, endpoint, service);
    }
}
