#include "controller/core/order_desk.hpp"

#include "controller/core/limits.hpp"
#include "protocol/base/limits.hpp"

namespace tongluo::controller {
namespace {

using Problem = PrepareProblem;

std::string numbered(const char* field, std::size_t index) {
  return std::string(field) + "[" + std::to_string(index) + "]";
}

// What may not be played by anything new: a clip that is not held, or has run out.
std::optional<Problem> clip_problem(const ClipLibrary& clips, const Digest& clip, std::string field, WallTime now) {
  if (!clips.knows(clip))
    return Problem{PrepareFault::unknown_clip, std::move(field), "the controller has no clip " + to_string(clip)};
  if (clips.expired(clip, now))
    return Problem{PrepareFault::expired_clip, std::move(field), clips.describe(clip) + " has expired"};
  return std::nullopt;
}

// Those of the draft, or of the playlist that it names.
Result<std::vector<DraftItem>, Problem> items_of(const OrderDesk& desk, const OrderDraft& draft) {
  if (draft.playlist.empty()) return draft.items;
  if (!draft.items.empty())
    return fail(Problem{PrepareFault::out_of_limit, "playlist", "and items exclude each other"});
  const auto playlist = desk.playlist(draft.playlist);
  if (!playlist) return fail(Problem{PrepareFault::unknown_playlist, "playlist", "no playlist has this name"});
  std::vector<DraftItem> items;
  for (const Digest& clip : playlist->clips) items.push_back({clip});
  return items;
}

Result<wire::ClipProgramme, Problem> read_programme(const OrderDesk& desk, const OrderDraft& draft, WallTime now) {
  const auto items = items_of(desk, draft);
  if (!items) return tl::unexpected(items.error());
  if (items->empty()) return fail(Problem{PrepareFault::missing, "items", "an order needs at least one clip"});
  wire::ClipProgramme programme{{}, draft.repetitions, draft.gap};
  for (std::size_t i = 0; i < items->size(); ++i) {
    const Digest& clip = items->at(i).clip;
    std::string field = draft.playlist.empty() ? numbered("items", i) : "playlist";
    if (auto problem = clip_problem(desk.clips, clip, std::move(field), now)) return fail(std::move(*problem));
    programme.items.push_back({clip, *desk.clips.duration(clip)});
  }
  return programme;
}

std::string milliseconds_between(auto low, auto high) {
  return "from " + std::to_string(milliseconds(low).count()) + " to " + std::to_string(milliseconds(high).count()) +
         " ms";
}

// Live speech is for now: one start, no repetition, nothing stored.
Result<wire::LiveProgramme, Problem> read_live(const OrderDraft& draft) {
  const wire::LiveProgramme& live = *draft.live;
  if (!draft.items.empty() || !draft.playlist.empty())
    return fail(Problem{PrepareFault::out_of_limit, "items", "live and items exclude each other"});
  if (!draft.starts.empty()) return fail(Problem{PrepareFault::out_of_limit, "starts", "live speech begins now"});
  if (live.holder.empty()) return fail(Problem{PrepareFault::missing, "live.holder", "who is going to speak"});
  if (live.max_duration <= milliseconds(0) || live.max_duration > limits::kMaxLiveDuration)
    return fail(Problem{PrepareFault::out_of_limit, "live.max_duration_s",
                        milliseconds_between(seconds(1), limits::kMaxLiveDuration)});
  if (live.playout_delay < limits::kMinPlayoutDelay || live.playout_delay > limits::kMaxPlayoutDelay)
    return fail(Problem{PrepareFault::out_of_limit, "live.playout_delay_ms",
                        milliseconds_between(limits::kMinPlayoutDelay, limits::kMaxPlayoutDelay)});
  return live;
}

Result<wire::Programme, Problem> programme_of(const OrderDesk& desk, const OrderDraft& draft, WallTime now) {
  if (draft.live) return read_live(draft);
  return read_programme(desk, draft, now);
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

// One for each start. A sound may begin within `start_within` of it, and ends by itself.
std::vector<wire::Occurrence> occurrences_of(const std::vector<WallTime>& starts, seconds start_within,
                                             milliseconds sound) {
  std::vector<wire::Occurrence> occurrences;
  std::uint32_t number = 0;
  for (const WallTime start : starts) {
    const WallTime latest = start + start_within;
    occurrences.push_back({++number, start, latest, latest + sound + kSoundMargin});
  }
  return occurrences;
}

std::optional<Problem> check_starts(const OrderDraft& draft, WallTime now) {
  if (draft.starts.size() > limits::kMaxOccurrences)
    return Problem{PrepareFault::out_of_limit, "starts", "more than " + std::to_string(limits::kMaxOccurrences)};
  for (std::size_t i = 0; i < draft.starts.size(); ++i) {
    if (draft.starts[i] < now) return Problem{PrepareFault::out_of_limit, numbered("starts", i), "it is in the past"};
    if (i > 0 && draft.starts[i] <= draft.starts[i - 1])
      return Problem{PrepareFault::out_of_limit, numbered("starts", i), "not after the one before"};
  }
  return std::nullopt;
}

std::optional<Problem> check_window(const OrderDraft& draft, seconds longest, milliseconds sound) {
  if (draft.start_within < seconds(0) || draft.start_within > longest)
    return Problem{PrepareFault::out_of_limit, "start_within_s", "from 0 to " + std::to_string(longest.count())};
  if (!draft.starts.empty()) return std::nullopt;
  if (draft.valid_for <= seconds(0) || draft.valid_for > longest)
    return Problem{PrepareFault::out_of_limit, "valid_for_s", "from 1 to " + std::to_string(longest.count())};
  if (draft.start_within + sound > draft.valid_for)
    return Problem{PrepareFault::out_of_limit, "valid_for_s",
                   "shorter than the start window and the sound (" + std::to_string(sound.count()) + " ms)"};
  return std::nullopt;
}

// A schedule is valid until its last sound has ended.
std::optional<Problem> set_times(const OrderDraft& draft, wire::Order& order, WallTime now) {
  const seconds longest = order.order_class == OrderClass::routine ? seconds(limits::kMaxRoutineValidity)
                                                                   : seconds(limits::kMaxActualValidity);
  const milliseconds sound = wire::longest_sound(order);
  if (auto problem = check_window(draft, longest, sound)) return problem;
  if (auto problem = check_starts(draft, now)) return problem;
  if (draft.starts.empty()) {
    order.occurrences = occurrences_of({now}, draft.start_within, sound);
    order.occurrences.front().end = std::min<WallTime>(order.occurrences.front().end, order.valid_until);
    return std::nullopt;
  }
  order.occurrences = occurrences_of(draft.starts, draft.start_within, sound);
  order.valid_until = order.occurrences.back().end;
  if (order.valid_until - now > longest)
    return Problem{PrepareFault::out_of_limit, numbered("starts", draft.starts.size() - 1),
                   "more than " + std::to_string(longest.count()) + " s ahead"};
  return std::nullopt;
}

}  // namespace

Result<wire::Order, PrepareProblem> compose_order(const OrderDesk& desk, const OrderDraft& draft,
                                                  const std::optional<Digest>& supersedes, WallTime now) {
  if (auto problem = check_class_and_level(draft)) return fail(std::move(*problem));
  auto targets = read_targets(desk, draft);
  if (!targets) return tl::unexpected(targets.error());
  auto programme = programme_of(desk, draft, now);
  if (!programme) return tl::unexpected(programme.error());
  if (draft.all_clear_clip)
    if (auto problem = clip_problem(desk.clips, *draft.all_clear_clip, "all_clear_clip", now))
      return fail(std::move(*problem));
  wire::Order order = compose(draft, now);
  order.targets = std::move(*targets);
  order.programme = std::move(*programme);
  order.all_clear_clip = draft.all_clear_clip;
  order.supersedes = supersedes;
  order.cap_identifier = draft.cap_identifier;
  if (auto problem = set_times(draft, order, now)) return fail(std::move(*problem));
  return order;
}

Refusal check_issuable(const Holdings& held, const wire::Order& order, WallTime now, std::string& detail) {
  for (const wire::Target& target : order.targets) {
    if (held.fleet.any_in(target)) continue;
    const auto* area = std::get_if<AreaCode>(&target);
    detail = "no terminal lies in " + (area != nullptr ? area->text() : std::string("one of the targets"));
    return Refusal::bad_area;
  }
  if (const auto* live = std::get_if<wire::LiveProgramme>(&order.programme)) {
    if (held.stream_keys != nullptr && held.stream_keys->holds(live->stream_id, live->stream_key, now))
      return Refusal::none;
    detail = "the controller does not hold the key of this live stream (any more): prepare it anew";
    return Refusal::unsupported;
  }
  for (const wire::PlaylistItem& item : std::get<wire::ClipProgramme>(order.programme).items) {
    if (held.clips.knows(item.clip)) continue;
    detail = "the controller has no clip " + to_string(item.clip);
    return Refusal::unsupported;
  }
  return Refusal::none;
}

}  // namespace tongluo::controller
