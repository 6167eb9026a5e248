package org.jetstreamlan.ring.line;

/// A frame that a node is to send. Its payload is made from its serial, so that what arrives can be told from anything else.
///
/// @param serial number of the frame on this ring
/// @param from node that sends it
/// @param to id of the station that is to have it
/// @param synchronous its class
/// @param words of payload, the CRC among them
public record Offer(int serial, int from, int to, boolean synchronous, int words) {
    /// Payload word `index`; the first is the serial.
    int word(int index) {
        if (index == 0) {
            return serial;
        }
        int mixed = (serial * 0x9E37_79B9 ^ index) * 0x85EB_CA6B;
        return mixed ^ mixed >>> 15;
    }
}
