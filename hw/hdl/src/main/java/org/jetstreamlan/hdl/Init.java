package org.jetstreamlan.hdl;

import java.math.BigInteger;

/// A register's reset value, which is also its power-up value.
public record Init(BigInteger value) {}
