"""AalCrc: AAL5's CRC-32, a word per clock, against the bitwise model."""

import random

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import FallingEdge

import crc32

VECTORS = {0x864D7F99: bytes(40), 0xC55E457A: b"\xff" * 40, 0xBF671ED0: bytes(range(1, 41))}  # check values of I.363.5's CRC over 40 user bytes
RESIDUE = 0x38FB2284  # complement of the remainder over a PDU and its own CRC
WORDS = 20_000
TIME_LIMIT = 1  # simulated; several times what is needed


async def start_clock(dut) -> None:
    """Clock and reset. Inputs are changed and outputs looked at half a clock after the rising edge."""
    dut.clear.value = 0
    dut.word_valid.value = 0
    dut.word_payload.value = 0
    dut.rst.value = 1
    Clock(dut.clk, 8, unit="ns").start()
    await FallingEdge(dut.clk)
    await FallingEdge(dut.clk)
    dut.rst.value = 0


async def clear(dut) -> None:
    dut.clear.value = 1
    await FallingEdge(dut.clk)
    dut.clear.value = 0


async def send(dut, word: bytes) -> None:
    dut.word_valid.value = 1
    dut.word_payload.value = int.from_bytes(word, "big")
    await FallingEdge(dut.clk)
    dut.word_valid.value = 0


async def send_all(dut, message: bytes) -> None:
    await clear(dut)
    for offset in range(0, len(message), 4):
        await send(dut, message[offset : offset + 4])


@cocotb.test(timeout_time=TIME_LIMIT, timeout_unit="ms")
async def known_vectors(dut):
    """The check values of one-cell PDUs, and the residue once the CRC itself went through."""
    await start_clock(dut)
    for expected, user in VECTORS.items():
        trailer = bytes([0, 0]) + len(user).to_bytes(2, "big")
        assert crc32.crc(user + trailer) == expected, "the model itself"
        await send_all(dut, user + trailer)
        assert dut.crc.value.to_unsigned() == expected
        await send(dut, expected.to_bytes(4, "big"))
        assert dut.crc.value.to_unsigned() == RESIDUE


@cocotb.test(timeout_time=TIME_LIMIT, timeout_unit="ms")
async def a_word_every_clock(dut):
    """64 KiB without a pause: the CRC is right the clock after each word."""
    await start_clock(dut)
    message = random.randbytes(65_528)
    state = crc32.ONES
    for offset in range(0, len(message), 4):
        word = message[offset : offset + 4]
        state = crc32.remainder(word, state)
        await send(dut, word)
        assert dut.crc.value.to_unsigned() == state ^ crc32.ONES, f"word {offset // 4}"


@cocotb.test(timeout_time=TIME_LIMIT, timeout_unit="ms")
async def random_pauses_and_clears(dut):
    """Words, pauses with arbitrary data, clears with and without a word: only words count, and none of the clock of a clear."""
    await start_clock(dut)
    state = crc32.ONES
    for _ in range(WORDS):
        valid = random.random() < 0.6
        clears = random.random() < 0.1
        word = random.randbytes(4)
        dut.clear.value = int(clears)
        dut.word_valid.value = int(valid)
        dut.word_payload.value = int.from_bytes(word, "big")
        await FallingEdge(dut.clk)
        if clears:
            state = crc32.ONES
        elif valid:
            state = crc32.remainder(word, state)
        assert dut.crc.value.to_unsigned() == state ^ crc32.ONES
