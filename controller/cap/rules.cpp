#include "controller/cap/rules.hpp"

#include "controller/cap/cap_time.hpp"
#include "controller/cap/limits.hpp"

namespace tongluo::cap {
namespace {

using Verdict = Result<void, Rejection>;

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

// Identifier and sender: no blanks, commas, "<" or "&" (they are joined by commas in references).
Verdict check_name(std::string_view name, const std::string& field) {
  if (name.empty()) return reject(field + ".empty", "no " + field);
  if (name.size() > kMaxReferenceFieldBytes) return reject(field + ".too_long", "the " + field + " is too long");
  if (name.find_first_of(" ,<&\t\r\n") != std::string_view::npos)
    return reject(field + ".characters", "the " + field + " holds a blank, comma, < or &: " + std::string(name));
  return {};
}

Verdict check_scope(const Alert& alert) {
  if (alert.scope == Scope::restricted && is_blank(alert.restriction))
    return reject("scope.restriction_missing", "scope Restricted without a restriction");
  if (alert.scope == Scope::private_ && is_blank(alert.addresses))
    return reject("scope.addresses_missing", "scope Private without addresses");
  return {};
}

// Update and cancel name exactly one earlier message; acknowledgements and errors at least one.
Verdict check_references(const Alert& alert) {
  const bool one = alert.msg_type == MsgType::update || alert.msg_type == MsgType::cancel;
  if (alert.msg_type != MsgType::alert && alert.references.empty())
    return reject("references.missing", std::string(to_string(alert.msg_type)) + " without references");
  if (one && alert.references.size() > 1)
    return reject("references.ambiguous", std::string(to_string(alert.msg_type)) + " names " +
                                              std::to_string(alert.references.size()) + " messages, not one");
  for (const Reference& reference : alert.references)
    if (reference.sender == alert.sender && reference.identifier == alert.identifier)
      return reject("references.self", "the message names itself");
  return {};
}

Verdict check_area(const Area& area) {
  if (is_blank(area.description)) return reject("area.description_empty", "an area without a description");
  for (const NameValue& geocode : area.geocodes) {
    if (is_blank(geocode.name)) return reject("geocode.name_empty", "a geocode without a name");
    if (is_blank(geocode.value)) return reject("geocode.value_empty", "geocode " + geocode.name + " without a value");
  }
  if (!area.ceiling.empty() && area.altitude.empty())
    return reject("area.ceiling_without_altitude", "a ceiling without an altitude");
  return {};
}

Verdict check_times(const Alert& alert, const Info& info) {
  if (!info.expires) return {};
  if (*info.expires <= alert.sent) return reject("expires.before_sent", "it expires before it was sent");
  if (info.effective && *info.expires <= *info.effective)
    return reject("expires.before_effective", "it expires before it is effective");
  if (info.onset && *info.expires < *info.onset)
    return reject("expires.before_onset", "it expires before the event begins");
  return {};
}

Verdict check_info(const Alert& alert, const Info& info) {
  if (is_blank(info.event)) return reject("event.empty", "an info without an event");
  if (auto checked = check_times(alert, info); !checked) return checked;
  for (const NameValue& code : info.event_codes)
    if (is_blank(code.name)) return reject("event_code.name_empty", "an event code without a name");
  for (const Resource& resource : info.resources)
    if (resource.has_embedded && resource.embedded.empty())
      return reject("resource.empty", "an embedded resource without content");
  const bool sounds = alert.msg_type == MsgType::alert || alert.msg_type == MsgType::update;
  if (sounds && info.areas.empty()) return reject("area.missing", "an info without an area");
  for (const Area& area : info.areas)
    if (auto checked = check_area(area); !checked) return checked;
  return {};
}

}  // namespace

Result<std::vector<Reference>, Rejection> parse_references(std::string_view text) {
  std::vector<Reference> references;
  for (std::size_t at = 0; (at = text.find_first_not_of(" \t\r\n", at)) != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n", at), text.size());
    const std::string_view word = text.substr(at, end - at);
    at = end;
    const auto first = word.find(','), last = word.rfind(',');
    const auto sent = last == std::string_view::npos ? std::nullopt : parse_cap_time(word.substr(last + 1));
    if (first == std::string_view::npos || first == 0 || last <= first + 1 || !sent)
      return reject("references.malformed", "not a sender,identifier,sent: " + std::string(word));
    Reference reference{std::string(word.substr(0, first)), std::string(word.substr(first + 1, last - first - 1)),
                        *sent};
    if (reference.identifier.find(',') != std::string::npos)
      return reject("references.malformed", "not a sender,identifier,sent: " + std::string(word));
    if (references.size() == kMaxReferences) return reject("limit.references", "too many references");
    references.push_back(std::move(reference));
  }
  if (references.empty()) return reject("references.empty", "an empty list of references");
  return references;
}

Verdict check_rules(const Alert& alert, WallTime now) {
  if (auto checked = check_name(alert.identifier, "identifier"); !checked) return checked;
  if (auto checked = check_name(alert.sender, "sender"); !checked) return checked;
  if (alert.sent > now + kMaxSentAhead) return reject("sent.future", "sent in the future: " + alert.sent_text);
  if (auto checked = check_scope(alert); !checked) return checked;
  if (auto checked = check_references(alert); !checked) return checked;
  const bool sounds = alert.msg_type == MsgType::alert || alert.msg_type == MsgType::update;
  if (sounds && alert.infos.empty()) return reject("info.missing", "an alert without an info");
  for (const Info& info : alert.infos)
    if (auto checked = check_info(alert, info); !checked) return checked;
  return {};
}

}  // namespace tongluo::cap
