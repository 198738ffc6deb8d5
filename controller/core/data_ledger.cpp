#include "controller/core/data_ledger.hpp"

#include <algorithm>

namespace tongluo::controller {
namespace {

constexpr std::uint32_t kMonthDigits = 100;

}  // namespace

std::uint32_t data_month(WallTime at) {
  const auto since = std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch());
  const auto day = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::microseconds>(since));
  const std::chrono::year_month_day date(day);
  return static_cast<std::uint32_t>(static_cast<int>(date.year())) * kMonthDigits + static_cast<unsigned>(date.month());
}

std::string data_month_text(std::uint32_t month) {
  std::string text = std::to_string(month);
  if (text.size() > 2) text.insert(text.size() - 2, "-");
  return text;
}

void DataLedger::restore(const TerminalId& terminal, const DataMonth& month) {
  std::deque<DataMonth>& months = accounts_[terminal].months;
  const auto at = std::lower_bound(months.begin(), months.end(), month,
                                   [](const DataMonth& a, const DataMonth& b) { return a.month < b.month; });
  months.insert(at, month);
  while (months.size() > kDataMonthsKept) months.pop_front();
}

void DataLedger::add(Now now, const TerminalId& terminal, DataKind kind, std::uint64_t up_bytes,
                     std::uint64_t down_bytes) {
  if (up_bytes == 0 && down_bytes == 0) return;
  if (accounts_.size() >= kMaxTerminals && !accounts_.contains(terminal)) return;
  Account& account = accounts_[terminal];
  const std::uint32_t month = data_month(now.wall);
  // A clock that was put back counts on in the newest month.
  if (account.months.empty() || account.months.back().month < month) {
    account.months.push_back({month, 0, 0, 0, 0});
    if (account.unsaved > 0) ++account.unsaved;
    if (account.months.size() > kDataMonthsKept) account.months.pop_front();
  }
  DataMonth& counted = account.months.back();
  (kind == DataKind::control ? counted.control_up : counted.media_up) += up_bytes;
  (kind == DataKind::control ? counted.control_down : counted.media_down) += down_bytes;
  if (account.unsaved > 0) return;
  account.unsaved = 1;
  turns_.push_back({now.steady + kDataSaveInterval, terminal});
}

void DataLedger::take(const TerminalId& terminal, Account& account, std::vector<SaveDataMonth>& rows) {
  const std::size_t count = std::min(account.unsaved, account.months.size());
  for (auto month = account.months.end() - static_cast<std::ptrdiff_t>(count); month != account.months.end(); ++month)
    rows.push_back({terminal, *month, account.months.front().month});
  account.unsaved = 0;
}

std::vector<SaveDataMonth> DataLedger::due(SteadyTime now) {
  std::vector<SaveDataMonth> rows;
  while (!turns_.empty() && turns_.front().at <= now && rows.size() < kMaxDataBatch) {
    const TerminalId terminal = turns_.front().terminal;
    turns_.pop_front();
    take(terminal, accounts_.at(terminal), rows);
  }
  return rows;
}

std::vector<SaveDataMonth> DataLedger::unsaved() {
  std::vector<SaveDataMonth> rows;
  for (const Turn& turn : turns_) take(turn.terminal, accounts_.at(turn.terminal), rows);
  turns_.clear();
  return rows;
}

// On a grid of kDataSaveTick, so that a thousand terminals are a few writes and not a thousand.
SteadyTime DataLedger::next_deadline() const {
  if (turns_.empty()) return SteadyTime::max();
  const auto since = turns_.front().at.time_since_epoch();
  const auto tick = std::chrono::duration_cast<SteadyTime::duration>(kDataSaveTick);
  return SteadyTime((since + tick - SteadyTime::duration(1)) / tick * tick);
}

std::vector<DataMonth> DataLedger::months(const TerminalId& terminal) const {
  const auto account = accounts_.find(terminal);
  if (account == accounts_.end()) return {};
  return {account->second.months.rbegin(), account->second.months.rend()};
}

DataMonth DataLedger::month_of(const TerminalId& terminal, WallTime now) const {
  const std::uint32_t month = data_month(now);
  const auto account = accounts_.find(terminal);
  if (account == accounts_.end() || account->second.months.back().month != month) return {month, 0, 0, 0, 0};
  return account->second.months.back();
}

}  // namespace tongluo::controller
