#pragma once
// How each terminal's signal, battery, temperature and output went, for charts: means of its heartbeats in quarters of
// an hour for a day, in two hours for a fortnight, in days for a quarter of a year. Pure; time is handed in. Owner: the
// control thread. A series is one row and written when a new point is in it: at most one write in each of its steps,
// many in one batch, and all at an orderly stop; a crash loses the quarter that was under way. Limits: kMaxTerminals,
// kHistoryKept (older points leave), kMaxHistoryBatch.

#include <array>
#include <deque>
#include <map>
#include <vector>

#include "controller/core/limits.hpp"
#include "controller/core/stored.hpp"
#include "protocol/wire/status.hpp"

namespace tongluo::controller {

constexpr std::size_t kHistorySteps = 3;
constexpr std::array<std::uint32_t, kHistorySteps> kHistoryQuarters = {1, 8, 96};  // of an hour in one step
constexpr std::array<std::uint32_t, kHistorySteps> kHistoryKept = {96, 168, 92};   // points
constexpr auto kHistoryQuarter = std::chrono::minutes(15);
constexpr std::size_t kMaxHistoryBatch = 1'000;  // rows of one write; more follow in the next

enum class HistoryField : std::uint8_t { signal_dbm, battery_percent, cabinet_celsius, output_level_percent };
constexpr std::size_t kHistoryFields = 4;
constexpr std::int16_t kNoHistory = INT16_MIN;

struct HistoryPoint {
  std::uint32_t quarter = 0;  // in which it begins, since 1970, UTC
  std::array<std::int16_t, kHistoryFields> values = {kNoHistory, kNoHistory, kNoHistory, kNoHistory};
  std::optional<std::int16_t> get(HistoryField field) const;
  bool operator==(const HistoryPoint&) const = default;
};
std::string_view to_string(HistoryField field);  // as in the API
WallTime start_of(const HistoryPoint& point);

Bytes write_series(const std::vector<HistoryPoint>& points);
// Nothing: damaged.
std::optional<std::vector<HistoryPoint>> parse_series(ByteView bytes);

class HistoryLedger {
 public:
  // What is damaged is not taken; charts are no reason not to start.
  void restore(const StoredHistory& stored);
  // Above kMaxTerminals terminals nothing is kept. A clock that was put back counts on in the quarter under way.
  void note(WallTime now, const TerminalId& terminal, const wire::TerminalStatus& status);
  // Series with a new point, at most kMaxHistoryBatch; they count as written.
  std::vector<SaveHistory> due(WallTime now);
  std::vector<SaveHistory> unsaved();  // all of them, with the quarter under way
  WallTime next_deadline() const;      // WallTime::max() when nothing waits

  std::vector<HistoryPoint> points(const TerminalId& terminal, std::size_t step) const;  // oldest first
  WallTime latest() const;  // the end of the newest quarter of any terminal; zero: there is none

 private:
  struct Mean {
    std::int32_t sum = 0;
    std::int32_t count = 0;
    void add(std::int32_t value) { sum += value, ++count; }
    std::int16_t value() const { return count == 0 ? kNoHistory : static_cast<std::int16_t>(sum / count); }
  };
  using Means = std::array<Mean, kHistoryFields>;
  struct Terminal {
    std::array<std::vector<HistoryPoint>, kHistorySteps> series;  // oldest first
    std::uint32_t quarter = 0;                                    // under way; 0: none
    Means means;
  };
  static HistoryPoint mean_of(std::uint32_t quarter, const Means& means);
  static HistoryPoint mean_of(const std::vector<HistoryPoint>& finer, std::uint32_t quarter, std::uint32_t quarters);
  void close(const TerminalId& terminal, Terminal& kept);
  void append(const TerminalId& terminal, Terminal& kept, std::size_t step, const HistoryPoint& point);

  std::map<TerminalId, Terminal> terminals_;
  std::deque<std::pair<TerminalId, std::size_t>> changed_;  // series to write
  std::uint32_t first_open_ = UINT32_MAX;                   // quarter
};

}  // namespace tongluo::controller
