// Memory that runs out at any one allocation: whoever reads outside bytes ends with std::bad_alloc or an error, and
// what store and journal acknowledged is there afterwards. The daemons let std::bad_alloc end them, and are started
// again.

#include <gtest/gtest.h>

#include "controller/calendar/rule_text.hpp"
#include "controller/http/boundaries.hpp"
#include "controller/http/fields.hpp"
#include "protocol/wire/messages.hpp"
#include "terminal-fw/slots/rauc_status.hpp"
#include "terminal-fw/update/boot_record.hpp"
#include "terminal-fw/update/stored_update.hpp"
#include "tests/faults/content.hpp"
#include "tests/faults/faulty_disk.hpp"
#include "tests/faults/starve.hpp"
#include "tests/faults/subject.hpp"
#include "tests/support/trust_fixture.hpp"
#include "tests/unit/storage/temp_folder.hpp"
#include "tests/unit/wire/samples.hpp"

namespace tongluo::faults {
namespace {

TEST(MemoryFaults, EveryMessageIsReadOrGivenUp) {
  for (const wire::Message& message : wire::samples::messages()) {
    const Bytes bytes = wire::serialize(message);
    EXPECT_GT(starve([&bytes] { static_cast<void>(wire::parse_message(bytes)); }), 0U) << wire::name_of(message);
    EXPECT_TRUE(wire::parse_message(bytes));
  }
}

TEST(MemoryFaults, AnOrderIsVerifiedOrGivenUpNeverBelieved) {
  const test::TrustFixture trust;
  Envelope forged = trust.seal(test::sample_order(), trust.dispatch);
  forged.payload.back() ^= std::byte{1};
  const trust::Authority authority = trust.authority();
  EXPECT_GT(starve([&] { EXPECT_FALSE(trust::verify_order(authority, forged, test::kNow)); }), 0U);
  const Envelope good = trust.seal(test::sample_order(), trust.dispatch);
  EXPECT_GT(starve([&] { static_cast<void>(trust::verify_order(authority, good, test::kNow)); }), 0U);
  EXPECT_TRUE(trust::verify_order(authority, good, test::kNow));
}

TEST(MemoryFaults, RequestsAndBoundariesAreReadOrGivenUp) {
  http::Request request;
  request.content_type = "application/json";
  request.body = R"({"type":"FeatureCollection","features":[{"type":"Feature",
    "properties":{"code":"500116000000","name":"county","parent":null},
    "geometry":{"type":"Polygon","coordinates":[[[106,29],[106.1,29],[106.1,29.1],[106,29]]]}}]})";
  EXPECT_GT(starve([&request] { static_cast<void>(http::parse_json(request)); }), 0U);
  const auto object = http::parse_json(request);
  ASSERT_TRUE(object);
  EXPECT_GT(starve([&object] { static_cast<void>(http::read_boundaries(*object)); }), 0U);
  EXPECT_TRUE(http::read_boundaries(*object));
}

struct ReaderCase {
  const char* name;
  bool (*reads)(std::string_view);
  std::string text;
};

std::vector<ReaderCase> reader_cases() {
  const Digest release = sign::digest_of(as_bytes("release"));
  const update::BootRecord boot{update::Slot::b, update::BootTrial{release, 1}, release};
  update::StoredUpdate stored;
  stored.tried = {release, release};
  const Bytes updater = update::serialize(stored);
  return {{"recurrence rule",
           [](std::string_view text) { return calendar::parse_rule(text, std::chrono::minutes(480)).has_value(); },
           "FREQ=MONTHLY;BYDAY=1MO,-1SU;BYHOUR=7,19;UNTIL=20271231T160000Z"},
          {"RAUC's status", [](std::string_view text) { return slots::parse_rauc_status(text).has_value(); },
           "RAUC_BOOT_PRIMARY='rootfs.0'\nRAUC_SYSTEM_SLOTS='rootfs.0 a-slot-with-a-long-name'\nRAUC_SLOTS='1 2'\n"
           "RAUC_SLOT_STATE_1='booted'\nRAUC_SLOT_BOOTNAME_2='B'\n"},
          {"boot record", [](std::string_view text) { return update::boot_record_from(text).has_value(); },
           update::to_text(boot)},
          {"updater's record",
           [](std::string_view text) { return update::parse_stored_update(as_bytes(text)).has_value(); },
           std::string(as_text(updater))}};
}

TEST(MemoryFaults, RulesAndRecordsOnDiskAreReadOrGivenUp) {
  for (const ReaderCase& reader : reader_cases()) {
    EXPECT_GT(starve([&reader] { static_cast<void>(reader.reads(reader.text)); }), 0U) << reader.name;
    EXPECT_TRUE(reader.reads(reader.text)) << reader.name;
  }
}

struct Told {
  bool struck = false;
  std::string problem;
};

// What is acknowledged while memory runs out once; then the process has ended and starts again.
Told tell(Subject& subject, const std::vector<std::string>& contents) {
  std::size_t done = 0;
  try {
    if (subject.open())
      while (done < subject.steps() && subject.apply(done)) ++done;
  } catch (const std::bad_alloc&) {
  }
  const bool struck = end_scarcity();
  subject.close();
  if (auto opened = subject.open(); !opened) return {struck, "does not open again: " + opened.error().detail};
  subject.close();
  const auto content = content_of(subject.file());
  if (!content) return {struck, content.error().detail};
  const bool held = *content == contents[done] || (done + 1 < contents.size() && *content == contents[done + 1]);
  return {struck, held ? "" : "after " + std::to_string(done) + " steps: lost, doubled or half done"};
}

std::vector<std::string> contents_of(Subject& subject) {
  FaultyDisk disk;
  const DiskVfs vfs(disk);
  std::vector<std::string> contents;
  for (std::size_t step = 0; step <= subject.steps(); ++step) {
    EXPECT_TRUE(subject.open());
    if (step > 0) {
      EXPECT_TRUE(subject.apply(step - 1));
    }
    subject.close();
    contents.push_back(content_of(subject.file()).value_or(""));
  }
  return contents;
}

void starve_story(Subject& subject, Allocator allocator, std::uint64_t stride) {
  use_scarce_memory_in_sqlite();
  const auto contents = contents_of(subject);
  std::uint64_t struck = 0;
  for (std::uint64_t nth = 1; nth < kMostAllocations; nth += stride) {
    FaultyDisk disk;
    const DiskVfs vfs(disk);
    fail_allocation(allocator, nth);
    const Told told = tell(subject, contents);
    ASSERT_EQ(told.problem, "") << "allocation " << nth;
    if (!told.struck) break;
    ++struck;
  }
  EXPECT_GT(struck, 20U);
}

TEST(MemoryFaults, TheJournalKeepsWhatItAcknowledged) {
  const test::TempFolder folder;
  starve_story(*make_journal(folder.path()), Allocator::operator_new, 3);
  starve_story(*make_journal(folder.path()), Allocator::sqlite, 31);
}

TEST(MemoryFaults, TheStoreKeepsWhatItAcknowledged) {
  const test::TempFolder folder;
  starve_story(*make_store(folder.path()), Allocator::operator_new, 3);
  starve_story(*make_store(folder.path()), Allocator::sqlite, 31);
}

}  // namespace
}  // namespace tongluo::faults
