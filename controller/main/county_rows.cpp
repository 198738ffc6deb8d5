#include "controller/main/county_rows.hpp"

#include <map>

namespace tongluo::daemon {
namespace {

using controller::OutcomeCounts;
using http::Metric;
using http::MetricKind;

constexpr std::size_t kTerminalsPage = 1'000;
constexpr auto kAlertWindow = std::chrono::hours(24);  // an actual alert is valid no longer

void gauge(const char* name, const char* help, double value, std::vector<Metric>& metrics) {
  metrics.push_back({name, help, MetricKind::gauge, value, {}, {}});
}

void labelled(const char* name, const char* help, const char* label, const std::map<std::string, std::size_t>& values,
              std::vector<Metric>& metrics) {
  for (const auto& [word, count] : values)
    metrics.push_back({name, help, MetricKind::gauge, static_cast<double>(count), label, word});
}

void append_terminals(const controller::ControllerCore& core, Now now, std::vector<Metric>& metrics) {
  using controller::Presence;
  std::map<std::string, std::size_t> states;
  for (const auto state : {Presence::never, Presence::unknown, Presence::online, Presence::late, Presence::offline})
    states[std::string(to_string(state))] = 0;
  std::size_t playing = 0;
  std::optional<TerminalId> after;
  do {
    const controller::TerminalPage page = core.terminals(now, kTerminalsPage, after);
    for (const controller::TerminalView& terminal : page.terminals) {
      ++states[std::string(to_string(terminal.presence))];
      if (terminal.playing) ++playing;
    }
    after = page.next;
  } while (after);
  labelled("tongluo_terminals", "Terminals with a place record, by what their heartbeats say", "state", states,
           metrics);
  gauge("tongluo_terminals_playing", "Terminals that play, by their last receipt or heartbeat",
        static_cast<double>(playing), metrics);
}

void add(const OutcomeCounts& counts, std::map<std::string, std::size_t>& outcomes) {
  const std::size_t open = std::size_t{counts.waiting} + counts.delivered + counts.accepted + counts.started;
  outcomes["open"] += open - counts.unreachable;
  outcomes["unreachable"] += counts.unreachable;
  outcomes["disputed"] += counts.disputed;
  for (std::size_t i = 1; i < counts.finals.size(); ++i)
    outcomes[std::string(to_string(static_cast<Outcome>(i)))] += counts.finals[i];
}

void append_orders(const controller::ControllerCore& core, Now now, std::vector<Metric>& metrics) {
  using controller::OrderState;
  std::map<std::string, std::size_t> running, outcomes;
  for (const auto order_class : {OrderClass::actual, OrderClass::exercise, OrderClass::test, OrderClass::routine})
    running[std::string(to_string(order_class))] = 0;
  add({}, outcomes);
  std::size_t waiting = 0;
  for (const controller::OrderSummary& order : core.orders(now, kMetricOrders).orders) {
    if (order.state == OrderState::submitted) ++waiting;
    if (order.state == OrderState::running) ++running[std::string(to_string(order.order_class))];
    const bool issued = order.state != OrderState::draft && order.state != OrderState::submitted;
    if (issued && order.order_class == OrderClass::actual && order.submitted_at + kAlertWindow > now.wall)
      add(order.counts, outcomes);
  }
  labelled("tongluo_orders_running", "Orders that run now", "class", running, metrics);
  gauge("tongluo_orders_waiting", "Orders that wait for a person's signature now", static_cast<double>(waiting),
        metrics);
  labelled("tongluo_alert_outcomes", "Outcomes of the actual alerts of the last 24 hours, one per terminal and start",
           "outcome", outcomes, metrics);
}

}  // namespace

void append_county(const controller::ControllerCore& core, Now now, std::vector<Metric>& metrics) {
  append_terminals(core, now, metrics);
  append_orders(core, now, metrics);
  gauge("tongluo_time_seconds", "The controller's clock, since 1970",
        std::chrono::duration<double>(now.wall.time_since_epoch()).count(), metrics);
}

void append_disk(const std::filesystem::path& folder, std::vector<Metric>& metrics) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder, error);
  if (error) return;
  gauge("tongluo_disk_free_bytes", "Free bytes where the database lies", static_cast<double>(space.available), metrics);
  gauge("tongluo_disk_size_bytes", "Its size", static_cast<double>(space.capacity), metrics);
}

}  // namespace tongluo::daemon
