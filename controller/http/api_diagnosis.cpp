// Why is this terminal silent, and what is to be done?

#include "controller/diagnosis/findings.hpp"
#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/json_values.hpp"

namespace tongluo::http {
namespace {

namespace json = boost::json;
using namespace diagnosis;

constexpr std::string_view kPresences[] = {"never", "unknown", "online", "late", "offline"};
constexpr std::string_view kReports[] = {
    "storage_error", "clock_jump",         "clip_corrupt", "sound_fault",     "mains_lost", "battery_low",
    "door_open",     "over_temperature",   "restarted",    "amplifier_fault", "horn_fault", "safe_mode",
    "device_silent", "sensor_implausible", "fan_fault",    "humid",           "self_test",  "tamper"};
static_assert(std::size(kReports) == static_cast<std::size_t>(Report::count));

// By the numbers of diagnosis::SimCard and diagnosis::Registration.
constexpr std::string_view kSimCards[] = {"unknown", "ready", "absent", "locked", "faulty"};
constexpr std::string_view kRegistrations[] = {"unknown", "idle", "searching", "denied", "home", "roaming"};

json::object to_json(const Text& text) { return {{"zh", text.zh}, {"en", text.en}}; }

json::object to_json(const Finding& finding) {
  return {{"cause", to_string(finding.cause)},
          {"severity", to_string(finding.severity)},
          {"certainty_percent", finding.certainty_percent},
          {"name", to_json(finding.cause_name)},
          {"evidence", to_json(finding.evidence)},
          {"instruction", to_json(finding.instruction)}};
}

json::object to_json(const Played& played) {
  return {{"at_us", to_us(played.at)},
          {"outcome", tongluo::to_string(played.outcome)},
          {"refusal", tongluo::to_string(played.refusal)},
          {"detail", played.detail}};
}

template <class Value>
json::value or_null(const std::optional<Value>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

json::array reports_of(const Condition& condition) {
  json::array reports;
  for (std::size_t i = 0; i < condition.reports.size(); ++i) {
    const ReportSeen& seen = condition.reports[i];
    if (seen.at == WallTime{}) continue;
    reports.push_back({{"kind", kReports[i]},
                       {"at_us", to_us(seen.at)},
                       {"times", seen.times},
                       {"detail", seen.detail},
                       {"over_us", us_or_null(seen.over_at)}});
  }
  return reports;
}

json::object to_json(const TerminalId& terminal, const Condition& condition) {
  const auto plain = [](const auto& value) { return to_json(value); };
  const Telemetry telemetry = condition.telemetry.value_or(Telemetry{});
  return {
      {"terminal", terminal.text()},
      {"at_us", to_us(condition.now)},
      {"presence", kPresences[static_cast<std::size_t>(condition.presence)]},
      {"last_seen_us", us_or_null(condition.last_seen)},
      {"firmware", condition.firmware},
      {"certificate_end_us", us_or_null(condition.certificate_end)},
      {"clock_synchronised", or_null(condition.clock_synchronised)},
      {"clock_ahead_us", condition.clock_ahead ? json::value(condition.clock_ahead->count()) : json::value(nullptr)},
      {"signal_dbm", or_null(telemetry.signal_dbm)},
      {"rsrp_dbm", or_null(telemetry.rsrp_dbm)},
      {"sim", telemetry.sim ? json::value(kSimCards[static_cast<std::size_t>(*telemetry.sim)]) : json::value(nullptr)},
      {"registration", telemetry.registration
                           ? json::value(kRegistrations[static_cast<std::size_t>(*telemetry.registration)])
                           : json::value(nullptr)},
      {"iccid", text_or_null(telemetry.iccid)},
      {"imsi", text_or_null(telemetry.imsi)},
      {"operator", text_or_null(telemetry.operator_name)},
      {"data_used_mib", or_null(telemetry.data_used_mib)},
      {"mains", or_null(telemetry.mains_present)},
      {"battery_percent", or_null(telemetry.battery_percent)},
      {"battery_minutes", or_null(telemetry.battery_minutes)},
      {"cabinet_c", or_null(telemetry.cabinet_c)},
      {"amplifier_c", or_null(telemetry.amplifier_c)},
      {"door_open", or_null(telemetry.door_open)},
      {"journal_free_percent", or_null(telemetry.journal_free_percent)},
      {"reports", reports_of(condition)},
      {"played", array_of(condition.played, plain)},
      {"findings", array_of(diagnose(condition), plain)}};
}

}  // namespace

void get_diagnosis(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto terminal = captured_terminal(request, respond);
  if (!terminal) return;
  const bool hidden = targets_objection(ports.backend, request, {*terminal}).has_value();
  const auto condition = hidden ? std::nullopt : ports.backend.condition(*terminal);
  if (!condition) return respond(to_reply(Problem{404, "terminal.not_found", "no place record names it", {}}));
  respond(json_reply(to_json(*terminal, *condition)));
}

}  // namespace tongluo::http
