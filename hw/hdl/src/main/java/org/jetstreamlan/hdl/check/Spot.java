package org.jetstreamlan.hdl.check;

import org.jetstreamlan.hdl.ir.Place;

/// A line of user code that takes part in an error, and its part in it: `Fifo.java:31` "count declared, 8 bits".
public record Spot(Place place, String text) {
    /// One line of a report, without indentation.
    public String line() {
        return text.isEmpty() ? place.toString() : place + "  " + text;
    }
}
