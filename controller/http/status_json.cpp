// Terminals, health, audit, expiries and CAP as JSON.

#include <chrono>
#include <cstdio>

#include "controller/core/data_ledger.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/json_values.hpp"

namespace tongluo::http {

namespace json = boost::json;
using namespace controller;

namespace {

// What it knows of itself; a field that is not there is not known.
json::object to_json(const wire::TerminalStatus& status) {
  json::object object;
  for (std::size_t i = 0; i < wire::kStatusFields; ++i) {
    const auto field = static_cast<wire::StatusField>(i);
    if (const auto value = status.get(field)) object[wire::to_string(field)] = *value;
  }
  return object;
}

json::object to_json(const TerminalView& terminal) {
  constexpr double kUnitsPerDegree = 1e7;
  return {{"terminal", terminal.terminal.text()},
          {"name", terminal.name},
          {"area", terminal.area.text()},
          {"latitude", terminal.position.latitude_e7 / kUnitsPerDegree},
          {"longitude", terminal.position.longitude_e7 / kUnitsPerDegree},
          {"state", to_string(terminal.presence)},
          {"last_seen_us", us_or_null(terminal.last_seen)},
          {"firmware", terminal.firmware},
          {"playing", digest_or_null(terminal.playing)},
          {"unacknowledged_receipts", terminal.unacknowledged_receipts},
          {"faulty", terminal.faulty},
          {"status", terminal.status ? json::value(to_json(*terminal.status)) : json::value(nullptr)},
          {"month_up_bytes", terminal.data.control_up + terminal.data.media_up},
          {"month_down_bytes", terminal.data.control_down + terminal.data.media_down}};
}

json::object to_json(const RefusalView& refusal) {
  return {{"terminal", refusal.terminal.text()}, {"order", to_string(refusal.order)},
          {"reason", to_string(refusal.reason)}, {"detail", refusal.detail},
          {"at_us", to_us(refusal.at)},          {"received_at_us", to_us(refusal.received_at)}};
}

json::object to_json(const Expiry& expiry) {
  return {{"subject", expiry.subject},
          {"at_us", to_us(expiry.at)},
          {"announced_days", expiry.announced_days ? json::value(*expiry.announced_days) : json::value(nullptr)}};
}

json::object to_json(const CapLogEntry& entry) {
  json::object object = to_json(entry.decision);
  object["received_at_us"] = to_us(entry.received_at);
  object["actor"] = entry.actor;
  return object;
}

json::object to_json(const CallEntry& call) {
  return {{"number", call.number},   {"at_us", to_us(call.at)}, {"kind", call.kind}, {"level", to_string(call.level)},
          {"subject", call.subject}, {"text", call.text},       {"fate", call.fate}, {"repeats", call.repeats},
          {"step", call.step}};
}

}  // namespace

constexpr auto kStatusToJson = [](const auto& value) { return to_json(value); };

std::string utc_text(WallTime time) {
  const std::chrono::sys_time<microseconds> instant(time.time_since_epoch());
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<seconds>(instant - day));
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

json::object to_json(const TerminalPage& page) { return {{"terminals", array_of(page.terminals, kStatusToJson)}}; }

json::object to_json(const TerminalId& terminal, const std::vector<DataMonth>& months) {
  json::array rows;
  for (const DataMonth& month : months)
    rows.push_back({{"month", data_month_text(month.month)},
                    {"control_up_bytes", month.control_up},
                    {"control_down_bytes", month.control_down},
                    {"media_up_bytes", month.media_up},
                    {"media_down_bytes", month.media_down}});
  return {{"terminal", terminal.text()}, {"months", std::move(rows)}};
}

json::object to_json(const TerminalId& terminal, std::uint64_t step_minutes,
                     const std::vector<controller::HistoryPoint>& points) {
  json::array rows;
  for (const controller::HistoryPoint& point : points) {
    json::object row{{"at_us", to_us(start_of(point))}};
    for (std::size_t i = 0; i < controller::kHistoryFields; ++i) {
      const auto field = static_cast<controller::HistoryField>(i);
      const auto value = point.get(field);
      row[to_string(field)] = value ? json::value(*value) : json::value(nullptr);
    }
    rows.push_back(std::move(row));
  }
  return {{"terminal", terminal.text()}, {"step_minutes", step_minutes}, {"points", std::move(rows)}};
}

json::object to_json(const std::vector<RefusalView>& refusals) {
  return {{"refusals", array_of(refusals, kStatusToJson)}};
}
json::object to_json(const std::vector<Expiry>& expiries) { return {{"expiries", array_of(expiries, kStatusToJson)}}; }
json::object to_json(const std::vector<CapLogEntry>& entries) {
  return {{"messages", array_of(entries, kStatusToJson)}};
}

json::object to_json(const std::vector<CallEntry>& entries) { return {{"calls", array_of(entries, kStatusToJson)}}; }

json::object to_json(const AuditEntry& entry) {
  return {{"sequence", entry.sequence},       {"at_us", to_us(entry.at)}, {"action", entry.action},
          {"subject", entry.subject},         {"detail", entry.detail},   {"previous", to_string(entry.previous)},
          {"digest", to_string(entry.digest)}};
}

json::object to_json(const std::vector<AuditEntry>& entries, const Bytes& head) {
  return {{"entries", array_of(entries, kStatusToJson)}, {"head", base64_or_null(head)}};
}

json::object to_json(const ApiHealth& health) {
  const bool well = health.database_works && health.core.problems.empty();
  return {{"status", well ? "ok" : "degraded"},
          {"version", health.version},
          {"environment", health.environment},
          {"database", health.database_works ? "ok" : "failing"},
          {"sessions", health.core.sessions},
          {"trust_list_version", health.core.trust_list_version},
          {"trust_list_stale", health.core.trust_list_stale},
          {"problems", texts(health.core.problems)}};
}

json::object to_json(const CapDecision& decision) {
  return {{"identifier", decision.identifier},
          {"decision", decision.decision},
          {"reason", decision.reason},
          {"detail", decision.detail},
          {"order", digest_or_null(decision.order)},
          {"deviations", texts(decision.deviations)}};
}

// In the form that an order is prepared from.
json::object to_json(const CapAreas& read) {
  const auto degrees = [](const Position& at) {
    constexpr double kUnitsPerDegree = 1e7;
    return json::array{at.latitude_e7 / kUnitsPerDegree, at.longitude_e7 / kUnitsPerDegree};
  };
  const auto polygon = [&](const wire::Polygon& shape) { return array_of(shape.points, degrees); };
  const auto circle = [&](const wire::Circle& shape) {
    return json::object{{"centre", degrees(shape.centre)}, {"radius_m", shape.radius_m}};
  };
  return {{"identifier", read.identifier},
          {"headline", read.headline},
          {"areas", texts(read.areas)},
          {"polygons", array_of(read.polygons, polygon)},
          {"circles", array_of(read.circles, circle)}};
}

}  // namespace tongluo::http
