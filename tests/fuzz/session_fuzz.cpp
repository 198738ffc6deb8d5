// Both ends of the control channel against a hostile peer: arbitrary bytes, cut anywhere, with time passing. A session
// may close; it may not crash, grow past its bounds or go on after it closed. The first bytes choose the fragment
// sizes.

#include "protocol/base/limits.hpp"
#include "protocol/session/session.hpp"
#include "protocol/wire/frame.hpp"
#include "tests/fuzz/fuzz_assert.hpp"

namespace {

using namespace tongluo;

const TerminalId kTerminal = *TerminalId::parse("TL-500116-0001");

wire::Hello hello() {
  wire::Hello hello{.terminal = kTerminal};
  hello.protocol_major = limits::kProtocolMajor;
  hello.firmware = "fuzz";
  return hello;
}

template <class Session, class OnDeliver>
void drain(Session& session, SteadyTime now, bool& closed, OnDeliver on_deliver) {
  while (auto action = session.next_action()) {
    TL_ASSERT(!closed);
    if (std::holds_alternative<session::Close>(*action)) closed = true;
    if (const auto* write = std::get_if<session::Write>(&*action)) session.on_written(now, write->bytes.size());
    if (const auto* deliver = std::get_if<session::Deliver>(&*action)) on_deliver(deliver->message);
  }
}

template <class Session, class OnDeliver>
void run(Session& session, ByteView stream, std::size_t piece, OnDeliver on_deliver) {
  bool closed = false;
  SteadyTime now{};
  drain(session, now, closed, on_deliver);
  for (std::size_t at = 0; at < stream.size() && !closed; at += piece) {
    session.on_bytes(now, stream.subspan(at, std::min(piece, stream.size() - at)));
    drain(session, now, closed, on_deliver);
    now += milliseconds(1);
  }
  if (closed) return;
  TL_ASSERT(session.next_deadline() != SteadyTime::max());
  for (int i = 0; i < 20 && !closed; ++i) {
    session.on_deadline(session.next_deadline());
    drain(session, session.next_deadline(), closed, on_deliver);
  }
  TL_ASSERT(closed);  // a silent peer is always given up
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t piece = std::size_t{data[0]} + 1;
  const ByteView stream = fuzz::view(data + 2, size - 2);
  session::GatewaySession gateway(SteadyTime{}, kTerminal);
  Bytes good = wire::frame(wire::serialize(wire::Message(hello())));
  if (data[1] % 2 == 0) good.clear();
  good.insert(good.end(), stream.begin(), stream.end());
  run(gateway, good, piece, [&gateway](const wire::Message& message) {
    if (std::holds_alternative<wire::Hello>(message))
      gateway.welcome(SteadyTime{}, wire::Welcome{.heartbeat_interval = seconds(30)}, WallTime::duration(0));
  });
  session::TerminalSession terminal(SteadyTime{}, hello());
  run(terminal, stream, piece, [](const wire::Message&) {});
  return 0;
}
