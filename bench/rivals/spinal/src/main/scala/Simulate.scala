package bench

import spinal.core._
import spinal.core.sim._

/** `Simulate <s or l> <clocks> <folder>`: SpinalSim on Verilator, the test bench of circuits S and L, random words, gaps and stalls, three inputs set and
  * three outputs looked at each clock; prints seconds and the sum of the outputs.
  */
object Simulate {
  def main(arguments: Array[String]): Unit = {
    val clocks = arguments(1).toInt
    val compiled = SimConfig
      .withConfig(SpinalConfig(defaultConfigForClockDomains = ClockDomainConfig(resetKind = SYNC)))
      .workspacePath(arguments(2))
      .allOptimisation
      .compile(Elaborate.circuit(arguments(0)).asInstanceOf[Chain].setDefinitionName("Top"))
    compiled.doSim { dut =>
      dut.in.valid #= false
      dut.out.ready #= false
      dut.clockDomain.forkStimulus(10)
      dut.clockDomain.waitSampling(4)
      var random = 1
      var sum = 0L
      val start = System.nanoTime
      for (_ <- 0 until clocks) {
        random ^= random << 13
        random ^= random >>> 17
        random ^= random << 5
        dut.in.payload #= random & 0xffffffffL
        dut.in.valid #= (random >>> 8 & 7) != 0
        dut.out.ready #= (random >>> 16 & 7) != 0
        dut.clockDomain.waitSampling()
        val valid = bit(dut.out.valid)
        sum = sum * 31 + (dut.out.payload.toLong & -valid) + valid + bit(dut.in.ready)
      }
      println(s"${(System.nanoTime - start) / 1e9} $sum")
    }
  }

  private def bit(signal: Bool): Long = if (signal.toBoolean) 1 else 0
}
