// Under test: the three channels against real peers: a script of this folder's making, an SMTP server and an HTTP
// server on loopback that speak from a script.

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <thread>

#include "controller/notify/channel.hpp"
#include "protocol/base/bytes.hpp"
#include "protocol/os/clock.hpp"
#include "tests/unit/notify/socket_server.hpp"

namespace tongluo::notify {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Attempt attempt_of(std::vector<std::string> to) {
  Attempt attempt;
  attempt.number = 7;
  attempt.call = {CallKind::approval_wanted, Level::ii, "abc123", "\xE6\xB0\xB4 rises"};
  attempt.to = std::move(to);
  return attempt;
}

class Script : public ::testing::Test {
 protected:
  void SetUp() override {
    char pattern[] = "/tmp/notify-XXXXXX";
    folder_ = ::mkdtemp(pattern);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string script(const std::string& text) const {
    const std::string path = folder_ / "call.sh";
    std::ofstream(path) << "#!/bin/sh\ncd " << folder_ << "\n" << text << "\n";
    ::chmod(path.c_str(), 0700);
    return path;
  }
  std::string file(const char* name) const {
    std::ifstream stream(folder_ / name);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  Result<void> deliver(std::vector<std::string> argv, milliseconds timeout = kDeliveryTimeout,
                       std::stop_token stop = {}) const {
    return command_channel(std::move(argv), "training", timeout)->deliver(attempt_of({"a@x", "b@x"}), stop);
  }
  std::filesystem::path folder_;
};

TEST_F(Script, TheCommandGetsTheCallAndItsExitCodeDecides) {
  const std::string path = script("cat >input; env >environment; printf '%s|' \"$@\" >arguments");
  ASSERT_TRUE(deliver({path, "one word", ""}));
  EXPECT_THAT(file("input"), HasSubstr("\xE6\xB0\xB4 rises\n\nkind:        approval_wanted\n"));
  EXPECT_THAT(file("environment"), HasSubstr("TONGLUO_CALL_TEXT=\xE6\xB0\xB4 rises\n"));
  EXPECT_THAT(file("environment"), HasSubstr("TONGLUO_CALL_TO=a@x b@x\n"));
  EXPECT_EQ(file("arguments"), "one word||");
  const auto failed = deliver({script("exit 3")});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::refused);
  EXPECT_THAT(failed.error().detail, HasSubstr("3"));
}

TEST_F(Script, TheCommandSeesNoOtherEnvironmentAndNoOpenFile) {
  ::setenv("TONGLUO_TEST_SECRET", "secret", 1);
  ASSERT_TRUE(deliver({script("env >environment; ls /proc/self/fd >files")}));
  EXPECT_EQ(file("environment").find("SECRET"), std::string::npos);
  EXPECT_EQ(file("files").substr(0, 6), "0\n1\n2\n");
  EXPECT_LE(file("files").size(), 8U);  // and the one that ls itself has open
}

TEST_F(Script, ASlowCommandIsKilledWithItsChildren) {
  const auto slow = deliver({script("sleep 60 & echo $! >child; wait")}, milliseconds(300));
  ASSERT_FALSE(slow);
  EXPECT_EQ(slow.error().kind, ErrorKind::timeout);
  const int child = std::atoi(file("child").c_str());
  ASSERT_GT(child, 1);
  // The signal is on its way; a killed orphan may stay for a moment as a zombie of process 1. Its 60 s do not end by
  // themselves within this wait.
  std::string id, name, state;
  for (int i = 0; i < 200 && state != "gone" && state != "Z" && state != "X"; ++i) {
    if (i > 0) std::this_thread::sleep_for(milliseconds(20));
    std::ifstream status("/proc/" + std::to_string(child) + "/stat");
    state = "gone";
    status >> id >> name >> state;
  }
  EXPECT_TRUE(state == "gone" || state == "Z" || state == "X") << state;
}

TEST_F(Script, AStopEndsASlowCommand) {
  std::stop_source stop;
  stop.request_stop();
  const auto stopped = deliver({script("sleep 60")}, kDeliveryTimeout, stop.get_token());
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind, ErrorKind::unavailable);
}

TEST_F(Script, AMissingProgramIsSaid) {
  const auto missing = deliver({(folder_ / "nothing").string()});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::unavailable);
}

// Speaks SMTP as far as one mail goes; `refused` recipients get a 550.
struct MailBox {
  std::vector<std::string> commands;
  std::string content;
  std::string refused;
  void operator()(Connection& connection) {
    connection.write("220 test\r\n");
    while (true) {
      const std::string line = connection.read_until("\r\n");
      if (line.empty()) return;
      commands.push_back(line);
      const std::string word = line.substr(0, 4);
      if (word == "QUIT") return connection.write("221 bye\r\n");
      if (word == "DATA") {
        connection.write("354 go on\r\n");
        content = connection.read_until("\r\n.\r\n");
      }
      const bool no = !refused.empty() && line.find(refused) != std::string::npos;
      connection.write(no ? "550 nobody\r\n" : "250 ok\r\n");
    }
  }
};

TEST(MailChannel, AMailArrivesWholeAtEveryRecipient) {
  MailBox box;
  {
    SocketServer server(std::ref(box));
    const auto channel = mail_channel("smtp://" + server.address(), "county@example.org", "production");
    const auto sent = channel->deliver(attempt_of({"a@example.org", "b@example.org"}), {});
    ASSERT_TRUE(sent) << sent.error().detail;
  }
  ASSERT_EQ(box.commands.size(), 6U);
  EXPECT_THAT(box.commands[1], HasSubstr("MAIL FROM:<county@example.org>"));
  EXPECT_EQ(box.commands[2], "RCPT TO:<a@example.org>");
  EXPECT_EQ(box.commands[3], "RCPT TO:<b@example.org>");
  const std::size_t body = box.content.find("\r\n\r\n");
  std::string base64 = box.content.substr(body + 4);
  std::erase_if(base64, [](char c) { return c == '\r' || c == '\n'; });
  const auto text = from_base64(base64);
  ASSERT_TRUE(text);
  EXPECT_THAT(std::string(as_text(*text)), HasSubstr("\xE6\xB0\xB4 rises\n"));
}

TEST(MailChannel, OneUnknownAddressDoesNotSilenceTheOthers) {
  MailBox box;
  box.refused = "a@example.org";
  {
    SocketServer server(std::ref(box));
    const auto channel = mail_channel("smtp://" + server.address(), "county@example.org", "production");
    EXPECT_TRUE(channel->deliver(attempt_of({"a@example.org", "b@example.org"}), {}));
  }
  EXPECT_FALSE(box.content.empty());
}

TEST(MailChannel, ARefusalOfEveryAddressIsAFailure) {
  MailBox box;
  box.refused = "@example.org>";
  SocketServer server(std::ref(box));
  const auto channel = mail_channel("smtp://" + server.address(), "county@other.org", "production");
  EXPECT_FALSE(channel->deliver(attempt_of({"a@example.org"}), {}));
}

TEST(MailChannel, APasswordIsNeverSentInTheClear) {
  MailBox box;  // offers no STARTTLS
  {
    SocketServer server(std::ref(box));
    const auto channel = mail_channel("smtp://me:secret@" + server.address(), "county@example.org", "production");
    EXPECT_FALSE(channel->deliver(attempt_of({"a@example.org"}), {}));
  }
  for (const std::string& command : box.commands) EXPECT_EQ(command.find("AUTH"), std::string::npos);
}

TEST(MailChannel, ASilentServerIsATimeout) {
  SocketServer server([](Connection& connection) { connection.wait_for_close(); });
  const auto channel =
      mail_channel("smtp://" + server.address(), "county@example.org", "production", milliseconds(200));
  const auto sent = channel->deliver(attempt_of({"a@example.org"}), {});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().kind, ErrorKind::timeout);
}

Result<void> post(const std::string& url, milliseconds timeout = kDeliveryTimeout) {
  return webhook_channel(url, "production", timeout)->deliver(attempt_of({"a@x"}), {});
}

TEST(WebhookChannel, JsonIsPostedAndAnySuccessIsDelivery) {
  HttpScript script;
  script.on("/call", http_answer("204 No Content", "", ""));
  {
    SocketServer server(std::ref(script));
    ASSERT_TRUE(post("http://" + server.address() + "/call"));
  }
  ASSERT_EQ(script.requests().size(), 1U);
  EXPECT_THAT(script.requests()[0].head, HasSubstr("POST /call HTTP/1.1\r\n"));
  EXPECT_THAT(script.requests()[0].head, HasSubstr("Content-Type: application/json"));
  EXPECT_THAT(script.requests()[0].body, HasSubstr("\"text\":\"\xE6\xB0\xB4 rises\""));
}

TEST(WebhookChannel, AnErrorStatusOrARedirectIsAFailure) {
  HttpScript script;
  script.on("/broken", http_answer("500 Broken", "", "sorry"));
  script.on("/moved", http_answer("302 Found", "Location: /call\r\n", ""));
  script.on("/call", http_answer("200 OK", "", ""));
  SocketServer server(std::ref(script));
  for (const char* path : {"/broken", "/moved"}) {
    const auto posted = post("http://" + server.address() + path);
    ASSERT_FALSE(posted) << path;
    EXPECT_EQ(posted.error().kind, ErrorKind::refused);
  }
}

TEST(WebhookChannel, NobodyThereIsUnavailable) {
  std::string address;
  {
    address = SocketServer([](Connection&) {}).address();
  }
  const auto posted = post("http://" + address + "/");
  ASSERT_FALSE(posted);
  EXPECT_EQ(posted.error().kind, ErrorKind::unavailable);
}

TEST(WebhookChannel, AStopEndsASilentTransfer) {
  SocketServer server([](Connection& connection) { connection.wait_for_close(); });
  std::stop_source stop;
  stop.request_stop();
  const SteadyTime before = os::steady_now();
  const auto posted =
      webhook_channel("http://" + server.address() + "/", "production")->deliver(attempt_of({}), stop.get_token());
  ASSERT_FALSE(posted);
  EXPECT_LT(os::steady_now() - before, seconds(10));
}

}  // namespace
}  // namespace tongluo::notify
