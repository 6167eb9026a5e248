package bench

import chisel3._
import circt.stage.ChiselStage
import java.nio.file.{Files, Path}

/** `Elaborate <circuit> <folder> [<times>]`: its Verilog into the folder; milliseconds of each time on the standard output. */
object Elaborate {
  def circuit(name: String): Module = name match {
    case "s"     => new Chain(Seq(16))
    case "l"     => new Chain(4 to 67)
    case "chain" => new Chain(Seq.tabulate(500)(4 + _ % 64))
    case "fifo"    => new Fifo32x16
    case "crc"     => new Crc32Top
    case "arbiter" => new RoundRobin4x32
    case "widen"   => new Widen32To64
    case "narrow"  => new Narrow64To32
    case "narrow_all" => new Narrow64To32All
  }

  /** Plain Verilog, no code for simulators: what the others emit. */
  private val firtool = Array(
    "-disable-all-randomization",
    "-strip-debug-info",
    "--default-layer-specialization=disable",
    "--lowering-options=disallowLocalVariables,disallowPackedArrays,noAlwaysComb"
  )

  def main(arguments: Array[String]): Unit = {
    val times = arguments.lift(2).fold(1)(_.toInt)
    for (_ <- 1 to times) {
      val before = System.nanoTime
      val verilog = ChiselStage.emitSystemVerilog(circuit(arguments(0)), firtoolOpts = firtool)
      Files.createDirectories(Path.of(arguments(1)))
      Files.writeString(Path.of(arguments(1), "Top.v"), verilog)
      println(s"elaborated ${(System.nanoTime - before) / 1e6} ms")
    }
  }
}
