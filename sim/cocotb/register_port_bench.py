"""RegisterPort: the adapter's registers on AXI4-Lite, driven by cocotbext-axi's AxiLiteMaster, against the description of the registers (hw/abi).

REGISTERS names its JSON. The bench plays the adapter behind the port: it drives what registers show and sees what is written.
"""

import json
import logging
import os
import random
from dataclasses import dataclass
from pathlib import Path

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import FallingEdge, ReadOnly, RisingEdge
from cocotbext.axi import AxiLiteBus, AxiLiteMaster, AxiResp

BLOCK = json.loads(Path(os.environ["REGISTERS"]).read_text())
OPERATIONS = 600
TIME_LIMIT = 0.5  # simulated; several times what is needed


@dataclass(frozen=True)
class Field:
    port: str
    low: int
    width: int

    @property
    def mask(self) -> int:
        return ((1 << self.width) - 1) << self.low

    def of(self, word: int) -> int:
        return (word & self.mask) >> self.low


@dataclass(frozen=True)
class Register:
    """A register, or an array of them, as this build serves it."""

    name: str
    offset: int
    access: str
    count: int
    reset: int
    fields: tuple[Field, ...]
    held: bool

    @property
    def mask(self) -> int:
        return sum(field.mask for field in self.fields)

    @property
    def writable(self) -> bool:
        return self.access != "RO"

    @property
    def shows_a_status(self) -> bool:
        """What a read gives is the design's."""
        return self.count == 1 and not self.held and self.access != "WO"


def registers_of(dut) -> list[Register]:
    registers = []
    for data in BLOCK["registers"]:
        name = data["name"].lower()
        fields = [(f"{name}_{field['name'].lower()}", field["lo"], field["width"]) for field in data["fields"]] or [(name, 0, 32)]
        held = data["access"] == "RW" and not hasattr(dut, fields[0][0] + "_status")
        registers.append(
            Register(name, data["offset"], data["access"], data["count"], data["reset"], tuple(Field(*field) for field in fields), held)
        )
    return registers


class Port:
    """The port under test, its host, and the adapter behind it."""

    def __init__(self, dut):
        self.dut = dut
        self.registers = registers_of(dut)
        self.by_name = {register.name: register for register in self.registers}
        self.offsets = {register.offset + 4 * element for register in self.registers for element in range(register.count)}
        self.writes: list[tuple[str, int]] = []

    async def start(self) -> "Port":
        dut = self.dut
        for register in self.registers:
            if register.count > 1:
                getattr(dut, f"{register.name}_request_ready").value = 0
                getattr(dut, f"{register.name}_reply_valid").value = 0
                getattr(dut, f"{register.name}_reply_payload").value = 0
            elif register.shows_a_status:
                self.show(register, register.reset)
        dut.clear.value = 0
        dut.rst.value = 1
        Clock(dut.clk, 8, unit="ns").start()
        logging.getLogger(f"cocotb.{dut._name}").setLevel(logging.WARNING)
        self.host = AxiLiteMaster(AxiLiteBus.from_prefix(dut, "s_axil"), dut.clk, dut.rst)
        for _ in range(4):
            await RisingEdge(dut.clk)
        dut.rst.value = 0
        await RisingEdge(dut.clk)
        cocotb.start_soon(self._see_writes())
        for register in self.registers:
            if register.count > 1:
                cocotb.start_soon(self._answer(register))
        return self

    def show(self, register: Register, word: int) -> None:
        """Drives what a read of the register gives."""
        for field in register.fields:
            suffix = "" if register.access == "RO" else "_status"
            getattr(self.dut, field.port + suffix).value = field.of(word)

    def held(self, register: Register) -> int:
        """What the port holds for the design."""
        return sum(int(getattr(self.dut, field.port).value) << field.low for field in register.fields)

    def pause_at_random(self) -> None:
        write, read = self.host.write_if, self.host.read_if
        for channel in (write.aw_channel, write.w_channel, write.b_channel, read.ar_channel, read.r_channel):
            channel.set_pause_generator(self._pauses(random.Random(random.getrandbits(32))))

    @staticmethod
    def _pauses(source: random.Random):
        while True:
            paused = source.random() < 0.5
            for _ in range(source.randrange(1, 6)):
                yield paused

    async def _see_writes(self) -> None:
        """Notes each write that the design is told of, in order."""
        watched = [(register, getattr(self.dut, f"{register.name}_written")) for register in self.registers if register.writable]
        while True:
            await RisingEdge(self.dut.clk)
            await ReadOnly()
            for register, written in watched:
                if written.value:
                    suffix = "_value" if register.shows_a_status else ""
                    word = sum(int(getattr(self.dut, field.port + suffix).value) << field.low for field in register.fields)
                    self.writes.append((register.name, word))

    async def _answer(self, array: Register) -> None:
        """Answers requests for an array's elements, each after a while."""
        valid = getattr(self.dut, f"{array.name}_request_valid")
        index = getattr(self.dut, f"{array.name}_request_payload")
        ready = getattr(self.dut, f"{array.name}_request_ready")
        reply_valid = getattr(self.dut, f"{array.name}_reply_valid")
        reply = getattr(self.dut, f"{array.name}_reply_payload")
        while True:
            for _ in range(random.randrange(3)):
                await FallingEdge(self.dut.clk)
            ready.value = 1
            while not valid.value:
                await FallingEdge(self.dut.clk)
            element = int(index.value)
            await FallingEdge(self.dut.clk)
            ready.value = 0
            for _ in range(random.randrange(4)):
                await FallingEdge(self.dut.clk)
            reply.value = element_value(array, element)
            reply_valid.value = 1
            await FallingEdge(self.dut.clk)
            reply_valid.value = 0
            reply.value = random.getrandbits(32)

    async def read(self, offset: int) -> tuple[int, AxiResp]:
        done = await self.host.read(offset, 4)
        return int.from_bytes(done.data, "little"), done.resp

    async def write(self, offset: int, word: int, first: int = 0, count: int = 4) -> AxiResp:
        """Writes bytes `first` .. `first + count - 1` of a word; the strobes of the others are 0."""
        done = await self.host.write(offset + first, word.to_bytes(4, "little")[first : first + count])
        return done.resp

    async def settle(self) -> None:
        for _ in range(4):
            await RisingEdge(self.dut.clk)


def element_value(array: Register, element: int) -> int:
    """What the bench answers for an element of an array: different in each."""
    return (0x9E37_79B9 * (array.offset + 4 * element + 1)) & array.mask


@cocotb.test(timeout_time=TIME_LIMIT, timeout_unit="ms")
async def identification(dut):
    """A driver finds JSTR at offset 0."""
    port = await Port(dut).start()
    assert await port.read(0) == (0x4A53_5452, AxiResp.OKAY)


@cocotb.test(timeout_time=TIME_LIMIT, timeout_unit="ms")
async def reset_values(dut):
    """After reset each register reads its reset value, and the design has been told of no write."""
    port = await Port(dut).start()
    for register in port.registers:
        if register.count == 1:
            assert await port.read(register.offset) == (register.reset & register.mask, AxiResp.OKAY), register.name
    assert port.writes == []


@cocotb.test(timeout_time=TIME_LIMIT, timeout_unit="ms")
async def scratch_holds_what_is_written(dut):
    port = await Port(dut).start()
    scratch = port.by_name["scratch"]
    for word in [0xFFFF_FFFF, 0, *(1 << bit for bit in range(32)), *(random.getrandbits(32) for _ in range(20))]:
        assert await port.write(scratch.offset, word) == AxiResp.OKAY
        assert await port.read(scratch.offset) == (word, AxiResp.OKAY)


@cocotb.test(timeout_time=TIME_LIMIT, timeout_unit="ms")
async def a_write_with_a_strobe_missing_is_refused(dut):
    """Each contiguous choice of byte lanes but all four: SLVERR, and nothing changes."""
    port = await Port(dut).start()
    scratch = port.by_name["scratch"]
    await port.write(scratch.offset, 0x0123_4567)
    for first in range(4):
        for count in range(1, 5 - first):
            if count < 4:
                assert await port.write(scratch.offset, 0xFFFF_FFFF, first, count) == AxiResp.SLVERR, (first, count)
    assert await port.read(scratch.offset) == (0x0123_4567, AxiResp.OKAY)
    await port.settle()
    assert port.writes == [("scratch", 0x0123_4567)]


@cocotb.test(timeout_time=TIME_LIMIT, timeout_unit="ms")
async def read_only_registers_refuse_writes(dut):
    port = await Port(dut).start()
    for register in port.registers:
        if not register.writable:
            for element in range(register.count):
                assert await port.write(register.offset + 4 * element, 0xFFFF_FFFF) == AxiResp.SLVERR, register.name
    await port.settle()
    assert port.writes == []


@cocotb.test(timeout_time=TIME_LIMIT, timeout_unit="ms")
async def clear_puts_the_held_registers_back(dut):
    """And nothing else: the bus goes on, the design is told of no write."""
    port = await Port(dut).start()
    held = [register for register in port.registers if register.held]
    for register in held:
        await port.write(register.offset, ~register.reset & 0xFFFF_FFFF)
    await port.settle()
    port.writes.clear()
    dut.clear.value = 1
    await RisingEdge(dut.clk)
    dut.clear.value = 0
    for register in held:
        assert await port.read(register.offset) == (register.reset & register.mask, AxiResp.OKAY), register.name
    assert port.writes == []


@cocotb.test(timeout_time=TIME_LIMIT, timeout_unit="ms")
async def what_does_not_exist_is_refused(dut):
    """Each word without a register, in all of the block: SLVERR, 0 read, nothing changes."""
    port = await Port(dut).start()
    for offset in range(0, BLOCK["bytes"], 4):
        if offset not in port.offsets:
            assert await port.read(offset) == (0, AxiResp.SLVERR), hex(offset)
            assert await port.write(offset, 0xFFFF_FFFF) == AxiResp.SLVERR, hex(offset)
    await port.settle()
    assert port.writes == []


@cocotb.test(timeout_time=TIME_LIMIT, timeout_unit="ms")
async def each_register_reads_and_writes_its_fields(dut):
    """Random words: what the design shows is read, what the host writes is held or handed over, bits without a field stay 0."""
    port = await Port(dut).start()
    for _ in range(3):
        for register in port.registers:
            word = random.getrandbits(32)
            if register.count > 1:
                continue
            if register.shows_a_status:
                port.show(register, word)
                assert await port.read(register.offset) == (word & register.mask, AxiResp.OKAY), register.name
            if register.writable:
                word = random.getrandbits(32)
                port.writes.clear()
                assert await port.write(register.offset, word) == AxiResp.OKAY, register.name
                await port.settle()
                assert port.writes == [(register.name, word & register.mask)], register.name
            if register.held:
                assert port.held(register) == word & register.mask, register.name
                assert await port.read(register.offset) == (word & register.mask, AxiResp.OKAY), register.name
            if register.access == "WO":
                assert await port.read(register.offset) == (0, AxiResp.OKAY), register.name


@cocotb.test(timeout_time=TIME_LIMIT, timeout_unit="ms")
async def each_element_of_an_array_is_asked_for(dut):
    port = await Port(dut).start()
    for register in port.registers:
        if register.count > 1:
            for element in range(register.count):
                answer = await port.read(register.offset + 4 * element)
                assert answer == (element_value(register, element), AxiResp.OKAY), (register.name, element)


@cocotb.test(timeout_time=TIME_LIMIT, timeout_unit="ms")
async def everything_at_once_with_random_pauses(dut):
    """Three hosts on one bus, all channels paused at random: each operation has its own answer, none is lost or done twice."""
    port = await Port(dut).start()
    port.pause_at_random()
    singles = [register for register in port.registers if register.count == 1]
    shares = [singles[start::3] for start in range(3)]
    expected: list[tuple[str, int]] = []

    async def host(share: list[Register], arrays: list[Register]) -> None:
        held = {register.name: register.reset & register.mask for register in share}
        for _ in range(OPERATIONS):
            register = random.choice(share + arrays)
            if register.count > 1:
                element = random.randrange(register.count)
                assert await port.read(register.offset + 4 * element) == (element_value(register, element), AxiResp.OKAY)
            elif random.random() < 0.5:
                if register.shows_a_status:
                    held[register.name] = random.getrandbits(32) & register.mask
                    port.show(register, held[register.name])
                shown = 0 if register.access == "WO" else held[register.name]
                assert await port.read(register.offset) == (shown, AxiResp.OKAY), register.name
            else:
                word = random.getrandbits(32)
                first, count = random.choice([(0, 4)] * 4 + [(0, 3), (1, 3), (2, 1)])
                taken = register.writable and count == 4
                if taken:
                    expected.append((register.name, word & register.mask))
                answer = await port.write(register.offset, word, first, count)
                assert answer == (AxiResp.OKAY if taken else AxiResp.SLVERR), register.name
                if taken and register.held:
                    held[register.name] = word & register.mask

    arrays = [register for register in port.registers if register.count > 1]
    hosts = [cocotb.start_soon(host(share, arrays)) for share in shares]
    for each in hosts:
        await each
    await port.settle()
    assert sorted(port.writes) == sorted(expected)
