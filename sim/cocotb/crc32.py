"""CRC-32 of AAL5 (I.363.5), bit by bit, from the polynomial: the reference of the benches."""

POLYNOMIAL = 0x04C11DB7
ONES = 0xFFFF_FFFF


def remainder(message: bytes, before: int = ONES) -> int:
    """Of the message times x^32, most significant bit first."""
    state = before
    for byte in message:
        for bit in range(7, -1, -1):
            out = (state >> 31) ^ (byte >> bit & 1)
            state = (state << 1 & ONES) ^ (POLYNOMIAL if out else 0)
    return state


def crc(message: bytes) -> int:
    """As it stands in the last four bytes of a PDU, first byte on top."""
    return remainder(message) ^ ONES
