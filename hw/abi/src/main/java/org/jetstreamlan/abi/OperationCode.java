package org.jetstreamlan.abi;

/// What an operation of a script does; the ordinal + 1 is the code, so that empty memory is no operation.
public enum OperationCode {
    /// Takes blocks for transmission.
    ALLOC("takes blocks for transmission"),
    /// Gives blocks back.
    FREE("gives blocks back"),
    /// User memory to blocks.
    COPY_IN("copies user memory into blocks"),
    /// Blocks to user memory.
    COPY_OUT("copies blocks to user memory"),
    /// A frame out of blocks.
    SEND("sends a frame out of blocks"),
    /// The oldest PDU, if there is one.
    RX("takes the oldest PDU that has arrived"),
    /// A VCI for the pool.
    ASSOC("receives on a VCI from now on"),
    /// A VCI of the pool, no longer.
    DEASSOC("receives on a VCI no more"),
    /// Until there is a PDU.
    WAIT_RX("sleeps until a PDU has arrived"),
    /// A file to blocks.
    READ_FILE("copies bytes of a file into blocks"),
    /// Blocks to a file.
    WRITE_FILE("copies blocks to a file");

    private static final OperationCode[] BY_CODE = values();

    private final String description;

    OperationCode(String description) {
        this.description = description;
    }

    public String description() {
        return description;
    }

    /// The number in a script.
    public int code() {
        return ordinal() + 1;
    }

    /// Largest code.
    public static int maximum() {
        return BY_CODE.length;
    }

    /// Whether there is an operation with this code.
    public static boolean exists(int code) {
        return code >= 1 && code <= BY_CODE.length;
    }

    /// The operation with a code that exists.
    public static OperationCode of(int code) {
        return BY_CODE[code - 1];
    }

    /// Whether its result is blocks.
    public boolean givesBlocks() {
        return this == ALLOC || this == RX;
    }

    /// Whether it works on blocks that there are.
    public boolean usesBlocks() {
        return switch (this) {
            case FREE, COPY_IN, COPY_OUT, SEND, READ_FILE, WRITE_FILE -> true;
            case ALLOC, RX, ASSOC, DEASSOC, WAIT_RX -> false;
        };
    }

    /// The flags that may be set with it.
    public int flags() {
        return switch (this) {
            case ALLOC, FREE, ASSOC, DEASSOC, WAIT_RX -> 0;
            case COPY_IN, COPY_OUT, READ_FILE, WRITE_FILE -> ScriptOperation.REST.mask();
            case SEND ->
                    ScriptOperation.REST.mask()
                            | ScriptOperation.TICKET.mask()
                            | ScriptOperation.CHECKSUM.mask();
            case RX -> ScriptOperation.ANY.mask();
        };
    }
}
