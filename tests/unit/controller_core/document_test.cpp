// Groups, holidays and what else people edit; whom a draft addresses through them and through shapes.

#include "controller/core/group_book.hpp"
#include "tests/unit/controller_core/people.hpp"

namespace tongluo::test {
namespace {

using namespace controller;

TEST(GroupBook, ParseAndFormatAreInverse) {
  const GroupBody group{{township(), village()}, {terminal_id("TL-000001")}};
  EXPECT_EQ(format_group(group), "area 500116101000\narea 500116101001\nterminal TL-000001\n");
  EXPECT_EQ(parse_group(format_group(group)), group);
  for (const char* bad : {"", "area 500116101000", "area 500116\n", "area 500116101000\narea 500116101000\n",
                          "village 500116101001\n", "terminal \n", "\n", "area 500116101000\n\n"})
    EXPECT_FALSE(parse_group(bad)) << bad;
  std::string many;
  for (std::size_t i = 0; i <= limits::kMaxTargets; ++i) many += "terminal TL-" + std::to_string(1'000 + i) + "\n";
  EXPECT_FALSE(parse_group(many));
}

TEST(GroupBook, HolidaysAreDatesOfTheCalendar) {
  EXPECT_EQ(parse_holidays("2026-10-01\n2028-02-29\n"), (std::vector<std::string>{"2026-10-01", "2028-02-29"}));
  EXPECT_EQ(format_holidays({"2026-10-01"}), "2026-10-01\n");
  EXPECT_TRUE(parse_holidays(""));
  for (const char* bad : {"2026-02-30\n", "2026-13-01\n", "2026-10-1\n", "2026/10/01\n", "2026-10-01", "abcd-10-01\n"})
    EXPECT_FALSE(parse_holidays(bad)) << bad;
}

class Documents : public PeopleTest {
 protected:
  Documents() {
    draft.order_class = OrderClass::actual;
    draft.level = Level::ii;
    draft.items = {{clip->digest}};
  }
  Refusal put(const std::string& kind, const std::string& document, const std::string& body) {
    rig.core.put_document(rig.now, rig.next_request(), {kind, document, body}, "li.wei");
    rig.persist_all();
    return refusal();
  }
  Refusal remove(const std::string& kind, const std::string& document) {
    rig.core.remove_document(rig.now, rig.next_request(), kind, document, "li.wei");
    rig.persist_all();
    return refusal();
  }
  Refusal refusal() {
    const auto rejected = rig.take_only<ObjectRejected>();
    return rejected.empty() ? Refusal::none : rejected.front().refusal;
  }
  // Terminal 3, surveyed.
  void enrol_surveyed(Position position) {
    rig.core.accept_place(rig.now, rig.next_request(),
                          rig.trust.place(ControllerRig::id_of(3), area("500116102001"), 1, position));
    rig.persist_all();
    rig.take();
  }
  PrepareProblem problem() {
    const auto made = rig.core.prepare(rig.now, draft);
    EXPECT_FALSE(made);
    return made ? PrepareProblem{} : made.error();
  }
  OrderDraft draft;
};

TEST_F(Documents, GroupIsExpandedToItsMembersEachOnce) {
  EXPECT_EQ(put("group", "riverside", "area 500116101001\nterminal TL-000001\n"), Refusal::none);
  EXPECT_EQ(put("group", "school", "area 500116101001\n"), Refusal::none);
  draft.groups = {"riverside", "school"};
  const auto made = rig.core.prepare(rig.now, draft);
  ASSERT_TRUE(made) << made.error().reason;
  EXPECT_EQ(wire::parse_order(made->payload)->targets.size(), 2U);
  EXPECT_EQ(made->addressed.size(), 2U);
  rig.restart();
  EXPECT_TRUE(rig.core.prepare(rig.now, draft));
  EXPECT_EQ(rig.core.documents("group").size(), 2U);
  EXPECT_EQ(remove("group", "school"), Refusal::none);
  EXPECT_EQ(problem().fault, PrepareFault::unknown_group);
  EXPECT_EQ(problem().field, "groups[1]");
}

TEST_F(Documents, OfUnknownPlacesKindsAndNamesAreRefused) {
  EXPECT_EQ(put("group", "nowhere", "area 500116999000\n"), Refusal::bad_area);
  EXPECT_EQ(put("group", "nobody", "terminal TL-999999\n"), Refusal::bad_area);
  EXPECT_EQ(put("group", "empty", ""), Refusal::malformed);
  EXPECT_EQ(put("group", "", "area 500116101001\n"), Refusal::malformed);
  EXPECT_EQ(put("roots", "1", "x"), Refusal::unsupported);
  EXPECT_EQ(put("holidays", "2026", "tomorrow\n"), Refusal::malformed);
  EXPECT_EQ(remove("group", "nowhere"), Refusal::not_addressed);
  EXPECT_EQ(remove("roots", "1"), Refusal::not_addressed);
}

TEST_F(Documents, EditsAreInTheAudit) {
  rig.audited.clear();
  put("group", "riverside", "area 500116101001\n");
  put("holidays", "2026", "2026-10-01\n");
  put("cap", "a", "held\n{}");
  put("cap", "b", "issued\n{}");
  put("cap", "c", "refused\n{}");
  remove("group", "riverside");
  EXPECT_EQ(rig.audit_actions(), (std::vector<std::string>{"group.saved", "holidays.saved", "cap.held", "cap.accepted",
                                                           "cap.refused", "group.removed"}));
}

TEST_F(Documents, OldestCapMessageLeavesAndGroupsAreRefusedWhenThereAreTooMany) {
  for (std::size_t i = 0; i < kMaxDocuments; ++i)
    ASSERT_EQ(put("cap", "m" + std::to_string(i), "held\n"), Refusal::none);
  EXPECT_EQ(put("cap", "newest", "held\n"), Refusal::none);
  rig.persist_all();  // the removal
  EXPECT_EQ(rig.core.documents("cap").size(), kMaxDocuments);
  EXPECT_EQ(rig.stored.documents.size(), kMaxDocuments);
}

TEST_F(Documents, TwoWithinOneCommitBothMakeRoom) {
  for (std::size_t i = 0; i < kMaxDocuments; ++i)
    ASSERT_EQ(put("cap", "m" + std::to_string(i), "held\n"), Refusal::none);
  for (const char* name : {"x", "y"}) rig.core.put_document(rig.now, rig.next_request(), {"cap", name, "held\n"}, "me");
  rig.persist_all();
  EXPECT_EQ(rig.core.documents("cap").size(), kMaxDocuments);
  rig.fail_all();
  EXPECT_EQ(rig.stored.documents.size(), kMaxDocuments + 2) << "nothing was removed";
  rig.restart();
  ASSERT_EQ(put("cap", "z", "held\n"), Refusal::none);
  rig.persist_all();  // the removals
  EXPECT_EQ(rig.core.documents("cap").size(), kMaxDocuments);
  EXPECT_EQ(rig.stored.documents.size(), kMaxDocuments);
}

TEST_F(Documents, OfCapMessagesTheOneLeavesThatWasSaidLongestAgo) {
  ASSERT_EQ(put("cap", "z", "held\n"), Refusal::none);
  for (std::size_t i = 1; i < kMaxDocuments; ++i)
    ASSERT_EQ(put("cap", "m" + std::to_string(i), "held\n"), Refusal::none);
  ASSERT_EQ(put("cap", "m1", "refused\n"), Refusal::none);
  for (const char* newer : {"a", "b"}) {
    rig.restart();
    ASSERT_EQ(put("cap", newer, "held\n"), Refusal::none);
    rig.persist_all();  // the removal
  }
  std::vector<std::string> gone{"z", "m1", "m2", "m3"};
  for (const Document& kept : rig.core.documents("cap")) std::erase(gone, kept.name);
  EXPECT_EQ(gone, (std::vector<std::string>{"z", "m2"}));
}

wire::Polygon square(std::int32_t half) { return {{{-half, -half}, {-half, half}, {half, half}, {half, -half}}}; }

TEST_F(Documents, ShapesAddressByTheSurveyedPosition) {
  enrol_surveyed({5'000, 5'000});
  draft.polygons = {square(10'000)};
  auto made = rig.core.prepare(rig.now, draft);
  ASSERT_TRUE(made) << made.error().reason;
  ASSERT_EQ(made->addressed.size(), 1U) << "those without a position are outside every shape";
  EXPECT_EQ(made->addressed[0].terminal, ControllerRig::id_of(3));
  draft.polygons.clear();
  draft.circles = {{{0, 0}, 200}};
  made = rig.core.prepare(rig.now, draft);
  ASSERT_TRUE(made) << made.error().reason;
  EXPECT_EQ(made->addressed.size(), 1U);
}

TEST_F(Documents, ShapesThatAreNoneOrContainNobodyAreRefusedAndNamed) {
  enrol_surveyed({5'000, 5'000});
  draft.polygons = {{{{-10'000, -10'000}, {10'000, 10'000}, {-10'000, 10'000}, {10'000, -10'000}}}};
  EXPECT_EQ(problem().fault, PrepareFault::bad_area) << "it crosses itself";
  EXPECT_EQ(problem().field, "polygons[0]");
  draft.polygons = {square(10'000), square(1'000)};
  EXPECT_EQ(problem().fault, PrepareFault::nobody_addressed);
  EXPECT_EQ(problem().field, "polygons[1]");
  draft.polygons.clear();
  draft.circles = {{{100'000'000, 0}, 100}};
  EXPECT_EQ(problem().field, "circles[0]");
}

TEST_F(Documents, WarningsAndPersonsAreSaidBeforeAnybodySigns) {
  const auto loud = sample_clip(2, 9);
  rig.add_clip(loud, {"clipped"});
  draft.areas = {"500116101000"};
  draft.items = {{loud->digest}};
  draft.level = Level::i;
  const auto made = rig.core.prepare(rig.now, draft);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->persons_required, 2U);
  EXPECT_TRUE(made->confirm_count);
  std::vector<std::string> codes;
  for (const Warning& warning : made->warnings) codes.push_back(warning.code);
  EXPECT_EQ(codes, (std::vector<std::string>{"whole_county", "clip"}));
  draft.order_class = OrderClass::routine;
  draft.level = Level::routine;
  rig.advance(std::chrono::hours(8));  // midnight
  const auto night = rig.core.prepare(rig.now, draft);
  EXPECT_EQ(night->holds, std::vector<std::string>{"curfew"});
  EXPECT_EQ(night->persons_required, 2U);
  EXPECT_FALSE(night->confirm_count) << "one township";
}

TEST_F(Documents, ReferencesNameExactlyOneOrder) {
  const Digest digest = rig.submit(sample_order(kNow, clip->digest));
  const std::string hex = to_string(digest);
  EXPECT_EQ(rig.core.resolve(hex), digest);
  EXPECT_EQ(rig.core.resolve(hex.substr(0, 8)), digest);
  EXPECT_EQ(rig.core.resolve(hex.substr(0, 7)).error(), ReferenceFault::malformed);
  EXPECT_EQ(rig.core.resolve("rm -rf /").error(), ReferenceFault::malformed);
  EXPECT_EQ(rig.core.resolve(hex + "0").error(), ReferenceFault::malformed);
  EXPECT_EQ(rig.core.resolve("00000000").error(), ReferenceFault::unknown);
  draft.areas = {"500116101000"};
  draft.supersedes = "00000000";
  EXPECT_EQ(problem().fault, PrepareFault::unknown_order);
  EXPECT_EQ(rig.core.prepare_cancel(rig.now, hex.substr(0, 8), Nonce{})->orders, std::vector{digest});
}

TEST_F(Documents, AllClearHasItsOwnClipAndALowerLevel) {
  const auto all_clear = sample_clip(1, 5);
  draft.areas = {"500116101000"};
  draft.all_clear_clip = all_clear->digest;
  EXPECT_EQ(problem().field, "all_clear_clip");
  rig.add_clip(all_clear);
  const auto made = rig.core.prepare(rig.now, draft);
  ASSERT_TRUE(made);
  durable(rig.trust.seal(PayloadType::order, made->payload, {&rig.trust.dispatch}));
  const auto clear = rig.core.prepare_all_clear(rig.now, made->digest, Nonce{});
  ASSERT_TRUE(clear) << clear.error().reason;
  const auto order_made = wire::parse_order(clear->payload);
  EXPECT_EQ(order_made->level, Level::iii);
  EXPECT_EQ(std::get<wire::ClipProgramme>(order_made->programme).items.front().clip, all_clear->digest);
  EXPECT_EQ(order_made->targets, wire::parse_order(made->payload)->targets);
  EXPECT_FALSE(order_made->supersedes);
}

}  // namespace
}  // namespace tongluo::test
