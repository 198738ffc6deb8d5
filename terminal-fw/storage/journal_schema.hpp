#pragma once
// The journal's schema. A step is never edited once released: a change is a new step.

#include <array>
#include <string_view>

namespace tongluo::storage {

constexpr std::array<std::string_view, 1> kJournalSteps = {R"sql(
CREATE TABLE orders (
  digest BLOB PRIMARY KEY, envelope BLOB NOT NULL, start_at INTEGER NOT NULL, gateway_epoch INTEGER NOT NULL);
CREATE TABLE occurrences (
  order_digest BLOB NOT NULL REFERENCES orders(digest) ON DELETE CASCADE, number INTEGER NOT NULL, stage INTEGER NOT NULL,
  repetition INTEGER NOT NULL, first_sample INTEGER NOT NULL, samples_played INTEGER NOT NULL,
  PRIMARY KEY (order_digest, number));
CREATE TABLE receipts (
  digest BLOB PRIMARY KEY, sequence INTEGER NOT NULL, order_digest BLOB NOT NULL, occurrence INTEGER NOT NULL,
  stage INTEGER NOT NULL, taken INTEGER NOT NULL, envelope BLOB NOT NULL);
CREATE TABLE replays (order_digest BLOB PRIMARY KEY, issuer BLOB NOT NULL, expires_at INTEGER NOT NULL);
CREATE TABLE low_waters (issuer BLOB PRIMARY KEY, until INTEGER NOT NULL);
CREATE TABLE stops (digest BLOB PRIMARY KEY, envelope BLOB NOT NULL, expires_at INTEGER NOT NULL);
CREATE TABLE objects (name TEXT PRIMARY KEY, envelope BLOB NOT NULL);
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
)sql"};

// What older firmware need not know, so that an update can go back to it: it leaves the table alone. Made at each open,
// without a step.
constexpr std::string_view kJournalAdditions = R"sql(
CREATE TABLE IF NOT EXISTS plays (
  at INTEGER NOT NULL, order_digest BLOB NOT NULL, occurrence INTEGER NOT NULL, class INTEGER NOT NULL,
  level INTEGER NOT NULL, headline TEXT NOT NULL, outcome INTEGER NOT NULL, refusal INTEGER NOT NULL,
  samples INTEGER NOT NULL, detail TEXT NOT NULL, PRIMARY KEY (at, order_digest, occurrence)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (
  number INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind INTEGER NOT NULL, detail TEXT NOT NULL, subject BLOB NOT NULL,
  count INTEGER NOT NULL, ended INTEGER NOT NULL, told INTEGER NOT NULL);
)sql";

}  // namespace tongluo::storage
