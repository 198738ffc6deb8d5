#pragma once
// What came of each order and stop-all, over all terminals: when, by the true clock, it was delivered, sounded and was
// durable at the controller; how far neighbours were apart. Pure; owner: the thread of its terminals. Limit:
// kMaxOrders; more are counted, not recorded.

#include <map>
#include <optional>
#include <vector>

#include "protocol/base/digest.hpp"
#include "protocol/base/time.hpp"
#include "tools/fleet/statistics.hpp"

namespace tongluo::fleet {

struct OrderFigures {
  Digest digest;
  bool stop_all = false;
  WallTime issued_at{};
  // Milliseconds since it was issued. With a stop-all `silent` is when what sounded had ended.
  Spread delivered, sound, durable, silent;
  std::size_t finished = 0;
  // Milliseconds between neighbours' first and last samples.
  Spread in_step_first, in_step_last;
};

class OrderLog {
 public:
  static constexpr std::size_t kMaxOrders = 256;

  // `villages`: of each terminal, in the order of their numbers; consecutive ones of one village are neighbours.
  explicit OrderLog(std::vector<std::uint64_t> villages);

  // First of all for an order; false: no room. Again: nothing happens.
  bool add(const Digest& order, WallTime issued_at, bool stop_all);
  bool knows(const Digest& order) const { return orders_.contains(order); }
  // Each the first time only, for one terminal.
  void on_delivered(const Digest& order, std::size_t terminal, WallTime at);
  void on_durable(const Digest& order, std::size_t terminal, WallTime at);
  void on_silent(const Digest& stop_all, std::size_t terminal, WallTime at);
  // `target`: when it should sound by the controller's clock; nothing: in step with nobody.
  void on_first_sample(const Digest& order, std::size_t terminal, WallTime at, std::optional<WallTime> target);
  void on_last_sample(const Digest& order, std::size_t terminal, WallTime at, std::optional<WallTime> target,
                      bool finished);

  // The other's terminals come after its own; nobody of the one is a neighbour of the other.
  void append(const OrderLog& other);

  std::vector<OrderFigures> figures() const;  // by when they were issued
  std::uint64_t not_recorded() const { return not_recorded_; }

 private:
  struct One {
    std::optional<WallTime> delivered, durable, silent, first;
    std::optional<WallTime::duration> off_first, off_last;  // late against the common instant
    bool finished = false;
  };
  struct Order {
    WallTime issued_at{};
    bool stop_all = false;
    std::vector<One> terminals;
  };
  One* find(const Digest& order, std::size_t terminal);
  Spread since(const Order& order, std::optional<WallTime> One::*time) const;
  Spread between_neighbours(const Order& order, std::optional<WallTime::duration> One::*off) const;

  std::vector<std::optional<std::size_t>> neighbours_;  // of each: the next one of its village
  std::map<Digest, Order> orders_;
  std::uint64_t not_recorded_ = 0;
};

}  // namespace tongluo::fleet
