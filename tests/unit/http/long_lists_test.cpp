// Under test: the lists that are cut before they are written out: terminals, claims, devices; by each of their sorts,
// page by page, they have every row once, in order, and filters and text leave out the rest.

#include <set>

#include "controller/http/list_page.hpp"
#include "tests/unit/http/areas_fixture.hpp"

namespace tongluo::http {
namespace {

namespace json = boost::json;
using controller::Presence;
using test::terminal_id;

class LongLists : public Areas {
 protected:
  LongLists() {
    backend_.terminals_now.terminals.clear();
    for (int i = 0; i < 25; ++i) {
      controller::TerminalView view{terminal_id("TL-" + std::to_string(100 + i)), "村 " + std::to_string(i % 4),
                                    test::village()};
      view.presence = i % 3 == 0 ? Presence::offline : Presence::online;
      view.last_seen = i % 5 == 0 ? WallTime{} : wall_from_us(1'000 - i);
      view.firmware = "1." + std::to_string(i % 2);
      backend_.terminals_now.terminals.push_back(view);
      backend_.standing.push_back({view.terminal, view.name, view.area});
    }
    for (int i = 0; i < 9; ++i) {
      const std::string name = "claim " + std::to_string(i);
      enrolment_.known.put(controller::Claim{.name = sign::digest_of(as_bytes(name)),
                                             .made_at = wall_from_us(i % 2),
                                             .label = "Box " + std::to_string(i),
                                             .key = i % 2 == 0 ? std::optional(KeyId{}) : std::nullopt,
                                             .used_at = wall_from_us(i % 2 == 0 ? 100 - i : 0)});
      enrolment_.known.put(controller::DeviceIdentity{.terminal = terminal_id("TL-" + std::to_string(100 + i)),
                                                      .hardware = "SN-" + std::to_string(i),
                                                      .since = wall_from_us(i / 3)});
    }
  }

  json::object get(const std::string& target) {
    const Reply reply = ask(std::nullopt, "GET", target, {});
    EXPECT_EQ(reply.status, 200U) << target << " " << reply.body;
    return json::parse(reply.body).as_object();
  }

  // All pages of seven rows; each page but the last is full.
  json::array all(const ListForm& form, const std::string& query) {
    json::array rows;
    std::string after;
    for (int page = 0; page < 20; ++page) {
      json::object answer = get(std::string(form.pattern) + "?limit=7" + query + after);
      const json::array& part = answer.at(json::string_view(form.member.data(), form.member.size())).as_array();
      rows.insert(rows.end(), part.begin(), part.end());
      if (answer.at("next").is_null()) return rows;
      EXPECT_EQ(part.size(), 7U);
      after = "&after=" + text_at(answer, "next");
    }
    ADD_FAILURE() << "it has no end";
    return rows;
  }
};

std::string text_of(const json::value& row, std::string_view member) {
  return json::serialize(row.at(json::string_view(member.data(), member.size())));
}

TEST_F(LongLists, EverySortHasEveryRowOnceAndInItsOrder) {
  for (const char* pattern : {"/api/v1/terminals", "/api/v1/enrolment/claims", "/api/v1/enrolment/devices"}) {
    const ListForm& form = list_form(pattern);
    const std::size_t count = all(form, "").size();
    EXPECT_GE(count, 9U);
    for (const std::string_view sort : form.sorts)
      for (const bool falling : {false, true}) {
        if (sort.empty()) continue;
        const json::array rows = all(form, "&sort=" + std::string(falling ? "-" : "") + std::string(sort));
        std::set<std::string> keys;
        for (std::size_t i = 0; i < rows.size(); ++i) {
          keys.insert(text_of(rows[i], form.key.front()));
          if (i == 0) continue;
          const std::string one = text_of(rows[i - 1], sort), other = text_of(rows[i], sort);
          if (one.size() != other.size()) continue;  // null among numbers, or numbers of other lengths
          EXPECT_TRUE(falling ? one >= other : one <= other) << pattern << " " << sort << " " << one << other;
        }
        EXPECT_EQ(rows.size(), count) << pattern << " " << sort;
        EXPECT_EQ(keys.size(), count) << pattern << " " << sort;
      }
  }
}

TEST_F(LongLists, WhoWasNeverSeenStandsFirstAndAPageGoesOnBehindThem) {
  const json::array rows = all(list_form("/api/v1/terminals"), "&sort=last_seen_us");
  ASSERT_EQ(rows.size(), 25U);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_TRUE(rows[i].at("last_seen_us").is_null());
  EXPECT_EQ(rows[5].at("last_seen_us").to_number<int>(), 976);
}

TEST_F(LongLists, FiltersReachTheRegisterAsTheyAreMeant) {
  get("/api/v1/terminals?state=offline&area=500116101000&faulty=true&text=Tl-1&sort=-name");
  EXPECT_EQ(backend_.asked_terminals.presence, Presence::offline);
  EXPECT_EQ(backend_.asked_terminals.area, AreaCode::parse("500116101000"));
  EXPECT_EQ(backend_.asked_terminals.faulty, true);
  EXPECT_EQ(backend_.asked_terminals.text, "tl-1");
  get("/api/v1/terminals");
  EXPECT_FALSE(backend_.asked_terminals.faulty);
  for (const char* wrong : {"state=broken", "faulty=1", "area=5", "sort=status", "after=5b312c22225d", "search=x"})
    EXPECT_EQ(ask(std::nullopt, "GET", "/api/v1/terminals?" + std::string(wrong), {}).status, 400U) << wrong;
}

TEST_F(LongLists, ClaimsAndDevicesAreFilteredAndSearched) {
  EXPECT_EQ(all(list_form("/api/v1/enrolment/claims"), "&state=waiting").size(), 5U);
  EXPECT_EQ(all(list_form("/api/v1/enrolment/claims"), "&state=open").size(), 5U) << "with the one of the fixture";
  EXPECT_EQ(all(list_form("/api/v1/enrolment/claims"), "&text=BOX%203").size(), 1U);
  EXPECT_EQ(all(list_form("/api/v1/enrolment/claims"), "&terminal=" + std::string(kTerminal)).size(), 1U);
  EXPECT_EQ(all(list_form("/api/v1/enrolment/devices"), "&state=revoked").size(), 10U);
  EXPECT_EQ(all(list_form("/api/v1/enrolment/devices"), "&text=sn-4").size(), 1U);
  for (const char* wrong : {"claims?state=all", "claims?terminal=%20", "devices?state=waiting", "devices?after=00"})
    EXPECT_EQ(ask(std::nullopt, "GET", "/api/v1/enrolment/" + std::string(wrong), {}).status, 400U) << wrong;
}

}  // namespace
}  // namespace tongluo::http
