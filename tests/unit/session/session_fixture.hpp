#pragma once
// Plays the transport for a session machine: performs its actions by hand. No socket, no clock.

#include <gtest/gtest.h>
#include <set>

#include "protocol/base/limits.hpp"
#include "protocol/session/session.hpp"
#include "protocol/wire/frame.hpp"
#include "tests/unit/wire/samples.hpp"

namespace tongluo::session {

namespace samples = wire::samples;

constexpr SteadyTime kStart{seconds(1'000)};
constexpr WallTime::duration kWallOffset{std::int64_t{1'800'000'000'000'000}};

inline Bytes framed(const wire::Message& message) { return wire::frame(wire::serialize(message)); }

inline wire::Hello sample_hello() {
  wire::Hello hello{.terminal = samples::terminal()};
  hello.protocol_major = limits::kProtocolMajor;
  hello.firmware = "0.1.0";
  hello.boot_id = samples::octets<Nonce>(1);
  hello.clock = samples::at(0);
  hello.time_nonce = samples::octets<Nonce>(2);
  return hello;
}

inline wire::Welcome sample_welcome(milliseconds interval = limits::kDefaultHeartbeatInterval) {
  return {7, samples::at(0), interval, "", {}, std::nullopt};
}

// What one draining of next_action() brought.
struct Drained {
  Bytes written;
  std::vector<wire::Message> delivered;
  std::vector<Close> closed;
};

// `taken`: the transport takes every write at once, as an idle connection does; else it takes nothing.
template <class Session>
Drained drain(Session& session, SteadyTime now, bool taken = true) {
  Drained out;
  while (auto action = session.next_action()) {
    EXPECT_TRUE(out.closed.empty()) << "an action after the close";
    if (auto* write = std::get_if<Write>(&*action)) {
      out.written.insert(out.written.end(), write->bytes.begin(), write->bytes.end());
      if (taken) session.on_written(now, write->bytes.size());
    } else if (auto* deliver = std::get_if<Deliver>(&*action)) {
      out.delivered.push_back(std::move(deliver->message));
    } else {
      out.closed.push_back(std::get<Close>(*action));
    }
  }
  return out;
}

template <class Session>
Drained receive(Session& session, SteadyTime now, const wire::Message& message) {
  session.on_bytes(now, framed(message));
  return drain(session, now);
}

inline std::vector<wire::Message> messages_in(ByteView stream) {
  wire::FrameDecoder decoder;
  std::vector<Bytes> bodies;
  EXPECT_TRUE(decoder.feed(stream, bodies));
  EXPECT_EQ(decoder.buffered_bytes(), 0u) << "writes are whole frames";
  std::vector<wire::Message> messages;
  for (const Bytes& body : bodies) messages.push_back(wire::parse_message(body).value());
  return messages;
}

// The one message of type T that a stream consists of.
template <class T>
T only(ByteView stream) {
  const auto messages = messages_in(stream);
  EXPECT_EQ(messages.size(), 1u);
  return std::get<T>(messages.at(0));
}

inline void expect_closed(const Drained& drained, CloseReason reason) {
  ASSERT_EQ(drained.closed.size(), 1u);
  EXPECT_EQ(drained.closed[0].reason, reason) << to_string(drained.closed[0].reason);
}

inline TerminalSession open_terminal(SteadyTime now, milliseconds interval = limits::kDefaultHeartbeatInterval) {
  TerminalSession session(now, sample_hello());
  session.set_heartbeat({}, {}, kWallOffset);
  drain(session, now);
  receive(session, now, sample_welcome(interval));
  return session;
}

inline GatewaySession greeted_gateway(SteadyTime now) {
  GatewaySession session(now, samples::terminal());
  receive(session, now, sample_hello());
  return session;
}

inline GatewaySession open_gateway(SteadyTime now, milliseconds interval = limits::kDefaultHeartbeatInterval) {
  GatewaySession session = greeted_gateway(now);
  session.welcome(now, sample_welcome(interval), kWallOffset);
  drain(session, now);
  return session;
}

}  // namespace tongluo::session
