// What becomes of every sample, as a table: the messages of this folder's data, written for this project, and the
// public samples of other programs if TONGLUO_CAP_SAMPLES names a folder that holds them. docs/cap.md shows both
// tables; this test holds the document to the program. Nothing is pinned, no rule is set, and each message is looked at
// one minute after it was sent.

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "controller/cap/atom_reader.hpp"
#include "controller/cap/intake.hpp"
#include "protocol/os/files.hpp"
#include "tests/unit/cap/messages.hpp"

namespace tongluo::cap::test {
namespace {

constexpr std::size_t kMaxFileBytes = 1024 * 1024;

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string row(const std::filesystem::path& file, const std::string& result, const std::string& reason,
                const std::string& deviations) {
  return "| " + file.filename().string() + " | " + result + " | " + reason + " | " + deviations +
         (deviations.empty() ? "|" : " |");
}

std::string feed_row(const std::filesystem::path& file, ByteView bytes) {
  const auto content = read_feed(bytes);
  if (!content) return row(file, "refused", content.error().code, "");
  return row(file, "read", std::to_string(content->entries.size()) + " entries", "");
}

// "| flood.cap | held | sig.missing | time-z |"
std::string row_of(const std::filesystem::path& file) {
  constexpr const char* kWords[] = {"issued", "held", "refused", "ignored"};
  const auto bytes = os::read_file(file, kMaxFileBytes);
  EXPECT_TRUE(bytes) << file;
  if (!bytes) return {};
  if (file.extension() == ".atom") return feed_row(file, *bytes);
  const WallTime late = at("2030-01-01T00:00:00-00:00");
  const auto alert = read_alert(*bytes, {default_dialects(), late});
  const WallTime now = alert ? alert->sent + std::chrono::minutes(1) : late;
  const Intake intake = take_in(*bytes, Mapping(), PinnedCertificates(), now);
  return row(file, kWords[static_cast<std::size_t>(intake.decision.action)], intake.decision.reason,
             intake.alert ? joined(intake.alert->deviations) : "");
}

std::vector<std::string> rows_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".cap" || entry.path().extension() == ".atom") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> rows;
  for (const auto& file : files) rows.push_back(row_of(file));
  return rows;
}

std::string document() {
  const auto text = os::read_file(std::filesystem::path(TONGLUO_SOURCE_DIR) / "docs" / "cap.md", kMaxFileBytes);
  return text ? std::string(as_text(*text)) : std::string();
}

void expect_documented(const std::vector<std::string>& rows) {
  const std::string text = document();
  for (const std::string& row : rows)
    EXPECT_NE(text.find(row + "\n"), std::string::npos) << "docs/cap.md should say:\n" << row;
}

TEST(CapCorpus, OwnSamplesHaveTheResultsThatTheDocumentShows) {
  const auto rows = rows_of(std::filesystem::path(TONGLUO_SOURCE_DIR) / "tests/unit/cap/data");
  EXPECT_GE(rows.size(), 30U);
  expect_documented(rows);
}

TEST(CapCorpus, PublicSamplesHaveTheResultsThatTheDocumentShows) {
  const char* folder = std::getenv("TONGLUO_CAP_SAMPLES");
  if (folder == nullptr) GTEST_SKIP() << "TONGLUO_CAP_SAMPLES names no folder of public samples";
  expect_documented(rows_of(folder));
}

// Every bit of every byte of a message matters or is harmless: no change of one byte crashes or is accepted as signed.
TEST(CapCorpus, ChangedBytesNeverCrash) {
  for (const char* name : {"flood.cap", "signed-sha1.cap", "many-laughs.cap", "profile-au-prefixed.cap"}) {
    auto bytes =
        *os::read_file(std::filesystem::path(TONGLUO_SOURCE_DIR) / "tests/unit/cap/data" / name, kMaxFileBytes);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      const std::byte before = bytes[at];
      for (const int change : {0x00, 0x3C, 0x80}) {
        bytes[at] = before ^ std::byte(change == 0 ? 0x01 : change);
        const Intake intake = take_in(bytes, Mapping(), PinnedCertificates(), soon_after());
        EXPECT_NE(intake.decision.action, Action::automatic);
        EXPECT_FALSE(intake.decision.reason.empty());
      }
      bytes[at] = before;
    }
  }
}

}  // namespace
}  // namespace tongluo::cap::test
