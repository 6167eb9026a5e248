package bench

import chisel3._
import chisel3.util._

trait Top { this: Module =>
  override def desiredName = "Top"
}

class Fifo32x16 extends Module with Top {
  val in = IO(Flipped(Decoupled(UInt(32.W))))
  val out = IO(Decoupled(UInt(32.W)))
  out <> Queue(in, 16)
}

class Crc32Top extends Crc32 with Top

class RoundRobin4x32 extends Module with Top {
  val in = IO(Vec(4, Flipped(Decoupled(UInt(32.W)))))
  val out = IO(Decoupled(UInt(32.W)))
  val arbiter = Module(new RRArbiter(UInt(32.W), 4))
  arbiter.io.in <> in
  out <> arbiter.io.out
}


class AxisPort(bytes: Int) extends Bundle {
  val tvalid = Output(Bool())
  val tready = Input(Bool())
  val tdata = Output(UInt((8 * bytes).W))
  val tkeep = Output(UInt(bytes.W))
  val tlast = Output(Bool())
}

/** Two transfers side by side, the first in the low lanes; the end of a packet closes a pair. Chisel's library has none. */
class Widen32To64 extends Module with Top {
  val s_axis = IO(Flipped(new AxisPort(4)))
  val m_axis = IO(new AxisPort(8))

  val data = Reg(Vec(2, UInt(32.W)))
  val keep = Reg(Vec(2, UInt(4.W)))
  val last = Reg(Bool())
  val full = RegInit(false.B)
  val lane = RegInit(false.B)

  s_axis.tready := m_axis.tready || !full
  m_axis.tvalid := full
  m_axis.tdata := data.asUInt
  m_axis.tkeep := keep.asUInt
  m_axis.tlast := last
  when(s_axis.tready) { full := s_axis.tvalid && (lane || s_axis.tlast) }
  when(s_axis.tready && s_axis.tvalid) {
    last := s_axis.tlast
    lane := !lane && !s_axis.tlast
    when(lane) {
      data(1) := s_axis.tdata
      keep(1) := s_axis.tkeep
    }.otherwise {
      data(0) := s_axis.tdata
      keep(0) := s_axis.tkeep
      data(1) := 0.U
      keep(1) := 0.U
    }
  }
}

/** The low half, then the high half; a high half without a byte at the end of a packet is left out. Chisel's library has none. */
class Narrow64To32 extends Module with Top {
  val s_axis = IO(Flipped(new AxisPort(8)))
  val m_axis = IO(new AxisPort(4))

  val high = RegInit(false.B)
  val ends = high || (s_axis.tlast && !s_axis.tkeep(7, 4).orR)
  m_axis.tvalid := s_axis.tvalid
  m_axis.tdata := Mux(high, s_axis.tdata(63, 32), s_axis.tdata(31, 0))
  m_axis.tkeep := Mux(high, s_axis.tkeep(7, 4), s_axis.tkeep(3, 0))
  m_axis.tlast := s_axis.tlast && ends
  s_axis.tready := m_axis.tready && ends
  when(m_axis.tvalid && m_axis.tready) { high := !ends }
}

/** The low half, then the high half, each always sent. Chisel's library has none. */
class Narrow64To32All extends Module with Top {
  val s_axis = IO(Flipped(new AxisPort(8)))
  val m_axis = IO(new AxisPort(4))

  val high = RegInit(false.B)
  m_axis.tvalid := s_axis.tvalid
  m_axis.tdata := Mux(high, s_axis.tdata(63, 32), s_axis.tdata(31, 0))
  m_axis.tkeep := Mux(high, s_axis.tkeep(7, 4), s_axis.tkeep(3, 0))
  m_axis.tlast := s_axis.tlast && high
  s_axis.tready := m_axis.tready && high
  high := high ^ (m_axis.tvalid && m_axis.tready)
}
