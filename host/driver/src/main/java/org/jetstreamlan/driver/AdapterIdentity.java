package org.jetstreamlan.driver;

import static org.jetstreamlan.driver.DriverException.Reason.BAD_CAPABILITIES;
import static org.jetstreamlan.driver.DriverException.Reason.BLOCK_SIZE_OUT_OF_RANGE;
import static org.jetstreamlan.driver.DriverException.Reason.NOT_AN_ADAPTER;
import static org.jetstreamlan.driver.DriverException.Reason.RESET_TIME_OUT;
import static org.jetstreamlan.driver.DriverException.Reason.UNKNOWN_VERSION;

import org.jetstreamlan.abi.Capabilities;
import org.jetstreamlan.abi.Registers;

/// What an adapter says that it is.
///
/// @param version value of the version register
/// @param capabilities its sizes
record AdapterIdentity(int version, Capabilities capabilities) {
    private static final long RESET_CLOCKS = 1_000_000;

    /// Checks that this is an adapter that the driver knows, and resets it.
    ///
    /// @throws DriverException NOT_AN_ADAPTER, UNKNOWN_VERSION, BAD_CAPABILITIES, RESET_TIME_OUT, BLOCK_SIZE_OUT_OF_RANGE
    static AdapterIdentity read(Adapter adapter, DriverOptions options) {
        int identification = adapter.readRegister(Registers.IDENTIFICATION.offset());
        if (identification != Registers.IDENTIFICATION_VALUE) {
            throw new DriverException(
                    NOT_AN_ADAPTER,
                    "adapter: identification reads %#010x, not %#010x; check the address"
                            .formatted(identification, Registers.IDENTIFICATION_VALUE));
        }
        int version = adapter.readRegister(Registers.VERSION.offset());
        int major = Registers.VERSION_MAJOR.get(version);
        int known = Registers.VERSION_MAJOR.get(Registers.VERSION_VALUE);
        if (major != known) {
            throw new DriverException(
                    UNKNOWN_VERSION,
                    "adapter: major version %d, this driver knows %d; take the matching driver"
                            .formatted(major, known));
        }
        reset(adapter);
        int wanted = options.log2BlockBytes();
        var capabilities = readCapabilities(adapter);
        if (wanted != 0 && capabilities.log2BlockBytes() != wanted) {
            adapter.writeRegister(Registers.BLOCK_SIZE.offset(), wanted);
            reset(adapter);
            capabilities = readCapabilities(adapter);
        }
        if (wanted != 0 && capabilities.log2BlockBytes() != wanted) {
            throw new DriverException(
                    BLOCK_SIZE_OUT_OF_RANGE,
                    "adapter: no blocks of %,d bytes in this build; it has %,d bytes of memory and stays with blocks of %,d; take another size up to %,d"
                            .formatted(
                                    1 << wanted,
                                    capabilities.blocks() << capabilities.log2BlockBytes(),
                                    capabilities.blockBytes(),
                                    1 << capabilities.log2LargestBlock()));
        }
        return new AdapterIdentity(version, capabilities);
    }

    private static Capabilities readCapabilities(Adapter adapter) {
        int blocks = adapter.readRegister(Registers.BLOCKS.offset());
        int tables = adapter.readRegister(Registers.TABLES.offset());
        int rings = adapter.readRegister(Registers.RINGS.offset());
        try {
            return Capabilities.of(blocks, tables, rings);
        } catch (IllegalArgumentException e) {
            throw new DriverException(
                    BAD_CAPABILITIES,
                    "adapter: BLOCKS %#x, TABLES %#x, RINGS %#x: %s; it needs a newer driver"
                            .formatted(blocks, tables, rings, e.getMessage()));
        }
    }

    private static void reset(Adapter adapter) {
        adapter.writeRegister(Registers.CONTROL.offset(), Registers.CONTROL_RESET.mask());
        long begin = adapter.clocks();
        while (!Registers.STATUS_READY.isSet(adapter.readRegister(Registers.STATUS.offset()))) {
            if (adapter.clocks() - begin > RESET_CLOCKS) {
                throw new DriverException(
                        RESET_TIME_OUT,
                        "adapter: not ready %d clocks after reset; check its clock"
                                .formatted(RESET_CLOCKS));
            }
        }
    }
}
