// A rehearsal of the day on which the controller's machine is lost. With the real programs: tongluod and a
// tongluo-terminal, a backup by `tongluo` while both work, alerts before and after it, kill -9, a new home restored
// from the backup alone. The test plays the persons; the terminal keeps its own memory, as real ones do.

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <poll.h>

#include "protocol/sqlite/database.hpp"
#include "tests/unit/http/jpeg_sample.hpp"
#include "tests/unit/http/terminal_process.hpp"

namespace tongluo::daemon {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr int kRestorePolls = 300;
constexpr int kRestorePollMs = 100;

std::size_t count_of(const std::string& content, const std::string& words) {
  std::size_t count = 0;
  for (std::size_t at = content.find(words); at != content.npos; at = content.find(words, at + 1)) ++count;
  return count;
}

class DaemonRestore : public testing::Test {
 protected:
  DaemonRestore() {
    EXPECT_NE(daemon.start_until_ready(), "");
    // Terminals dial a port that does not change.
    const auto ports = json::parse(daemon.read("ports.json")).as_object();
    daemon.configure(std::to_string(ports.at("link").to_number<int>()));
    fs::create_directory(daemon.at("keys"));
    daemon.write("keys/dispatch.key", "{\"format\":\"tongluo-key-1\"}");
    daemon.write("operator.key", "-----BEGIN PRIVATE KEY-----\n");
  }
  std::string tongluo(const std::string& words) const { return output_of("tongluo " + words); }
  std::string backup() const {
    return tongluo("--home " + daemon.at("").string() + " backup " + daemon.at("county.tlb").string());
  }
  std::string restore(const std::string& file, const std::string& more = {}) const {
    return tongluo("restore " + daemon.at(file).string() + " " + daemon.at("restored").string() + more);
  }

  std::string prepare(const std::string& clip, const char* headline) const {
    const json::object draft{{"class", "actual"},
                             {"level", "II"},
                             {"areas", json::array{"500116101000"}},
                             {"tone", "none"},
                             {"items", json::array{json::object{{"clip", clip}}}},
                             {"headline", headline}};
    return text(daemon.ask("POST", "/api/v1/orders/prepare", draft).json, "payload");
  }
  json::object signed_by_a_person(const std::string& payload) const {
    json::object body = daemon.signed_body(PayloadType::order, payload, daemon.trust.dispatch);
    body["confirmed_count"] = 1;
    return body;
  }
  std::string submit(const json::object& body) const {
    const auto created = daemon.ask("POST", "/api/v1/orders", body);
    EXPECT_EQ(created.status, 201U) << created.body;
    return text(created.json, "digest");
  }
  bool becomes_final(const std::string& order) const {
    for (int i = 0; i < kRestorePolls; ++i) {
      const auto detail = daemon.ask("GET", "/api/v1/orders/" + order);
      if (detail.status == 200 && text(detail.json, "state") == "completed") return true;
      ::poll(nullptr, 0, kRestorePollMs);
    }
    return false;
  }
  // The machine is lost; what the backup gave takes its place. The terminal's folder stays, it is elsewhere.
  void lose_the_machine_and_restore() {
    daemon.signal(SIGKILL);
    daemon.wait();
    for (const char* name : {"data", "places", "time.key", "controller.key", "roots.bin", "trust-list.env"})
      fs::remove_all(daemon.at(name));
    const std::string report = restore("county.tlb");
    ASSERT_NE(report.find("trust list  version"), report.npos) << report;
    for (const auto& entry : fs::directory_iterator(daemon.at("restored"))) {
      fs::remove_all(daemon.at(entry.path().filename().string()));
      fs::rename(entry.path(), daemon.at(entry.path().filename().string()));
    }
    ASSERT_NE(daemon.start_until_ready(), "") << daemon.read("errors.log");
  }

  DaemonProcess daemon;
};

TEST_F(DaemonRestore, DispatchesAnAlertAndNothingThatSoundedSoundsAgain) {
  TerminalProcess terminal(daemon, "TL-0001");
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  const std::string clip = daemon.make_clip();
  const std::string before = submit(signed_by_a_person(prepare(clip, "before the backup")));
  ASSERT_TRUE(becomes_final(before));
  const std::string report = backup();
  ASSERT_NE(report.find("manifest    "), report.npos) << report;
  const json::object lost = signed_by_a_person(prepare(clip, "after the backup"));
  const std::string after = submit(lost);
  ASSERT_TRUE(becomes_final(after));

  lose_the_machine_and_restore();
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  EXPECT_TRUE(becomes_final(before)) << "its receipts are in the backup";
  EXPECT_EQ(daemon.ask("GET", "/api/v1/orders/" + after).status, 404U) << "forgotten, as the report says";
  EXPECT_EQ(submit(lost), after) << "the very bytes: the terminal knows them";
  const std::string alert = submit(signed_by_a_person(prepare(clip, "from the restored controller")));
  ASSERT_TRUE(becomes_final(alert)) << terminal.log();

  const std::string log = terminal.log();
  for (const std::string& order : {before, after, alert})
    EXPECT_EQ(count_of(log, "order=" + order + " start_at_us="), 1U) << log;
  EXPECT_GE(count_of(log, "event=link_open"), 2U);
  const std::size_t first = log.find("gateway_epoch="), second = log.rfind("gateway_epoch=");
  EXPECT_NE(log.substr(first, log.find('\n', first) - first), log.substr(second, log.find('\n', second) - second))
      << "receipts tell the two controllers apart";
  EXPECT_NE(daemon.ask("GET", "/metrics").body.find("tongluo_terminals{state=\"online\"} 1\n"), std::string::npos);
}

TEST_F(DaemonRestore, PhotosOfTerminalsComeBackAndWhatNoRecordNamesGoes) {
  const std::string photos = "/api/v1/terminals/TL-0001/photos";
  const auto made = daemon.ask("POST", photos, test::jpeg_sample());
  ASSERT_EQ(made.status, 201U) << made.body;
  const std::string kept = photos + "/" + text(made.json, "digest");
  EXPECT_EQ(daemon.ask("POST", photos, test::jpeg_sample()).body, made.body) << "the same picture is the same photo";
  const auto other = daemon.ask("POST", photos, test::jpeg_sample(64, 64));
  EXPECT_EQ(daemon.ask("DELETE", photos + "/" + text(other.json, "digest")).status, 200U);
  EXPECT_EQ(daemon.ask("POST", photos, "no photo").status, 422U);
  daemon.write("data/photos/TL-0001.left_over.jpg", "half");
  const std::string report = backup();
  ASSERT_NE(report.find("manifest    "), report.npos) << report;
  lose_the_machine_and_restore();
  EXPECT_EQ(daemon.ask("GET", kept).body, test::jpeg_sample());
  EXPECT_EQ(daemon.ask("GET", photos).json.at("photos").as_array().size(), 1U);
  EXPECT_FALSE(fs::exists(daemon.at("data/photos/TL-0001.left_over.jpg")));
  const std::string audit = daemon.ask("GET", "/api/v1/audit").body;
  EXPECT_EQ(count_of(audit, "\"photo.added\""), 2U);
  EXPECT_EQ(count_of(audit, "\"photo.removed\""), 1U);
}

TEST_F(DaemonRestore, NoPersonsKeyIsInABackupAndAnExistingFileIsNotTouched) {
  const std::string report = backup();
  for (const char* name : {"operator.key", "data/tickets.key"})
    EXPECT_NE(report.find(std::string("left out    ") + name), report.npos) << report;
  EXPECT_NE(backup().find("exists already"), std::string::npos);
  restore("county.tlb");
  for (const char* name : {"time.key", "controller.key", "roots.bin", "places/TL-0001.env", "data/controller.db"})
    EXPECT_TRUE(fs::exists(daemon.at(std::string("restored/") + name))) << name;
  for (const char* name : {"operator.key", "keys", "api.sock", "data/tickets.key"})
    EXPECT_FALSE(fs::exists(daemon.at(std::string("restored/") + name))) << name;
  EXPECT_NE(restore("county.tlb").find("is not empty"), std::string::npos);
}

TEST_F(DaemonRestore, ADamagedAForeignAndAHalfBackupLeaveNothingBehind) {
  backup();
  const std::string good = daemon.read("county.tlb");
  ASSERT_GT(good.size(), 20'000U);
  // A byte in every part of the file: each is refused, or was in what nobody reads (free space).
  std::size_t refused = 0;
  constexpr std::size_t kPlaces = 12;
  for (std::size_t i = 0; i < kPlaces; ++i) {
    std::string bad = good;
    bad[good.size() * i / kPlaces + 40] = static_cast<char>(bad[good.size() * i / kPlaces + 40] ^ 0x55);
    daemon.write("bad.tlb", bad);
    const std::string report = restore("bad.tlb");
    if (report.find("restored    ") == report.npos) {
      ++refused;
      EXPECT_FALSE(fs::exists(daemon.at("restored"))) << report;
    }
    EXPECT_FALSE(fs::exists(daemon.at("restored.unfinished")));
    fs::remove_all(daemon.at("restored"));
  }
  EXPECT_GE(refused, kPlaces / 2);
  daemon.write("bad.tlb", good.substr(0, good.size() / 2));
  EXPECT_FALSE(restore("bad.tlb").find("restored    ") != std::string::npos);
  EXPECT_NE(restore("roots.bin").find("no backup"), std::string::npos);
  EXPECT_NE(restore("data/controller.db").find("no backup of this program"), std::string::npos);
  EXPECT_NE(restore("county.tlb", " --deployment " + std::string(64, '0')).find("foreign"), std::string::npos);
  EXPECT_FALSE(fs::exists(daemon.at("restored")));
}

TEST_F(DaemonRestore, ADatabaseWithATriggerOfSomebodyElseIsNotRestored) {
  ASSERT_TRUE(sqlite::Database::open(daemon.at("data/controller.db"))
                  ->execute("CREATE TRIGGER fired AFTER INSERT ON orders BEGIN DELETE FROM stops; END"));
  backup();
  const std::string report = restore("county.tlb");
  EXPECT_NE(report.find("damaged database: it holds what this program never made: trigger fired of orders"),
            report.npos)
      << report;
  EXPECT_FALSE(fs::exists(daemon.at("restored")));
  EXPECT_FALSE(fs::exists(daemon.at("restored.unfinished")));
}

}  // namespace
}  // namespace tongluo::daemon
