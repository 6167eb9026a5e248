package org.jetstreamlan.sim.axi;

/// One register access for an [Axi4LiteManager]. May be submitted again when it is done.
public final class Axi4LiteAccess {
    final boolean write;
    final long address;
    private int value;
    private int strobes = 0xF;
    private int response;
    private boolean submitted;
    private boolean done;
    private long doneAt = -1;
    long number;

    private Axi4LiteAccess(boolean write, long address, int value) {
        this.write = write;
        this.address = address;
        this.value = value;
    }

    public static Axi4LiteAccess read(long address) {
        return new Axi4LiteAccess(false, address, 0);
    }

    public static Axi4LiteAccess write(long address, int value) {
        return new Axi4LiteAccess(true, address, value);
    }

    /// Another value for the next time it is submitted.
    public Axi4LiteAccess withValue(int next) {
        value = next;
        return this;
    }

    /// Byte lanes to write, bit i for lane i; all four unless told otherwise.
    public Axi4LiteAccess withStrobes(int lanes) {
        strobes = lanes;
        return this;
    }

    /// The response is there.
    public boolean isDone() {
        return done;
    }

    /// What was read, or is written.
    public int value() {
        return value;
    }

    int strobes() {
        return strobes;
    }

    /// 0 OKAY, 2 SLVERR, 3 DECERR.
    public int response() {
        return response;
    }

    /// Clock of the response, -1 before it.
    public long doneAt() {
        return doneAt;
    }

    void submit(long asNumber) {
        if (submitted && !done) {
            throw new IllegalStateException(
                    "access to 0x%X submitted again before it was done".formatted(address));
        }
        submitted = true;
        done = false;
        number = asNumber;
    }

    void finish(int code, int readValue, long cycle) {
        response = code;
        if (!write) {
            value = readValue;
        }
        done = true;
        doneAt = cycle;
    }
}
