"""The harness in which a module is placed and routed: each of its inputs and outputs at a register, four pins for any number of ports.

    serial_in ─▶ inputs[0] ─▶ inputs[1] ─▶ ...        a bit a clock; these registers drive the module
                     └─────▶ module ─▶ outputs        sampled each clock
                     capture ─▶ result ─▶ serial_out  takes the outputs at once, else moves on by a bit

So every path that is timed starts and ends at a register on the chip, and is the module's own.
"""

from dataclasses import dataclass

NAME = "Harness"


@dataclass(frozen=True)
class Port:
    name: str
    width: int
    is_input: bool


def ports_of(netlist: dict, module: str, by_name: bool) -> list[Port]:
    """The ports of a module of a netlist that yosys wrote as JSON: as declared, or by name, so that modules with the same ports are placed alike."""
    ports = []
    for name, port in netlist["modules"][module]["ports"].items():
        if port["direction"] not in ("input", "output"):
            raise ValueError(f"port {name} of {module} is an {port['direction']}: the harness has inputs and outputs only")
        ports.append(Port(name, len(port["bits"]), port["direction"] == "input"))
    return sorted(ports, key=lambda port: port.name) if by_name else ports


def verilog(module: str, ports: list[Port], clock: str) -> str:
    """The harness around a module, and the module as a black box."""
    if not any(port.name == clock and port.is_input for port in ports):
        raise ValueError(f"{module} has no input {clock!r}: name its clock with --clock")
    driven = [port for port in ports if port.is_input and port.name != clock]
    observed = [port for port in ports if not port.is_input]
    inputs = sum(port.width for port in driven)
    outputs = sum(port.width for port in observed)
    connections = [(clock, "clk")] + _slices("inputs", driven) + _slices("seen", observed)
    return "\n".join(
        [
            f"(* blackbox *) module {module} (",
            ",\n".join(f"  {'input' if port.is_input else 'output'} wire [{port.width - 1}:0] {port.name}" for port in ports),
            ");",
            "endmodule",
            "",
            f"module {NAME} (input wire clk, input wire serial_in, input wire capture, output wire serial_out);",
            f"  reg  [{inputs}:0] inputs;",
            f"  wire [{outputs}:0] seen;",
            f"  reg  [{outputs}:0] outputs;",
            f"  reg  [{outputs}:0] result;",
            f"  assign seen[{outputs}] = 1'b0;",
            f"  assign serial_out = result[{outputs}];",
            "  always @(posedge clk) begin",
            f"    inputs <= {{inputs, serial_in}};",
            "    outputs <= seen;",
            f"    result <= capture ? outputs : {{result, 1'b0}};",
            "  end",
            f"  {module} device (",
            ",\n".join(f"    .{port}({signal})" for port, signal in connections),
            "  );",
            "endmodule",
            "",
        ]
    )


def _slices(vector: str, ports: list[Port]) -> list[tuple[str, str]]:
    slices = []
    low = 0
    for port in ports:
        slices.append((port.name, f"{vector}[{low + port.width - 1}:{low}]"))
        low += port.width
    return slices
