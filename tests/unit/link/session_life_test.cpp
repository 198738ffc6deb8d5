// A session from the first byte to the last, over real TLS.

#include "protocol/os/clock.hpp"
#include "tests/unit/link/link_rig.hpp"

namespace tongluo::test {
namespace {

using SessionLife = LinkRig;

TEST_F(SessionLife, HelloAndWelcomeOpenBothEnds) {
  listen();
  RecordingTerminal terminal;
  const auto link = dial(terminal);
  EXPECT_FALSE(link->is_open());
  ASSERT_TRUE(run_until([&] { return terminal.opened == 1; }));
  EXPECT_TRUE(link->is_open());
  ASSERT_EQ(core.greeted.size(), 1u);
  EXPECT_FALSE(core.certificates[0].empty()) << "the core verifies receipts with it";
  EXPECT_EQ(server->session_count(), 1u);
  EXPECT_EQ(server->counters().handshakes, 1u);
  EXPECT_EQ(server->counters().resumed, 0u);
}

TEST_F(SessionLife, MessagesArriveInOrderBothWays) {
  listen();
  RecordingTerminal terminal;
  const auto link = dial(terminal);
  link->send(sample_event(99));  // not open: dropped
  ASSERT_TRUE(run_until([&] { return link->is_open(); }));
  const link::SessionId id = core.greeted[0];
  std::vector<wire::Message> up, down;
  for (int i = 1; i <= 200; ++i) {
    up.push_back(sample_event(static_cast<std::uint32_t>(i)));
    down.push_back(sample_object(i));
    link->send(up.back());
    if (i % 2 == 0)
      server->send(id, down.back());
    else
      server->send_framed(id, std::make_shared<const Bytes>(framed(down.back())));
  }
  ASSERT_TRUE(run_until([&] { return core.messages[id].size() == 200 && terminal.messages.size() == 200; }));
  EXPECT_EQ(core.messages[id], up);
  EXPECT_EQ(terminal.messages, down);
}

TEST_F(SessionLife, TheFirstHeartbeatIsAnsweredWithTheOtherTimes) {
  listen();
  RecordingTerminal terminal;
  int seen = 0;
  terminal.after_message = [&] { ++seen; };
  const auto link = dial(terminal);
  EXPECT_TRUE(run_until([&] { return seen == 1; }));
}

TEST_F(SessionLife, StoppingTheLinkIsGoneAtTheController) {
  listen();
  RecordingTerminal terminal;
  auto link = dial(terminal);
  ASSERT_TRUE(run_until([&] { return link->is_open(); }));
  link->stop();
  EXPECT_FALSE(link->is_open());
  ASSERT_TRUE(run_until([&] { return core.gone.size() == 1; }));
  EXPECT_EQ(core.gone[core.greeted[0]], session::CloseReason::peer_closed);
  EXPECT_TRUE(terminal.closed.empty()) << "who stopped it needs not be told";
  EXPECT_EQ(server->session_count(), 0u);
  EXPECT_EQ(server->counters().sessions_closed, 1u);
  EXPECT_GT(server->counters().bytes_in, 0u);
  EXPECT_GT(server->counters().bytes_out, 0u);
  link->start();
  EXPECT_TRUE(run_until([&] { return link->is_open(); })) << "and it can start again";
}

TEST_F(SessionLife, CallsForASessionThatHasGoneAreIgnored) {
  listen();
  server->welcome(77, plain_welcome());
  server->send(77, sample_object(1));
  server->send_framed(77, std::make_shared<const Bytes>());
  EXPECT_FALSE(server->send_clip(77, {std::make_shared<session::ClipData>(), 0, 1}));
  server->stop_clip(77, Digest{});
  server->go_away(77, {});
}

TEST_F(SessionLife, AnExpiredCertificateIsRefusedAndTheTerminalIsToldWhy) {
  constexpr long kHour = 3'600;
  listen();
  RecordingTerminal terminal;
  const Certificates& all = Certificates::get();
  const Certified expired = issue(all.devices, kTerminal, {}, {-2 * kHour, -kHour});
  const auto link =
      dial(terminal, {endpoint()}, {expired.certificate_pem, expired.key_pem, all.controllers.certificate_pem});
  ASSERT_TRUE(run_until([&] { return !terminal.closed.empty() && server->counters().handshake_failures > 0; }));
  EXPECT_EQ(terminal.opened, 0);
  EXPECT_TRUE(core.greeted.empty()) << "nothing of it is believed";
  EXPECT_NE(terminal.detail.find("certificate expired"), std::string::npos) << terminal.detail;
}

TEST_F(SessionLife, AnotherTerminalsHelloIsAnIdentityMismatch) {
  listen();
  RecordingTerminal terminal;  // says kTerminal
  const auto link = dial(terminal, {endpoint()}, terminal_identity("TL-500116-0002"));
  ASSERT_TRUE(run_until([&] { return !terminal.closed.empty(); }));
  EXPECT_EQ(terminal.closed[0], session::CloseReason::go_away);
  EXPECT_TRUE(core.greeted.empty());
  EXPECT_TRUE(core.gone.empty()) << "what the core was not told of cannot go";
  EXPECT_EQ(server->counters().sessions_closed, 1u);
}

TEST_F(SessionLife, APortInUseIsAConflictThatNamesIt) {
  listen();
  link::Listening same;
  same.port = server->port();
  const auto second = link::LinkServer::start(context, same, controller_identity(), core);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_NE(second.error().detail.find(std::to_string(same.port)), std::string::npos) << second.error().detail;
}

TEST_F(SessionLife, UnusableSettingsAreBadInputThatNamesThem) {
  struct Row {
    const char* what;
    std::function<void(transport::TlsIdentity&)> spoil;
  };
  const std::string other_key = issue(Certificates::get().devices, "x").key_pem;
  const Row table[] = {{"certificate", [](auto& identity) { identity.certificate_pem = "nonsense"; }},
                       {"private key", [](auto& identity) { identity.private_key_pem.clear(); }},
                       {"private key", [&](auto& identity) { identity.private_key_pem = other_key; }},
                       {"authority", [](auto& identity) { identity.authority_pem = "nonsense"; }}};
  for (const Row& row : table) {
    transport::TlsIdentity identity = controller_identity();
    row.spoil(identity);
    const auto started = link::LinkServer::start(context, {}, identity, core);
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().kind, ErrorKind::bad_input);
    EXPECT_EQ(started.error().detail.find(row.what), 0u) << started.error().detail;
  }
  const auto nowhere = link::LinkServer::start(context, {.address = "here"}, controller_identity(), core);
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().kind, ErrorKind::bad_input);
  RecordingTerminal terminal;
  const auto aimless = net::ControllerLink::create(context, {{}, kServerName, terminal_identity(), ""}, terminal);
  ASSERT_FALSE(aimless);
  EXPECT_EQ(aimless.error().kind, ErrorKind::bad_input);
}

}  // namespace
}  // namespace tongluo::test
