// Peers that may not come in, and peers that came in and misbehave: each loses only itself.

#include <boost/asio/write.hpp>
#include <openssl/ssl.h>

#include "protocol/os/clock.hpp"
#include "tests/unit/link/link_rig.hpp"

namespace tongluo::test {
namespace {

using transport::Want;

class HostilePeer : public LinkRig {
 protected:
  // One good terminal, to see that it does not suffer.
  void open_good_session(link::Listening listening = {}) {
    listen(listening);
    good_link = dial(good);
    ASSERT_TRUE(run_until([&] { return good_link->is_open(); }));
  }
  void expect_good_session_lives() {
    server->send(core.greeted[0], sample_object(1));
    good_link->send(sample_event(1));
    EXPECT_TRUE(run_until([&] { return !good.messages.empty() && !core.messages[core.greeted[0]].empty(); }));
    EXPECT_TRUE(good.closed.empty());
  }
  void expect_refused(const RecordingTerminal& terminal) {
    EXPECT_EQ(terminal.opened, 0);
    EXPECT_TRUE(core.greeted.empty());
    EXPECT_EQ(server->session_count(), 0u);
  }

  RecordingTerminal good;
  std::unique_ptr<net::ControllerLink> good_link;
};

TEST_F(HostilePeer, ATerminalOfAnotherAuthorityIsRefused) {
  listen();
  const Certified stranger = issue(make_authority("devices"), kTerminal);
  RecordingTerminal terminal;
  const auto link = dial(terminal, {endpoint()},
                         {stranger.certificate_pem, stranger.key_pem, Certificates::get().controllers.certificate_pem});
  ASSERT_TRUE(run_until([&] { return !terminal.closed.empty() && server->counters().handshake_failures > 0; }));
  expect_refused(terminal);
}

TEST_F(HostilePeer, AControllerOfAnotherAuthorityIsRefusedByTheTerminal) {
  listen();
  transport::TlsIdentity identity = terminal_identity();
  identity.authority_pem = make_authority("controllers").certificate_pem;
  RecordingTerminal terminal;
  const auto link = dial(terminal, {endpoint()}, identity);
  ASSERT_TRUE(run_until([&] { return !terminal.closed.empty(); }));
  EXPECT_NE(terminal.detail.find("certificate verify failed"), std::string::npos) << terminal.detail;
  expect_refused(terminal);
}

TEST_F(HostilePeer, AControllerOfAnotherNameIsRefusedByTheTerminal) {
  listen();
  RecordingTerminal terminal;
  const auto link = dial(terminal, {endpoint()}, terminal_identity(), "other.test");
  ASSERT_TRUE(run_until([&] { return !terminal.closed.empty(); }));
  expect_refused(terminal);
}

TEST_F(HostilePeer, ControllerCertificateIsJudgedByTheFlooredClock) {
  constexpr std::int64_t kIn2040 = 2'208'988'800;  // beyond 32 bits of seconds
  listen();
  RecordingTerminal terminal;
  terminal.floor = wall_from_us(kIn2040 * 1'000'000);
  auto link = dial(terminal);
  ASSERT_TRUE(run_until([&] { return !terminal.closed.empty(); }));
  EXPECT_NE(terminal.detail.find("validity"), std::string::npos) << terminal.detail;
  EXPECT_TRUE(core.greeted.empty());
  terminal.floor = os::wall_now() - std::chrono::hours(24 * 365);
  terminal.closed.clear();
  ASSERT_TRUE(run_until([&] { return !terminal.closed.empty(); })) << "nor before it is valid";
  EXPECT_EQ(terminal.opened, 0);
}

TEST_F(HostilePeer, ACertificateWhoseNameIsNoTerminalIsRefused) {
  listen();
  RecordingTerminal terminal;
  const auto link = dial(terminal, {endpoint()}, terminal_identity("no terminal"));
  ASSERT_TRUE(run_until([&] { return server->counters().handshake_failures == 1; }));
  expect_refused(terminal);
}

struct ContextDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using Context = std::unique_ptr<SSL_CTX, ContextDeleter>;

TEST_F(HostilePeer, NoClientCertificateAndOlderTlsAreRefused) {
  listen();
  for (const bool old : {false, true}) {
    const Context bare(SSL_CTX_new(TLS_client_method()));
    if (old) SSL_CTX_set_max_proto_version(bare.get(), TLS1_2_VERSION);
    RawPeer peer(context, server->port());
    peer.handshake([&](const auto& done) { return run_until(done); }, transport::TlsHandle(SSL_new(bare.get())));
    ASSERT_TRUE(run_until([&] { return server->counters().handshake_failures == (old ? 2u : 1u); }));
    EXPECT_TRUE(run_until([&] { return !peer.read_some(); }));
  }
  EXPECT_EQ(server->counters().handshakes, 0u);
}

TEST_F(HostilePeer, GarbageInsteadOfAHandshakeClosesOnlyItself) {
  open_good_session();
  RawPeer peer(context, server->port());
  boost::asio::write(peer.socket, boost::asio::buffer(std::string("GET / HTTP/1.1\r\nHost: x\r\n\r\n")));
  ASSERT_TRUE(run_until([&] { return server->counters().handshake_failures == 1; }));
  expect_good_session_lives();
}

TEST_F(HostilePeer, AStalledHandshakeIsClosedAtItsDeadline) {
  link::Listening listening;
  listening.handshake_timeout = milliseconds(150);
  open_good_session(listening);
  const SteadyTime began = os::steady_now();
  RawPeer silent(context, server->port()), half(context, server->port());
  boost::asio::write(half.socket, boost::asio::buffer(std::string("\x16\x03\x01\x02\x00\x01", 6)));
  ASSERT_TRUE(run_until([&] { return server->counters().handshake_failures == 2; }));
  const auto took = os::steady_now() - began;
  EXPECT_GE(took, milliseconds(149));
  EXPECT_LT(took, limits::kHandshakeTimeout / 2) << "its own deadline, not the usual one";
  expect_good_session_lives();
}

TEST_F(HostilePeer, StalledHandshakesGiveWayToAGoodOneLongBeforeTheirDeadline) {
  link::Listening listening;
  listening.max_handshakes = 8;
  listening.handshake_grace = milliseconds(100);
  listening.handshake_timeout = seconds(60);
  listen(listening);
  std::vector<std::unique_ptr<RawPeer>> stalled;
  for (std::size_t i = 0; i < 3 * listening.max_handshakes; ++i) {
    stalled.push_back(std::make_unique<RawPeer>(context, server->port()));
    boost::asio::write(stalled.back()->socket, boost::asio::buffer(std::string("\x16\x03\x01\x02\x00\x01", 6)));
  }
  good_link = dial(good);
  EXPECT_TRUE(run_until([&] { return good_link->is_open(); }));
  EXPECT_GT(server->counters().handshakes_given_up, listening.max_handshakes);
  expect_good_session_lives();
}

struct Misbehaviour {
  const char* name;
  Bytes bytes;
  session::CloseReason reason;
};

TEST_F(HostilePeer, BadBytesCloseOnlyTheirSession) {
  open_good_session();
  const Misbehaviour table[] = {
      {"oversize frame", *from_hex("00010001"), session::CloseReason::bad_frame},
      {"empty frame", *from_hex("00000000"), session::CloseReason::bad_frame},
      {"garbage", wire::frame(to_bytes("\xff\xff\xff\xff")), session::CloseReason::bad_message},
      {"a controller's message", framed(sample_object(1)), session::CloseReason::unexpected},
  };
  for (const Misbehaviour& row : table) {
    SCOPED_TRACE(row.name);
    RawPeer peer(context, server->port());
    ASSERT_EQ(peer.handshake([&](const auto& done) { return run_until(done); }), Want::nothing);
    peer.write(framed(hello_of()));
    ASSERT_TRUE(run_until([&] { return peer.read_some() && !peer.bodies.empty(); }));
    peer.write(row.bytes);
    ASSERT_TRUE(run_until([&] { return !peer.read_some(); }));
    EXPECT_EQ(core.gone[core.greeted.back()], row.reason);
  }
  EXPECT_EQ(server->counters().bad_frames, 2u);
  EXPECT_EQ(server->counters().bad_messages, 1u);
  expect_good_session_lives();
}

TEST_F(HostilePeer, AFloodingPeerDoesNotStarveTheOthers) {
  open_good_session();
  RawPeer peer(context, server->port());
  ASSERT_EQ(peer.handshake([&](const auto& done) { return run_until(done); }), Want::nothing);
  peer.write(framed(hello_of()));
  ASSERT_TRUE(run_until([&] { return peer.read_some() && !peer.bodies.empty(); }));
  const Bytes event = framed(sample_event(1));
  std::size_t sent = 0;
  while (peer.stream->write(event).want == Want::nothing) ++sent;  // until the kernel's buffers are full
  const link::SessionId flooder = core.greeted.back();
  server->send(core.greeted[0], sample_object(1));
  good_link->send(sample_event(1));
  ASSERT_TRUE(run_until([&] { return !core.messages[core.greeted[0]].empty(); }));
  EXPECT_LT(core.messages[flooder].size(), sent) << "the other one had its turn in between";
  EXPECT_TRUE(run_until([&] { return core.messages[flooder].size() >= sent; })) << "and nothing was lost";
}

}  // namespace
}  // namespace tongluo::test
