package org.jetstreamlan.driver;

/// What came on the INIT VCI since the driver was opened.
///
/// @param heard good messages of this numbering
/// @param stale good messages of another numbering, ignored
/// @param malformed what no station may send, ignored
/// @param lastFault what was wrong with the last of those; empty before the first
public record InitStatistics(long heard, long stale, long malformed, String lastFault) {}
