"""The adapter's rings in host memory: a station alone on its own loop, its host by cocotbext-axi, whose AXI slave stalls, and refuses what it is told to.

REGISTERS names the registers' JSON.
"""

import json
import logging
import os
import random
from pathlib import Path

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, RisingEdge
from cocotbext.axi import AxiBus, AxiLiteBus, AxiLiteMaster, AxiMaster, AxiSlave

BLOCK = json.loads(Path(os.environ["REGISTERS"]).read_text())
OFFSET = {register["name"]: register["offset"] for register in BLOCK["registers"]}
TIME_LIMIT = 0.4  # ms simulated; several times what is needed

ENTRY = 32
BASE = 0x0073_4000_0040  # aligned to 64 bytes, and to no more
RINGS = {"TRANSMIT": 0, "EVENT": 16 * ENTRY, "COMPLETION": (16 + 64) * ENTRY}
SIZE = (16 + 64 + 16) * ENTRY
SLOTS = 16
VALID, ENABLE, RESET, OPERATIONAL, READY = 1, 2, 1, 8, 1
RETURNED = 0
FRAME_BYTES = 48
ATM = 0x0010_0002


class Memory:
    """The host's memory on the bus. What lies outside of it is refused, and what `refused` says."""

    def __init__(self):
        self.bytes = bytearray(SIZE)
        self.refused = range(0)

    def _place(self, address: int, length: int) -> int:
        at = address - BASE
        if at < 0 or at + length > SIZE or at in self.refused:
            raise ValueError("refused")
        return at

    async def write(self, address: int, data: bytes) -> None:
        at = self._place(address, len(data))
        self.bytes[at : at + len(data)] = data

    async def read(self, address: int, length: int) -> bytes:
        at = self._place(address, length)
        return bytes(self.bytes[at : at + length])

    def word(self, ring: str, index: int, word: int) -> int:
        at = RINGS[ring] + index % SLOTS * ENTRY + 4 * word
        return int.from_bytes(self.bytes[at : at + 4], "little")

    def describe(self, index: int, *words: int) -> None:
        at = RINGS["TRANSMIT"] + index % SLOTS * ENTRY
        self.bytes[at : at + ENTRY] = b"".join(word.to_bytes(4, "little") for word in words).ljust(ENTRY, b"\0")


def pauses(source: random.Random, share: float):
    while True:
        paused = source.random() < share
        for _ in range(source.randrange(1, 6)):
            yield paused


class Station:
    """The adapter, its host, and the link from its output to its input."""

    def __init__(self, dut):
        self.dut = dut
        self.memory = Memory()

    async def start(self) -> "Station":
        dut = self.dut
        for name in ("link_in_kind", "link_in_word", "link_underflow", "link_overflow"):
            getattr(dut, name).value = 0
        dut.link_locked.value = 1
        dut.link_open.value = 1
        dut.rst.value = 1
        Clock(dut.clk, 8, unit="ns").start()
        logging.getLogger(f"cocotb.{dut._name}").setLevel(logging.WARNING)
        self.registers = AxiLiteMaster(AxiLiteBus.from_prefix(dut, "s_axil"), dut.clk, dut.rst)
        self.window = AxiMaster(AxiBus.from_prefix(dut, "s_axi"), dut.clk, dut.rst)
        self.slave = AxiSlave(AxiBus.from_prefix(dut, "m_axi"), dut.clk, dut.rst, target=self.memory)
        await ClockCycles(dut.clk, 4)
        dut.rst.value = 0
        cocotb.start_soon(self._loop())
        await self.until("STATUS", READY)
        await self.bring_up()
        return self

    async def _loop(self) -> None:
        while True:
            await RisingEdge(self.dut.clk)
            self.dut.link_in_kind.value = self.dut.link_out_kind.value
            self.dut.link_in_word.value = self.dut.link_out_word.value

    def stall(self, share: float) -> None:
        write, read = self.slave.write_if, self.slave.read_if
        for channel in (write.aw_channel, write.w_channel, write.b_channel, read.ar_channel, read.r_channel):
            channel.set_pause_generator(pauses(random.Random(random.getrandbits(32)), share))

    async def read(self, name: str) -> int:
        return await self.registers.read_dword(OFFSET[name])

    async def write(self, name: str, word: int) -> None:
        await self.registers.write_dword(OFFSET[name], word)

    async def until(self, name: str, mask: int) -> None:
        while not await self.read(name) & mask:
            pass

    async def bring_up(self) -> None:
        """Rings, a pool with a block, the ring."""
        self.memory.bytes[:] = bytes(SIZE)
        for ring, at in RINGS.items():
            await self.write(f"{ring}_RING_HIGH", BASE + at >> 32)
            await self.write(f"{ring}_RING_LOW", BASE + at & 0xFFFF_FFFF | VALID)
        await self.write("POOL_INDEX", 0)
        await self.write("POOL_LIMIT", 1)
        self.block = await self.read("ALLOC")
        await self.window.write(self.block << 11, bytes(range(FRAME_BYTES)))
        for name, value in {"ADDRESS_LOW": 0x5E10, "NONCE": 0x1234, "D_MAX": 1_000, "T_MAX": 20_000, "TVX": 20_000}.items():
            await self.write(name, value)
        await self.write("CONTROL", ENABLE)
        await self.until("RING_STATE", OPERATIONAL)
        self.produced = 0
        self.completed = 0

    async def send(self, frames: int) -> None:
        for _ in range(frames):
            self.memory.describe(self.produced, self.block, FRAME_BYTES, ATM, 0xC000 + self.produced)
            self.produced += 1
        await self.write("TRANSMIT_PRODUCER", self.produced & 0xFFFF)

    def has_completion(self) -> bool:
        return self.memory.word("COMPLETION", self.completed, 7) == self.completed + 1

    async def complete(self) -> None:
        """Takes completions until all that was sent is done."""
        while self.completed < self.produced:
            shown = await self.read("COMPLETION_PRODUCER")
            while self.completed < shown or self.has_completion():
                assert self.has_completion(), f"completion {self.completed} is shown before it is in memory"
                assert self.memory.word("COMPLETION", self.completed, 0) == 0xC000 + self.completed
                assert self.memory.word("COMPLETION", self.completed, 1) >> 16 == RETURNED
                self.completed += 1
        await self.write("COMPLETION_CONSUMER", self.completed & 0xFFFF)


@cocotb.test(timeout_time=TIME_LIMIT, timeout_unit="ms")
async def frames_complete_in_order_however_the_bus_stalls(dut):
    station = await Station(dut).start()
    for share in (0, 0.3, 0.7):
        station.stall(share)
        for _ in range(8):
            await station.send(random.randint(1, SLOTS))
            await station.complete()
    assert await station.read("TRANSMIT_CONSUMER") == station.produced


@cocotb.test(timeout_time=TIME_LIMIT, timeout_unit="ms")
async def what_the_bus_refuses_stops_its_ring_until_reset(dut):
    station = await Station(dut).start()
    for ring, stopped in (("TRANSMIT", 1), ("COMPLETION", 4)):
        station.stall(0.3)
        await station.send(3)
        await station.complete()
        station.memory.refused = range(RINGS[ring] + 5 * ENTRY, RINGS[ring] + 6 * ENTRY)
        await station.send(6)
        await station.until("BUS_STATUS", stopped)
        await ClockCycles(dut.clk, 500)
        assert await station.read("BUS_STATUS") == stopped
        assert await station.read("COMPLETION_PRODUCER") == 5
        station.memory.refused = range(0)
        await station.write("CONTROL", RESET)
        await station.until("STATUS", READY)
        assert await station.read("BUS_STATUS") == 0
        await station.bring_up()


@cocotb.test(timeout_time=TIME_LIMIT, timeout_unit="ms")
async def behind_ready_the_memory_is_left_alone(dut):
    station = await Station(dut).start()
    for _ in range(6):
        station.stall(0.6)
        await station.send(SLOTS)
        await ClockCycles(dut.clk, random.randrange(300))
        await station.write("CONTROL", RESET)
        await station.until("STATUS", READY)
        left = bytes(station.memory.bytes)
        await ClockCycles(dut.clk, 400)
        assert bytes(station.memory.bytes) == left
        assert station.slave.read_if.ar_channel.empty() and station.slave.write_if.aw_channel.empty()
        await station.bring_up()
