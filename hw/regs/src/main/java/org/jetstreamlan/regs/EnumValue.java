package org.jetstreamlan.regs;

/// One named value of a field.
///
/// @param name upper case, as in a data sheet
/// @param value unsigned, must fit the field
/// @param description one sentence
public record EnumValue(String name, long value, String description) {}
