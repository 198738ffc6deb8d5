// Our own messages: our reader accepts every one of them, and reads back what the order says.

#include "controller/cap/alert_writer.hpp"
#include "controller/cap/atom_reader.hpp"
#include "controller/cap/decide.hpp"
#include "tests/unit/cap/messages.hpp"

namespace tongluo::cap::test {
namespace {

wire::Order order() {
  wire::Order order;
  order.order_class = OrderClass::actual;
  order.level = Level::ii;
  order.issued_at = soon_after();
  order.valid_from = soon_after();
  order.valid_until = soon_after() + std::chrono::hours(1);
  order.targets = {
      *AreaCode::parse("500116101000"), *TerminalId::parse("TL-500116-0001"),
      wire::Polygon{{{290'000'000, 1'060'000'000}, {290'000'000, 1'061'000'000}, {291'000'000, 1'060'500'000}}},
      wire::Circle{{290'000'000, 1'060'000'000}, 1'500}};
  order.occurrences = {{1, soon_after(), soon_after() + seconds(60), soon_after() + seconds(600)}};
  order.event_code = "11B03";
  order.headline = "暴雨 <b> & \"橙色\" 预警";
  order.language = "zh-CN";
  return order;
}

OutgoingAlert outgoing() {
  OutgoingAlert alert;
  alert.sender = "yingji@county.example";
  alert.digest.octets[0] = std::byte{0xAB};
  alert.sent = soon_after();
  alert.order = order();
  return alert;
}

TEST(CapWriter, OrderIsWrittenAsOurReaderReadsIt) {
  const auto alert = read(write_alert(outgoing()));
  ASSERT_TRUE(alert) << alert.error().code << ": " << alert.error().detail;
  EXPECT_TRUE(alert->deviations.empty());
  EXPECT_TRUE(alert->identifier.starts_with("tongluo.ab00"));
  EXPECT_EQ(alert->sender, "yingji@county.example");
  EXPECT_EQ(alert->status, Status::actual);
  EXPECT_EQ(alert->msg_type, MsgType::alert);
  const Info& info = alert->infos.at(0);
  EXPECT_EQ(info.headline, order().headline);
  EXPECT_EQ(info.expires, order().valid_until);
  EXPECT_EQ(level_of(info), Level::ii);
  ASSERT_EQ(info.areas.size(), 4U);
  EXPECT_EQ(info.areas[0].geocodes.at(0).value, "500116101000");
  EXPECT_EQ(info.areas[2].polygons.at(0), std::get<wire::Polygon>(order().targets[2]));
  EXPECT_EQ(info.areas[3].circles.at(0), std::get<wire::Circle>(order().targets[3]));
}

TEST(CapWriter, EveryClassAndLevelIsAValidMessage) {
  for (const auto order_class : {OrderClass::actual, OrderClass::exercise, OrderClass::test, OrderClass::routine})
    for (const auto level : {Level::i, Level::ii, Level::iii, Level::iv, Level::routine}) {
      OutgoingAlert one = outgoing();
      one.order.order_class = order_class;
      one.order.level = level;
      one.order.headline.clear();
      one.order.event_code.clear();
      one.order.language.clear();
      const auto alert = read(write_alert(one));
      ASSERT_TRUE(alert) << to_string(order_class) << to_string(level) << alert.error().detail;
      EXPECT_EQ(level_of(alert->infos[0]), level == Level::routine ? Level::unspecified : level);
    }
}

TEST(CapWriter, DrillIsExerciseWhateverItsTextSays) {
  OutgoingAlert drill = outgoing();
  drill.order.order_class = OrderClass::exercise;
  drill.order.headline = "真实警报 Actual";
  EXPECT_EQ(read(write_alert(drill))->status, Status::exercise);
}

TEST(CapWriter, UpdateAndCancelNameTheirOrder) {
  OutgoingAlert update = outgoing();
  Digest older;
  older.octets[0] = std::byte{0xCD};
  update.acts_on = Reference{update.sender, identifier_of(older, false), soon_after() - seconds(60)};
  auto alert = read(write_alert(update));
  ASSERT_TRUE(alert) << alert.error().detail;
  EXPECT_EQ(alert->msg_type, MsgType::update);
  EXPECT_EQ(alert->references.at(0), *update.acts_on);
  OutgoingAlert cancel = outgoing();
  cancel.cancelled = true;
  cancel.acts_on = Reference{cancel.sender, identifier_of(cancel.digest, false), cancel.sent - seconds(60)};
  alert = read(write_alert(cancel));
  ASSERT_TRUE(alert) << alert.error().detail;
  EXPECT_EQ(alert->msg_type, MsgType::cancel);
  EXPECT_EQ(alert->references.at(0).identifier + ".cancel", alert->identifier);
}

TEST(CapWriter, FeedIsReadByOurOwnReader) {
  Feed feed;
  feed.id = "urn:tongluo:feed";
  feed.title = "yingji & co";
  feed.updated = soon_after();
  feed.entries.push_back({"tongluo.ab", "<暴雨>", "orders/ab/cap?x=1&y=2", soon_after()});
  const auto content = read_feed(as_bytes(write_feed(feed)));
  ASSERT_TRUE(content) << content.error().detail;
  ASSERT_EQ(content->entries.size(), 1U);
  EXPECT_EQ(content->entries[0].link, "orders/ab/cap?x=1&y=2");
  EXPECT_EQ(content->entries[0].id, "urn:tongluo:tongluo.ab");
}

}  // namespace
}  // namespace tongluo::cap::test
