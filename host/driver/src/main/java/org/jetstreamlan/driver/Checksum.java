package org.jetstreamlan.driver;

/// What a copy returns beside the data.
public enum Checksum {
    NONE,
    /// The RFC 1071 sum, [InternetChecksum]. In software for now: the adapter's engine comes with a
    /// later version, the result stays the same.
    IP
}
