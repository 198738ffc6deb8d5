// What happens after the line drops, a controller leaves, or an endpoint does not answer.

#include <openssl/ssl.h>

#include "tests/unit/link/link_rig.hpp"
#include "tests/unit/link/relay.hpp"

namespace tongluo::test {
namespace {

using Reconnect = LinkRig;

TEST_F(Reconnect, AnAbruptDropIsFollowedByAResumedSession) {
  for (const Relay::Cut how : {Relay::Cut::end_of_stream, Relay::Cut::reset}) {
    listen();
    Relay relay(context, server->port());
    RecordingTerminal terminal;
    const auto link = dial(terminal, {{"127.0.0.1", relay.port()}});
    bool ticket = false;  // it comes with or before the first answered heartbeat
    terminal.after_message = [&] { ticket = true; };
    ASSERT_TRUE(run_until([&] { return ticket; }));
    relay.cut(how);
    ASSERT_TRUE(run_until([&] { return terminal.opened == 2; }));
    EXPECT_EQ(terminal.closed, std::vector{session::CloseReason::peer_closed});
    EXPECT_EQ(server->counters().handshakes, 2u);
    EXPECT_EQ(server->counters().resumed, 1u) << (how == Relay::Cut::reset ? "reset" : "end of stream");
    EXPECT_EQ(core.certificates[core.certificates.size() - 2], core.certificates.back())
        << "a resumed session is the same terminal's";
    core.gone.clear();
  }
}

// A ticket shows no chain: the certificate in it is looked at again.
TEST_F(Reconnect, ATicketDoesNotOutliveItsCertificate) {
  listen();
  Relay relay(context, server->port());
  RecordingTerminal terminal;
  const Certificates& all = Certificates::get();
  const Certified ending = issue(all.devices, kTerminal, {}, {-3'600, 2});
  bool ticket = false;
  terminal.after_message = [&] { ticket = true; };
  const auto link = dial(terminal, {{"127.0.0.1", relay.port()}},
                         {ending.certificate_pem, ending.key_pem, all.controllers.certificate_pem});
  ASSERT_TRUE(run_until([&] { return ticket; }));
  run_for(seconds(3));
  EXPECT_TRUE(link->is_open()) << "the session that is open stays";
  relay.cut(Relay::Cut::reset);
  ASSERT_TRUE(run_until([&] { return server->counters().handshake_failures > 0; }));
  EXPECT_EQ(terminal.opened, 1);
}

struct Restart {
  const char* name;
  bool same_keys;
  bool same_authority;
  std::uint64_t resumed;
};

class AfterARestart : public LinkRig, public testing::WithParamInterface<Restart> {};

TEST_P(AfterARestart, ATicketCountsUnderTheSameKeysAndTheSameAuthority) {
  link::Listening listening;
  listening.ticket_keys.emplace().fill(std::byte{7});
  listen(listening);
  listening.port = server->port();
  RecordingTerminal terminal;
  const auto link = dial(terminal);
  bool ticket = false;
  terminal.after_message = [&] { ticket = true; };
  ASSERT_TRUE(run_until([&] { return ticket; }));
  server.reset();
  core = {};
  if (!GetParam().same_keys) listening.ticket_keys->fill(std::byte{8});
  transport::TlsIdentity identity = controller_identity();
  if (!GetParam().same_authority) identity.authority_pem += Certificates::get().controllers.certificate_pem;
  listen(listening, identity);
  ASSERT_TRUE(run_until([&] { return terminal.opened == 2; }));
  EXPECT_EQ(server->counters().handshakes, 1U);
  EXPECT_EQ(server->counters().resumed, GetParam().resumed);
}

INSTANTIATE_TEST_SUITE_P(Each, AfterARestart,
                         testing::Values(Restart{"same", true, true, 1}, Restart{"other_keys", false, true, 0},
                                         Restart{"other_authority", true, false, 0}),
                         [](const auto& restart) { return std::string(restart.param.name); });

TEST_F(Reconnect, GoesOverToOtherEndpointsAndFallsBackBehindThem) {
  listen();
  Relay relay(context, server->port());
  RecordingTerminal terminal;
  const auto link = dial(terminal, {{"127.0.0.1", server->port()}});
  ASSERT_TRUE(run_until([&] { return terminal.opened == 1; }));
  link->prefer_first();
  EXPECT_TRUE(link->is_open()) << "it is with the first already";
  constexpr std::uint16_t kNobody = 1;
  link->set_endpoints({{"127.0.0.1", kNobody}, {"127.0.0.1", relay.port()}, {"127.0.0.1", server->port()}});
  link->prefer_first();
  ASSERT_TRUE(run_until([&] { return terminal.opened == 2; }));
  EXPECT_EQ(terminal.closed.front(), session::CloseReason::closed_locally);
  EXPECT_GE(terminal.closed.size(), 2U) << "nobody was at the first";
  relay.cut(Relay::Cut::reset);
  ASSERT_TRUE(run_until([&] { return terminal.closed.back() == session::CloseReason::peer_closed && link->is_open(); }))
      << "and goes on with the one that was good";
}

TEST_F(Reconnect, ATicketLastsAsLongAsASessionMayStayUp) {
  constexpr unsigned long kSevenDays = 7 * 24 * 60 * 60;
  listen();
  RawPeer peer(context, server->port());
  ASSERT_EQ(peer.handshake([&](const auto& done) { return run_until(done); }), transport::Want::nothing);
  ASSERT_TRUE(run_until([&] { return peer.read_some() && peer.tls->ticket() != nullptr; }));
  EXPECT_EQ(SSL_SESSION_get_ticket_lifetime_hint(peer.tls->ticket().get()), kSevenDays);
}

TEST_F(Reconnect, ASecondEndpointIsTriedWhenTheFirstIsDead) {
  listen();
  const std::uint16_t alive = server->port();
  boost::asio::ip::tcp::acceptor placeholder(context, {boost::asio::ip::address_v4::loopback(), 0});
  const std::uint16_t dead = placeholder.local_endpoint().port();
  placeholder.close();
  RecordingTerminal terminal;
  const auto link = dial(terminal, {{"127.0.0.1", dead}, {"127.0.0.1", alive}});
  ASSERT_TRUE(run_until([&] { return link->is_open(); }));
  EXPECT_EQ(terminal.closed.size(), 1u);
  EXPECT_EQ(terminal.opened, 1);
}

TEST_F(Reconnect, AnyAddressOfANameWillDo) {
  listen();  // on 127.0.0.1 only, while the name may have an IPv6 address first
  RecordingTerminal terminal;
  const auto link = dial(terminal, {{"localhost", server->port()}});
  ASSERT_TRUE(run_until([&] { return link->is_open(); }));
  EXPECT_TRUE(terminal.closed.empty()) << terminal.detail;
}

TEST_F(Reconnect, ShutDownSaysGoodbyeAndTheTerminalComesBack) {
  listen();
  RecordingTerminal terminal;
  const auto link = dial(terminal);
  ASSERT_TRUE(run_until([&] { return link->is_open(); }));
  link::Listening again;
  again.port = server->port();
  server->shut_down(milliseconds(200));
  EXPECT_EQ(server->session_count(), 0u);
  EXPECT_EQ(server->port(), again.port) << "still known after the listener closed";
  EXPECT_EQ(core.gone[core.greeted[0]], session::CloseReason::closed_locally);
  ASSERT_TRUE(run_until([&] { return !terminal.closed.empty(); }));
  EXPECT_EQ(terminal.closed, std::vector{session::CloseReason::go_away});
  EXPECT_FALSE(can_connect(again.port));
  core = {};
  listen(again);
  EXPECT_TRUE(run_until([&] { return link->is_open(); }));
}

TEST_F(Reconnect, ShutDownDropsHandshakesUnderWay) {
  listen();
  RawPeer stalled(context, server->port());
  ASSERT_TRUE(run_until([&] { return server->counters().accepted == 1; }));
  server->shut_down(milliseconds(0));
  server.reset();
  char byte = 0;
  boost::system::error_code error;
  stalled.socket.non_blocking(true);
  EXPECT_TRUE(run_until([&] {
    stalled.socket.read_some(boost::asio::buffer(&byte, 1), error);
    return error != boost::asio::error::would_block;
  })) << "closed at once, not at the handshake's deadline";
}

}  // namespace
}  // namespace tongluo::test
