package org.jetstreamlan.hdl.ir;

/// A line of user code: what an error shows and what the map file beside the Verilog points to.
public record Place(String file, int line) {
    /// Code that was generated, or compiled without line numbers.
    public static final Place UNKNOWN = new Place("(unknown source)", 0);

    @Override
    public String toString() {
        return line > 0 ? file + ":" + line : file;
    }
}
