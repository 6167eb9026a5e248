"""The test bench of circuits S and L in cocotb: random words, gaps and stalls, three inputs set and three outputs looked at each clock, one trigger a
clock. CLOCKS is their number; seconds and the sum of the outputs go to the file RESULT."""

import os
import time
from pathlib import Path

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import RisingEdge

WORD = 0xFFFFFFFF
LONG = 0xFFFFFFFFFFFFFFFF


@cocotb.test()
async def chain(dut):
    clocks = int(os.environ["CLOCKS"])
    payload, valid, ready = dut.in_payload, dut.in_valid, dut.out_ready
    first, second, third = dut.out_payload, dut.out_valid, dut.in_ready
    edge = RisingEdge(dut.clk)
    dut.rst.value = 0
    random, total = 1, 0
    Clock(dut.clk, 8, "ns").start(start_high=False)
    start = time.perf_counter()
    for _ in range(clocks):
        random ^= random << 13 & WORD
        random ^= random >> 17
        random ^= random << 5 & WORD
        payload.value = random
        valid.value = (random >> 8 & 7) != 0
        ready.value = (random >> 16 & 7) != 0
        await edge
        word, is_valid, is_ready = int(first.value), int(second.value), int(third.value)
        total = (total * 31 + (word if is_valid else 0) + is_valid + is_ready) & LONG
    seconds = time.perf_counter() - start
    Path(os.environ["RESULT"]).write_text(f"{seconds:.6f} {total}\n")
