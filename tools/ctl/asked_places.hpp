#pragma once
// Shapes and groups as a person asks for them. Pure. A coordinate is decimal degrees with at most seven decimals: what
// is asked for is exactly what can be signed.

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <vector>

#include "protocol/wire/order.hpp"
#include "tools/ctl/failure.hpp"

namespace tongluo::ctl {

// "29.06,106.12 29.07,106.13 29.05,106.14": latitude,longitude pairs.
Try<wire::Polygon> parse_polygon(const std::string& text);
// "29.06,106.12,1500": latitude, longitude, radius in metres.
Try<wire::Circle> parse_circle(const std::string& text);
boost::json::value to_json(const wire::Polygon& polygon);
boost::json::value to_json(const wire::Circle& circle);

// What the controller says a group holds, read before the order is prepared.
struct Group {
  std::string name;
  std::vector<wire::Target> targets;
};
// From the answer of GET /groups, those that are asked for. Refuses an unknown name and an empty or malformed group.
Try<std::vector<Group>> pick_groups(const boost::json::object& answer, const std::vector<std::string>& names);

// "500116108000", "TL-…", "polygon 29.0600000,106.1200000 …;", "circle of 1500 m around 29.0600000,106.1200000;".
std::string target_text(const wire::Target& target);

}  // namespace tongluo::ctl
