// Under test: what a page is told of each kind of change is as the description says, made by the functions that the
// controller's feed makes it with; and a text that is not as described is found.

#include <gtest/gtest.h>

#include "controller/http/event_parts.hpp"
#include "tests/unit/http/described.hpp"
#include "tests/unit/http/small_backend.hpp"

namespace tongluo::http {
namespace {

std::string wrong_with(std::string_view text) {
  return complaints({"GET", "/api/v1/events", 101, "application/json", text});
}

class EventContract : public testing::Test {
 protected:
  std::string published(std::string_view kind, std::string text) {
    std::vector<EventPart> parts;
    parts.push_back({std::move(text), {}, true});
    const bool list = kind == "terminals" || kind == "playing";
    hub_.publish(wall_from_us(5), kind, list ? "terminals" : kind, std::move(parts), list);
    return hub_.next(hub_.last() - 1, {})->text;
  }
  static controller::TerminalPage terminals() {
    const controller::TerminalView silent{*TerminalId::parse("TL-1"), "几江", *AreaCode::parse("500116101001")};
    controller::TerminalView heard = silent;
    heard.presence = controller::Presence::online;
    heard.last_seen = wall_from_us(9);
    heard.playing = SmallBackend::summary().digest;
    heard.status = wire::TerminalStatus{};
    return {{silent, heard}, {}};
  }

  EventHub hub_{100};
};

TEST_F(EventContract, EachKindIsAsDescribed) {
  const controller::OrderSummary order = SmallBackend::summary();
  const std::string text = order_texts(controller::OrderPage{{order}}).at(0);
  EXPECT_EQ(wrong_with(published("order", with_digest(text, order.digest))), "");
  for (const std::string& terminal : terminal_texts(terminals()))
    EXPECT_EQ(wrong_with(published("terminals", terminal)), "");
  for (const controller::TerminalView& view : terminals().terminals)
    EXPECT_EQ(wrong_with(published("playing", sound_text(view))), "");
  EXPECT_EQ(wrong_with(published("call", call_texts({CallEntry{}}).at(0))), "");
  EXPECT_EQ(wrong_with(published("live", live_texts({LiveView{.stream = 7, .state = "speaking"}}).at(0))), "");
  EXPECT_EQ(wrong_with(published("trust", trust_text(3))), "");
  EXPECT_EQ(wrong_with(published("release", release_text(controller::ReleaseView{}))), "");
  hub_.forget();
  EXPECT_EQ(wrong_with(hub_.next(1, {})->text), "") << "a gap";
}

TEST_F(EventContract, WhatIsNotAsDescribedIsFound) {
  const controller::OrderSummary order = SmallBackend::summary();
  const std::string text = order_texts(controller::OrderPage{{order}}).at(0);
  EXPECT_NE(wrong_with(published("order", text)), "") << "without its digest";
  EXPECT_NE(wrong_with(published("terminals", text)), "") << "an order among terminals";
  EXPECT_NE(wrong_with(published("trust", "{}")), "");
  EXPECT_NE(wrong_with(published("weather", "{}")), "") << "a kind that is not described";
  EXPECT_NE(wrong_with(R"({"kind":"resync"})"), "");
}

}  // namespace
}  // namespace tongluo::http
