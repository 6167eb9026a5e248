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

/** AXI4-Stream from s_axis to m_axis, with the names of AXI4-Stream's signals. */
abstract class WidthAdapter(from: Int, to: Int) extends Component {
  private def port(bytes: Int) = Axi4StreamConfig(dataWidth = bytes, useKeep = true, useLast = true)
  val s_axis = slave(Axi4Stream(port(from)))
  val m_axis = master(Axi4Stream(port(to)))
  for (port <- Seq(s_axis, m_axis)) {
    port.valid.setPartialName("tvalid")
    port.ready.setPartialName("tready")
    port.payload.setPartialName("")
    port.data.setPartialName("tdata")
    port.keep.setPartialName("tkeep")
    port.last.setPartialName("tlast")
  }
}

class Widen32To64 extends WidthAdapter(4, 8) {
  Axi4StreamSimpleWidthAdapter(s_axis, m_axis)
}

class Narrow64To32All extends WidthAdapter(8, 4) {
  Axi4StreamSimpleWidthAdapter(s_axis, m_axis)
}

/** The low half, then the high half; a high half without a byte at the end of a packet is left out. SpinalHDL's library has none. */
class Narrow64To32 extends WidthAdapter(8, 4) {
  val high = RegInit(False)
  val ends = high || (s_axis.last && !s_axis.keep(7 downto 4).orR)
  m_axis.valid := s_axis.valid
  m_axis.data := high ? s_axis.data(63 downto 32) | s_axis.data(31 downto 0)
  m_axis.keep := high ? s_axis.keep(7 downto 4) | s_axis.keep(3 downto 0)
  m_axis.last := s_axis.last && ends
  s_axis.ready := m_axis.ready && ends
  when(m_axis.fire) { high := !ends }
}
