// Groups and holidays: small named things that people edit.

#include <algorithm>

#include "controller/core/group_book.hpp"
#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/document_edits.hpp"
#include "controller/http/fields.hpp"
#include "controller/http/json_values.hpp"
#include "controller/http/list_page.hpp"
#include "protocol/base/limits.hpp"

namespace tongluo::http {

namespace json = boost::json;
using controller::Document;

namespace {

constexpr const char* kGroup = "group";
constexpr const char* kHolidays = "holidays";
constexpr const char* kDefaultCalendar = "county";
constexpr std::size_t kDateBytes = 10;

constexpr auto kText = [](const auto& value) { return value.text(); };

// Each text of the list as `parse` reads it; a twice named one is refused too.
template <class Value>
std::vector<Value> read_members(Fields& fields, const std::string& name,
                                std::optional<Value> (*parse)(std::string_view), const char* what) {
  std::vector<Value> members;
  const auto texts = fields.texts_or_none(name, limits::kMaxTargets, limits::kMaxTextBytes);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string entry = name + "[" + std::to_string(i) + "]";
    const auto member = parse(texts[i]);
    if (!member)
      fields.refuse(entry, std::string("is not ") + what);
    else if (std::find(members.begin(), members.end(), *member) != members.end())
      fields.refuse(entry, "is named twice");
    else
      members.push_back(*member);
  }
  return members;
}

bool holds(const std::vector<Document>& documents, std::string_view name) {
  return std::any_of(documents.begin(), documents.end(), [name](const Document& one) { return one.name == name; });
}

std::vector<wire::Target> targets_of(const controller::GroupBody& group) {
  std::vector<wire::Target> targets(group.areas.begin(), group.areas.end());
  targets.insert(targets.end(), group.terminals.begin(), group.terminals.end());
  return targets;
}

std::optional<controller::GroupBody> group_of(const ApiPorts& ports, std::string_view name) {
  for (const Document& document : ports.backend.documents(kGroup))
    if (document.name == name) return controller::parse_group(document.body);
  return std::nullopt;
}

bool shows_group(const ApiPorts& ports, const Request& request, const controller::GroupBody& group) {
  return !targets_objection(ports.backend, request, targets_of(group));
}

}  // namespace

std::optional<std::string> captured_name(const Request& request, const Respond& respond) {
  if (is_name(request.captured.at(0))) return request.captured.at(0);
  respond(to_reply({404, "name.malformed", "a name has 1 to 128 bytes and no control characters", {}}));
  return std::nullopt;
}

bool changed_meanwhile(const ApiPorts& ports, const Request& request, const char* kind, const std::string& name,
                       const Respond& respond) {
  if (request.if_match.empty()) return false;
  for (const Document& document : ports.backend.documents(kind))
    if (document.name == name && names_tag(request.if_match, etag_of(document.body), false)) return false;
  respond(precondition_failed());
  return true;
}

std::function<void(ObjectAnswer)> document_answer(const Respond& respond) {
  return [respond](const ObjectAnswer& answer) {
    if (answer) return respond(json_reply({{"stored", true}}));
    Problem problem = refused(answer.error().refusal, answer.error().detail);
    problem.field.clear();
    respond(to_reply(problem));
  };
}

void get_groups(const ApiPorts& ports, Request request, const Respond& respond) {
  const ListQuery list(request, list_form("/api/v1/groups"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  json::array groups;
  for (const Document& document : ports.backend.documents(kGroup)) {
    const auto group = controller::parse_group(document.body);
    if (!group || !shows_group(ports, request, *group)) continue;
    groups.push_back(json::object{{"name", document.name},
                                  {"areas", array_of(group->areas, kText)},
                                  {"terminals", array_of(group->terminals, kText)},
                                  {"etag", etag_of(document.body)}});
  }
  respond(list.reply({{"groups", std::move(groups)}}));
}

void put_group(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto name = captured_name(request, respond);
  if (!name) return;
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  controller::GroupBody group;
  group.areas = read_members<AreaCode>(fields, "areas", AreaCode::parse, "an area code");
  group.terminals = read_members<TerminalId>(fields, "terminals", TerminalId::parse, "a terminal id");
  const std::size_t members = group.areas.size() + group.terminals.size();
  if (members == 0) fields.refuse("areas", "and terminals name nobody");
  if (members > limits::kMaxTargets)
    fields.refuse("areas", "and terminals together are more than " + std::to_string(limits::kMaxTargets));
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  if (const auto objection = targets_objection(ports.backend, request, targets_of(group)))
    return respond(to_reply(*objection));
  if (const auto before = group_of(ports, *name); before && !shows_group(ports, request, *before))
    return respond(to_reply(Problem{403, "area.refused", "this group belongs to other areas", {}}));
  if (changed_meanwhile(ports, request, kGroup, *name, respond)) return;
  ports.backend.put_document({kGroup, *name, controller::format_group(group)}, request.actor, document_answer(respond));
}

void delete_group(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto name = captured_name(request, respond);
  if (!name) return;
  if (!holds(ports.backend.documents(kGroup), *name))
    return respond(to_reply({404, "group.not_found", "there is no such group", {}}));
  if (const auto before = group_of(ports, *name); before && !shows_group(ports, request, *before))
    return respond(to_reply(Problem{403, "area.refused", "this group belongs to other areas", {}}));
  if (changed_meanwhile(ports, request, kGroup, *name, respond)) return;
  ports.backend.remove_document(kGroup, *name, request.actor, [respond](const ObjectAnswer& answer) {
    if (answer) return respond(json_reply({{"removed", true}}));
    respond(to_reply(refused(answer.error().refusal, answer.error().detail)));
  });
}

void get_holidays(const ApiPorts& ports, Request request, const Respond& respond) {
  const ListQuery list(request, list_form("/api/v1/holidays"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  json::array calendars;
  for (const Document& document : ports.backend.documents(kHolidays)) {
    const auto dates = controller::parse_holidays(document.body);
    if (dates)
      calendars.push_back(
          json::object{{"name", document.name}, {"dates", texts(*dates)}, {"etag", etag_of(document.body)}});
  }
  respond(list.reply({{"calendars", std::move(calendars)}}));
}

void put_holidays(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  const std::string name = fields.text_or("name", controller::kMaxNameBytes, kDefaultCalendar);
  if (!is_name(name)) fields.refuse("name", "must have 1 to 128 bytes and no control characters");
  if (!fields.has("dates")) fields.text("dates", 0);  // names it as missing
  const auto dates = fields.texts_or_none("dates", controller::kMaxHolidayDates, kDateBytes);
  for (std::size_t i = 0; i < dates.size(); ++i)
    if (!controller::parse_holidays(dates[i] + "\n"))
      fields.refuse("dates[" + std::to_string(i) + "]", "must be a day, as 2026-10-01");
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  // Every township's schedules follow them.
  if (const auto objection = whole_county_objection(request)) return respond(to_reply(*objection));
  if (changed_meanwhile(ports, request, kHolidays, name, respond)) return;
  ports.backend.put_document({kHolidays, name, controller::format_holidays(dates)}, request.actor,
                             document_answer(respond));
}

}  // namespace tongluo::http
