// Under test: the ring of events: what a listener gets, in which order, after a gap, and by its areas.

#include "controller/http/event_hub.hpp"

#include <gtest/gtest.h>

namespace tongluo::http {
namespace {

constexpr WallTime kNow = wall_from_us(5);

class Hub : public testing::Test {
 protected:
  static AreaCode area(const char* code) { return *AreaCode::parse(code); }
  void publish(const std::string& json, std::vector<AreaCode> areas = {}) {
    std::vector<EventPart> parts;
    parts.push_back({json, std::move(areas)});
    hub.publish(kNow, "order", "order", std::move(parts), false);
  }
  EventHub hub{100};
  accounts::AreaScope all;
};

TEST_F(Hub, EventsComeInOrderEachOnce) {
  EXPECT_FALSE(hub.next(100, all));
  publish("{\"n\":1}");
  publish("{\"n\":2}");
  const auto first = hub.next(100, all);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->text, R"({"kind":"order","sequence":101,"at_us":5,"order":{"n":1}})");
  const auto second = hub.next(first->sequence, all);
  EXPECT_EQ(second->sequence, 102U);
  EXPECT_FALSE(hub.next(second->sequence, all));
}

TEST_F(Hub, WhatLeftTheRingIsTheReasonToLoadEverythingAgain) {
  for (std::size_t i = 0; i < kMaxEvents; ++i) publish("{}");
  EXPECT_FALSE(hub.next(100, all)->resync) << "nothing has left yet";
  publish("{}");
  const auto gap = hub.next(100, all);
  EXPECT_TRUE(gap->resync);
  EXPECT_EQ(gap->text, R"({"kind":"resync","sequence":)" + std::to_string(hub.last()) + "}");
  EXPECT_FALSE(hub.next(gap->sequence, all));
  EXPECT_FALSE(hub.next(101, all)->resync);
}

TEST_F(Hub, TheRingIsBoundedInBytesTooAndKeepsItsNewest) {
  const std::string large(kMaxEventBytes / 8, 'x');  // twice in the ring: as a part and as the whole
  for (int i = 0; i < 8; ++i) publish(large);
  EXPECT_TRUE(hub.next(100, all)->resync);
  EXPECT_FALSE(hub.next(hub.last() - 3, all)->resync);
  publish(std::string(kMaxEventBytes, 'x'));
  EXPECT_FALSE(hub.next(hub.last() - 1, all)->resync);
  hub.forget();
  for (int i = 0; i < 3; ++i) publish(large);
  EXPECT_FALSE(hub.next(hub.last() - 3, all)->resync) << "what was forgotten does not count";
}

TEST_F(Hub, NumbersOfAnotherLifeOrOfNobodyAreAGap) {
  EXPECT_TRUE(hub.next(99, all)->resync);
  EXPECT_TRUE(hub.next(101, all)->resync) << "from the future";
  publish("{}");
  hub.forget();
  EXPECT_TRUE(hub.next(100, all)->resync);
  EXPECT_FALSE(hub.next(hub.last(), all));
}

TEST_F(Hub, AnAccountSeesItsOwnAreasOnly) {
  const accounts::AreaScope own({area("500116101000")});
  publish("{\"n\":1}", {area("500116102001")});
  publish("{\"n\":2}", {area("500116101003"), area("500116102001")});
  hub.publish(kNow, "trust", "trust", {{"{\"n\":0}", {}}}, false);  // nowhere is not everywhere
  publish("{\"n\":0}", {area("500116000000")});                     // what stands for the county is not the township's
  hub.publish(kNow, "trust", "trust", {{"{\"n\":3}", {}, true}}, false);
  const auto first = hub.next(100, own);
  EXPECT_NE(first->text.find("\"n\":2"), std::string::npos);
  EXPECT_NE(hub.next(first->sequence, own)->text.find("\"n\":3"), std::string::npos) << "the county's own news";
}

TEST_F(Hub, OfABatchOnlyTheOwnPartIsShown) {
  std::vector<EventPart> parts;
  parts.push_back({"1", {area("500116101001")}});
  parts.push_back({"2", {area("500116102001")}});
  parts.push_back({"3", {area("500116101002")}});
  hub.publish(kNow, "terminals", "terminals", std::move(parts), true);
  EXPECT_NE(hub.next(100, all)->text.find("[1,2,3]"), std::string::npos);
  EXPECT_NE(hub.next(100, accounts::AreaScope({area("500116101000")}))->text.find("[1,3]"), std::string::npos);
  EXPECT_FALSE(hub.next(100, accounts::AreaScope({area("500116103000")})));
}

TEST_F(Hub, ListenersAreWokenUntilTheyLeave) {
  int first_calls = 0, woken = 0;
  hub.on_first([&] { ++first_calls; });
  const auto one = hub.listen([&] { ++woken; });
  const auto two = hub.listen([&] { ++woken; });
  publish("{}");
  EXPECT_EQ(woken, 2);
  hub.leave(one);
  hub.leave(two);
  publish("{}");
  EXPECT_EQ(woken, 2);
  hub.leave(hub.listen([] {}));
  EXPECT_EQ(first_calls, 2);
}

}  // namespace
}  // namespace tongluo::http
