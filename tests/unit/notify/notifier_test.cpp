// Under test: Notifier with its real channels on their own threads; an HTTP server on loopback plays the people.

#include "controller/notify/notifier.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/os/blocking_queue.hpp"
#include "protocol/os/clock.hpp"
#include "tests/unit/notify/socket_server.hpp"

namespace tongluo::notify {
namespace {

using namespace testing;
using ::testing::HasSubstr;

Settings mail_settings() {
  Settings settings;
  settings.smtp = "smtp://127.0.0.1:25";
  settings.from = "county@example.org";
  settings.to = {"a@example.org"};
  return settings;
}

TEST(NotifierSettings, EmptyOnesAndWholeOnesAreFine) {
  EXPECT_TRUE(check({}));
  Settings settings = mail_settings();
  settings.command = {"/usr/bin/true"};
  settings.webhook = "https://example.org/hook";
  settings.escalation = {{seconds(120), {"b@example.org"}}};
  EXPECT_TRUE(check(settings));
}

TEST(NotifierSettings, AWrongOneIsNamed) {
  const auto expect_wrong = [](const char* key, auto change) {
    Settings settings = mail_settings();
    change(settings);
    const auto checked = check(settings);
    ASSERT_FALSE(checked) << key;
    EXPECT_THAT(checked.error().detail, HasSubstr(key));
  };
  expect_wrong("command", [](Settings& s) { s.command = {"notify.sh"}; });
  expect_wrong("webhook", [](Settings& s) { s.webhook = "ftp://example.org"; });
  expect_wrong("webhook", [](Settings& s) { s.webhook = "http://"; });
  expect_wrong("smtp", [](Settings& s) { s.smtp = "mail.example.org"; });
  expect_wrong("from", [](Settings& s) { s.from = "county"; });
  expect_wrong("to", [](Settings& s) { s.to.clear(); });
  expect_wrong("to", [](Settings& s) { s.to = {"a@b\r\nDATA"}; });
  expect_wrong("escalation", [](Settings& s) { s.escalation = {{seconds(0), {"a@b"}}}; });
  expect_wrong("escalation", [](Settings& s) { s.escalation = {{seconds(60), {}}}; });
  expect_wrong("escalation", [](Settings& s) { s.escalation = {{seconds(60), {"a@b"}}, {seconds(60), {"a@b"}}}; });
  expect_wrong("escalation", [](Settings& s) {
    for (int i = 1; i <= 8; ++i) s.escalation.push_back({seconds(i), {"a@b"}});
  });
}

// The owner's loop: takes the reports of the channels' threads until `enough` have come.
struct Owner {
  explicit Owner(const Settings& settings)
      : notifier(settings, [this](Report report) { EXPECT_TRUE(reports.push(std::move(report))); }) {
    for (std::size_t i = 0; i < notifier.channel_count(); ++i)
      threads.emplace_back([this, i](const std::stop_token& stop) { notifier.run_channel(i, stop); });
  }
  void take(std::size_t enough) {
    for (std::size_t taken = 0; taken < enough;)
      for (const Report& report : reports.drain(enough - taken, {})) {
        notifier.on_result(os::now(), report);
        ++taken;
      }
  }
  os::BlockingQueue<Report> reports{64};
  Notifier notifier;
  std::vector<std::jthread> threads;
};

TEST(Notifier, CallsReachTheWebhookAndTheCommandSaysNo) {
  HttpScript script;
  script.on("/", http_answer("200 OK", "", ""));
  {
    SocketServer server(std::ref(script));
    Settings settings;
    settings.command = {"/bin/false"};
    settings.webhook = "http://" + server.address() + "/";
    Owner owner(settings);
    owner.notifier.call(os::now(), {CallKind::order_issued, Level::i, "one", "first"});
    owner.notifier.call(os::now(), {CallKind::order_issued, Level::i, "two", "second"});
    owner.take(4);
    EXPECT_EQ(owner.notifier.counters().delivered, 2U);
    EXPECT_EQ(owner.notifier.counters().failed_tries, 2U);
    EXPECT_EQ(owner.notifier.open_calls(), 2U);  // the command is tried again
    for (const LoggedCall& call : owner.notifier.log()) EXPECT_EQ(call.deliveries.size(), 2U);
  }
  ASSERT_EQ(script.requests().size(), 2U);
  EXPECT_THAT(script.requests()[0].body, HasSubstr("\"first\""));
  EXPECT_THAT(script.requests()[1].body, HasSubstr("\"second\""));
}

TEST(Notifier, AStopEndsAChannelThatWaitsForItsServer) {
  SocketServer server([](Connection& connection) { connection.wait_for_close(); });
  Settings settings;
  settings.webhook = "http://" + server.address() + "/";
  const SteadyTime before = os::steady_now();
  {
    Owner owner(settings);
    owner.notifier.call(os::now(), {CallKind::alarm, Level::i, "one", "first"});
  }
  EXPECT_LT(os::steady_now() - before, seconds(10));
}

}  // namespace
}  // namespace tongluo::notify
