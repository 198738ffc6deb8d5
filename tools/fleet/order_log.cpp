#include "tools/fleet/order_log.hpp"

#include <algorithm>

namespace tongluo::fleet {
namespace {

double ms(WallTime::duration duration) { return static_cast<double>(duration.count()) / 1'000; }

}  // namespace

OrderLog::OrderLog(std::vector<std::uint64_t> villages) : neighbours_(villages.size()) {
  std::map<std::uint64_t, std::size_t> last;
  for (std::size_t i = 0; i < villages.size(); ++i) {
    const auto [place, first] = last.try_emplace(villages[i], i);
    if (first) continue;
    neighbours_[place->second] = i;
    place->second = i;
  }
}

bool OrderLog::add(const Digest& order, WallTime issued_at, bool stop_all) {
  if (orders_.contains(order)) return true;
  if (orders_.size() >= kMaxOrders) return ++not_recorded_, false;
  orders_.emplace(order, Order{issued_at, stop_all, std::vector<One>(neighbours_.size())});
  return true;
}

OrderLog::One* OrderLog::find(const Digest& order, std::size_t terminal) {
  const auto found = orders_.find(order);
  return found == orders_.end() || terminal >= neighbours_.size() ? nullptr : &found->second.terminals[terminal];
}

void OrderLog::on_delivered(const Digest& order, std::size_t terminal, WallTime at) {
  if (One* one = find(order, terminal); one != nullptr && !one->delivered) one->delivered = at;
}

void OrderLog::on_durable(const Digest& order, std::size_t terminal, WallTime at) {
  if (One* one = find(order, terminal); one != nullptr && !one->durable) one->durable = at;
}

void OrderLog::on_silent(const Digest& stop_all, std::size_t terminal, WallTime at) {
  if (One* one = find(stop_all, terminal); one != nullptr && !one->silent) one->silent = at;
}

void OrderLog::on_first_sample(const Digest& order, std::size_t terminal, WallTime at, std::optional<WallTime> target) {
  One* one = find(order, terminal);
  if (one == nullptr || one->first) return;
  one->first = at;
  if (target) one->off_first = at - *target;
}

void OrderLog::on_last_sample(const Digest& order, std::size_t terminal, WallTime at, std::optional<WallTime> target,
                              bool finished) {
  One* one = find(order, terminal);
  if (one == nullptr || one->finished) return;
  one->finished = finished;
  if (target && finished) one->off_last = at - *target;
}

void OrderLog::append(const OrderLog& other) {
  const std::size_t own = neighbours_.size();
  for (const auto& next : other.neighbours_) neighbours_.push_back(next ? std::optional(*next + own) : std::nullopt);
  for (const auto& [digest, order] : other.orders_) add(digest, order.issued_at, order.stop_all);
  for (auto& [digest, order] : orders_) {
    const auto found = other.orders_.find(digest);
    order.terminals.resize(own);
    if (found != other.orders_.end())
      order.terminals.insert(order.terminals.end(), found->second.terminals.begin(), found->second.terminals.end());
    order.terminals.resize(neighbours_.size());
  }
  not_recorded_ += other.not_recorded_;
}

Spread OrderLog::since(const Order& order, std::optional<WallTime> One::*time) const {
  std::vector<double> values;
  for (const One& one : order.terminals)
    if (one.*time) values.push_back(ms(*(one.*time) - order.issued_at));
  return spread_of(std::move(values));
}

Spread OrderLog::between_neighbours(const Order& order, std::optional<WallTime::duration> One::*off) const {
  std::vector<double> values;
  for (std::size_t i = 0; i < neighbours_.size(); ++i) {
    if (!neighbours_[i]) continue;
    const auto& one = order.terminals[i].*off;
    const auto& other = order.terminals[*neighbours_[i]].*off;
    if (one && other) values.push_back(ms(std::chrono::abs(*one - *other)));
  }
  return spread_of(std::move(values));
}

std::vector<OrderFigures> OrderLog::figures() const {
  std::vector<OrderFigures> rows;
  for (const auto& [digest, order] : orders_) {
    OrderFigures row{.digest = digest, .stop_all = order.stop_all, .issued_at = order.issued_at};
    row.delivered = since(order, &One::delivered);
    row.sound = since(order, &One::first);
    row.durable = since(order, &One::durable);
    row.silent = since(order, &One::silent);
    row.finished = static_cast<std::size_t>(
        std::count_if(order.terminals.begin(), order.terminals.end(), [](const One& one) { return one.finished; }));
    row.in_step_first = between_neighbours(order, &One::off_first);
    row.in_step_last = between_neighbours(order, &One::off_last);
    rows.push_back(std::move(row));
  }
  std::sort(rows.begin(), rows.end(),
            [](const OrderFigures& a, const OrderFigures& b) { return a.issued_at < b.issued_at; });
  return rows;
}

}  // namespace tongluo::fleet
