#pragma once
// The core's plain views as the JSON of docs/api.md: order_json.cpp has orders and stops, clip_json.cpp clips
// and templates, status_json.cpp the rest.
// Pure.

#include <boost/json/object.hpp>

#include "controller/http/api_backend.hpp"

namespace tongluo::http {

std::string utc_text(WallTime time);  // RFC 3339, whole seconds: "2026-07-01T07:00:00Z"

boost::json::object to_json(const controller::PreparedOrder& prepared);
boost::json::object to_json(const controller::OrderTaken& taken);
boost::json::object to_json(const controller::OrderPage& page);
boost::json::object to_json(const controller::OrderProgress& progress);
std::string text_of(const controller::ProgressMark& mark);
boost::json::object to_json(const controller::OrderDetail& detail);
boost::json::object to_json(const controller::OrderExport& content);
boost::json::object to_json(const controller::PreparedStop& prepared);
boost::json::object to_json(const controller::StopTaken& taken);
boost::json::object to_json(const std::vector<controller::TimelineEntry>& entries);

boost::json::object to_json(const controller::TerminalPage& page);
boost::json::object to_json(const TerminalId& terminal, const std::vector<controller::DataMonth>& months);
boost::json::object to_json(const controller::ClipPage& page);
std::string etag_of(const controller::ClipNote& note);
boost::json::object to_json(const TerminalId& terminal, std::uint64_t step_minutes,
                            const std::vector<controller::HistoryPoint>& points);
boost::json::object to_json(const std::vector<controller::RefusalView>& refusals);
boost::json::object to_json(const std::vector<controller::Expiry>& expiries);
boost::json::object to_json(const std::vector<controller::AuditEntry>& entries, const Bytes& head);
boost::json::object to_json(const ApiHealth& health);
boost::json::object to_json(const MadeClip& clip);
boost::json::object to_json(const std::vector<SpeechPart>& parts);
boost::json::object to_json(const std::vector<TemplateView>& templates);
boost::json::object to_json(const CapDecision& decision);
boost::json::object to_json(const CapAreas& read);
boost::json::object to_json(const std::vector<CapLogEntry>& entries);
boost::json::object to_json(const std::vector<CallEntry>& entries);

}  // namespace tongluo::http
