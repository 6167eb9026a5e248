package org.jetstreamlan.hdl;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// How the constants of a Java enum are coded in hardware, binary where it is missing. An enum that is [Coded] needs none.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Encoded {
    Encoding value();
}
