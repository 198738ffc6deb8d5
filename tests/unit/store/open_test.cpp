// A database that cannot be used is refused with one clear line, and left as it was.

#include <fstream>
#include <gtest/gtest.h>

#include "controller/store/store_schema.hpp"
#include "protocol/os/files.hpp"
#include "protocol/sqlite/database.hpp"
#include "tests/unit/store/store_rig.hpp"

namespace tongluo::store {
namespace {

Error open_error(const std::filesystem::path& file) {
  const auto opened = SqliteStore::open(file, [](std::vector<Completion>) {});
  EXPECT_FALSE(opened.has_value());
  return opened ? Error{} : opened.error();
}

void expect_names(const Error& error, const std::filesystem::path& file) {
  EXPECT_NE(error.detail.find(file.string()), std::string::npos) << error.detail;
  EXPECT_EQ(error.detail.find('\n'), std::string::npos);
}

TEST(OpenStore, MakesTheNewestSchemaWithAWriteAheadLog) {
  StoreRig rig;
  rig.close();
  auto database = sqlite::Database::open(rig.file());
  EXPECT_EQ(database->query_integer("PRAGMA user_version").value(), static_cast<std::int64_t>(kStoreSteps.size()));
  auto mode = database->prepare("PRAGMA journal_mode");
  ASSERT_TRUE(mode->step().value());
  EXPECT_EQ(mode->text(0), "wal");
}

TEST(OpenStore, ANewerSchemaIsRefusedAndUntouched) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({order("alert")}));
  rig.close();
  ASSERT_TRUE(sqlite::Database::open(rig.file()).value().execute("PRAGMA user_version = 99"));
  const Error error = open_error(rig.file());
  EXPECT_EQ(error.kind, ErrorKind::refused);
  expect_names(error, rig.file());
  EXPECT_NE(error.detail.find("99"), std::string::npos);
  auto database = sqlite::Database::open(rig.file());
  EXPECT_EQ(database->query_integer("PRAGMA user_version").value(), 99);
  EXPECT_EQ(database->query_integer("SELECT count(*) FROM orders").value(), 1);
}

TEST(OpenStore, ItsSchemaIsTakenFromElsewhereOnlyAsOurStepsMadeIt) {
  StoreRig rig;
  rig.close();
  auto database = sqlite::Database::open(rig.file()).value();
  EXPECT_TRUE(check_store_schema(database));
  ASSERT_TRUE(database.execute("PRAGMA user_version = 7"));
  EXPECT_EQ(check_store_schema(database).error().kind, ErrorKind::corrupt) << "version 7 has fewer columns";
  ASSERT_TRUE(database.execute("PRAGMA user_version = 99"));
  EXPECT_EQ(check_store_schema(database).error().kind, ErrorKind::refused);
  ASSERT_TRUE(database.execute("PRAGMA user_version = -1"));
  EXPECT_EQ(check_store_schema(database).error().kind, ErrorKind::corrupt);
}

TEST(OpenStore, AFileThatIsNoDatabaseIsCorruptAndKept) {
  const test::TempFolder folder;
  const auto file = folder.path() / "store.db";
  const std::string rubbish(8'192, 'x');
  std::ofstream(file) << rubbish;
  const Error error = open_error(file);
  EXPECT_EQ(error.kind, ErrorKind::corrupt);
  expect_names(error, file);
  EXPECT_EQ(os::read_file(file, 10'000).value(), to_bytes(rubbish));
}

TEST(OpenStore, AFileThatCannotBeOpenedIsAnInputOutputError) {
  const test::TempFolder folder;
  for (const auto& file : {folder.path(), folder.path() / "missing" / "store.db"}) {
    const Error error = open_error(file);
    EXPECT_EQ(error.kind, ErrorKind::io);
    expect_names(error, file);
  }
}

// A second store of this process stands for another process: the kernel keeps them apart likewise.
TEST(OpenStore, OneThatIsInUseIsUnavailable) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({order("alert")}));
  const Error error = open_error(rig.file());
  EXPECT_EQ(error.kind, ErrorKind::unavailable);
  expect_names(error, rig.file());
  EXPECT_NE(error.detail.find("another process"), std::string::npos);
  EXPECT_TRUE(rig.write({order("second alert")})) << "the first goes on";
  EXPECT_EQ(rig.reopened().orders.size(), 2U);
}

}  // namespace
}  // namespace tongluo::store
