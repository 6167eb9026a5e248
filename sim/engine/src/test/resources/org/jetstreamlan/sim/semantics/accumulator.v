// Adds a term at each edge; `next` is what it will hold.
module accumulator #(
  parameter WIDTH = 4,
  parameter MODE = "ADD",
  parameter [7:0] START = 8'd0
) (
  input wire clk_i,
  input wire rst_ni,
  input wire [WIDTH-1:0] term,
  output reg [WIDTH-1:0] total,
  output wire [WIDTH-1:0] following
);
  assign following = (MODE == "SUB") ? total - term : total + term;
  initial total = START[WIDTH-1:0];
  always @(posedge clk_i or negedge rst_ni)
    if (!rst_ni) total <= START[WIDTH-1:0];
    else total <= following;
endmodule
