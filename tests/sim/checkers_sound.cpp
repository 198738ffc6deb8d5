// Promises about sound: what may sound, once, until when, and what goes first.

#include <algorithm>
#include <map>
#include <set>

#include "protocol/wire/envelope_codec.hpp"
#include "terminal-fw/core/limits.hpp"
#include "tests/sim/checkers.hpp"

namespace tongluo::sim {
namespace {

constexpr auto kStopGrace = seconds(2);    // a second between two looks at the clock, and the stop itself
constexpr auto kHigherGrace = seconds(8);  // two failing writes of two seconds each, lead and start
constexpr auto kDrillGrace = seconds(90);  // who is late joins a drill where a prefix begins
// A play starts by the common clock, which may differ from the terminal's by two seconds; and it is handed over early.
constexpr auto kClockSlack = milliseconds(2'500);
constexpr std::size_t kUnsentSlack = 64 * 1024;

class SoundsOnce final : public Checker {
 public:
  explicit SoundsOnce(County& county) : Checker(county, promise::kSoundsOnce) {}
  void on_terminal_stopped(std::size_t terminal) override {
    std::erase_if(said_, [terminal](const auto& key) { return std::get<0>(key) == terminal; });
  }
  // What left the terminal is final while it runs; what is durable, for ever.
  void on_receipt_sent(std::size_t terminal, const Digest&, const wire::Receipt& receipt) override {
    if (receipt.stage == Stage::final && receipt.occurrence > 0)
      said_.insert({terminal, receipt.order, receipt.occurrence});
  }
  void on_journal_durable(std::size_t terminal, const terminal::JournalWrite& write) override {
    for (const auto& operation : write)
      if (const auto* put = std::get_if<terminal::PutReceipt>(&operation);
          put && put->receipt.stage == Stage::final && put->receipt.occurrence > 0)
        durable_.insert({terminal, put->receipt.order, put->receipt.occurrence});
  }
  // Level I and II may sound once more when what ended them is forgotten.
  void on_journal_damaged(std::size_t terminal, const terminal::JournalSnapshot&) override {
    std::erase_if(durable_, [&](const OutcomeKey& key) {
      return std::get<0>(key) == terminal && !is_refused_after_damage(county_, std::get<1>(key));
    });
  }
  void on_sound_began(std::size_t terminal, const terminal::Play& play) override {
    const OutcomeKey key{terminal, play.order, play.occurrence};
    if (said_.contains(key) || durable_.contains(key)) broken(to_text(key) + " sounds after its final receipt");
    if (++begun_[key] > kMostParts) broken(to_text(key) + " began " + std::to_string(begun_[key]) + " times");
  }

 private:
  static constexpr std::size_t kMostParts = 60;  // interruptions and power cuts
  std::set<OutcomeKey> said_, durable_;
  std::map<OutcomeKey, std::size_t> begun_;
};

class Verified final : public Checker {
 public:
  explicit Verified(County& county) : Checker(county, promise::kVerified) {}
  void on_play(std::size_t terminal, const terminal::Play& play) override {
    const OutcomeKey key{terminal, play.order, play.occurrence};
    const KnownOrder* known = county_.find(play.order);
    if (known == nullptr) return broken(to_text(key) + " is an order that nobody made");
    if (!known->genuine) return broken(to_text(key) + " is forged");
    if (!county_.addresses(*known, terminal)) return broken(to_text(key) + " is not addressed to this terminal");
    const wire::Order& order = known->order;
    if (play.drill != (order.order_class == OrderClass::exercise)) broken(to_text(key) + " drill and order differ");
    if (play.volume_percent != order.volume_percent || play.tone != order.tone)
      broken(to_text(key) + " is not as signed");
    const auto& items = std::get<wire::ClipProgramme>(order.programme).items;
    if (!std::equal(items.begin(), items.end(), play.items.begin(), play.items.end(),
                    [](const auto& a, const auto& b) { return a.clip == b.clip; }))
      broken(to_text(key) + " plays other clips than were signed");
    const auto occurrence = std::find_if(order.occurrences.begin(), order.occurrences.end(),
                                         [&](const auto& each) { return each.number == play.occurrence; });
    if (occurrence == order.occurrences.end()) return broken(to_text(key) + " has no such occurrence");
    const WallTime wall = county_.terminals[terminal]->believed_wall();
    if (!begun_.insert(key).second) return;  // it goes on, maybe with a clock that lost its way in a power cut
    if (wall + kClockSlack < occurrence->earliest_start) broken(to_text(key) + " starts before its window");
    if (wall > occurrence->latest_start + kClockSlack)
      broken(to_text(key) + " first starts " + std::to_string(to_us(wall) - to_us(occurrence->latest_start)) +
             " us after its window");
  }

 private:
  std::set<OutcomeKey> begun_;
};

class Ends final : public Checker {
 public:
  explicit Ends(County& county) : Checker(county, promise::kEnds), overdue_(county.size()), stopped_(county.size()) {}
  void on_terminal_stopped(std::size_t terminal) override {
    overdue_[terminal].reset();
    stopped_[terminal].clear();
  }
  void on_object(std::size_t terminal, const Envelope& envelope) override {
    const TerminalNode& node = *county_.terminals[terminal];
    if (!node.core().synchronised(node.now())) return;  // its clock may forbid it to believe the stop
    const Digest digest = sign::identity(envelope);
    for (const KnownStop& stop : county_.stops) {
      if (stop.digest != digest || !stop.genuine) continue;
      for (const KnownOrder& order : county_.orders)
        if (county_.covers(stop, order, terminal)) stopped_[terminal].try_emplace(order.digest, now());
    }
  }
  void after_event() override {
    for (std::size_t i = 0; i < county_.size(); ++i) look(i, *county_.terminals[i]);
  }

 private:
  void look(std::size_t index, const TerminalNode& node) {
    const auto& sounding = node.on() ? node.sound().sounding() : std::nullopt;
    if (!sounding) return overdue_[index].reset();
    const KnownOrder* known = county_.find(sounding->play.order);
    if (known == nullptr) return;
    const OutcomeKey key{index, known->digest, sounding->play.occurrence};
    const auto stop = stopped_[index].find(known->digest);
    if (stop != stopped_[index].end() && now() > stop->second + SteadyTime::duration(kStopGrace))
      return broken(to_text(key) + " sounds after its stop came");
    for (const wire::Occurrence& occurrence : known->order.occurrences)
      if (occurrence.number == sounding->play.occurrence) look_at_end(key, node.believed_wall() > occurrence.end);
  }
  void look_at_end(const OutcomeKey& key, bool over) {
    auto& since = overdue_[std::get<0>(key)];
    if (!over) return since.reset();
    if (!since) since = now();
    if (now() > *since + SteadyTime::duration(kStopGrace)) broken(to_text(key) + " sounds after its end");
  }
  std::vector<std::optional<SteadyTime>> overdue_;
  std::vector<std::map<Digest, SteadyTime>> stopped_;  // orders, and when their stop came in this boot
};

// Orders that a terminal has said it accepted, and not ended, wait for their turn.
class HigherWins final : public Checker {
 public:
  explicit HigherWins(County& county) : Checker(county, promise::kHigherWins), of_(county.size()) {}
  void on_terminal_stopped(std::size_t terminal) override { of_[terminal] = {}; }
  void on_delivered(std::size_t terminal, const wire::OrderDelivery& delivery) override {
    of_[terminal].start_at.try_emplace(sign::identity(delivery.envelope), delivery.start_at);
  }
  void on_receipt_sent(std::size_t terminal, const Digest&, const wire::Receipt& receipt) override {
    const OutcomeKey key{terminal, receipt.order, receipt.occurrence};
    if (receipt.stage == Stage::accepted && !ended_.contains(key)) of_[terminal].waiting.insert(key);
    if (receipt.stage != Stage::accepted) of_[terminal].waiting.erase(key);
    if (receipt.occurrence != 0) return;  // else all of it is refused: a damaged journal kept its acceptance alone
    std::erase_if(of_[terminal].waiting, [&](const OutcomeKey& each) { return std::get<1>(each) == receipt.order; });
  }
  // After a power cut its acceptance may be said once more. A final that was taken before a failing disk had it leaves
  // nothing there: its order goes.
  void on_journal_durable(std::size_t terminal, const terminal::JournalWrite& write) override {
    for (const auto& operation : write) {
      if (const auto* put = std::get_if<terminal::PutReceipt>(&operation); put && put->receipt.stage == Stage::final)
        ended_.insert({terminal, put->receipt.order, put->receipt.occurrence});
      const auto* removed = std::get_if<terminal::RemoveOrder>(&operation);
      const KnownOrder* order = removed == nullptr ? nullptr : county_.find(removed->order);
      if (order == nullptr) continue;
      for (const wire::Occurrence& occurrence : order->order.occurrences)
        ended_.insert({terminal, removed->order, occurrence.number});
    }
  }
  void on_play(std::size_t terminal, const terminal::Play& play) override {
    of_[terminal].waiting.erase({terminal, play.order, play.occurrence});
  }
  void on_sound_ended(std::size_t terminal, const terminal::Play& play, const terminal::PlaybackEvent& event) override {
    if (event.kind == terminal::PlaybackEvent::Kind::finished)
      of_[terminal].waiting.erase({terminal, play.order, play.occurrence});
  }
  void after_event() override {
    for (std::size_t i = 0; i < county_.size(); ++i) {
      const TerminalNode& node = *county_.terminals[i];
      const OutcomeKey before = of_[i].who;
      const bool lost_out =
          node.on() && node.sound().sounding() && kept_waiting(i, node, node.sound().sounding()->play);
      auto& since = of_[i].since;
      if (!lost_out) {
        since.reset();
      } else if (!since || of_[i].who != before) {
        since = now();
      } else if (now() > *since + SteadyTime::duration(grace(of_[i].who))) {
        broken(to_text(of_[i].who) + " waits while " + short_name(node.sound().sounding()->play.order) + " sounds");
      }
    }
  }

 private:
  struct Of {
    std::set<OutcomeKey> waiting;
    std::map<Digest, WallTime> start_at;
    std::optional<SteadyTime> since;
    OutcomeKey who{};
  };
  microseconds grace(const OutcomeKey& who) const {
    return county_.find(std::get<1>(who))->order.order_class == OrderClass::exercise ? kDrillGrace : kHigherGrace;
  }
  static auto rank(const wire::Order& order) { return std::pair(order.order_class, order.level); }
  // Who joins in the middle of words needs their bytes first.
  static bool has_audio(const TerminalNode& node, const wire::Order& order) {
    const auto& items = std::get<wire::ClipProgramme>(order.programme).items;
    return std::all_of(items.begin(), items.end(), [&](const auto& item) { return node.holds_clip(item.clip); });
  }
  // Its final may be in memory until a failing disk works again.
  static bool has_ended(const TerminalNode& node, const OutcomeKey& key) {
    return std::ranges::any_of(node.core().plays(), [&](const terminal::StoredPlay& play) {
      return play.order == std::get<1>(key) && play.occurrence == std::get<2>(key);
    });
  }
  // Who is late joins in a pause only where everyone's next repetition begins.
  static bool has_place(const wire::Order& order, WallTime start, WallTime wall) {
    if (order.order_class == OrderClass::exercise) return true;  // kDrillGrace
    return terminal::plan_start(terminal::shape_of(order), start, wall, true).at <= wall + terminal::kJoinLead;
  }
  bool kept_waiting(std::size_t index, const TerminalNode& node, const terminal::Play& play) {
    const KnownOrder* sounding = county_.find(play.order);
    if (sounding == nullptr) return false;
    const WallTime wall = node.believed_wall();
    for (const OutcomeKey& key : of_[index].waiting) {
      const KnownOrder* other = county_.find(std::get<1>(key));
      if (other == nullptr || rank(other->order) >= rank(sounding->order) || !has_audio(node, other->order)) continue;
      for (const wire::Occurrence& occurrence : other->order.occurrences) {
        if (occurrence.number != std::get<2>(key)) continue;
        const WallTime start = terminal::target_start(occurrence, of_[index].start_at[other->digest]);
        if (start > wall || occurrence.latest_start < wall) continue;
        if (!has_place(other->order, start, wall) || has_ended(node, key)) continue;
        of_[index].who = key;
        return true;
      }
    }
    return false;
  }
  std::vector<Of> of_;
  std::set<OutcomeKey> ended_;  // for ever
};

class Bounded final : public Checker {
 public:
  explicit Bounded(County& county) : Checker(county, promise::kBounded) {}
  void after_event() override {
    for (const auto& terminal : county_.terminals) {
      if (!terminal->on()) continue;
      check("open orders", terminal->core().open_orders(), terminal::kMaxOpenOrders);
      check("untaken receipts", terminal->core().untaken_receipts(), terminal::kMaxUntakenReceipts);
      check("kept receipts", terminal->durable().receipts.size(),
            terminal::kMaxUntakenReceipts + terminal::kMaxKeptReceipts);
      check("waiting commits", terminal->disk.waiting(), terminal::kMaxPendingCommits);
      check("unsent bytes of a terminal", terminal->unsent(), limits::kMaxQueuedControlBytes + kUnsentSlack);
    }
    check("unsent bytes of the controller", county_.controller.most_unsent(),
          limits::kMaxQueuedControlBytes + limits::kMaxQueuedClipBytes + kUnsentSlack);
  }

 private:
  void check(const char* what, std::size_t value, std::size_t limit) {
    if (value > limit) broken(std::string(what) + ": " + std::to_string(value) + " above " + std::to_string(limit));
  }
};

}  // namespace

std::unique_ptr<Checker> sounds_once(County& county) { return std::make_unique<SoundsOnce>(county); }
std::unique_ptr<Checker> verified(County& county) { return std::make_unique<Verified>(county); }
std::unique_ptr<Checker> ends(County& county) { return std::make_unique<Ends>(county); }
std::unique_ptr<Checker> higher_wins(County& county) { return std::make_unique<HigherWins>(county); }
std::unique_ptr<Checker> bounded(County& county) { return std::make_unique<Bounded>(county); }

}  // namespace tongluo::sim
