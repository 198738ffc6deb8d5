// When a terminal was online, and the list of terminals: by rising ids page by page from the register, otherwise sorted
// there, so that only the page is written out.

#include <algorithm>

#include "controller/core/limits.hpp"
#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/list_page.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::http {

namespace json = boost::json;
using controller::TerminalFilter;
using controller::TerminalSort;
using controller::TerminalView;

namespace {

std::optional<controller::Presence> presence_from(std::string_view text) {
  using controller::Presence;
  for (const Presence presence :
       {Presence::never, Presence::unknown, Presence::online, Presence::late, Presence::offline})
    if (to_string(presence) == text) return presence;
  return std::nullopt;
}

TerminalFilter filter_of(const Request& request, ListQuery& list) {
  TerminalFilter filter;
  Query& query = list.query();
  filter.areas = shown_areas(request);
  filter.area = query.area("area");
  filter.text = list.text();
  if (const auto faulty = query.text("faulty")) {
    if (*faulty != "true" && *faulty != "false") query.refuse("faulty", "must be true or false");
    filter.faulty = *faulty == "true";
  }
  if (const auto state = query.text("state")) {
    filter.presence = presence_from(*state);
    if (!filter.presence) query.refuse("state", "is not a state of a terminal");
  }
  return filter;
}

constexpr std::pair<std::string_view, TerminalSort> kSorts[] = {{"terminal", TerminalSort::terminal},
                                                                {"name", TerminalSort::name},
                                                                {"area", TerminalSort::area},
                                                                {"state", TerminalSort::state},
                                                                {"last_seen_us", TerminalSort::last_seen},
                                                                {"firmware", TerminalSort::firmware}};

json::value member_of(const TerminalView& terminal, TerminalSort sort) {
  switch (sort) {
    case TerminalSort::terminal:
      break;
    case TerminalSort::name:
      return json::value(terminal.name);
    case TerminalSort::area:
      return json::value(terminal.area.number());
    case TerminalSort::state:
      return json::value(to_string(terminal.presence));
    case TerminalSort::last_seen:
      return json::value(to_us(terminal.last_seen));
    case TerminalSort::firmware:
      return json::value(terminal.firmware);
  }
  return json::value(terminal.terminal.text());
}

// What `after` holds; nothing: it is of another list, or of another sort of this one.
std::optional<controller::TerminalPlace> place_of(const ListPlace& cursor, TerminalSort sort) {
  auto id = TerminalId::parse(cursor.key);
  const bool by_number = sort == TerminalSort::area || sort == TerminalSort::last_seen;
  if (!id || (by_number ? !cursor.value.is_int64() : !cursor.value.is_string())) return std::nullopt;
  if (by_number) return controller::TerminalPlace{{}, cursor.value.get_int64(), std::move(*id)};
  return controller::TerminalPlace{std::string(cursor.value.get_string()), 0, std::move(*id)};
}

Reply page_reply(const controller::TerminalPage& page, TerminalSort sort) {
  json::object answer = http::to_json(page);
  answer["next"] = nullptr;
  if (page.next) {
    const TerminalView& last = page.terminals.back();
    answer["next"] = ListQuery::cursor({member_of(last, sort), last.terminal.text()});
  }
  return json_reply(answer);
}

Reply no_terminal() { return to_reply({404, "terminal.not_found", "no place record names it", {}}); }

}  // namespace

// When it was online in the last thirty days: the first change tells how they began, and may lie before them.
void get_terminal_online(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto terminal = captured_terminal(request, respond);
  if (!terminal) return;
  if (targets_objection(ports.backend, request, {*terminal})) return respond(no_terminal());
  const auto changes = ports.backend.online_changes(*terminal);
  if (!changes) return respond(no_terminal());
  const WallTime now = os::wall_now();
  json::array rows;
  for (const controller::ReachChange& change : *changes)
    rows.push_back(json::object{{"at_us", to_us(change.at)}, {"state", to_string(change.reach)}});
  respond(json_reply({{"terminal", terminal->text()},
                      {"from_us", to_us(now - controller::kOnlineKept)},
                      {"until_us", to_us(now)},
                      {"changes", std::move(rows)}}));
}

void get_terminals(const ApiPorts& ports, Request request, const Respond& respond) {
  ListQuery list(request, list_form("/api/v1/terminals"));
  const TerminalFilter filter = filter_of(request, list);
  if (list.problem()) return respond(to_reply(*list.problem()));
  const auto* const sort =
      std::find_if(std::begin(kSorts), std::end(kSorts), [&](const auto& one) { return one.first == list.sort(); });
  controller::TerminalOrder order{sort->second, list.falling(), {}};
  if (list.after() && !(order.after = place_of(*list.after(), order.by)))
    list.query().refuse("after", "must be the `next` of an answer");
  if (list.problem()) return respond(to_reply(*list.problem()));
  const bool as_registered = order.by == TerminalSort::terminal && !order.falling;
  const auto after = order.after ? std::optional(order.after->id) : std::nullopt;
  respond(page_reply(as_registered ? ports.backend.terminals(list.limit(), after, filter)
                                   : ports.backend.sorted_terminals(list.limit(), order, filter),
                     order.by));
}

}  // namespace tongluo::http
