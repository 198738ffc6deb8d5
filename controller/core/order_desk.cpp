#include "controller/core/order_desk.hpp"

#include "controller/core/limits.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::controller {
namespace {

using Problem = PrepareProblem;

std::string numbered(const char* field, std::size_t index) {
  return std::string(field) + "[" + std::to_string(index) + "]";
}

Result<std::vector<wire::Target>, Problem> read_targets(const FleetRegister& fleet, const OrderDraft& draft) {
  std::vector<wire::Target> targets;
  for (std::size_t i = 0; i < draft.areas.size(); ++i) {
    const auto area = AreaCode::parse(draft.areas[i]);
    if (!area)
      return fail(Problem{PrepareFault::unknown_area, numbered("areas", i), "not an area code: " + draft.areas[i]});
    if (!fleet.any_in(*area))
      return fail(Problem{PrepareFault::unknown_area, numbered("areas", i), "no terminal lies in " + draft.areas[i]});
    targets.emplace_back(*area);
  }
  for (std::size_t i = 0; i < draft.terminals.size(); ++i) {
    const auto id = TerminalId::parse(draft.terminals[i]);
    if (!id || !fleet.any_in(*id))
      return fail(
          Problem{PrepareFault::unknown_terminal, numbered("terminals", i), "no such terminal: " + draft.terminals[i]});
    targets.emplace_back(*id);
  }
  if (targets.empty()) return fail(Problem{PrepareFault::missing, "areas", "an order needs an area or a terminal"});
  return targets;
}

Result<wire::ClipProgramme, Problem> read_programme(const ClipLibrary& clips, const OrderDraft& draft) {
  if (draft.items.empty()) return fail(Problem{PrepareFault::missing, "items", "an order needs at least one clip"});
  wire::ClipProgramme programme{{}, draft.repetitions, draft.gap};
  for (std::size_t i = 0; i < draft.items.size(); ++i) {
    const auto duration = clips.duration(draft.items[i].clip);
    if (!duration)
      return fail(Problem{PrepareFault::unknown_clip, numbered("items", i),
                          "the controller has no clip " + to_string(draft.items[i].clip)});
    programme.items.push_back({draft.items[i].clip, *duration});
  }
  return programme;
}

wire::Order compose(const OrderDraft& draft, WallTime now) {
  wire::Order order;
  order.reader_version = limits::kReaderVersion;
  order.order_class = draft.order_class;
  order.level = draft.level;
  order.issued_at = now;
  order.valid_from = now;
  order.valid_until = now + draft.valid_for;
  order.tone = draft.tone == Tone::unspecified ? tone_of(draft.level) : draft.tone;
  order.tone_duration = order.tone == Tone::none ? milliseconds(0) : draft.tone_duration;
  order.volume_percent = draft.volume_percent;
  order.interrupt_rule = draft.interrupt_rule;
  order.event_code = draft.event_code;
  order.headline = draft.headline;
  order.language = draft.language;
  order.nonce = draft.nonce;
  return order;
}

std::optional<Problem> check_class_and_level(const OrderDraft& draft) {
  if (draft.order_class == OrderClass::unspecified)
    return Problem{PrepareFault::missing, "class", "actual, exercise, test or routine"};
  if (draft.level == Level::unspecified) return Problem{PrepareFault::missing, "level", "I, II, III, IV or routine"};
  if ((draft.order_class == OrderClass::routine) != (draft.level == Level::routine))
    return Problem{PrepareFault::out_of_limit, "level", "level routine belongs to class routine, and only to it"};
  return std::nullopt;
}

std::optional<Problem> check_times(const OrderDraft& draft, const wire::Order& order, milliseconds sound) {
  const seconds longest = order.order_class == OrderClass::routine ? seconds(limits::kMaxRoutineValidity)
                                                                   : seconds(limits::kMaxActualValidity);
  if (draft.valid_for <= seconds(0) || draft.valid_for > longest)
    return Problem{PrepareFault::out_of_limit, "valid_for_s", "from 1 to " + std::to_string(longest.count())};
  if (draft.start_within < seconds(0) || draft.start_within > longest)
    return Problem{PrepareFault::out_of_limit, "start_within_s", "from 0 to " + std::to_string(longest.count())};
  if (draft.start_within + sound > draft.valid_for)
    return Problem{PrepareFault::out_of_limit, "valid_for_s",
                   "shorter than the start window and the sound (" + std::to_string(sound.count()) + " ms)"};
  return std::nullopt;
}

}  // namespace

Result<PreparedOrder, PrepareProblem> prepare_order(const FleetRegister& fleet, const ClipLibrary& clips,
                                                    const OrderDraft& draft, WallTime now) {
  if (auto problem = check_class_and_level(draft)) return fail(std::move(*problem));
  auto targets = read_targets(fleet, draft);
  if (!targets) return tl::unexpected(targets.error());
  auto programme = read_programme(clips, draft);
  if (!programme) return tl::unexpected(programme.error());
  wire::Order order = compose(draft, now);
  order.targets = std::move(*targets);
  order.programme = std::move(*programme);
  const milliseconds sound = wire::longest_sound(order);
  if (auto problem = check_times(draft, order, sound)) return fail(std::move(*problem));
  const WallTime latest = now + draft.start_within;
  order.occurrences = {{1, now, latest, std::min<WallTime>(latest + sound + kSoundMargin, order.valid_until)}};
  PreparedOrder prepared{wire::serialize(order), {}, {}, sound};
  const auto parsed = wire::parse_order(prepared.payload);
  if (!parsed) return fail(Problem{PrepareFault::out_of_limit, parsed.error().field, wire::to_string(parsed.error())});
  prepared.digest = sign::digest_of(prepared.payload);
  for (const TerminalIndex index : fleet.addressed(order.targets)) {
    const TerminalEntry& entry = fleet.at(index);
    prepared.addressed.push_back({entry.id, entry.place->name, entry.place->area});
  }
  if (prepared.addressed.empty())
    return fail(Problem{PrepareFault::nobody_addressed, "areas", "no terminal is addressed"});
  return prepared;
}

Refusal check_issuable(const FleetRegister& fleet, const ClipLibrary& clips, const wire::Order& order,
                       std::string& detail) {
  for (const wire::Target& target : order.targets) {
    if (fleet.any_in(target)) continue;
    const auto* area = std::get_if<AreaCode>(&target);
    detail = "no terminal lies in " + (area != nullptr ? area->text() : std::string("one of the targets"));
    return Refusal::bad_area;
  }
  const auto* programme = std::get_if<wire::ClipProgramme>(&order.programme);
  if (programme == nullptr) {
    detail = "live speech is not served here";
    return Refusal::unsupported;
  }
  for (const wire::PlaylistItem& item : programme->items) {
    if (clips.knows(item.clip)) continue;
    detail = "the controller has no clip " + to_string(item.clip);
    return Refusal::unsupported;
  }
  return Refusal::none;
}

}  // namespace tongluo::controller
