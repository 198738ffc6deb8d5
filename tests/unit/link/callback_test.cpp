// Whoever is called back may end the very session, link or listener that calls.

#include "tests/unit/link/link_rig.hpp"

namespace tongluo::test {
namespace {

using Callback = LinkRig;

wire::GoAway farewell() { return {wire::GoAwayReason::replaced, milliseconds(1), milliseconds(2), 1, 1}; }

TEST_F(Callback, ASessionMayBeSentAwayFromOnHello) {
  listen();
  core.after_hello = [&](link::SessionId id) { server->go_away(id, farewell()); };
  RecordingTerminal terminal;
  const auto link = dial(terminal);
  ASSERT_TRUE(run_until([&] { return !terminal.closed.empty(); }));
  EXPECT_EQ(terminal.closed[0], session::CloseReason::go_away);
  EXPECT_EQ(core.gone[core.greeted[0]], session::CloseReason::closed_locally);
}

TEST_F(Callback, ASessionMayBeSentAwayFromOnMessageAndUsedInOnGone) {
  listen();
  core.after_message = [&](link::SessionId id) { server->go_away(id, farewell()); };
  core.after_gone = [&](link::SessionId id) {
    server->send(id, sample_object(1));
    server->go_away(id, farewell());
    server->stop_clip(id, Digest{});
  };
  RecordingTerminal terminal;
  const auto link = dial(terminal);  // its first heartbeat is the message
  ASSERT_TRUE(run_until([&] { return core.gone.size() == 1; }));
  ASSERT_TRUE(run_until([&] { return !terminal.closed.empty(); }));
  EXPECT_EQ(terminal.closed[0], session::CloseReason::go_away);
}

TEST_F(Callback, OneSessionsCallbackMayEndAnother) {
  listen();
  core.after_hello = [&](link::SessionId id) {
    if (id > 1) server->go_away(id - 1, farewell());
  };
  RecordingTerminal first, second;
  const auto first_link = dial(first);
  ASSERT_TRUE(run_until([&] { return first_link->is_open(); }));
  auto second_link = dial(second);
  ASSERT_TRUE(run_until([&] { return second.opened == 1; }));
  second_link.reset();
  EXPECT_TRUE(run_until([&] { return !first.closed.empty(); }));
}

TEST_F(Callback, TheListenerMayGoFromAnyCallbackAndIsSilentAfterwards) {
  for (int where = 0; where < 3; ++where) {
    core = {};
    listen();
    const auto drop = [&](link::SessionId) { server.reset(); };
    (where == 0 ? core.after_hello : where == 1 ? core.after_message : core.after_gone) = drop;
    RecordingTerminal terminal;
    const auto link = dial(terminal);
    if (where == 2) {
      ASSERT_TRUE(run_until([&] { return link->is_open(); }));
      link->stop();
    }
    ASSERT_TRUE(run_until([&] { return server == nullptr; })) << where;
    link->stop();
    run_for(milliseconds(20));
  }
}

TEST_F(Callback, AListenerThatIsGoneTellsNothingMore) {
  listen();
  RecordingTerminal terminal;
  const auto link = dial(terminal);
  ASSERT_TRUE(run_until([&] { return link->is_open(); }));
  run_for(milliseconds(20));
  link->send(sample_event(1));
  server.reset();
  core.greeted.clear();
  core.messages.clear();
  EXPECT_TRUE(run_until([&] { return !terminal.closed.empty(); }));
  EXPECT_TRUE(core.messages.empty() && core.gone.empty() && core.greeted.empty());
}

TEST_F(Callback, TheLinkMayGoFromAnyOfItsCallbacks) {
  for (int where = 0; where < 3; ++where) {
    core = {};
    listen();
    RecordingTerminal terminal;
    std::unique_ptr<net::ControllerLink> link;
    (where == 0   ? terminal.after_open
     : where == 1 ? terminal.after_message
                  : terminal.after_closed) = [&] { link.reset(); };
    link = dial(terminal);
    if (where == 2) {
      ASSERT_TRUE(run_until([&] { return terminal.opened == 1; }));
      server->shut_down(milliseconds(1));
    }
    ASSERT_TRUE(run_until([&] { return link == nullptr; })) << where;
    run_for(milliseconds(20));
  }
}

}  // namespace
}  // namespace tongluo::test
