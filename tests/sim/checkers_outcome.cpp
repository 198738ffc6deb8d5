// Promises about outcomes: one for each occurrence and terminal, true, and none missing.

#include <algorithm>
#include <map>
#include <set>

#include "protocol/wire/envelope_codec.hpp"
#include "tests/sim/checkers.hpp"

namespace tongluo::sim {
namespace {

constexpr auto kTimeToReport = std::chrono::minutes(4);  // after all has healed
constexpr auto kLookEvery = seconds(10);

class AllReport final : public Checker {
 public:
  explicit AllReport(County& county) : Checker(county, promise::kReports) {}
  void on_order_taken(const Digest& order) override { taken_.insert(order); }
  void on_receipt_sent(std::size_t terminal, const Digest&, const wire::Receipt& receipt) override {
    if (receipt.stage == Stage::accepted) accepted_.insert({terminal, receipt.order, receipt.occurrence});
  }
  void after_event() override {
    if (county_.healed && !healed_at_) healed_at_ = county_.environment.true_wall();
  }
  void at_end() override {
    for (const Digest& digest : taken_) look(*county_.find(digest));
  }

 private:
  void look(const KnownOrder& known) {
    const auto detail = county_.controller.core().order_detail(county_.controller.now(), known.digest);
    if (!detail) return broken(short_name(known.digest) + " is not known");
    if (detail->terminals.empty()) return;  // a proposal, never issued
    const bool had_time = known.order.valid_until >= *healed_at_ + kTimeToReport;
    for (const controller::TerminalOutcome& outcome : detail->terminals) {
      if (outcome.progress == controller::Progress::final) continue;
      const OutcomeKey key{county_.index_of(outcome.terminal).value(), known.digest, outcome.occurrence};
      if (had_time || accepted_.contains(key))
        broken(to_text(key) + " has no final, only " + std::string(controller::to_string(outcome.progress)));
    }
  }
  std::set<Digest> taken_;
  std::set<OutcomeKey> accepted_;
  std::optional<WallTime> healed_at_;
};

class OneFinal final : public Checker {
 public:
  explicit OneFinal(County& county) : Checker(county, promise::kOneFinal) {}
  void on_receipt_sent(std::size_t terminal, const Digest& digest, const wire::Receipt& receipt) override {
    if (receipt.stage == Stage::final)
      unrecorded_.try_emplace(digest, OutcomeKey{terminal, receipt.order, receipt.occurrence});
  }
  void on_journal_durable(std::size_t, const terminal::JournalWrite& write) override {
    for (const auto& operation : write)
      if (const auto* put = std::get_if<terminal::PutReceipt>(&operation)) unrecorded_.erase(put->receipt.digest);
  }
  // A final that a failing disk did not take and that power then took from memory: its terminal cannot know of it.
  void on_terminal_stopped(std::size_t terminal) override {
    for (auto at = unrecorded_.begin(); at != unrecorded_.end();) {
      const bool lost = std::get<0>(at->second) == terminal;
      if (lost) forgotten_.insert({deployment().device(terminal).id, std::get<1>(at->second)});
      at = lost ? unrecorded_.erase(at) : std::next(at);
    }
  }
  // Whose rows a damaged journal lost: likewise.
  void on_journal_damaged(std::size_t terminal, const terminal::JournalSnapshot& before) override {
    const terminal::JournalSnapshot& left = county_.terminals[terminal]->durable();
    if (left.orders == before.orders && left.receipts == before.receipts && left.replays == before.replays) return;
    for (const KnownOrder& order : county_.orders) forgotten_.insert({deployment().device(terminal).id, order.digest});
  }
  void on_store_durable(const std::vector<controller::StoreWrite>& writes) override {
    for (const controller::StoreWrite& write : writes) {
      const auto* saved = std::get_if<controller::SaveReceipt>(&write);
      const auto envelope = saved ? wire::parse_envelope(saved->envelope) : fail(wire::WireError{});
      const auto receipt = envelope ? wire::parse_receipt(envelope->payload) : fail(wire::WireError{});
      if (receipt && receipt->stage == Stage::final) take(saved->terminal, *receipt);
    }
  }
  void after_event() override {
    if (now() < next_look_ || !county_.controller.on()) return;
    next_look_ = now() + SteadyTime::duration(kLookEvery);
    look();
  }
  void on_controller_started() override { look(); }
  void at_end() override { look(); }

 private:
  using Key = std::tuple<TerminalId, Digest, std::uint32_t>;
  void take(const TerminalId& terminal, const wire::Receipt& receipt) {
    if (receipt.occurrence == 0) {  // said of one copy of the order: another one may still be taken
      refused_whole_.insert({terminal, receipt.order});
      return;
    }
    const auto [at, fresh] = finals_.try_emplace({terminal, receipt.order, receipt.occurrence}, receipt.outcome);
    if (!fresh && at->second != receipt.outcome && !forgotten_.contains({terminal, receipt.order}))
      broken(terminal.text() + " " + short_name(receipt.order) + " #" + std::to_string(receipt.occurrence) +
             " ended twice: " + std::string(to_string(at->second)) + ", then " +
             std::string(to_string(receipt.outcome)));
  }
  void look() {
    for (const KnownOrder& known : county_.orders) {
      if (!known.genuine) continue;
      const auto detail = county_.controller.core().order_detail(county_.controller.now(), known.digest);
      if (!detail) continue;
      for (const controller::TerminalOutcome& row : detail->terminals) compare(known.digest, row);
    }
  }
  void compare(const Digest& order, const controller::TerminalOutcome& row) {
    const Key key{row.terminal, order, row.occurrence};
    const std::string name = row.terminal.text() + " " + short_name(order) + " #" + std::to_string(row.occurrence);
    if (row.disputed && !forgotten_.contains({row.terminal, order})) broken(name + " is disputed");
    auto& before = progress_[key];
    // That it was delivered is not durable; what terminals said is.
    if (row.progress < before && before > controller::Progress::delivered &&
        !refused_whole_.contains({row.terminal, order}))
      broken(name + " went back from " + std::string(controller::to_string(before)) + " to " +
             std::string(controller::to_string(row.progress)));
    before = row.progress;
  }
  std::set<std::pair<TerminalId, Digest>> refused_whole_;
  std::map<Digest, OutcomeKey> unrecorded_;
  std::set<std::pair<TerminalId, Digest>> forgotten_;
  std::map<Key, Outcome> finals_;
  std::map<Key, controller::Progress> progress_;
  SteadyTime next_look_{};
};

class CancelledByRight final : public Checker {
 public:
  explicit CancelledByRight(County& county) : Checker(county, promise::kCancelled) {}
  void on_receipt_sent(std::size_t terminal, const Digest&, const wire::Receipt& receipt) override {
    if (receipt.outcome != Outcome::cancelled && receipt.refusal != Refusal::stopped) return;
    const KnownOrder* order = county_.find(receipt.order);
    if (order == nullptr) return;
    const auto& stops = county_.stops;
    if (std::none_of(stops.begin(), stops.end(),
                     [&](const auto& stop) { return county_.covers(stop, *order, terminal); }))
      broken(to_text({terminal, receipt.order, receipt.occurrence}) + " was cancelled by nobody with the right to");
  }
};

class Heard final : public Checker {
 public:
  explicit Heard(County& county) : Checker(county, promise::kHeard) {}
  void on_sound_began(std::size_t terminal, const terminal::Play& play) override {
    const Cabinet& cabinet = county_.terminals[terminal]->cabinet;
    auto& heard = heard_[{terminal, play.order, play.occurrence}];
    heard.begun = true;
    heard.worked = heard.worked || cabinet.horn_works;
  }
  void on_sound_ended(std::size_t terminal, const terminal::Play& play, const terminal::PlaybackEvent& event) override {
    auto& heard = heard_[{terminal, play.order, play.occurrence}];
    heard.samples += event.progress.samples_played;
    if (event.kind == terminal::PlaybackEvent::Kind::finished) heard.whole = true;
  }
  void on_receipt_sent(std::size_t terminal, const Digest&, const wire::Receipt& receipt) override {
    if (receipt.stage != Stage::final) return;
    const OutcomeKey key{terminal, receipt.order, receipt.occurrence};
    const HeardOf heard = heard_[key];
    const bool says_whole =
        receipt.outcome == Outcome::sounded || receipt.outcome == Outcome::weak || receipt.outcome == Outcome::unproved;
    if (says_whole && !heard.whole)
      broken(to_text(key) + " says " + std::string(to_string(receipt.outcome)) + ", and was not played to its end");
    if (receipt.outcome == Outcome::sounded && !heard.worked)
      broken(to_text(key) + " says sounded, and the horn was dead");
    if (receipt.samples_played > heard.samples)
      broken(to_text(key) + " claims " + std::to_string(receipt.samples_played) + " samples of " +
             std::to_string(heard.samples));
  }

 private:
  struct HeardOf {
    bool begun = false, worked = false, whole = false;
    std::uint64_t samples = 0;
  };
  std::map<OutcomeKey, HeardOf> heard_;
};

}  // namespace

std::unique_ptr<Checker> all_report(County& county) { return std::make_unique<AllReport>(county); }
std::unique_ptr<Checker> one_final(County& county) { return std::make_unique<OneFinal>(county); }
std::unique_ptr<Checker> cancelled_by_right(County& county) { return std::make_unique<CancelledByRight>(county); }
std::unique_ptr<Checker> heard(County& county) { return std::make_unique<Heard>(county); }

}  // namespace tongluo::sim
