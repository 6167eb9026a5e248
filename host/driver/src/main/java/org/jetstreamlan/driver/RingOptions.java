package org.jetstreamlan.driver;

import java.security.SecureRandom;
import java.util.Locale;
import org.jetstreamlan.abi.Frame;
import org.jetstreamlan.abi.InitMessage;
import org.jetstreamlan.abi.Registers;

/// How a station joins its ring: its bid for active monitor and its share of the token. Times in 32-bit words, one a
/// core clock; `docs/ring.md`, Timers and settings.
///
/// Every frame that may go out between two tokens has to fit the rotation: SA + D + 64 x 3 + F + 21 <= TTRT. What does not is
/// refused here, with the numbers; that the allocations of all stations fit together is
/// seen to by station 0 ([Driver#requestAllocation]).
///
/// @param address 48-bit station address, above 0, of no other station
/// @param ttrtWords bid for the target token rotation time: the lowest wins, then the highest address
/// @param latencyWords D, a bound on the latency of the ring
/// @param allocationWords SA, synchronous words per token, framing included: asked for after each bring-up, 0 until it is
///     admitted
/// @param largestWords bid for F, payload words of the largest asynchronous frame
/// @param overrun asynchronous frames start while THT is above 0
/// @param nonce random bits that tell this station's claims from those of another with the same address
/// @param name tells people which station it is: up to 32 bytes of UTF-8
public record RingOptions(
        long address,
        int ttrtWords,
        int latencyWords,
        int allocationWords,
        int largestWords,
        boolean overrun,
        int nonce,
        String name) {
    /// What tokens cost 64 stations, and the framing of the largest frame.
    private static final int HANDLING_WORDS = 64 * 3 + 21;

    private static final int TTRT_MAXIMUM = (1 << 24) - 1;
    private static final int LATENCY_MINIMUM = 64;
    private static final int LATENCY_MAXIMUM = 1 << 16;

    public RingOptions {
        InitMessage.requireName(name);
        range("address", address, 1, (1L << 48) - 1, "give each station one of its own");
        range("TTRT", ttrtWords, 256, TTRT_MAXIMUM, "25 words are 1 us at 800 Mbit/s");
        range("latency", latencyWords, LATENCY_MINIMUM, LATENCY_MAXIMUM, "about 40 a station");
        range("allocation", allocationWords, 0, TTRT_MAXIMUM, "0 is none");
        range(
                "largest frame",
                largestWords,
                Frame.PAYLOAD_WORDS_MINIMUM,
                Frame.PAYLOAD_WORDS_MAXIMUM,
                "in payload words");
        long needed = (long) allocationWords + latencyWords + HANDLING_WORDS + largestWords;
        if (needed > ttrtWords) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "ring: allocation %,d + latency %,d + tokens and framing %,d + largest frame %,d ="
                                    + " %,d words do not fit TTRT %,d; take a longer TTRT or a smaller frame",
                            allocationWords,
                            latencyWords,
                            HANDLING_WORDS,
                            largestWords,
                            needed,
                            ttrtWords));
        }
    }

    private static void range(String what, long value, long least, long most, String hint) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "ring: %s %,d is not in %,d..%,d; %s",
                            what,
                            value,
                            least,
                            most,
                            hint));
        }
    }

    /// A station with the defaults: TTRT 1 ms at 800 Mbit/s, frames up to 64 KiB, nothing synchronous.
    public static RingOptions station(long address) {
        return new RingOptions(
                address,
                (int) Registers.TTRT.reset(),
                (int) Registers.D_MAX.reset(),
                0,
                Frame.PAYLOAD_WORDS_MAXIMUM,
                false,
                new SecureRandom().nextInt(),
                "");
    }

    /// This TTRT, with the largest frame that still fits it.
    public RingOptions ttrt(int words) {
        return fitted(words, latencyWords, allocationWords);
    }

    /// This bound on the ring's latency, with the largest frame that still fits.
    public RingOptions latency(int words) {
        return fitted(ttrtWords, words, allocationWords);
    }

    /// This synchronous allocation, with the largest frame that still fits.
    public RingOptions allocation(int words) {
        return fitted(ttrtWords, latencyWords, words);
    }

    private RingOptions fitted(int ttrt, int latency, int allocation) {
        long left = (long) ttrt - latency - allocation - HANDLING_WORDS;
        long fits = Math.clamp(left, Frame.PAYLOAD_WORDS_MINIMUM, Frame.PAYLOAD_WORDS_MAXIMUM);
        return new RingOptions(
                address, ttrt, latency, allocation, (int) fits, overrun, nonce, name);
    }

    public RingOptions largest(int words) {
        return new RingOptions(
                address, ttrtWords, latencyWords, allocationWords, words, overrun, nonce, name);
    }

    public RingOptions withOverrun() {
        return new RingOptions(
                address, ttrtWords, latencyWords, allocationWords, largestWords, true, nonce, name);
    }

    /// These bits in place of random ones, for runs that are to be the same again.
    public RingOptions nonce(int bits) {
        return new RingOptions(
                address,
                ttrtWords,
                latencyWords,
                allocationWords,
                largestWords,
                overrun,
                bits,
                name);
    }

    /// A name for people.
    public RingOptions named(String value) {
        return new RingOptions(
                address,
                ttrtWords,
                latencyWords,
                allocationWords,
                largestWords,
                overrun,
                nonce,
                value);
    }

    /// D_MAX of the hardware: also what a management frame may take for 64 hops.
    int dMaxWords() {
        return Math.max(latencyWords, (int) Registers.D_MAX.reset());
    }

    /// T_MAX: 32 D_MAX.
    int tMaxWords() {
        return 32 * dMaxWords();
    }

    /// TVX: TTRT, the longest frame and D_MAX.
    int tvxWords() {
        return Math.min(TTRT_MAXIMUM, ttrtWords + Frame.PAYLOAD_WORDS_MAXIMUM + 16 + dMaxWords());
    }
}
