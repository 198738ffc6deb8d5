// Orders, stops and the timeline as JSON.

#include "controller/http/api_json.hpp"
#include "controller/http/json_values.hpp"

namespace tongluo::http {

namespace json = boost::json;
using namespace controller;

namespace {

json::object to_json(const OutcomeCounts& counts) {
  json::object object{{"waiting", counts.waiting},
                      {"delivered", counts.delivered},
                      {"accepted", counts.accepted},
                      {"started", counts.started}};
  for (std::size_t i = 1; i < counts.finals.size(); ++i)
    if (counts.finals[i] != 0) object[to_string(static_cast<Outcome>(i))] = counts.finals[i];
  if (counts.unreachable != 0) object["unreachable"] = counts.unreachable;
  if (counts.disputed != 0) object["disputed"] = counts.disputed;
  return object;
}

json::object to_json(const OrderSummary& order) {
  return {{"digest", to_string(order.digest)},
          {"class", to_string(order.order_class)},
          {"level", to_string(order.level)},
          {"headline", order.headline},
          {"issued_at", utc_text(order.issued_at)},
          {"submitted_at_us", us_or_null(order.submitted_at)},
          {"state", to_string(order.state)},
          {"addressed", order.addressed},
          {"counts", to_json(order.counts)},
          {"persons", texts(order.persons)},
          {"persons_missing", order.persons_missing},
          {"holds", texts(order.holds)},
          {"reason", order.reason},
          {"origin", order.origin},
          {"supersedes", digest_or_null(order.supersedes)},
          {"superseded_by", digest_or_null(order.superseded_by)}};
}

json::object to_json(const TerminalOutcome& outcome) {
  return {{"terminal", outcome.terminal.text()},
          {"name", outcome.name},
          {"area", outcome.area ? json::value(outcome.area->text()) : json::value(nullptr)},
          {"online", outcome.online},
          {"occurrence", outcome.occurrence},
          {"stage", to_string(outcome.progress)},
          {"outcome", to_string(outcome.outcome)},
          {"refusal", to_string(outcome.refusal)},
          {"detail", outcome.detail},
          {"delivered_at_us", us_or_null(outcome.delivered_at)},
          {"accepted_at_us", us_or_null(outcome.accepted_at)},
          {"started_at_us", us_or_null(outcome.started_at)},
          {"first_sample_us", us_or_null(outcome.first_sample)},
          {"last_sample_us", us_or_null(outcome.last_sample)},
          {"final_at_us", us_or_null(outcome.final_at)},
          {"samples_played", outcome.samples_played},
          {"frames_lost", outcome.frames_lost},
          {"provisional", outcome.unreachable ? json::value("unreachable") : json::value(nullptr)},
          {"disputed", outcome.disputed}};
}

json::object to_json(const AddressedTerminal& one) {
  return {{"terminal", one.terminal.text()}, {"name", one.name}, {"area", one.area.text()}};
}

json::object to_json(const wire::Occurrence& occurrence) {
  return {{"number", occurrence.number},
          {"earliest_us", to_us(occurrence.earliest_start)},
          {"latest_us", to_us(occurrence.latest_start)},
          {"end_us", to_us(occurrence.end)}};
}

json::object to_json(const Warning& warning) { return {{"code", warning.code}, {"text", warning.text}}; }

json::object to_json(const TimelineEntry& entry) {
  return {{"order", to_string(entry.order)},
          {"occurrence", entry.occurrence},
          {"class", to_string(entry.order_class)},
          {"level", to_string(entry.level)},
          {"headline", entry.headline},
          {"state", to_string(entry.state)},
          {"start_us", to_us(entry.start)},
          {"end_us", to_us(entry.end)},
          {"addressed", entry.addressed},
          {"conflicts", digests(entry.conflicts)},
          {"ended_us", us_or_null(entry.ended)},
          {"superseded_by", digest_or_null(entry.superseded_by)}};
}

}  // namespace

constexpr auto kToJson = [](const auto& value) { return to_json(value); };

namespace {

// What will sound when, read from the very bytes that are to be signed.
json::array occurrences_in(const Bytes& payload) {
  const auto order = wire::parse_order(payload);
  return order ? array_of(order->occurrences, kToJson) : json::array{};
}

}  // namespace

json::object to_json(const PreparedOrder& prepared) {
  return {{"payload", to_base64(prepared.payload)},
          {"digest", to_string(prepared.digest)},
          {"addressed_count", prepared.addressed.size()},
          {"addressed", array_of(prepared.addressed, kToJson)},
          {"longest_sound_ms", prepared.longest_sound.count()},
          {"occurrences", occurrences_in(prepared.payload)},
          {"warnings", array_of(prepared.warnings, kToJson)},
          {"holds", texts(prepared.holds)},
          {"persons_required", prepared.persons_required},
          {"confirm_count", prepared.confirm_count}};
}

json::object to_json(const OrderTaken& taken) {
  return {{"digest", to_string(taken.digest)},
          {"state", to_string(taken.state)},
          {"addressed_count", taken.addressed_count},
          {"persons_missing", taken.persons_missing},
          {"holds", texts(taken.holds)}};
}

json::object to_json(const OrderPage& page) { return {{"orders", array_of(page.orders, kToJson)}}; }

json::object to_json(const OrderDetail& detail) {
  json::object object = to_json(detail.summary);
  object["issued_at_us"] = to_us(detail.summary.issued_at);
  object["start_at_us"] = us_or_null(detail.summary.start_at);
  object["envelope"] = base64_or_null(detail.envelope);
  object["addressed_terminals"] = array_of(detail.addressed, kToJson);
  object["terminals"] = array_of(detail.terminals, kToJson);
  object["confirm_count"] = detail.confirm_count;
  object["recording"] = digest_or_null(detail.recording);
  object["progress"] = detail.progress ? json::value(text_of(*detail.progress)) : json::value(nullptr);
  return object;
}

std::string text_of(const ProgressMark& mark) { return std::to_string(mark.run) + "." + std::to_string(mark.revision); }

json::object to_json(const OrderProgress& progress) {
  return {{"order", to_json(progress.summary)},
          {"terminals", array_of(progress.terminals, kToJson)},
          {"recording", digest_or_null(progress.recording)},
          {"next", text_of(progress.next)},
          {"whole", progress.whole},
          {"more", progress.more}};
}

json::object to_json(const OrderExport& content) {
  json::object certificates;
  for (const auto& [terminal, der] : content.certificates) certificates[terminal.text()] = to_base64(der);
  json::array former;
  for (const auto& [terminal, der] : content.former_certificates)
    former.push_back(json::object{{"terminal", terminal.text()}, {"certificate", to_base64(der)}});
  return {{"format", "tongluo-order-export-2"},
          {"roots", to_base64(content.roots)},
          {"trust_list", to_base64(content.trust_list)},
          {"freshness", base64_or_null(content.freshness)},
          {"order", to_base64(content.order)},
          {"stops", base64s(content.stops)},
          {"receipts", base64s(content.receipts)},
          {"certificates", std::move(certificates)},
          {"former_certificates", std::move(former)},
          {"audit", array_of(content.audit, kToJson)},
          {"audit_head", base64_or_null(content.audit_head)},
          {"recording", digest_or_null(content.recording)}};
}

json::object to_json(const PreparedStop& prepared) {
  return {{"payload", to_base64(prepared.payload)},
          {"digest", to_string(prepared.digest)},
          {"orders", digests(prepared.orders)},
          {"addressed_count", prepared.addressed}};
}

json::object to_json(const StopTaken& taken) {
  return {{"digest", to_string(taken.digest)}, {"orders", digests(taken.orders)}, {"sent_to", taken.sent_to}};
}

json::object to_json(const std::vector<TimelineEntry>& entries) { return {{"entries", array_of(entries, kToJson)}}; }

}  // namespace tongluo::http
