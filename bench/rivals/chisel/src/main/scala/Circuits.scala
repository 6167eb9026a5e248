package bench

import chisel3._
import chisel3.util._

/** CRC-32 of polynomial 0x04C11DB7, 32 bits a clock, as a matrix over GF(2): bit i of the next remainder is the parity of the masked sum. */
object Crc32 {
  private val polynomial = 0x04c11db7

  private def shifted(remainder: Int): Int =
    (0 until 32).foldLeft(remainder)((crc, _) => if (crc < 0) (crc << 1) ^ polynomial else crc << 1)

  private val columns = Seq.tabulate(32)(bit => shifted(1 << bit))

  val masks: Seq[BigInt] =
    Seq.tabulate(32)(i => (0 until 32).filter(j => (columns(j) >> i & 1) == 1).foldLeft(BigInt(0))(_.setBit(_)))

  def next(remainder: UInt, word: UInt): UInt = {
    val sum = remainder ^ word
    VecInit(masks.map(mask => (sum & mask.U(32.W)).xorR)).asUInt
  }
}

/** A running CRC-32. */
class Crc32 extends Module {
  val valid = IO(Input(Bool()))
  val word = IO(Input(UInt(32.W)))
  val crc = IO(Output(UInt(32.W)))

  val remainder = RegInit("hffffffff".U(32.W))
  when(valid) { remainder := Crc32.next(remainder, word) }
  crc := remainder
}

/** FIFOs, each of which feeds a CRC, one behind the other; what leaves one is the word XOR the CRC of the words before it. */
class Chain(depths: Seq[Int]) extends Module with Top {
  val in = IO(Flipped(Decoupled(UInt(32.W))))
  val out = IO(Decoupled(UInt(32.W)))

  val fifos = depths.map(depth => Module(new Queue(UInt(32.W), depth)))
  val crcs = depths.map(_ => Module(new Crc32))
  out <> fifos.zip(crcs).foldLeft[DecoupledIO[UInt]](in) { case (words, (fifo, crc)) =>
    fifo.io.enq <> words
    crc.valid := fifo.io.deq.fire
    crc.word := fifo.io.deq.bits
    val sum = Wire(Decoupled(UInt(32.W)))
    sum.valid := fifo.io.deq.valid
    sum.bits := fifo.io.deq.bits ^ crc.crc
    fifo.io.deq.ready := sum.ready
    sum
  }
}
