#pragma once
// What each terminal's data plan carries: bytes per terminal and calendar month (UTC). Pure; time is handed in. Owner:
// the control thread. A terminal's row is written at most once in kDataSaveInterval, many in one batch, and all at an
// orderly stop; a crash loses what was counted since the last write. Limits: kMaxTerminals, kDataMonthsKept (older ones
// leave), kMaxDataBatch.

#include <deque>
#include <unordered_map>
#include <vector>

#include "controller/core/limits.hpp"
#include "controller/core/stored.hpp"

namespace tongluo::controller {

constexpr auto kDataSaveInterval = std::chrono::minutes(10);
constexpr auto kDataSaveTick = seconds(30);  // rows that fall due within it are written together
constexpr std::size_t kDataMonthsKept = 13;
constexpr std::size_t kMaxDataBatch = 1'000;  // rows of one write; more follow in the next

enum class DataKind : std::uint8_t {
  control,  // the terminal's TLS connection, handshakes included
  media,    // UDP datagrams: their payload
};

class DataLedger {
 public:
  void restore(const TerminalId& terminal, const DataMonth& month);
  // Up: from the terminal. Above kMaxTerminals terminals nothing is counted.
  void add(Now now, const TerminalId& terminal, DataKind kind, std::uint64_t up_bytes, std::uint64_t down_bytes);
  // Rows whose turn it is, at most kMaxDataBatch; they count as written.
  std::vector<SaveDataMonth> due(SteadyTime now);
  std::vector<SaveDataMonth> unsaved();  // all of them
  SteadyTime next_deadline() const;      // SteadyTime::max() when nothing waits

  std::vector<DataMonth> months(const TerminalId& terminal) const;     // newest first
  DataMonth month_of(const TerminalId& terminal, WallTime now) const;  // zeros: nothing was counted

 private:
  struct Account {
    std::deque<DataMonth> months;  // oldest first
    std::size_t unsaved = 0;       // of the newest
  };
  struct Turn {
    SteadyTime at{};
    TerminalId terminal;
  };
  static void take(const TerminalId& terminal, Account& account, std::vector<SaveDataMonth>& rows);
  std::unordered_map<TerminalId, Account> accounts_;
  std::deque<Turn> turns_;  // by time
};

std::uint32_t data_month(WallTime at);             // 202611
std::string data_month_text(std::uint32_t month);  // "2026-11"

}  // namespace tongluo::controller
