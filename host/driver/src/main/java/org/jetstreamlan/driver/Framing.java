package org.jetstreamlan.driver;

/// What a pool makes of a payload.
public enum Framing {
    /// Payloads as they are: multiples of 4 bytes, 48..65,528, no CRC inserted. `send` clears the
    /// end-of-PDU mark; [Pool#sendWithHeader] leaves the header to the caller, who with that mark
    /// supplies the CRC, too.
    RAW,
    /// AAL5 PDUs of 1..65,512 user bytes: `send` pads and writes the trailer, the hardware inserts
    /// the CRC-32; `rx` checks and strips.
    AAL5
}
