// A file from elsewhere is told from our own by its schema, and what its schema says does not run.

#include "protocol/sqlite/schema_check.hpp"

#include <array>
#include <gtest/gtest.h>

namespace tongluo::sqlite {
namespace {

constexpr std::array<std::string_view, 2> kEntrySteps = {
    "CREATE TABLE entries (name TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;",
    "ALTER TABLE entries ADD COLUMN words TEXT NOT NULL DEFAULT ''; CREATE INDEX by_words ON entries (words);"};

Database made_by(std::span<const std::string_view> steps) {
  Database database = Database::open(":memory:").value();
  for (const std::string_view step : steps) EXPECT_TRUE(database.execute(step));
  return database;
}

TEST(SchemaCheck, WhatOurStepsMadeIsOurs) {
  Database whole = made_by(kEntrySteps), older = made_by(std::span(kEntrySteps).first(1));
  EXPECT_TRUE(check_schema(whole, kEntrySteps));
  EXPECT_TRUE(check_schema(older, std::span(kEntrySteps).first(1)));
  EXPECT_FALSE(check_schema(older, kEntrySteps)) << "it lacks the second step";
}

TEST(SchemaCheck, AnythingMoreOrOtherwiseIsNamed) {
  struct Case {
    const char* sql;
    const char* named;
  };
  constexpr Case kCases[] = {
      {"CREATE TABLE more (a)", "table more"},
      {"CREATE VIEW seen AS SELECT * FROM entries", "view seen"},
      {"CREATE TRIGGER fired AFTER INSERT ON entries BEGIN DELETE FROM entries; END", "trigger fired of entries"},
      {"CREATE INDEX quick ON entries (length(body))", "index quick of entries"},
      {"CREATE VIRTUAL TABLE found USING fts5(a)", "table found"},
      {"DROP INDEX by_words", "lacks index by_words of entries"},
      {"DROP INDEX by_words; CREATE INDEX by_words ON entries (body)", "index by_words of entries"},
      {"DROP TABLE entries; CREATE VIEW entries AS SELECT 'a' AS name", "view entries"},
      {"ALTER TABLE entries ADD COLUMN more TEXT", "table entries"},
  };
  for (const Case& foreign : kCases) {
    Database database = made_by(kEntrySteps);
    ASSERT_TRUE(database.execute(foreign.sql)) << foreign.sql;
    const auto checked = check_schema(database, kEntrySteps);
    ASSERT_FALSE(checked) << foreign.sql;
    EXPECT_EQ(checked.error().kind, ErrorKind::corrupt);
    EXPECT_NE(checked.error().detail.find(foreign.named), std::string::npos) << checked.error().detail;
  }
}

TEST(SchemaCheck, TriggersAndViewsOfAFileNeverRun) {
  Database database = made_by(kEntrySteps);
  ASSERT_TRUE(
      database.execute("CREATE VIEW seen AS SELECT * FROM entries;"
                       "CREATE TRIGGER fired AFTER INSERT ON entries BEGIN DELETE FROM entries; END;"
                       "INSERT INTO entries VALUES ('a', x'00', '')"));
  EXPECT_EQ(database.query_integer("SELECT count(*) FROM entries").value(), 1);
  EXPECT_FALSE(database.query_integer("SELECT count(*) FROM seen"));
}

TEST(SchemaCheck, NoStatementWritesTheTableOfTheSchema) {
  Database database = made_by(kEntrySteps);
  EXPECT_FALSE(database.execute("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE b (a)'"));
  EXPECT_TRUE(check_schema(database, kEntrySteps));
}

}  // namespace
}  // namespace tongluo::sqlite
