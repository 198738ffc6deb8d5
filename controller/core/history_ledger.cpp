#include "controller/core/history_ledger.hpp"

#include <algorithm>

namespace tongluo::controller {
namespace {

constexpr std::size_t kPointBytes = sizeof(std::uint32_t) + kHistoryFields * sizeof(std::int16_t);
constexpr std::int32_t kHistoryLargest = 9'999;  // of a value, to both sides; a stranger may say anything

std::uint32_t quarter_of(WallTime at) {
  const auto quarters =
      std::chrono::floor<std::chrono::duration<std::int64_t, std::ratio<15 * 60>>>(at.time_since_epoch());
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(quarters.count(), 1, UINT32_MAX - 1));
}

constexpr std::array<wire::StatusField, kHistoryFields> kOfStatus = {
    wire::StatusField::signal_dbm, wire::StatusField::battery_percent, wire::StatusField::cabinet_celsius,
    wire::StatusField::output_level_percent};

void put(Bytes& bytes, std::uint32_t number, unsigned octets) {
  for (unsigned i = octets; i-- > 0;) bytes.push_back(static_cast<std::byte>(number >> (8 * i) & 0xffU));
}

std::uint32_t number_at(ByteView bytes, std::size_t at, std::size_t octets) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < octets; ++i) number = number << 8U | std::to_integer<std::uint32_t>(bytes[at + i]);
  return number;
}

}  // namespace

std::optional<std::int16_t> HistoryPoint::get(HistoryField field) const {
  const std::int16_t value = values[static_cast<std::size_t>(field)];
  return value == kNoHistory ? std::nullopt : std::optional(value);
}

std::string_view to_string(HistoryField field) { return wire::to_string(kOfStatus[static_cast<std::size_t>(field)]); }

WallTime start_of(const HistoryPoint& point) { return WallTime(kHistoryQuarter * std::int64_t{point.quarter}); }

Bytes write_series(const std::vector<HistoryPoint>& points) {
  Bytes bytes;
  bytes.reserve(points.size() * kPointBytes);
  for (const HistoryPoint& point : points) {
    put(bytes, point.quarter, 4);
    for (const std::int16_t value : point.values) put(bytes, static_cast<std::uint16_t>(value), 2);
  }
  return bytes;
}

std::optional<std::vector<HistoryPoint>> parse_series(ByteView bytes) {
  if (bytes.size() % kPointBytes != 0) return std::nullopt;
  std::vector<HistoryPoint> points;
  for (std::size_t at = 0; at < bytes.size(); at += kPointBytes) {
    HistoryPoint point;
    point.quarter = number_at(bytes, at, 4);
    for (std::size_t i = 0; i < kHistoryFields; ++i)
      point.values[i] = static_cast<std::int16_t>(static_cast<std::uint16_t>(number_at(bytes, at + 4 + 2 * i, 2)));
    if (!points.empty() && points.back().quarter >= point.quarter) return std::nullopt;
    points.push_back(point);
  }
  return points;
}

void HistoryLedger::restore(const StoredHistory& stored) {
  auto points = parse_series(stored.points);
  if (!points || stored.step >= kHistorySteps || points->size() > kHistoryKept[stored.step]) return;
  terminals_[stored.terminal].series[stored.step] = std::move(*points);
}

void HistoryLedger::note(WallTime now, const TerminalId& terminal, const wire::TerminalStatus& status) {
  auto at = terminals_.find(terminal);
  if (at == terminals_.end() && terminals_.size() >= kMaxTerminals) return;
  if (at == terminals_.end()) at = terminals_.try_emplace(terminal).first;
  Terminal& kept = at->second;
  const std::uint32_t quarter = quarter_of(now);
  if (kept.quarter != 0 && kept.quarter < quarter) close(terminal, kept);
  if (kept.quarter == 0) kept.quarter = quarter;
  first_open_ = std::min(first_open_, kept.quarter);
  for (std::size_t i = 0; i < kHistoryFields; ++i)
    if (const auto value = status.get(kOfStatus[i]))
      kept.means[i].add(std::clamp(*value, -kHistoryLargest, kHistoryLargest));
}

HistoryPoint HistoryLedger::mean_of(std::uint32_t quarter, const Means& means) {
  HistoryPoint point{quarter, {}};
  for (std::size_t i = 0; i < kHistoryFields; ++i) point.values[i] = means[i].value();
  return point;
}

HistoryPoint HistoryLedger::mean_of(const std::vector<HistoryPoint>& finer, std::uint32_t quarter,
                                    std::uint32_t quarters) {
  Means means;
  for (const HistoryPoint& point : finer)
    for (std::size_t i = 0; i < kHistoryFields && point.quarter / quarters == quarter / quarters; ++i)
      if (point.values[i] != kNoHistory) means[i].add(point.values[i]);
  return mean_of(quarter / quarters * quarters, means);
}

void HistoryLedger::close(const TerminalId& terminal, Terminal& kept) {
  append(terminal, kept, 0, mean_of(kept.quarter, kept.means));
  kept.quarter = 0;
  kept.means = {};
}

// A point of the next coarser step is there once the first of its finer ones lies behind it.
void HistoryLedger::append(const TerminalId& terminal, Terminal& kept, std::size_t step, const HistoryPoint& point) {
  std::vector<HistoryPoint>& series = kept.series[step];
  if (!series.empty() && series.back().quarter > point.quarter) return;
  if (!series.empty() && series.back().quarter == point.quarter) series.pop_back();
  if (step + 1 < kHistorySteps && !series.empty()) {
    const std::uint32_t quarters = kHistoryQuarters[step + 1], last = series.back().quarter;
    if (last / quarters < point.quarter / quarters) append(terminal, kept, step + 1, mean_of(series, last, quarters));
  }
  series.push_back(point);
  const std::uint32_t span = kHistoryKept[step] * kHistoryQuarters[step];
  std::erase_if(series, [&](const HistoryPoint& old) { return point.quarter - old.quarter >= span; });
  changed_.emplace_back(terminal, step);
}

std::vector<SaveHistory> HistoryLedger::due(WallTime now) {
  const std::uint32_t current = quarter_of(now);
  if (first_open_ < current) {
    first_open_ = UINT32_MAX;
    for (auto& [terminal, kept] : terminals_) {
      if (kept.quarter != 0 && kept.quarter < current) close(terminal, kept);
      if (kept.quarter != 0) first_open_ = std::min(first_open_, kept.quarter);
    }
  }
  std::vector<SaveHistory> rows;
  for (; !changed_.empty() && rows.size() < kMaxHistoryBatch; changed_.pop_front()) {
    const auto& [terminal, step] = changed_.front();
    rows.push_back({terminal, static_cast<std::uint8_t>(step), write_series(terminals_.at(terminal).series[step])});
  }
  return rows;
}

std::vector<SaveHistory> HistoryLedger::unsaved() {
  for (auto& [terminal, kept] : terminals_)
    if (kept.quarter != 0) close(terminal, kept);
  first_open_ = UINT32_MAX;
  std::vector<SaveHistory> rows;
  for (const auto& [terminal, step] : changed_)
    rows.push_back({terminal, static_cast<std::uint8_t>(step), write_series(terminals_.at(terminal).series[step])});
  changed_.clear();
  return rows;
}

WallTime HistoryLedger::next_deadline() const {
  if (!changed_.empty()) return WallTime{};
  if (first_open_ == UINT32_MAX) return WallTime::max();
  return WallTime(kHistoryQuarter * (std::int64_t{first_open_} + 1));
}

WallTime HistoryLedger::latest() const {
  std::uint32_t quarters = 0;
  for (const auto& [terminal, kept] : terminals_)
    if (!kept.series.front().empty()) quarters = std::max(quarters, kept.series.front().back().quarter + 1);
  return WallTime(kHistoryQuarter * std::int64_t{quarters});
}

std::vector<HistoryPoint> HistoryLedger::points(const TerminalId& terminal, std::size_t step) const {
  const auto at = terminals_.find(terminal);
  return at == terminals_.end() ? std::vector<HistoryPoint>() : at->second.series[step];
}

}  // namespace tongluo::controller
