#include "controller/main/calls.hpp"

#include <boost/asio/post.hpp>
#include <iterator>
#include <spdlog/spdlog.h>

#include "controller/main/start_error.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::daemon {
namespace {

notify::CallKind kind_of(controller::CallKind kind) {
  switch (kind) {
    case controller::CallKind::approval_wanted:
      return notify::CallKind::approval_wanted;
    case controller::CallKind::order_held:
      return notify::CallKind::order_held;
    case controller::CallKind::order_issued:
      return notify::CallKind::order_issued;
    case controller::CallKind::alarm:
      return notify::CallKind::alarm;
    case controller::CallKind::expiry:
      return notify::CallKind::expiry;
    case controller::CallKind::fault:
      return notify::CallKind::fault;
  }
  return notify::CallKind::fault;
}

}  // namespace

notify::Settings notify_settings(const Config& config) {
  const NotifyConfig& from = config.notify;
  notify::Settings settings{from.command, from.webhook, from.smtp, from.from, from.to, {}, config.environment};
  for (const EscalationStep& step : from.escalation) settings.escalation.push_back({step.after, step.to});
  if (const auto checked = notify::check(settings); !checked) throw StartError(ExitCode::usage, checked.error().detail);
  return settings;
}

Calls::Calls(boost::asio::io_context& context, const notify::Settings& settings)
    : context_(context), timer_(context), notifier_(settings, [this](notify::Report report) {
        boost::asio::post(context_, [this, report = std::move(report)] { on_report(report); });
      }) {
  for (std::size_t i = 0; i < notifier_.channel_count(); ++i)
    threads_.emplace_back([this, i](const std::stop_token& stop) { notifier_.run_channel(i, stop); });
}

Calls::~Calls() { stop(); }

void Calls::call(const controller::CallPeople& call) {
  notifier_.call(os::now(), {kind_of(call.kind), call.level, call.subject, call.text});
  spdlog::warn("event=people_called kind={} level={} subject={} text=\"{}\"", to_string(kind_of(call.kind)),
               to_string(call.level), call.subject, call.text);
  settle();
}

void Calls::on_report(const notify::Report& report) {
  if (!report.delivered)
    spdlog::warn("event=call_failed call={} channel={} step={} detail=\"{}\"", report.attempt.number,
                 to_string(report.attempt.channel), report.attempt.step, report.error);
  notifier_.on_result(os::now(), report);
  settle();
}

bool Calls::acknowledge(std::uint64_t number) {
  const bool answered = notifier_.acknowledge(number);
  if (answered) spdlog::info("event=call_acknowledged call={}", number);
  settle();
  return answered;
}

void Calls::settle() {
  for (const notify::LoggedCall& call : log()) {
    if (call.number < next_to_settle_) continue;
    if (call.fate == notify::Fate::calling) break;
    const bool alarming = call.fate == notify::Fate::unreached || call.fate == notify::Fate::dropped;
    spdlog::log(alarming ? spdlog::level::err : spdlog::level::info,
                "event=call_over call={} kind={} subject={} fate={}", call.number, to_string(call.call.kind),
                call.call.subject, to_string(call.fate));
    next_to_settle_ = call.number + 1;
  }
  arm();
}

void Calls::arm() {
  timer_.cancel();
  const SteadyTime deadline = notifier_.next_deadline();
  if (deadline == SteadyTime::max() || threads_.empty()) return;
  timer_.expires_after(std::max<SteadyTime::duration>(deadline - os::steady_now(), SteadyTime::duration::zero()));
  timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    notifier_.on_deadline(os::now());
    settle();
  });
}

void Calls::stop() {
  if (threads_.empty()) return;
  timer_.cancel();
  threads_.clear();  // each is asked to stop and joined
  for (const notify::LoggedCall& call : log())
    if (call.fate == notify::Fate::calling)
      spdlog::error("event=call_cut_off call={} kind={} subject={} text=\"{}\"", call.number, to_string(call.call.kind),
                    call.call.subject, call.call.text);
}

}  // namespace tongluo::daemon
