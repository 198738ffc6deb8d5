// What people see: summaries, details, pages, health. No effect on anything.

#include "controller/core/views.hpp"

#include <algorithm>

#include "controller/core/confirmation.hpp"
#include "controller/core/controller_impl.hpp"

namespace tongluo::controller {
namespace {

OrderSummary summary_of(const Digest& digest, const wire::Order& order) {
  OrderSummary summary;
  summary.digest = digest;
  summary.order_class = order.order_class;
  summary.level = order.level;
  summary.headline = order.headline;
  summary.issued_at = order.issued_at;
  summary.supersedes = order.supersedes;
  return summary;
}

// A row of the list before it is written out.
struct Row {
  WallTime at{};
  Digest digest;
  std::variant<const OrderRecord*, const ProposalRecord*> record;
};

// One of the ledger's rows.
TerminalOutcome outcome_of(const FleetRegister& fleet, SteadyTime now, const Ledger& ledger, std::size_t number) {
  const std::size_t slot = number / ledger.occurrences().size(), occurrence = number % ledger.occurrences().size();
  const TerminalIndex index = ledger.addressed()[slot];
  const TerminalEntry& entry = fleet.at(index);
  const OutcomeRow& row = ledger.row(slot, occurrence);
  return {entry.id,
          entry.place ? entry.place->name : std::string(),
          entry.place ? std::optional(entry.place->area) : std::nullopt,
          fleet.presence(index, now) == Presence::online,
          ledger.occurrences()[occurrence].number,
          row.progress,
          row.outcome,
          row.refusal,
          row.detail,
          row.delivered_at,
          row.accepted_at,
          row.started_at,
          row.first_sample,
          row.last_sample,
          row.final_at,
          row.samples_played,
          row.frames_lost,
          row.unreachable,
          row.disputed};
}

}  // namespace

OrderSummary ControllerCore::Impl::summary(Now now, const OrderRecord& record) const {
  OrderSummary summary = summary_of(record.digest, record.order);
  summary.submitted_at = record.submitted_at;
  summary.start_at = record.start_at;
  summary.state = state_of(record, now.wall);
  summary.addressed = record.ledger.addressed().size();
  summary.counts = record.ledger.counts();
  summary.persons = persons_of(record.signers);
  if (record.ended_by) summary.reason = "ended by " + to_string(*record.ended_by);
  if (record.withdrawn != Refusal::none) summary.reason = "withdrawn: " + std::string(to_string(record.withdrawn));
  summary.superseded_by = record.superseded_by;
  return summary;
}

OrderSummary ControllerCore::Impl::summary(Now now, const ProposalRecord& record) const {
  const Proposal& proposal = record.proposal;
  OrderSummary summary = summary_of(proposal.digest, record.order);
  summary.submitted_at = proposal.changed_at;
  summary.state = state_of(record, now.wall);
  summary.addressed = record.addressed.size();
  summary.persons = persons_of(record.signers);
  summary.persons_missing = record.persons_missing;
  summary.holds = proposal.holds;
  summary.reason = proposal.reason;
  summary.origin = proposal.origin;
  return summary;
}

OrderDetail ControllerCore::Impl::detail(Now now, const ProposalRecord& record) const {
  OrderDetail detail{summary(now, record), record.proposal.envelope, {}, {}, {}};
  for (const TerminalIndex index : record.addressed)
    if (const TerminalEntry& entry = fleet.at(index); entry.place)
      detail.addressed.push_back({entry.id, entry.place->name, entry.place->area});
  std::sort(detail.addressed.begin(), detail.addressed.end(),
            [](const AddressedTerminal& a, const AddressedTerminal& b) { return a.terminal < b.terminal; });
  detail.confirm_count = needs_count(record.order.order_class, fleet.areas(record.addressed));
  return detail;
}

OrderDetail ControllerCore::Impl::detail(Now now, const OrderRecord& record) const {
  const Ledger& ledger = record.ledger;
  OrderDetail detail{summary(now, record), record.envelope, {}, {}, recording_of(record.digest)};
  detail.progress = ProgressMark{settings.gateway_epoch, ledger.revision()};
  for (std::size_t row = 0; row < ledger.row_count(); ++row)
    detail.terminals.push_back(outcome_of(fleet, now.steady, ledger, row));
  std::stable_sort(detail.terminals.begin(), detail.terminals.end(),
                   [](const TerminalOutcome& a, const TerminalOutcome& b) { return a.terminal < b.terminal; });
  return detail;
}

Health ControllerCore::Impl::health(Now now) const {
  Health health{sessions.size(), list ? list->list().version : 0, {}};
  if (!list) health.problems.emplace_back("no trust list: no order can be verified");
  if (list && list->list().expires_at < now.wall)
    health.problems.emplace_back("the trust list has expired: only dispatch goes on, for 90 days");
  health.trust_list_stale = list && !trust::is_fresh(authority(), now.wall);
  if (health.trust_list_stale)
    health.problems.emplace_back("the trust list is stale: announce and relay are suspended");
  add_expiry_problems(now.wall, health);
  if (!store_problem.empty()) health.problems.push_back("the last write to the database failed: " + store_problem);
  return health;
}

bool ControllerCore::Impl::belongs(const OrderRecord& record, const OrderFilter& filter) const {
  if (filter.order_class && *filter.order_class != record.order.order_class) return false;
  return filter.areas.empty() || shown(record.ledger.addressed(), filter.areas);
}

bool ControllerCore::Impl::belongs(const ProposalRecord& record, const OrderFilter& filter) const {
  if (filter.order_class && *filter.order_class != record.order.order_class) return false;
  return filter.areas.empty() || shown(record.addressed, filter.areas);
}

// Newest first; what waits for persons among what was issued.
OrderPage ControllerCore::Impl::page(Now now, std::size_t limit, const OrderFilter& filter) const {
  std::vector<Row> rows;
  for (const auto& record : orders) rows.push_back({record->submitted_at, record->digest, record.get()});
  for (const auto& record : proposals)
    rows.push_back({record->proposal.changed_at, record->proposal.digest, record.get()});
  std::sort(rows.begin(), rows.end(),
            [](const Row& a, const Row& b) { return a.at != b.at ? a.at > b.at : a.digest < b.digest; });
  OrderPage page;
  for (const Row& row : rows) {
    if (page.orders.size() >= limit) break;
    const auto state = std::visit([&](const auto* record) { return state_of(*record, now.wall); }, row.record);
    if (filter.state && *filter.state != state) continue;
    if (!std::visit([&](const auto* record) { return belongs(*record, filter); }, row.record)) continue;
    page.orders.push_back(std::visit([&](const auto* record) { return summary(now, *record); }, row.record));
  }
  return page;
}

std::optional<OrderSummary> ControllerCore::order(Now now, const Digest& digest) const {
  if (const OrderRecord* record = impl_->find(digest)) return impl_->summary(now, *record);
  if (const auto record = impl_->find_proposal(digest)) return impl_->summary(now, *record);
  return std::nullopt;
}

std::optional<OrderDetail> ControllerCore::order_detail(Now now, const Digest& digest) const {
  if (const OrderRecord* record = impl_->find(digest)) return impl_->detail(now, *record);
  if (const auto record = impl_->find_proposal(digest)) return impl_->detail(now, *record);
  return std::nullopt;
}

std::optional<OrderProgress> ControllerCore::order_progress(Now now, const Digest& digest, const ProgressMark& since,
                                                            std::size_t limit) const {
  const OrderRecord* record = impl_->find(digest);
  if (record == nullptr) return std::nullopt;
  const Ledger& ledger = record->ledger;
  OrderProgress progress{impl_->summary(now, *record), {}, impl_->recording_of(digest), since};
  const bool same_run = since.run == impl_->settings.gateway_epoch;
  const auto changed = same_run ? ledger.changed_since(since.revision, limit) : std::nullopt;
  if (!changed) return progress.whole = true, progress;
  progress.next.revision = changed->revision;
  progress.more = changed->revision < ledger.revision();
  for (const std::size_t row : changed->rows)
    progress.terminals.push_back(outcome_of(impl_->fleet, now.steady, ledger, row));
  return progress;
}

std::vector<RefusalView> ControllerCore::refusals(std::size_t limit) const {
  const auto count = static_cast<std::ptrdiff_t>(std::min({limit, kMaxRefusals, impl_->refusals.size()}));
  return {impl_->refusals.begin(), impl_->refusals.begin() + count};
}

std::uint64_t ControllerCore::place_version(const TerminalId& terminal) const {
  const auto index = impl_->fleet.find(terminal);
  return index && impl_->fleet.at(*index).place ? impl_->fleet.at(*index).place->version : 0;
}

}  // namespace tongluo::controller
