"""What nextpnr's report says of time, in the words of the design: registers and memories by their names, places in the Java source.

nextpnr names the lines of the Verilog that a net comes from; the map beside the Verilog, `<top>.map`, says which lines of Java these are.
"""

import re
from collections import defaultdict
from pathlib import Path

ENDPOINTS_SHOWN = 25


def slowest_path(report: dict) -> list[dict]:
    """The slowest path from register to register, as nextpnr's list of steps."""
    paths = [path["path"] for path in report["critical_paths"] if "<async>" not in path["from"] + path["to"]]
    return max(paths, key=total)


def total(path: list[dict]) -> float:
    return sum(step["delay"] for step in path)


def summary(report: dict) -> dict:
    """The slowest path in figures, and where it starts and ends."""
    path = slowest_path(report)
    return {
        "ns": round(total(path), 2),
        "routing_ns": round(sum(step["delay"] for step in path if step["type"] == "routing"), 2),
        "levels": sum(step["type"] == "logic" for step in path),
        "from": element(path[0]["from"]["cell"]),
        "to": element(path[-1]["to"]["cell"]),
    }


def element(cell: str) -> str:
    """The register, memory or wire that a cell of the device was made for."""
    name = re.sub(r"\$(DPRAM|CCU2)_.*$", "", cell.removeprefix("device."))
    return re.sub(r"(_(TRELLIS_FF|LUT4|CCU2C|PFUMX|L6MUX21|DP16KD|TRELLIS_DPR16X4)_.*|(\.\d+)+)$", "", name)


def listing(report: dict, java: dict[int, str], verilog: str) -> str:
    """The slowest path step by step, and the slowest registers and memories."""
    path = slowest_path(report)
    lines = [f"slowest path, {total(path):.2f} ns", "", "    ns     at  step"]
    at = 0.0
    for step in path:
        at += step["delay"]
        if step["type"] == "routing":
            what = f"to {step['to']['cell'].removeprefix('device.')}.{step['to']['port']}  {places(step, java, verilog)}"
        else:
            what = f"{step['type']}  {element(step['from']['cell'])}"
        lines.append(f"{step['delay']:6.2f} {at:6.2f}  {what}".rstrip())
    lines += ["", f"the {ENDPOINTS_SHOWN} slowest registers and memories: when the last of their inputs arrives", "", "    ns  inputs  name"]
    for name, arrivals in slowest(report)[:ENDPOINTS_SHOWN]:
        lines.append(f"{max(arrivals):6.2f}  {len(arrivals):6}  {name}")
    return "\n".join(lines) + "\n"


def slowest(report: dict) -> list[tuple[str, list[float]]]:
    """Registers and memories with the arrivals at their inputs, the slowest first; not those of the harness."""
    arrivals = defaultdict(list)
    for net in report["detailed_net_timings"]:
        for end in net["endpoints"]:
            if end["event"] != "<async>" and end["cell"].startswith("device."):
                arrivals[element(end["cell"])].append(end["delay"][1])
    return sorted(arrivals.items(), key=lambda each: -max(each[1]))


def places(step: dict, java: dict[int, str], verilog: str) -> str:
    """Where the net of a step comes from in Java."""
    found = []
    for source in step.get("sources", []):
        match = re.match(rf"(?:.*/)?{re.escape(verilog)}:(\d+)\.", source)
        place = java.get(int(match[1])) if match else None
        if place and place not in found:
            found.append(place)
    return ", ".join(found)


def java_of(map_file: Path) -> dict[int, str]:
    """Line of Verilog to place in Java; empty where the Verilog is not ours."""
    if not map_file.exists():
        return {}
    rows = (line.split("\t") for line in map_file.read_text().splitlines())
    return {int(row[0]): row[2] for row in rows}
