#pragma once
// The core's plain views as the JSON of docs/api.md. Pure.

#include <boost/json/object.hpp>

#include "controller/http/api_backend.hpp"
#include "controller/http/fields.hpp"

namespace tongluo::http {

std::string utc_text(WallTime time);  // RFC 3339, whole seconds: "2026-07-01T07:00:00Z"

boost::json::object to_json(const controller::PreparedOrder& prepared);
boost::json::object to_json(const controller::OrderPage& page);
boost::json::object to_json(const controller::OrderDetail& detail);
boost::json::object to_json(const controller::TerminalPage& page);
boost::json::object to_json(const std::vector<controller::RefusalView>& refusals);
boost::json::object to_json(const controller::OrderExport& content);
boost::json::object to_json(const ApiHealth& health);
boost::json::object to_json(const MadeClip& clip);

// The body of POST /api/v1/orders/prepare; the nonce is left for the caller. finish() the fields before using it.
controller::OrderDraft read_draft(Fields& fields);

}  // namespace tongluo::http
