// The desk with a backend of plain values that knows one order; the test plays whoever sends, and the store of drafts.

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "controller/main/cap_desk.hpp"
#include "protocol/os/clock.hpp"
#include "tests/unit/cap/messages.hpp"
#include "tests/unit/http/small_backend.hpp"

namespace tongluo::daemon {
namespace {

using cap::test::kGood;
using cap::test::with;

class CapDeskTest : public testing::Test {
 protected:
  CapDeskTest() { backend_.payload = to_bytes("order"); }

  CapPorts ports() {
    const auto keep = [this](const Bytes&, const std::string&, const std::string&, const std::string&,
                             http::Answering<http::ObjectAnswer> answer) {
      stored_ = std::move(answer);
      if (!holds_drafts_) stored_({});
    };
    return {backend_, backend_, keep, [this](const controller::CallPeople& call) { calls_.push_back(call); }, {}, {}};
  }
  std::string message(const std::string& identifier, const std::string& type = "Alert",
                      const std::string& names = {}) const {
    std::string text = with(with(kGood, "FLOOD-7", identifier), "<msgType>Alert", "<msgType>" + type);
    text = with(text, "2026-11-23T08:00:00+08:00", cap::cap_time_text(now_ - seconds(60)));
    text = with(text, "2026-11-23T10:00:00+08:00", cap::cap_time_text(now_ + std::chrono::hours(2)));
    if (names.empty()) return text;
    const std::string name = "flood@county.example," + names + "," + cap::cap_time_text(now_ - seconds(60));
    return with(text, "<info>", "<references>" + name + "</references><info>");
  }
  // Decision and reason; empty: it is still worked on.
  std::string send(const std::string& text) {
    auto outcome = std::make_shared<std::string>();
    desk_.receive(text, "li wei",
                  [outcome](const http::CapDecision& made) { *outcome = made.decision + " " + made.reason; });
    const auto worked_on = [&] { return outcome->empty() && !(holds_drafts_ && stored_); };
    context_.restart();
    for (const auto until = std::chrono::steady_clock::now() + seconds(10);
         worked_on() && std::chrono::steady_clock::now() < until;)
      context_.run_for(milliseconds(5)), context_.restart();
    return *outcome;
  }

  const WallTime now_ = os::wall_now();
  bool holds_drafts_ = false;
  http::Answering<http::ObjectAnswer> stored_;
  std::vector<controller::CallPeople> calls_;
  http::SmallBackend backend_;
  boost::asio::io_context context_;
  CapDesk desk_{context_, {}, ports(), {}};
};

TEST_F(CapDeskTest, CancelOfAMessageThatIsStillWorkedOnIsToBeSentAgain) {
  holds_drafts_ = true;
  EXPECT_EQ(send(message("A")), "");
  ASSERT_TRUE(stored_);
  const auto store = std::exchange(stored_, nullptr);
  EXPECT_EQ(send(message("C", "Cancel", "A")), "refused queue.full");
  EXPECT_TRUE(desk_.list(10).empty());
  store({});
  EXPECT_EQ(desk_.under_way(), 0U);
  EXPECT_EQ(send(message("C", "Cancel", "A")), "held sig.missing");
}

TEST_F(CapDeskTest, HeldCancelCallsAtTheLevelOfItsOrder) {
  EXPECT_EQ(send(message("A")), "held sig.missing");
  EXPECT_EQ(send(message("C", "Cancel", "A")), "held sig.missing");
  ASSERT_FALSE(calls_.empty());
  EXPECT_EQ(calls_.back().kind, controller::CallKind::order_held);
  EXPECT_EQ(calls_.back().level, Level::ii);
}

TEST_F(CapDeskTest, NothingOfWhatIsOverIsSupersededOrCancelled) {
  using enum controller::OrderState;
  EXPECT_EQ(send(message("A")), "held sig.missing");
  int number = 0;
  for (const auto state : {returned, expired, cancelled, completed}) {
    backend_.state = state;
    const std::string name = std::to_string(number++);
    EXPECT_EQ(send(message("U" + name, "Update", "A")), "held sig.missing");
    EXPECT_EQ(backend_.drafts.back().supersedes, "");
    EXPECT_EQ(send(message("C" + name, "Cancel", "A")), "refused references.over");
  }
  backend_.state = running;
  EXPECT_EQ(send(message("U", "Update", "A")), "held sig.missing");
  EXPECT_EQ(backend_.drafts.back().supersedes, to_string(http::SmallBackend::summary().digest));
}

}  // namespace
}  // namespace tongluo::daemon
