// The exact bytes that a person is to sign, and what the person should see before. Nothing is stored.

#include <algorithm>

#include "controller/core/confirmation.hpp"
#include "controller/core/controller_impl.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::controller {
namespace {

using Problem = PrepareProblem;

constexpr std::size_t kMinReferenceDigits = 8;
Problem unknown_order(const char* field) { return {PrepareFault::unknown_order, field, "no such order"}; }

bool is_for_now(const wire::Order& order) {
  return order.occurrences.size() == 1 && order.occurrences.front().earliest_start <= order.issued_at + kScheduledFrom;
}

// Its name and, if it has one, what it is about: "0a1b2c3d: noon news".
std::string named(const Digest& digest, const std::vector<TimelineOrder>& orders) {
  const auto at = std::ranges::find(orders, digest, &TimelineOrder::digest);
  const bool untitled = at == orders.end() || at->order->headline.empty();
  return short_name(digest) + (untitled ? std::string() : ": " + at->order->headline);
}

// One level lower, where there is one.
Level level_below(Level level) {
  if (level == Level::routine || level == Level::iv) return level;
  return static_cast<Level>(static_cast<std::uint8_t>(level) + 1);
}

}  // namespace

Result<PreparedOrder, PrepareProblem> ControllerCore::Impl::prepare(Now now, const OrderDraft& draft) const {
  const auto supersedes = superseded_by(now, draft);
  if (!supersedes) return tl::unexpected(supersedes.error());
  const OrderDesk desk{fleet, clips, [this](const std::string& name) { return group(name); },
                       [this](const std::string& name) { return playlist(name); }};
  auto order = compose_order(desk, draft, *supersedes, now.wall);
  if (!order) return tl::unexpected(std::move(order.error()));
  return finish_order(now, *order);
}

// The older order that a draft names, to replace or to renew it.
Result<std::optional<Digest>, PrepareProblem> ControllerCore::Impl::superseded_by(Now now,
                                                                                  const OrderDraft& draft) const {
  const bool renewal = !draft.renews.empty();
  const char* field = renewal ? "renews" : "supersedes";
  const std::string& reference = renewal ? draft.renews : draft.supersedes;
  if (renewal && !draft.supersedes.empty())
    return fail(Problem{PrepareFault::out_of_limit, field, "and supersedes exclude each other"});
  if (reference.empty()) return std::nullopt;
  const auto named = resolve(reference);
  if (!named && named.error() == ReferenceFault::ambiguous)
    return fail(Problem{PrepareFault::ambiguous_order, field, "it names more than one order"});
  const OrderRecord* older = named ? find(*named) : nullptr;
  if (older == nullptr) return fail(unknown_order(field));
  if (renewal && !draft.live) return fail(Problem{PrepareFault::missing, "live", "only live speech is renewed"});
  if (renewal && !std::holds_alternative<wire::LiveProgramme>(older->order.programme))
    return fail(Problem{PrepareFault::out_of_limit, field, "it is no live speech"});
  if (renewal && is_over(state_of(*older, now.wall)))
    return fail(Problem{PrepareFault::out_of_limit, field, "it is over: prepare a new live stream"});
  return *named;
}

Result<PreparedOrder, PrepareProblem> ControllerCore::Impl::finish_order(Now now, const wire::Order& order) const {
  PreparedOrder prepared;
  prepared.payload = wire::serialize(order);
  prepared.longest_sound = wire::longest_sound(order);
  const auto parsed = wire::parse_order(prepared.payload);
  if (!parsed) return fail(Problem{PrepareFault::out_of_limit, parsed.error().field, wire::to_string(parsed.error())});
  prepared.digest = sign::digest_of(prepared.payload);
  const std::vector<TerminalIndex> addressed = fleet.addressed(order.targets);
  for (const TerminalIndex index : addressed) {
    const TerminalEntry& entry = fleet.at(index);
    prepared.addressed.push_back({entry.id, entry.place->name, entry.place->area});
  }
  if (addressed.empty()) return fail(Problem{PrepareFault::nobody_addressed, "areas", "no terminal is addressed"});
  GuardVerdict verdict = guard.look(guard_input(order, std::nullopt, false, addressed.size()), now.wall);
  prepared.warnings = std::move(verdict.warnings);
  prepared.holds = std::move(verdict.holds);
  add_warnings(now, order, addressed, prepared);
  const wire::QuorumRule* rule = list ? list->rule(order.order_class, order.level) : nullptr;
  if (rule != nullptr)
    prepared.persons_required = prepared.holds.empty() ? rule->persons : std::max(rule->persons, kPersonsOfHeldOrder);
  prepared.confirm_count = needs_count(order.order_class, fleet.areas(addressed));
  return prepared;
}

void ControllerCore::Impl::add_warnings(Now now, const wire::Order& order, std::vector<TerminalIndex> addressed,
                                        PreparedOrder& prepared) const {
  std::sort(addressed.begin(), addressed.end());
  const std::vector<TimelineOrder> others = timeline_orders(now.wall);
  for (const Digest& other : conflicts_of({prepared.digest, &order, OrderState::issued, addressed}, others))
    if (order.supersedes != other)
      prepared.warnings.push_back({"conflict", "it sounds at the same time as order " + named(other, others)});
  const OrderRecord* older = order.supersedes ? find(*order.supersedes) : nullptr;
  if (older == nullptr) return;
  const auto& before = older->ledger.addressed();
  const auto left_out = std::count_if(before.begin(), before.end(), [&addressed](TerminalIndex index) {
    return !std::binary_search(addressed.begin(), addressed.end(), index);
  });
  if (left_out > 0)
    prepared.warnings.push_back({"leaves_out", std::to_string(left_out) +
                                                   " terminals of the superseded order are not " +
                                                   "addressed: it goes on there until it is cancelled"});
}

Result<PreparedOrder, PrepareProblem> ControllerCore::Impl::refresh(Now now, const Digest& digest,
                                                                    const Nonce& nonce) const {
  const OrderRecord* issued = find(digest);
  const auto waiting_one = find_proposal(digest);
  if (issued == nullptr && !waiting_one) return fail(unknown_order("order"));
  wire::Order order = issued != nullptr ? issued->order : waiting_one->order;
  if (std::holds_alternative<wire::LiveProgramme>(order.programme))
    return fail(Problem{PrepareFault::out_of_limit, "order", "a live stream has a key of its own: prepare it anew"});
  if (auto objection = check_expiry(now, order); objection.refusal != Refusal::none)
    return fail(Problem{PrepareFault::expired_clip, "order", std::move(objection.detail)});
  const WallTime::duration later = now.wall - order.occurrences.front().earliest_start;
  if (is_for_now(order)) {
    for (WallTime* time : {&order.occurrences.front().earliest_start, &order.occurrences.front().latest_start,
                           &order.occurrences.front().end, &order.valid_until})
      *time += later;
  } else {
    std::erase_if(order.occurrences, [now](const auto& occurrence) { return occurrence.latest_start < now.wall; });
    if (order.occurrences.empty()) return fail(Problem{PrepareFault::out_of_limit, "starts", "no start is ahead"});
    auto& first = order.occurrences.front();
    first.earliest_start = std::max(first.earliest_start, now.wall);
  }
  order.issued_at = order.valid_from = now.wall;
  order.nonce = nonce;
  return finish_order(now, order);
}

Result<PreparedOrder, PrepareProblem> ControllerCore::Impl::prepare_all_clear(Now now, const Digest& digest,
                                                                              const Nonce& nonce) const {
  const OrderRecord* record = find(digest);
  if (record == nullptr) return fail(unknown_order("order"));
  const auto& clip = record->order.all_clear_clip;
  const auto duration = clip ? clips.duration(*clip) : std::nullopt;
  if (!duration) return fail(Problem{PrepareFault::missing, "all_clear_clip", "the order has no prepared all-clear"});
  wire::Order order = record->order;
  order.level = level_below(order.level);
  order.programme = wire::ClipProgramme{{{*clip, *duration}}, 1, {}};
  if (order.tone != Tone::none) order.tone = Tone::chime;
  order.headline = record->order.headline;
  order.all_clear_clip.reset();
  order.supersedes.reset();
  order.issued_at = order.valid_from = now.wall;
  order.valid_until = now.wall + kAllClearValidity;
  const WallTime latest = now.wall + kAllClearStart;
  order.occurrences = {
      {1, now.wall, latest, std::min<WallTime>(latest + wire::longest_sound(order) + kSoundMargin, order.valid_until)}};
  order.nonce = nonce;
  return finish_order(now, order);
}

Result<PreparedStop, PrepareProblem> ControllerCore::Impl::prepare_cancel(Now now, std::string_view reference,
                                                                          const Nonce& nonce) const {
  const auto named = resolve(reference);
  if (!named && named.error() == ReferenceFault::ambiguous)
    return fail(Problem{PrepareFault::ambiguous_order, "order", "it names more than one order"});
  const OrderRecord* record = named ? find(*named) : nullptr;
  if (record == nullptr) return fail(unknown_order("order"));
  Bytes payload = wire::serialize(wire::Cancel{limits::kReaderVersion, *named, now.wall, nonce});
  const Digest digest = sign::digest_of(payload);
  return PreparedStop{std::move(payload), digest, {*named}, record->ledger.addressed().size()};
}

Result<PreparedStop, PrepareProblem> ControllerCore::Impl::prepare_stop_all(Now now, const StopAllDraft& draft) const {
  OrderDraft targets_only;
  targets_only.areas = draft.areas;
  targets_only.groups = draft.groups;
  const OrderDesk desk{fleet, clips, [this](const std::string& name) { return group(name); },
                       [this](const std::string& name) { return playlist(name); }};
  auto targets = read_targets(desk, targets_only);
  if (!targets) return tl::unexpected(std::move(targets.error()));
  if (draft.order_classes.empty())
    return fail(Problem{PrepareFault::missing, "classes", "actual, exercise, test or routine"});
  const wire::StopAll stop{
      limits::kReaderVersion, std::move(*targets), draft.order_classes, draft.highest_level, now.wall, draft.nonce};
  Bytes payload = wire::serialize(stop);
  const auto parsed = wire::parse_stop_all(payload);
  if (!parsed) return fail(Problem{PrepareFault::out_of_limit, parsed.error().field, wire::to_string(parsed.error())});
  const Digest digest = sign::digest_of(payload);
  return PreparedStop{std::move(payload), digest, orders_under(stop, now.wall), fleet.addressed(stop.targets).size()};
}

Result<Digest, ReferenceFault> ControllerCore::Impl::resolve(std::string_view reference) const {
  std::string prefix(reference);
  for (char& c : prefix)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  const bool is_hex = prefix.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!is_hex || prefix.size() < kMinReferenceDigits || prefix.size() > 2 * Digest::kSize)
    return fail(ReferenceFault::malformed);
  std::vector<Digest> found;
  const auto consider = [&](const Digest& digest) {
    if (to_string(digest).starts_with(prefix)) found.push_back(digest);
  };
  for (const auto& record : orders) consider(record->digest);
  for (const auto& record : proposals) consider(record->proposal.digest);
  if (found.empty()) return fail(ReferenceFault::unknown);
  if (found.size() > 1) return fail(ReferenceFault::ambiguous);
  return found.front();
}

std::optional<GroupBody> ControllerCore::Impl::group(const std::string& name) const {
  const auto at = documents.find({"group", name});
  return at == documents.end() ? std::nullopt : parse_group(at->second);
}

std::vector<TimelineOrder> ControllerCore::Impl::timeline_orders(WallTime now) const {
  std::vector<TimelineOrder> found;
  for (const auto& record : orders) {
    const bool replaced = record->superseded_by && record->superseded_by == record->ended_by;  // at all its terminals
    found.push_back({record->digest, &record->order, state_of(*record, now), record->ledger.addressed(),
                     record->ended_at, replaced ? record->superseded_by : std::nullopt});
  }
  for (const auto& record : proposals)
    found.push_back({record->proposal.digest, &record->order, state_of(*record, now), record->addressed});
  return found;
}

std::vector<TimelineEntry> ControllerCore::timeline(Now now, WallTime from, WallTime until,
                                                    std::optional<AreaCode> area) const {
  std::vector<TimelineOrder> orders = impl_->timeline_orders(now.wall);
  if (area)
    std::erase_if(orders, [&](const TimelineOrder& order) {
      return std::none_of(order.addressed.begin(), order.addressed.end(), [&](TerminalIndex index) {
        const auto& place = impl_->fleet.at(index).place;
        return place && area->contains(place->area);
      });
    });
  return make_timeline(orders, from, until);
}

}  // namespace tongluo::controller
