// Random days of orders with several occurrences, edits, cancels and stops; the power fails at every single journal
// write of each, before or after it reached the disk. Whatever the moment: every occurrence has one final outcome, what
// had ended on record never sounds again, and nothing stays open. The test plays controller, journal and loudspeaker.

#include <random>

#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

constexpr unsigned kStories = 5;
constexpr int kSteps = 8;
constexpr seconds kStorySpan{240};
constexpr seconds kAfterwards{400};
constexpr seconds kPowerOff{5};

struct Step {
  seconds at{};
  wire::SignedObject object;  // an order, or what ends some
  bool is_order = true;
};

class Story {
 public:
  // The same seed tells the same story, whoever's keys sign it: an order's name is the digest of what it says.
  Story(unsigned seed, const TrustFixture& trust) : trust_(trust), random_(seed) {
    for (int i = 0; i < kSteps; ++i) add(seconds(below(static_cast<int>(kStorySpan.count()))));
    std::ranges::stable_sort(steps_, {}, &Step::at);
  }
  const std::vector<Step>& steps() const { return steps_; }

 private:
  int below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }
  void add(seconds at) {
    const int kind = orders_.empty() ? 0 : below(10);
    if (kind < 6) return add_order(at, {});
    const auto& [digest, made_at] = orders_[static_cast<std::size_t>(below(static_cast<int>(orders_.size())))];
    const seconds later = std::max(at, made_at + seconds(1));
    if (kind < 8) return add_order(later, digest);
    Nonce nonce;
    nonce.octets[0] = static_cast<std::byte>(steps_.size());
    const Envelope stop =
        kind == 8 ? trust_.seal(wire::Cancel{1, digest, kNow + later, nonce}, trust_.dispatch)
                  : trust_.seal(wire::StopAll{1, {county()}, {OrderClass::actual}, Level::i, kNow + later, nonce},
                                trust_.dispatch);
    steps_.push_back({later, {stop}, false});
  }
  void add_order(seconds at, std::optional<Digest> supersedes) {
    constexpr std::array kRules{InterruptRule::resume, InterruptRule::restart, InterruptRule::drop};
    constexpr std::array kLevels{Level::i, Level::ii, Level::iii, Level::iv};
    wire::Order order = sample_order(kNow + at, make_clip().digest);
    order.level = kLevels.at(static_cast<std::size_t>(below(4)));
    order.interrupt_rule = kRules.at(static_cast<std::size_t>(below(3)));
    order.supersedes = supersedes;
    order.nonce.octets[0] = static_cast<std::byte>(steps_.size());
    order.occurrences.clear();
    WallTime start = kNow + at + seconds(1 + below(20));
    const int occurrences = 1 + below(3);
    for (int number = 0; number < occurrences; ++number, start += seconds(20 + below(60)))
      order.occurrences.push_back(
          {static_cast<std::uint32_t>(number + 1), start, start + seconds(15), start + seconds(50)});
    const Envelope envelope = trust_.seal(order, trust_.dispatch);
    orders_.emplace_back(sign::identity(envelope), at);
    steps_.push_back({at, {envelope}, true});
  }

  const TrustFixture& trust_;
  std::mt19937 random_;
  std::vector<Step> steps_;
  std::vector<std::pair<Digest, seconds>> orders_;
};

using Key = std::pair<Digest, std::uint32_t>;

// The story told to one terminal whose power fails once.
class Telling {
 public:
  Telling(unsigned seed, std::size_t cut_at, bool after_write) : story_(seed, rig_.trust) {
    rig_.cache[rig_.clip.digest] = rig_.clip;
    rig_.open_link();
    rig_.commits = 0;
    rig_.power_cut_at_commit = cut_at;
    rig_.cut_after_write = after_write;
  }
  void tell() {
    for (seconds at{}; at < kStorySpan + kAfterwards; at += seconds(1)) {
      for (const Step& step : story_.steps())
        if (step.at == at) give(step);
      if (!rig_.dead) rig_.advance_to(kNow + at + seconds(1));
      if (!rig_.dead) rig_.take_receipts();
      if (rig_.dead) at = come_back(at);
      if (at > kStorySpan && rig_.core->open_orders() == 0) break;
    }
  }
  void check() {
    EXPECT_EQ(rig_.core->open_orders(), 0U);
    EXPECT_TRUE(rig_.journal.snapshot().orders.empty());
    std::map<std::uint64_t, Digest> of_number;
    std::map<Key, std::set<std::uint64_t>> finals;
    for (const wire::Receipt& receipt : rig_.reported) {
      const Digest content = sign::digest_of(wire::serialize(receipt));
      EXPECT_EQ(of_number.emplace(receipt.sequence, content).first->second, content) << "one receipt for a number";
      if (receipt.stage == Stage::final) finals[{receipt.order, receipt.occurrence}].insert(receipt.sequence);
    }
    for (const auto& [key, numbers] : finals) EXPECT_EQ(numbers.size(), 1U) << "occurrence " << key.second;
    for (const Step& step : story_.steps()) {
      if (!step.is_order) continue;
      const Digest digest = sign::identity(step.object.envelope);
      const auto order = wire::parse_order(step.object.envelope.payload);
      for (const wire::Occurrence& occurrence : order->occurrences)
        EXPECT_TRUE(finals.contains({digest, occurrence.number}) || finals.contains({digest, 0}));
    }
    for (std::size_t i = plays_before_; i < rig_.plays.size(); ++i)
      EXPECT_FALSE(ended_.contains({rig_.plays[i].order, rig_.plays[i].occurrence})) << "it had ended on record";
  }
  bool was_cut() const { return was_cut_; }
  std::size_t commits() const { return rig_.commits; }
  std::size_t sounds() const { return rig_.plays.size(); }

 private:
  void give(const Step& step) {
    if (rig_.dead) return;
    if (step.is_order)
      rig_.deliver(step.object.envelope);
    else
      rig_.receive(step.object);
  }
  // As the controller does: stops first, then each order that it has no final of.
  seconds come_back(seconds at) {
    const terminal::JournalSnapshot snapshot = rig_.journal.snapshot();
    for (const terminal::StoredReceipt& receipt : snapshot.receipts)
      if (receipt.stage == Stage::final) ended_.insert({receipt.order, receipt.occurrence});
    was_cut_ = true;
    plays_before_ = rig_.plays.size();
    rig_.now.steady += kPowerOff;
    rig_.now.wall += kPowerOff;
    rig_.restart();
    rig_.open_link();
    const seconds back = std::chrono::duration_cast<seconds>(rig_.now.wall - kNow);
    for (const bool orders : {false, true})
      for (const Step& step : story_.steps())
        if (step.is_order == orders && step.at <= std::max(at, back)) give(step);
    return std::max(at, back);
  }

  CoreRig rig_;
  const Story story_;
  std::set<Key> ended_;
  std::size_t plays_before_ = 0;
  bool was_cut_ = false;
};

class StoryPowerCut : public testing::TestWithParam<unsigned> {};

TEST_P(StoryPowerCut, AtEveryWriteEndsEachOccurrenceOnce) {
  Telling whole(GetParam(), 0, false);
  whole.tell();
  whole.check();
  EXPECT_GT(whole.sounds(), 0U);
  const std::size_t commits = whole.commits();
  ASSERT_GT(commits, static_cast<std::size_t>(kSteps));
  for (std::size_t cut = 1; cut <= commits; ++cut) {
    for (const bool after_write : {false, true}) {
      SCOPED_TRACE("power cut " + std::string(after_write ? "after" : "before") + " write " + std::to_string(cut));
      Telling telling(GetParam(), cut, after_write);
      telling.tell();
      EXPECT_TRUE(telling.was_cut());
      telling.check();
      if (HasFailure()) return;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Random, StoryPowerCut, testing::Range(1U, kStories + 1));

}  // namespace
}  // namespace tongluo::test
