#pragma once
// A CAP 1.2 message, whole, as it was read: the standard's model with its own field names. Pure values; an Alert exists
// only if it passed the caps, the schema and the rules (alert_reader.hpp).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/time.hpp"
#include "protocol/wire/order.hpp"

namespace tongluo::cap {

enum class Status : std::uint8_t { actual, exercise, system, test, draft };
enum class MsgType : std::uint8_t { alert, update, cancel, ack, error };
enum class Scope : std::uint8_t { public_, restricted, private_ };
enum class Urgency : std::uint8_t { immediate, expected, future, past, unknown };
enum class Severity : std::uint8_t { extreme, severe, moderate, minor, unknown };
enum class Certainty : std::uint8_t { observed, likely, possible, unlikely, unknown };

// The standard's words: "Actual", "Update", "Public", "Immediate", …
std::string_view to_string(Status value);
std::string_view to_string(MsgType value);
std::string_view to_string(Scope value);
std::string_view to_string(Urgency value);
std::string_view to_string(Severity value);
std::string_view to_string(Certainty value);
std::optional<Status> status_from(std::string_view word);
std::optional<MsgType> msg_type_from(std::string_view word);
std::optional<Scope> scope_from(std::string_view word);
std::optional<Urgency> urgency_from(std::string_view word);
std::optional<Severity> severity_from(std::string_view word);
std::optional<Certainty> certainty_from(std::string_view word);

struct NameValue {
  std::string name;
  std::string value;
  bool operator==(const NameValue&) const = default;
};

// "sender,identifier,sent": names one earlier message.
struct Reference {
  std::string sender;
  std::string identifier;
  WallTime sent{};
  auto operator<=>(const Reference&) const = default;
};

// Radius in metres, cut down to whole ones: an area is never widened. Zero is legal CAP.
struct Area {
  std::string description;
  std::vector<wire::Polygon> polygons;  // not closed any more; at least 3 points, not crossing itself
  std::vector<wire::Circle> circles;
  std::vector<NameValue> geocodes;
  std::string altitude, ceiling;  // decimal feet as written
};

struct Resource {
  std::string description;
  std::string mime_type;
  std::string size;
  std::string uri;  // never fetched here
  Bytes embedded;   // derefUri, decoded
  bool has_embedded = false;
  std::string digest;
};

struct Info {
  std::string language;  // as written, "en-US" if absent
  bool language_stated = false;
  std::vector<std::string> categories;
  std::string event;
  std::vector<std::string> response_types;
  Urgency urgency = Urgency::unknown;
  Severity severity = Severity::unknown;
  Certainty certainty = Certainty::unknown;
  std::string audience;
  std::vector<NameValue> event_codes;
  std::optional<WallTime> effective, onset, expires;
  std::string sender_name, headline, description, instruction, web, contact;
  std::vector<NameValue> parameters;
  std::vector<Resource> resources;
  std::vector<Area> areas;
};

struct Alert {
  std::string identifier, sender;
  WallTime sent{};
  std::string sent_text;  // as written
  Status status = Status::draft;
  MsgType msg_type = MsgType::error;
  std::string source;
  Scope scope = Scope::private_;
  std::string restriction, addresses;
  std::vector<std::string> codes;
  std::string note;
  std::vector<Reference> references;
  std::vector<std::string> incidents;
  std::vector<Info> infos;
  std::vector<std::string> deviations;  // names of what was tolerated, in the order of docs/cap.md
};

// "sender,identifier,sent" of this message, with the instant in UTC: equal for every spelling of the same time.
Reference name_of(const Alert& alert);
std::string to_string(const Reference& reference);

}  // namespace tongluo::cap
