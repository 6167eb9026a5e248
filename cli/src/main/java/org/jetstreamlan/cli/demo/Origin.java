package org.jetstreamlan.cli.demo;

/// Where a report comes from.
///
/// @param command what was typed
/// @param version of the program
public record Origin(String command, String version) {}
