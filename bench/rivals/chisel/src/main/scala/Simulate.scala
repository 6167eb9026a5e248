package bench

import chisel3._
import chisel3.simulator.EphemeralSimulator._

/** `Simulate <s or l> <clocks>`: ChiselSim on Verilator, the test bench of circuits S and L, random words, gaps and stalls, three inputs set and three
  * outputs looked at each clock; prints seconds and the sum of the outputs.
  */
object Simulate {
  def main(arguments: Array[String]): Unit = {
    val clocks = arguments(1).toInt
    simulate(Elaborate.circuit(arguments(0)).asInstanceOf[Chain]) { dut =>
      dut.reset.poke(true.B)
      dut.clock.step(4)
      dut.reset.poke(false.B)
      var random = 1
      var sum = 0L
      val start = System.nanoTime
      for (_ <- 0 until clocks) {
        random ^= random << 13
        random ^= random >>> 17
        random ^= random << 5
        dut.in.bits.poke((random & 0xffffffffL).U)
        dut.in.valid.poke(((random >>> 8 & 7) != 0).B)
        dut.out.ready.poke(((random >>> 16 & 7) != 0).B)
        val valid = dut.out.valid.peek().litValue.toLong
        sum = sum * 31 + (dut.out.bits.peek().litValue.toLong & -valid) + valid + dut.in.ready.peek().litValue.toLong
        dut.clock.step()
      }
      println(s"${(System.nanoTime - start) / 1e9} $sum")
    }
  }
}
