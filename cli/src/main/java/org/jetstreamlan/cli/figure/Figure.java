package org.jetstreamlan.cli.figure;

import java.util.Locale;

/// A number that the project is held to, or reports.
///
/// @param name part and quantity, `hw.crc_lut4`
/// @param about one line for readers
/// @param unit as printed, without spaces; empty for a ratio, printed as 1
/// @param decimals printed behind the point
/// @param target what it should be
public record Figure(String name, String about, String unit, int decimals, Target target) {

    /// `FIGURE hw.crc_lut4 181 LUT4 target <= 190`.
    public String line(double value) {
        return "FIGURE %s %s %s target %s"
                .formatted(name, printed(value), unit.isEmpty() ? "1" : unit, target.printed(this));
    }

    /// The number as it is printed.
    public String printed(double value) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
