#include "protocol/sqlite/database.hpp"

#include <array>
#include <fstream>
#include <gtest/gtest.h>

namespace tongluo::sqlite {
namespace {

class DatabaseTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) / (std::string("tongluo_sqlite_") + test->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path file() const { return folder_ / "test.db"; }
  Database open() { return std::move(Database::open(file()).value()); }

  std::filesystem::path folder_;
};

TEST_F(DatabaseTest, UsesWriteAheadLogAndFullSync) {
  Database database = open();
  Statement mode = std::move(database.prepare("PRAGMA journal_mode").value());
  ASSERT_TRUE(mode.step().value());
  EXPECT_EQ(mode.text(0), "wal");
  EXPECT_EQ(database.query_integer("PRAGMA synchronous").value(), 2);
}

TEST_F(DatabaseTest, ValuesComeBackAsTheyWereBound) {
  Database database = open();
  ASSERT_TRUE(database.execute("CREATE TABLE t (a INTEGER, b BLOB, c TEXT, d BLOB, e BLOB)"));
  Digest digest;
  digest.octets[31] = std::byte{7};
  Statement insert = std::move(database.prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?)").value());
  ASSERT_TRUE(insert.run(wall_from_us(-5), Bytes{}, std::string_view("铜锣"), digest, std::nullopt));
  Statement query = std::move(database.prepare("SELECT a, b, c, d, e FROM t WHERE d = ?").value());
  ASSERT_TRUE(query.bind(digest));
  ASSERT_TRUE(query.step().value());
  EXPECT_EQ(query.time(0), wall_from_us(-5));
  EXPECT_FALSE(query.is_null(1));
  EXPECT_TRUE(query.blob(1).empty());
  EXPECT_EQ(query.text(2), "铜锣");
  EXPECT_EQ(query.digest(3), digest);
  EXPECT_TRUE(query.is_null(4));
  EXPECT_FALSE(query.digest(2).has_value());
  EXPECT_FALSE(query.step().value());
}

TEST_F(DatabaseTest, TransactionRollsBackUnlessCommitted) {
  Database database = open();
  ASSERT_TRUE(database.execute("CREATE TABLE t (a INTEGER)"));
  {
    Transaction transaction = std::move(Transaction::begin(database).value());
    ASSERT_TRUE(database.execute("INSERT INTO t VALUES (1)"));
  }
  EXPECT_EQ(database.query_integer("SELECT count(*) FROM t").value(), 0);
  Transaction transaction = std::move(Transaction::begin(database).value());
  ASSERT_TRUE(database.execute("INSERT INTO t VALUES (1)"));
  ASSERT_TRUE(transaction.commit());
  EXPECT_EQ(open().query_integer("SELECT count(*) FROM t").value(), 1);
}

TEST_F(DatabaseTest, FailuresSayWhatWasWrong) {
  Database database = open();
  EXPECT_NE(database.prepare("SELECT a FROM nowhere").error().detail.find("nowhere"), std::string::npos);
  ASSERT_TRUE(database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT"));
  Statement insert = std::move(database.prepare("INSERT INTO t VALUES (?)").value());
  ASSERT_TRUE(insert.run(1));
  EXPECT_EQ(insert.run(1).error().kind, ErrorKind::conflict);
  EXPECT_TRUE(insert.run(2)) << "a failed statement can be used again";
  EXPECT_FALSE(insert.run(3, 4)) << "one value too many";
}

TEST_F(DatabaseTest, ALockedDatabaseIsUnavailable) {
  Database first = open();
  ASSERT_TRUE(first.execute("CREATE TABLE t (a INTEGER)"));
  Transaction held = std::move(Transaction::begin(first).value());
  Database second = std::move(Database::open(file(), {.busy_timeout = milliseconds(1)}).value());
  EXPECT_EQ(Transaction::begin(second).error().kind, ErrorKind::unavailable);
}

TEST_F(DatabaseTest, AFileThatIsNoDatabaseIsCorrupt) {
  std::ofstream(file()) << std::string(8'192, 'x');
  const auto opened = Database::open(file());
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().kind, ErrorKind::corrupt);
  EXPECT_NE(opened.error().detail.find("test.db"), std::string::npos);
}

TEST_F(DatabaseTest, AFolderThatDoesNotExistIsAnError) {
  EXPECT_EQ(Database::open(folder_ / "missing" / "test.db").error().kind, ErrorKind::io);
  EXPECT_EQ(Database::open(file(), {.create = false}).error().kind, ErrorKind::not_found);
}

constexpr std::array<std::string_view, 2> kSteps = {"CREATE TABLE a (x INTEGER)", "CREATE TABLE b (x INTEGER)"};

TEST_F(DatabaseTest, MigrationsRunOnceEach) {
  Database database = open();
  ASSERT_TRUE(migrate(database, std::span(kSteps).first(1)));
  EXPECT_EQ(database.query_integer("PRAGMA user_version").value(), 1);
  ASSERT_TRUE(migrate(database, kSteps));
  ASSERT_TRUE(migrate(database, kSteps)) << "again: nothing to do";
  EXPECT_EQ(database.query_integer("PRAGMA user_version").value(), 2);
}

TEST_F(DatabaseTest, ANewerSchemaIsRefusedAndUntouched) {
  Database database = open();
  ASSERT_TRUE(migrate(database, kSteps));
  const auto older_program = migrate(database, std::span(kSteps).first(1));
  ASSERT_FALSE(older_program.has_value());
  EXPECT_EQ(older_program.error().kind, ErrorKind::refused);
  EXPECT_NE(older_program.error().detail.find("version 2"), std::string::npos);
  EXPECT_EQ(database.query_integer("PRAGMA user_version").value(), 2);
}

TEST_F(DatabaseTest, AFailedMigrationLeavesTheVersionBefore) {
  Database database = open();
  constexpr std::array<std::string_view, 2> kBroken = {kSteps[0],
                                                       "CREATE TABLE b (x INTEGER); CREATE TABLE a (x INTEGER)"};
  EXPECT_FALSE(migrate(database, kBroken));
  EXPECT_EQ(database.query_integer("PRAGMA user_version").value(), 1);
  EXPECT_FALSE(database.prepare("SELECT * FROM b").has_value());
}

TEST_F(DatabaseTest, AFullDatabaseIsALimitAndStaysUsable) {
  Database database = open();
  ASSERT_TRUE(database.execute("CREATE TABLE t (a BLOB)"));
  ASSERT_TRUE(database.execute("PRAGMA max_page_count = 20"));
  Statement insert = std::move(database.prepare("INSERT INTO t VALUES (?)").value());
  EXPECT_EQ(insert.run(Bytes(200'000)).error().kind, ErrorKind::limit);
  EXPECT_TRUE(insert.run(Bytes(10)));
}

}  // namespace
}  // namespace tongluo::sqlite
