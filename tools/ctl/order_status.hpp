#pragma once
// An order's outcomes as the API tells them, and what they look like while it spreads and when it is over. Pure.

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tongluo::ctl {

struct TerminalStatus {
  std::string terminal, name, stage, outcome, refusal, detail;
  bool unreachable = false;
  bool disputed = false;
  std::int64_t accepted_at_us = 0;
  std::int64_t first_sample_us = 0;
  std::int64_t samples_played = 0;
  std::int64_t frames_lost = 0;

  bool received() const { return stage == "accepted" || stage == "started" || is_final(); }
  bool started() const { return stage == "started" || first_sample_us != 0; }
  bool is_final() const { return stage == "final"; }
  // Sound came out as far as anyone can know: proved, weak, or no sensor to prove it.
  bool played() const { return outcome == "sounded" || outcome == "weak" || outcome == "unproved"; }
};

struct OrderStatus {
  std::string digest, order_class, level, headline, state;
  std::int64_t submitted_at_us = 0;
  std::vector<TerminalStatus> terminals;

  std::size_t count(bool (TerminalStatus::*which)() const) const;
  // Nothing more will come: every terminal is final, or the controller says that the order is over.
  bool finished() const;
  bool all_played() const;
};

OrderStatus parse_order_status(const boost::json::object& object);

// "received 5/5  started 3/5  finished 0/5"
std::string progress_line(const OrderStatus& status);
// The same with bars, for a terminal of the usual width.
std::string progress_bars(const OrderStatus& status);
// One row per terminal, with latencies from submission to acceptance and to the first sample, and a closing line.
std::string outcome_table(const OrderStatus& status);

}  // namespace tongluo::ctl
