#include "protocol/sqlite/copy.hpp"

#include <fstream>
#include <gtest/gtest.h>

namespace tongluo::sqlite {
namespace {

class CopyTest : public testing::Test {
 protected:
  void SetUp() override {
    folder = std::filesystem::path(testing::TempDir()) /
             (std::string("tongluo_copy_") + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  std::filesystem::path folder;
};

TEST_F(CopyTest, HoldsWhatWasCommittedAndNothingElseWhileAnotherWrites) {
  Database writer = std::move(Database::open(folder / "live.db").value());
  ASSERT_TRUE(writer.execute("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2)"));
  ASSERT_TRUE(writer.execute("BEGIN IMMEDIATE; INSERT INTO t VALUES (3)"));
  ASSERT_TRUE(copy_database(folder / "live.db", folder / "copy.db"));
  ASSERT_TRUE(writer.execute("COMMIT"));
  EXPECT_FALSE(std::filesystem::exists(folder / "copy.db-wal"));
  Database copy = std::move(Database::open(folder / "copy.db", {.create = false, .read_only = true}).value());
  EXPECT_TRUE(check_integrity(copy));
  EXPECT_EQ(copy.query_integer("SELECT count(*) FROM t").value(), 2);
  EXPECT_FALSE(copy.execute("INSERT INTO t VALUES (4)")) << "read only";
}

TEST_F(CopyTest, AMissingSourceAnExistingTargetAndRubbishAreRefused) {
  EXPECT_EQ(copy_database(folder / "none.db", folder / "copy.db").error().kind, ErrorKind::not_found);
  Database live = std::move(Database::open(folder / "live.db").value());
  std::ofstream(folder / "there.db") << "something else";
  EXPECT_EQ(copy_database(folder / "live.db", folder / "there.db").error().kind, ErrorKind::conflict);
  EXPECT_EQ(copy_database(folder / "there.db", folder / "copy.db").error().kind, ErrorKind::corrupt);
}

}  // namespace
}  // namespace tongluo::sqlite
