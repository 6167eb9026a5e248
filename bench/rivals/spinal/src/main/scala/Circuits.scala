package bench

import spinal.core._
import spinal.lib._

/** CRC-32 of polynomial 0x04C11DB7, 32 bits a clock, as a matrix over GF(2): bit i of the next remainder is the parity of the masked sum. */
object Crc32 {
  private val polynomial = 0x04c11db7

  private def shifted(remainder: Int): Int =
    (0 until 32).foldLeft(remainder)((crc, _) => if (crc < 0) (crc << 1) ^ polynomial else crc << 1)

  private val columns = Seq.tabulate(32)(bit => shifted(1 << bit))

  val masks: Seq[BigInt] =
    Seq.tabulate(32)(i => (0 until 32).filter(j => (columns(j) >> i & 1) == 1).foldLeft(BigInt(0))(_.setBit(_)))

  def next(remainder: Bits, word: Bits): Bits = {
    val sum = remainder ^ word
    Vec(masks.map(mask => (sum & B(mask, 32 bits)).xorR)).asBits
  }
}

/** A running CRC-32. */
class Crc32 extends Component {
  val valid = in Bool ()
  val word = in Bits (32 bits)
  val crc = out Bits (32 bits)

  val remainder = Reg(Bits(32 bits)) init B(32 bits, default -> true)
  when(valid)(remainder := Crc32.next(remainder, word))
  crc := remainder
}

/** FIFOs, each of which feeds a CRC, one behind the other; what leaves one is the word XOR the CRC of the words before it. */
class Chain(depths: Seq[Int]) extends Component {
  val in = slave Stream (Bits(32 bits))
  val out = master Stream (Bits(32 bits))

  val fifos = depths.map(depth => StreamFifo(Bits(32 bits), depth, latency = 1))
  val crcs = depths.map(_ => new Crc32)
  out << fifos.zip(crcs).foldLeft(in) { case (words, (fifo, crc)) =>
    fifo.io.push << words
    crc.valid := fifo.io.pop.fire
    crc.word := fifo.io.pop.payload
    fifo.io.pop.translateWith(fifo.io.pop.payload ^ crc.crc)
  }
}
