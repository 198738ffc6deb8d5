// What people see: summaries, details, pages, health. No effect on anything.

#include "controller/core/views.hpp"

#include <algorithm>

#include "controller/core/controller_impl.hpp"

namespace tongluo::controller {

std::string_view to_string(PrepareFault fault) {
  switch (fault) {
    case PrepareFault::missing:
      return "missing";
    case PrepareFault::unknown_area:
      return "unknown_area";
    case PrepareFault::unknown_terminal:
      return "unknown_terminal";
    case PrepareFault::unknown_clip:
      return "unknown_clip";
    case PrepareFault::nobody_addressed:
      return "nobody_addressed";
    case PrepareFault::out_of_limit:
      return "out_of_limit";
  }
  return "unknown";
}

std::string_view to_string(OrderState state) {
  switch (state) {
    case OrderState::running:
      return "running";
    case OrderState::completed:
      return "completed";
    case OrderState::expired:
      return "expired";
  }
  return "unknown";
}

std::string_view to_string(Progress progress) {
  switch (progress) {
    case Progress::none:
      return "none";
    case Progress::delivered:
      return "delivered";
    case Progress::accepted:
      return "accepted";
    case Progress::started:
      return "started";
    case Progress::final:
      return "final";
  }
  return "unknown";
}

std::string_view to_string(Presence presence) {
  switch (presence) {
    case Presence::never:
      return "never";
    case Presence::unknown:
      return "unknown";
    case Presence::online:
      return "online";
    case Presence::late:
      return "late";
    case Presence::offline:
      return "offline";
  }
  return "unknown";
}

OrderSummary ControllerCore::Impl::summary(Now now, const OrderRecord& record) const {
  const OrderState state = record.ledger.complete()              ? OrderState::completed
                           : now.wall > record.order.valid_until ? OrderState::expired
                                                                 : OrderState::running;
  return {record.digest,
          record.order.order_class,
          record.order.level,
          record.order.headline,
          record.order.issued_at,
          record.submitted_at,
          record.start_at,
          state,
          record.ledger.addressed().size(),
          record.ledger.counts()};
}

OrderDetail ControllerCore::Impl::detail(Now now, const OrderRecord& record) const {
  OrderDetail detail{summary(now, record), {}};
  const Ledger& ledger = record.ledger;
  for (std::size_t slot = 0; slot < ledger.addressed().size(); ++slot) {
    const TerminalIndex index = ledger.addressed()[slot];
    const TerminalEntry& entry = fleet.at(index);
    const bool online = fleet.presence(index, now.steady) == Presence::online;
    for (std::size_t i = 0; i < ledger.occurrences().size(); ++i) {
      const OutcomeRow& row = ledger.row(slot, i);
      detail.terminals.push_back({entry.id, entry.place ? entry.place->name : std::string(),
                                  entry.place ? std::optional(entry.place->area) : std::nullopt, online,
                                  ledger.occurrences()[i].number, row.progress, row.outcome, row.refusal, row.detail,
                                  row.delivered_at, row.accepted_at, row.started_at, row.first_sample, row.last_sample,
                                  row.final_at, row.samples_played, row.frames_lost, row.unreachable, row.disputed});
    }
  }
  std::stable_sort(detail.terminals.begin(), detail.terminals.end(),
                   [](const TerminalOutcome& a, const TerminalOutcome& b) { return a.terminal < b.terminal; });
  return detail;
}

Health ControllerCore::Impl::health(Now now) const {
  Health health{sessions.size(), list ? list->list().version : 0, {}};
  if (!list) health.problems.emplace_back("no trust list: no order can be verified");
  if (list && list->list().expires_at < now.wall)
    health.problems.emplace_back("the trust list has expired: only dispatch goes on, for 90 days");
  if (!store_problem.empty()) health.problems.push_back("the last write to the database failed: " + store_problem);
  return health;
}

Result<PreparedOrder, PrepareProblem> ControllerCore::prepare(Now now, const OrderDraft& draft) const {
  return prepare_order(impl_->fleet, impl_->clips, draft, now.wall);
}

OrderPage ControllerCore::orders(Now now, std::size_t limit, std::optional<Digest> before) const {
  OrderPage page;
  bool found = !before.has_value();
  for (auto at = impl_->orders.rbegin(); at != impl_->orders.rend(); ++at) {
    if (!found) {
      found = (*at)->digest == *before;
      continue;
    }
    if (page.orders.size() == std::min(limit, kMaxPageRows)) {
      if (!page.orders.empty()) page.next = page.orders.back().digest;
      return page;
    }
    page.orders.push_back(impl_->summary(now, **at));
  }
  return page;
}

std::optional<OrderSummary> ControllerCore::order(Now now, const Digest& digest) const {
  const OrderRecord* record = impl_->find(digest);
  return record == nullptr ? std::nullopt : std::optional(impl_->summary(now, *record));
}

std::optional<OrderDetail> ControllerCore::order_detail(Now now, const Digest& digest) const {
  const OrderRecord* record = impl_->find(digest);
  return record == nullptr ? std::nullopt : std::optional(impl_->detail(now, *record));
}

TerminalPage ControllerCore::terminals(Now now, std::size_t limit, std::optional<TerminalId> after) const {
  TerminalPage page;
  const auto& all = impl_->fleet.by_id();
  for (auto at = after ? all.upper_bound(*after) : all.begin(); at != all.end(); ++at) {
    if (!impl_->fleet.at(at->second).place) continue;
    if (page.terminals.size() == std::min(limit, kMaxPageRows)) {
      if (!page.terminals.empty()) page.next = page.terminals.back().terminal;
      break;
    }
    page.terminals.push_back(impl_->fleet.view(at->second, now.steady));
  }
  return page;
}

std::vector<RefusalView> ControllerCore::refusals(std::size_t limit) const {
  const auto count = static_cast<std::ptrdiff_t>(std::min({limit, kMaxRefusals, impl_->refusals.size()}));
  return {impl_->refusals.begin(), impl_->refusals.begin() + count};
}

Health ControllerCore::health(Now now) const { return impl_->health(now); }
const Counters& ControllerCore::counters() const { return impl_->counters; }

std::uint64_t ControllerCore::place_version(const TerminalId& terminal) const {
  const auto index = impl_->fleet.find(terminal);
  return index && impl_->fleet.at(*index).place ? impl_->fleet.at(*index).place->version : 0;
}

std::uint64_t ControllerCore::trust_list_version() const { return impl_->list ? impl_->list->list().version : 0; }
bool ControllerCore::knows_clip(const Digest& digest) const { return impl_->clips.knows(digest); }

}  // namespace tongluo::controller
