// When a terminal was online, and the list of terminals: by their ids straight from the register, otherwise by a member
// of all that fit (kMaxTerminals).

#include "controller/core/limits.hpp"
#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/list_page.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::http {

namespace json = boost::json;
using controller::TerminalFilter;
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

ListPlace place_of(const TerminalView& terminal, std::string_view sort) {
  const auto value = [&]() -> json::value {
    if (sort == "name") return json::value(terminal.name);
    if (sort == "area") return json::value(terminal.area.text());
    if (sort == "state") return json::value(to_string(terminal.presence));
    if (sort == "firmware") return json::value(terminal.firmware);
    if (sort == "last_seen_us") return json::value(to_us(terminal.last_seen));
    return json::value(terminal.terminal.text());
  };
  return {value(), ListQuery::key({terminal.terminal.text()})};
}

// As they stand in the register, however many there are.
Reply by_id(ApiBackend& backend, ListQuery& list, const TerminalFilter& filter) {
  std::optional<TerminalId> after;
  if (list.after()) {
    if (list.after()->value.is_string()) after = TerminalId::parse(std::string_view(list.after()->value.get_string()));
    if (!after) list.query().refuse("after", "must be the `next` of an answer");
  }
  if (list.problem()) return to_reply(*list.problem());
  const controller::TerminalPage page = backend.terminals(list.limit(), after, filter);
  json::object answer = http::to_json(page);
  answer["next"] = nullptr;
  if (page.next) answer["next"] = ListQuery::cursor(place_of(page.terminals.back(), list.sort()));
  return json_reply(answer);
}

Reply by_member(ApiBackend& backend, const ListQuery& list, const TerminalFilter& filter) {
  std::vector<TerminalView> all;
  std::optional<TerminalId> after;
  do {
    controller::TerminalPage page = backend.terminals(controller::kMaxPageRows, after, filter);
    std::move(page.terminals.begin(), page.terminals.end(), std::back_inserter(all));
    after = page.next;
  } while (after && all.size() < controller::kMaxTerminals);
  std::vector<ListPlace> places;
  places.reserve(all.size());
  for (const TerminalView& terminal : all) places.push_back(place_of(terminal, list.sort()));
  ListCut cut = list.cut(std::move(places));
  controller::TerminalPage page;
  for (const std::size_t row : cut.rows) page.terminals.push_back(std::move(all[row]));
  json::object answer = http::to_json(page);
  answer["next"] = std::move(cut.next);
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
  const bool as_registered = list.sort() == "terminal" && !list.falling();
  respond(as_registered ? by_id(ports.backend, list, filter) : by_member(ports.backend, list, filter));
}

}  // namespace tongluo::http
