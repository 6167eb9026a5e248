package org.jetstreamlan.driver;

import org.jetstreamlan.abi.Registers;

/// Tells a read that the adapter refused since its memory has lost the word from one that it refused for anything else.
final class MemoryLoss {
    private MemoryLoss() {}

    /// Behind a fault: whether the adapter says so; what it says of the place is forgotten.
    ///
    /// @throws AdapterFault `fault`, if it does not
    static void require(Adapter adapter, AdapterFault fault) {
        int error = adapter.readRegister(Registers.MEMORY_ERROR.offset());
        if (!Registers.MEMORY_ERROR_VALID.isSet(error)) {
            throw fault;
        }
        adapter.writeRegister(Registers.MEMORY_ERROR.offset(), 0);
    }
}
