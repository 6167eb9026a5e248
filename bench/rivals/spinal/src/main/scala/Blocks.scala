package bench

import spinal.core._
import spinal.lib._
import spinal.lib.bus.amba4.axis._

class Fifo32x16 extends Component {
  val in = slave Stream (Bits(32 bits))
  val out = master Stream (Bits(32 bits))
  val fifo = StreamFifo(Bits(32 bits), 16, latency = 1)
  fifo.io.push << in
  out << fifo.io.pop
}

/** A stalled choice stays, as in the library's default. */
class RoundRobin4x32 extends Component {
  val in = Vec.fill(4)(slave Stream (Bits(32 bits)))
  val out = master Stream (Bits(32 bits))
  out << StreamArbiterFactory().roundRobin.transactionLock.on(in)
}

class WidthAdapter(from: Int, to: Int) extends Component {
  private def port(bytes: Int) = Axi4StreamConfig(dataWidth = bytes, useKeep = true, useLast = true)
  val s_axis = slave(Axi4Stream(port(from)))
  val m_axis = master(Axi4Stream(port(to)))
  Axi4StreamSimpleWidthAdapter(s_axis, m_axis)
}

class Widen32To64 extends WidthAdapter(4, 8)
class Narrow64To32 extends WidthAdapter(8, 4)
