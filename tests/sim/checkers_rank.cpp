// Promises about what is vital and what is not: what lower things must not do when something fails, and who goes first.

#include <algorithm>
#include <map>
#include <set>

#include "protocol/wire/frame.hpp"
#include "terminal-fw/core/order_book.hpp"
#include "tests/sim/checkers.hpp"

namespace tongluo::sim {
namespace {

constexpr auto kDateSlack = std::chrono::minutes(1);  // the controller's clock may be wrong when the loss is dated

bool is_vital(const wire::Order& order) { return terminal::is_vital(order.order_class, order.level); }

class FailsClosed final : public Checker {
 public:
  explicit FailsClosed(County& county) : Checker(county, promise::kFailsClosed) {}
  void on_journal_durable(std::size_t terminal, const terminal::JournalWrite& write) override {
    for (const auto& operation : write) {
      if (const auto* put = std::get_if<terminal::PutOrder>(&operation)) stored_.insert({terminal, put->order.digest});
      if (const auto* put = std::get_if<terminal::PutReplay>(&operation)) stored_.insert({terminal, put->replay.order});
    }
  }
  void on_journal_damaged(std::size_t terminal, const terminal::JournalSnapshot&) override {
    const terminal::JournalSnapshot& left = county_.terminals[terminal]->durable();
    std::erase_if(stored_, [terminal](const Of& of) { return of.first == terminal; });
    for (const auto& row : left.replays) stored_.insert({terminal, row.order});
    std::set<Digest> open;
    for (const auto& row : left.orders) open.insert(row.digest);
    for (const Digest& order : open) stored_.insert({terminal, order});
    for (const KnownOrder& order : county_.orders)
      if (!open.contains(order.digest) && is_refused_after_damage(county_, order.digest))
        forgotten_.insert({terminal, order.digest});
  }
  void on_play(std::size_t terminal, const terminal::Play& play) override {
    const KnownOrder* known = county_.find(play.order);
    if (known == nullptr || is_vital(known->order)) return;
    const OutcomeKey key{terminal, play.order, play.occurrence};
    if (!stored_.contains({terminal, play.order})) broken(to_text(key) + " sounds, and nothing remembers it");
    if (forgotten_.contains({terminal, play.order}))
      broken(to_text(key) + " sounds, and may have sounded before a loss");
  }
  void on_receipt_sent(std::size_t terminal, const Digest&, const wire::Receipt& receipt) override {
    const KnownOrder* known = county_.find(receipt.order);
    if (known == nullptr || !known->genuine || !is_vital(known->order)) return;
    if (receipt.refusal == Refusal::storage_failed || receipt.refusal == Refusal::replay_memory_full)
      broken(to_text({terminal, receipt.order, receipt.occurrence}) +
             " is vital, and was refused for want of a memory");
  }

 private:
  using Of = std::pair<std::size_t, Digest>;
  std::set<Of> stored_;     // there is, or was until it expired, a row of it
  std::set<Of> forgotten_;  // a lower order that came before a loss
};

// Looked at where frames enter a session: from there on they keep their order. One that goes to a terminal for the
// first time must not come behind another that was made when the alert was durable already.
class LevelOneFirst final : public Checker {
 public:
  explicit LevelOneFirst(County& county) : Checker(county, promise::kLevelOneFirst) {}
  void on_order_taken(const Digest& order) override { taken_.try_emplace(order, now()); }
  void on_frame_sent(std::size_t terminal, ConnectionId session, const Bytes& frame) override {
    const auto message = wire::parse_message(ByteView(frame).subspan(sizeof(std::uint32_t)));
    const auto* delivery = message ? std::get_if<wire::OrderDelivery>(&*message) : nullptr;
    const KnownOrder* known = delivery == nullptr ? nullptr : county_.find(sign::identity(delivery->envelope));
    if (known == nullptr) return;
    const wire::Order& order = known->order;
    const bool first = sent_.insert({terminal, known->digest}).second;
    SteadyTime& newest_lower = newest_lower_[session];
    if (order.order_class != OrderClass::actual || order.level != Level::i) {
      newest_lower = std::max(newest_lower, known->made_at);
      return;
    }
    const auto taken = taken_.find(known->digest);
    if (first && taken != taken_.end() && newest_lower > taken->second && is_wanted(*known, terminal))
      broken("T" + std::to_string(terminal) + " " + short_name(known->digest) + " is sent behind a lower order");
  }

 private:
  bool is_wanted(const KnownOrder& known, std::size_t terminal) const {
    return county_.environment.true_wall() < known.order.occurrences.back().latest_start &&
           std::ranges::none_of(county_.stops, [&](const auto& stop) { return county_.covers(stop, known, terminal); });
  }
  std::map<Digest, SteadyTime> taken_;
  std::set<std::pair<std::size_t, Digest>> sent_;
  std::map<ConnectionId, SteadyTime> newest_lower_;  // when the newest lower order of the session was made
};

}  // namespace

bool is_refused_after_damage(const County& county, const Digest& order) {
  const KnownOrder* known = county.find(order);
  return known != nullptr && !is_vital(known->order) &&
         known->order.issued_at + kDateSlack < county.environment.true_wall();
}

std::unique_ptr<Checker> fails_closed(County& county) { return std::make_unique<FailsClosed>(county); }
std::unique_ptr<Checker> level_one_first(County& county) { return std::make_unique<LevelOneFirst>(county); }

}  // namespace tongluo::sim
