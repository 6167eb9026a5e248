package bench

import spinal.core._

/** `Elaborate <circuit> <folder> [<times>]`: its Verilog into the folder; milliseconds of each time on the standard output. */
object Elaborate {
  def circuit(name: String): Component = name match {
    case "s"     => new Chain(Seq(16))
    case "l"     => new Chain(4 to 67)
    case "chain" => new Chain(Seq.tabulate(500)(4 + _ % 64))
    case "fifo"    => new Fifo32x16
    case "crc"     => new Crc32
    case "arbiter" => new RoundRobin4x32
    case "widen"   => new Widen32To64
    case "narrow"  => new Narrow64To32
    case "narrow_all" => new Narrow64To32All
  }

  def main(arguments: Array[String]): Unit = {
    val times = arguments.lift(2).fold(1)(_.toInt)
    for (_ <- 1 to times) {
      val before = System.nanoTime
      SpinalConfig(
        targetDirectory = arguments(1),
        defaultConfigForClockDomains = ClockDomainConfig(resetKind = SYNC),
        headerWithDate = false,
        verbose = false
      ).generateVerilog(circuit(arguments(0)).setDefinitionName("Top"))
      println(s"elaborated ${(System.nanoTime - before) / 1e6} ms")
    }
  }
}
