// Promises of the controller: what it said is durable is there, and what it believes was said.

#include <algorithm>
#include <set>

#include "protocol/wire/envelope_codec.hpp"
#include "tests/sim/checkers.hpp"

namespace tongluo::sim {
namespace {

class OrdersKept final : public Checker {
 public:
  explicit OrdersKept(County& county) : Checker(county, promise::kOrdersKept) {}
  void on_store_durable(const std::vector<controller::StoreWrite>& writes) override {
    for (const controller::StoreWrite& write : writes) {
      if (const auto* order = std::get_if<controller::SaveOrder>(&write)) durable_.insert(order->digest);
      if (const auto* proposal = std::get_if<controller::SaveProposal>(&write))
        durable_.insert(proposal->proposal.digest);
      if (const auto* stop = std::get_if<controller::SaveStop>(&write)) durable_.insert(stop->digest);
    }
  }
  void on_order_taken(const Digest& order) override {
    taken_.insert(order);
    if (!durable_.contains(order)) broken(short_name(order) + " was acknowledged before it was durable");
  }
  void on_stop_taken(const Digest& stop) override {
    stops_.insert(stop);
    if (!durable_.contains(stop)) broken("stop " + short_name(stop) + " was acknowledged before it was durable");
  }
  void on_controller_started() override { look(); }
  void at_end() override { look(); }

 private:
  void look() {
    const Now at = county_.controller.now();
    for (const Digest& order : taken_)
      if (!county_.controller.core().order(at, order)) broken(short_name(order) + " is gone after a restart");
    for (const Digest& stop : stops_) {
      const auto& kept = county_.controller.durable().stops;
      if (std::none_of(kept.begin(), kept.end(), [&](const auto& row) { return row.digest == stop; }))
        broken("stop " + short_name(stop) + " is gone after a restart");
    }
  }
  std::set<Digest> durable_, taken_, stops_;
};

class Audited final : public Checker {
 public:
  explicit Audited(County& county) : Checker(county, promise::kAudited) {}
  void on_order_taken(const Digest& order) override {
    const auto& entries = county_.controller.audited();
    const std::string subject = to_string(order);
    if (std::none_of(entries.begin(), entries.end(),
                     [&](const auto& entry) { return entry.subject == subject && entry.action == "order.submitted"; }))
      broken(short_name(order) + " is not in the audit");
  }
};

class ReceiptsKept final : public Checker {
 public:
  explicit ReceiptsKept(County& county) : Checker(county, promise::kReceiptsKept) {}
  void on_store_durable(const std::vector<controller::StoreWrite>& writes) override {
    for (const controller::StoreWrite& write : writes) {
      if (const auto* receipt = std::get_if<controller::SaveReceipt>(&write)) durable_.insert(receipt->digest);
      if (const auto* foreign = std::get_if<controller::SaveForeignReceipt>(&write))
        durable_.insert(foreign->receipt.digest);
    }
  }
  void on_receipt_acknowledged(std::size_t terminal, const Digest& receipt) override {
    if (!durable_.contains(receipt))
      broken("receipt " + short_name(receipt) + " of T" + std::to_string(terminal) + " was acknowledged, not stored");
  }

 private:
  std::set<Digest> durable_;
};

class GenuineReceipts final : public Checker {
 public:
  explicit GenuineReceipts(County& county) : Checker(county, promise::kGenuine) {}
  void on_receipt_sent(std::size_t, const Digest& receipt, const wire::Receipt&) override { signed_.insert(receipt); }
  void on_store_durable(const std::vector<controller::StoreWrite>& writes) override {
    for (const controller::StoreWrite& write : writes)
      if (const auto* receipt = std::get_if<controller::SaveReceipt>(&write);
          receipt && !signed_.contains(receipt->digest))
        broken("receipt " + short_name(receipt->digest) + " was never sent by " + receipt->terminal.text());
  }

 private:
  std::set<Digest> signed_;
};

}  // namespace

std::unique_ptr<Checker> orders_kept(County& county) { return std::make_unique<OrdersKept>(county); }
std::unique_ptr<Checker> audited(County& county) { return std::make_unique<Audited>(county); }
std::unique_ptr<Checker> receipts_kept(County& county) { return std::make_unique<ReceiptsKept>(county); }
std::unique_ptr<Checker> genuine_receipts(County& county) { return std::make_unique<GenuineReceipts>(county); }

void watch(County& county, const char* only) {
  for (const auto make :
       {orders_kept, audited, receipts_kept, genuine_receipts, all_report, one_final, cancelled_by_right, heard,
        sounds_once, verified, ends, higher_wins, bounded, fails_closed, level_one_first})
    if (auto checker = make(county); only == nullptr || std::string_view(only) == checker->promise())
      county.watchers.add(std::move(checker));
}

std::string to_text(const OutcomeKey& key) {
  return "T" + std::to_string(std::get<0>(key)) + " " + short_name(std::get<1>(key)) + " #" +
         std::to_string(std::get<2>(key));
}

}  // namespace tongluo::sim
