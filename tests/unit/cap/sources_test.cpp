// The log of messages, the settings files, and the feeds: without sockets; the test plays the network and the desk.

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <map>
#include <unistd.h>

#include "controller/cap/cap_time.hpp"
#include "controller/main/cap_settings.hpp"
#include "controller/main/cap_sources.hpp"
#include "protocol/os/files.hpp"
#include "tests/support/certificates.hpp"

namespace tongluo::daemon {
namespace {

CapRecord record(const std::string& identifier, const std::string& word, const std::string& certificate,
                 std::int64_t second) {
  CapRecord one;
  one.decision.identifier = identifier;
  one.decision.decision = word;
  one.decision.reason = "some.reason";
  one.decision.detail = "first\nsecond";
  one.decision.order = Digest{};
  one.decision.deviations = {"bom", "time-z"};
  one.certificate = certificate;
  one.received_at = wall_from_us(second * 1'000'000);
  one.actor = "li wei";
  return one;
}

TEST(CapLog, RecordSurvivesItsDocument) {
  const auto read = from_body(to_body(record("a,b,c", "held", "flood", 7)));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->decision.identifier, "a,b,c");
  EXPECT_EQ(read->decision.decision, "held");
  EXPECT_EQ(read->decision.detail, "first second");
  EXPECT_EQ(read->decision.order, Digest{});
  EXPECT_EQ(read->decision.deviations, (std::vector<std::string>{"bom", "time-z"}));
  EXPECT_EQ(read->certificate, "flood");
  EXPECT_EQ(read->received_at, wall_from_us(7'000'000));
  for (const char* wrong : {"", "held\n", "a\nb\nc\nd\ne\nf\ng\nh\ni\n", "a\nb\nc\n\ne\nf\n12x\nh\ni\n"})
    EXPECT_FALSE(from_body(wrong)) << wrong;
}

TEST(CapLog, WhatAnybodyCouldSendNeverPushesOutWhatWasIssued) {
  CapLog log;
  std::map<std::string, controller::Document> stored;
  const auto add = [&](CapRecord one) {
    auto document = log.add(std::move(one));
    stored[document.name] = document;
  };
  add(record("good", "issued", "flood", 1));
  for (int i = 0; i < 1'500; ++i) add(record("bad" + std::to_string(i), "refused", "", 2 + i));
  EXPECT_EQ(stored.size(), 1 + kCapSlots);
  std::vector<controller::Document> documents;
  for (const auto& [name, document] : stored) documents.push_back(document);
  documents.push_back({"cap", "damaged", "?"});
  CapLog again;
  again.load(documents);
  EXPECT_EQ(again.damaged(), 1U);
  ASSERT_NE(again.find("good"), nullptr);
  EXPECT_EQ(again.find("bad1499"), nullptr);  // refused ones may come again
  EXPECT_EQ(again.list(2).at(0).decision.identifier, "bad1499");
  const auto next = again.add(record("x", "refused", "", 9'000));
  EXPECT_EQ(from_body(stored[next.name].body)->decision.identifier, "bad" + std::to_string(1'500 - kCapSlots));
}

TEST(CapLog, WhatWasIssuedStaysInMemoryBeforeARestartAsAfterIt) {
  CapLog log;
  std::map<std::string, controller::Document> stored;
  const auto add = [&](CapRecord one) {
    auto document = log.add(std::move(one));
    stored[document.name] = document;
  };
  add(record("good", "issued", "flood", 1));
  for (int i = 0; i < 2'500; ++i) add(record("bad" + std::to_string(i), "refused", "", 2 + i));
  CapLog again;
  std::vector<controller::Document> documents;
  for (const auto& [name, document] : stored) documents.push_back(document);
  again.load(documents);
  for (const CapLog* one : {&log, &again}) {
    EXPECT_NE(one->find("good"), nullptr);
    const auto entries = one->list(kMaxCapLog);
    ASSERT_EQ(entries.size(), 1 + kCapSlots);
    EXPECT_EQ(entries.front().decision.identifier, "bad2499");
    EXPECT_EQ(entries.at(kCapSlots - 1).decision.identifier, "bad" + std::to_string(2'500 - kCapSlots));
  }
  for (std::size_t i = 0; i < kMaxCapLog; ++i)
    add(record("good" + std::to_string(i), "issued", "flood", 5'000 + static_cast<std::int64_t>(i)));
  EXPECT_EQ(log.list(2 * kMaxCapLog).size(), kMaxCapLog);
  EXPECT_EQ(log.find("good"), nullptr);  // issued ones leave for newer issued ones
}

class CapFiles : public testing::Test {
 protected:
  CapFiles() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cap-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~CapFiles() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path write(const std::string& name, std::string_view text) {
    EXPECT_TRUE(os::write_file(folder_ / name, as_bytes(text)));
    return folder_ / name;
  }
  std::string fault(std::string_view mapping) {
    const auto loaded = load_cap_mapping(write("mapping.toml", mapping));
    return loaded ? "" : loaded.error().detail.substr(folder_.string().size() + 1);
  }
  std::filesystem::path folder_;
};

TEST_F(CapFiles, MappingIsReadWhole) {
  const auto mapping = load_cap_mapping(write("m.toml", R"(
deviations = ["time-z"]
unsigned = "refuse"
fetch_audio = true
area_names = ["cn"]
volume_percent = 70
repetitions = 3
[geocodes]
"SAME=006109" = ["500116101000", "500116102000"]
[[rule]]
name = "flood"
certificates = ["flood"]
senders = ["a@b"]
event_codes = ["n=11B03"]
severities = ["Extreme"]
action = "automatic"
level = "III"
[[rule]]
name = "rest"
action = "refuse"
)"));
  ASSERT_TRUE(mapping) << mapping.error().detail;
  EXPECT_EQ(mapping->dialects, cap::Dialects{"time-z"});
  EXPECT_TRUE(mapping->refuse_unsigned);
  EXPECT_TRUE(mapping->fetch_audio);
  EXPECT_EQ(mapping->volume_percent, 70U);
  EXPECT_EQ(mapping->repetitions, 3U);
  EXPECT_EQ(mapping->geocodes.at("SAME=006109").size(), 2U);
  ASSERT_EQ(mapping->rules.size(), 2U);
  EXPECT_EQ(mapping->rules[0].level, Level::iii);
  EXPECT_EQ(mapping->rules[0].action, cap::Action::automatic);
  EXPECT_EQ(mapping->rules[1].action, cap::Action::refuse);
}

TEST_F(CapFiles, WrongMappingsAreNamedInOneLine) {
  EXPECT_EQ(fault("deviations = [\"anything\"]"), "mapping.toml: no deviation is called anything");
  EXPECT_NE(fault("[[rule]]\nname = \"a\"\naction = \"automatic\"\n").find("names the certificates it trusts"),
            std::string::npos);
  EXPECT_NE(fault("[[rule]]\nname = \"a\"\naction = \"maybe\"\n").find("action must be"), std::string::npos);
  EXPECT_NE(fault("[[rule]]\nname = \"a\"\naction = \"hold\"\nstatuses = [\"actual\"]\n").find("CAP 1.2 does not have"),
            std::string::npos);
  EXPECT_NE(fault("[geocodes]\n\"SAME=1\" = [\"1\"]\n").find("12-digit"), std::string::npos);
  EXPECT_NE(fault("surprise = 1\n").find("surprise"), std::string::npos);
  EXPECT_NE(fault("fetch_audio = \"yes\"\n").find("true or false"), std::string::npos);
  EXPECT_NE(fault("[[rule").find("not TOML"), std::string::npos);
}

TEST_F(CapFiles, RuleThatTrustsAnUnknownCertificateIsWrong) {
  CapConfig config;
  config.mapping = write("m.toml", "[[rule]]\nname = \"a\"\naction = \"automatic\"\ncertificates = [\"flood\"]\n");
  EXPECT_FALSE(load_cap_settings(config));
  config.certificates = {write("flood.pem", test::make_authority("flood").certificate_pem)};
  const auto settings = load_cap_settings(config);
  ASSERT_TRUE(settings) << settings.error().detail;
  EXPECT_EQ(settings->pinned.size(), 1U);
}

// Remembers what it was given and answers at once.
class SmallGate final : public http::CapGate {
 public:
  void read_areas(std::string, http::Answering<Result<http::CapAreas, http::CapDecision>>) override {}
  void receive(std::string xml, std::string actor, http::Answering<http::CapDecision> answer) override {
    taken.push_back(xml + " of " + actor);
    http::CapDecision decision;
    decision.decision = "held";
    if (full-- > 0) decision.reason = "queue.full";
    answer(decision);
  }
  std::vector<http::CapLogEntry> list(std::size_t) override { return {}; }
  std::optional<std::string> outgoing(const Digest&) override { return std::nullopt; }
  std::string feed(const std::vector<AreaCode>&) override { return {}; }
  std::vector<std::string> taken;
  int full = 0;  // so many are to be sent again
};

// The messages in the order in which the desk gets them, of a feed with these values of `updated`.
std::string taken_of(const std::vector<std::string>& updated, int full = 0) {
  std::string feed = R"(<feed xmlns="http://www.w3.org/2005/Atom">)";
  for (std::size_t i = 0; i < updated.size(); ++i)
    feed += "<entry><id>" + std::to_string(i) + "</id><updated>" + updated[i] + "</updated><link href=\"/" +
            std::to_string(i) + "\"/></entry>";
  feed += "</feed>";
  const CapFetch fetch = [&](const std::string& url, const std::stop_token&) -> Result<Bytes> {
    return to_bytes(url.ends_with("/f") ? feed : url.substr(url.rfind('/') + 1));
  };
  boost::asio::io_context context;
  SmallGate gate;
  gate.full = full;
  {
    CapSources sources(context, gate, {{}, {"http://cap.example/f"}, seconds(1)}, fetch);
    const auto work = boost::asio::make_work_guard(context);
    context.run_for(std::chrono::milliseconds(full > 0 ? 1'500 : 500));
  }
  std::string taken;
  for (const std::string& one : gate.taken) taken += one.substr(0, one.find(' ') + 1);
  return taken;
}

TEST(CapFeeds, EntriesAreTakenOldestFirst) {
  EXPECT_EQ(taken_of({"2026-11-23T08:05:00Z", "2026-11-23T08:00:00Z"}), "1 0 ");  // the Cancel above its Alert
  EXPECT_EQ(taken_of({"2026-11-23T08:00:00+08:00", "2026-11-23T01:00:00.5Z", "2026-11-23T01:00:00.25Z"}), "0 2 1 ");
  EXPECT_EQ(taken_of({"2026-11-23T08:00:00Z", "2026-11-23T08:00:00Z", "2026-11-23T16:00:00+08:00"}), "2 1 0 ");
  EXPECT_EQ(taken_of({"today", "yesterday", "?"}), "2 1 0 ");
  std::string expected;
  for (std::size_t i = 0; i < kMaxFeedFetches; ++i) expected += std::to_string(29 - i) + " ";
  EXPECT_EQ(taken_of(std::vector<std::string>(30, "u")), expected);
}

TEST(CapFeeds, LaterEntriesWaitForTheOneThatIsToBeSentAgain) {
  EXPECT_EQ(taken_of({"2026-11-23T08:05:00Z", "2026-11-23T08:00:00Z"}, 1), "1 1 0 ");
}

TEST(CapFeeds, TimesOfAFeedAreInstants) {
  const auto noon = cap::parse_cap_time("2026-11-23T12:00:00+00:00");
  EXPECT_EQ(cap::parse_atom_time("2026-11-23T12:00:00Z"), noon);
  EXPECT_EQ(cap::parse_atom_time("2026-11-23T20:00:00+08:00"), noon);
  EXPECT_EQ(cap::parse_atom_time("2026-11-23T12:00:00.000001z"), *noon + microseconds(1));
  EXPECT_EQ(cap::parse_atom_time("2026-11-23T12:00:00.0000019-00:00"), *noon + microseconds(1));
  for (const char* wrong : {"", "2026-11-23T12:00:00", "2026-11-23T12:00:00.Z", "2026-11-23T12:00:00.5",
                            "2026-11-23T12:00:00ZZ", "2026-13-23T12:00:00Z"})
    EXPECT_FALSE(cap::parse_atom_time(wrong)) << wrong;
}

TEST(CapFeeds, NewEntriesOfTheFeedsOwnHostAreTakenOnce) {
  const std::string feed =
      R"(<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><updated>u</updated><link href="/1.cap"/></entry>)"
      R"(<entry><id>2</id><updated>u</updated><link href="http://other.example/2.cap"/></entry>)"
      R"(<entry><id>3</id><updated>u</updated><link href="gone.cap"/></entry></feed>)";
  std::vector<std::string> asked;
  const CapFetch fetch = [&](const std::string& url, const std::stop_token&) -> Result<Bytes> {
    asked.push_back(url);
    if (url == "http://cap.example/f/all.atom") return to_bytes(feed);
    if (url == "http://cap.example/1.cap") return to_bytes("one");
    return fail(ErrorKind::refused, "404");
  };
  boost::asio::io_context context;
  SmallGate gate;
  {
    CapSources sources(context, gate, {{}, {"http://cap.example/f/all.atom"}, seconds(1)}, fetch);
    const auto work = boost::asio::make_work_guard(context);
    context.run_for(std::chrono::milliseconds(2'500));
  }
  EXPECT_EQ(gate.taken, std::vector<std::string>{"one of http://cap.example/f/all.atom"});
  EXPECT_GE(std::count(asked.begin(), asked.end(), "http://cap.example/f/all.atom"), 2);
  EXPECT_EQ(std::count(asked.begin(), asked.end(), "http://cap.example/1.cap"), 1);
  EXPECT_GE(std::count(asked.begin(), asked.end(), "http://cap.example/f/gone.cap"), 2);  // tried again
  EXPECT_EQ(std::count(asked.begin(), asked.end(), "http://other.example/2.cap"), 0);
}

}  // namespace
}  // namespace tongluo::daemon
