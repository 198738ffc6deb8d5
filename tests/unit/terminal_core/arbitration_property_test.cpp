// Arbitration held against random sets of orders: first the order itself (strict, transitive, total), then whole
// afternoons of orders on one terminal, watched every tenth of a second. Each round has its seed; a failure names it.

#include <cmath>
#include <gtest/gtest.h>
#include <random>

#include "terminal-fw/core/arbiter.hpp"
#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using terminal::outranks;
using terminal::Priority;
using Random = std::mt19937;

int pick(Random& random, int first, int last) { return std::uniform_int_distribution(first, last)(random); }

Priority random_priority(Random& random) {
  Priority priority{static_cast<terminal::Tier>(pick(random, 1, 6)),
                    static_cast<Level>(pick(random, 1, 5)),
                    static_cast<std::uint32_t>(pick(random, 0, 2)),
                    kNow + seconds(pick(random, 0, 3)),
                    {}};
  priority.key.order.octets[0] = static_cast<std::byte>(pick(random, 0, 255));
  priority.key.number = static_cast<std::uint32_t>(pick(random, 1, 3));
  return priority;
}

TEST(ArbitrationProperty, OutrankingIsStrictAndTransitiveAndTheWholeOrderTotal) {
  Random random(20'260'101);
  for (int round = 0; round < 20'000; ++round) {
    const Priority a = random_priority(random), b = random_priority(random), c = random_priority(random);
    ASSERT_FALSE(outranks(a, a));
    ASSERT_FALSE(outranks(a, b) && outranks(b, a));
    if (outranks(a, b) && outranks(b, c)) {
      ASSERT_TRUE(outranks(a, c));
    }
    if (!outranks(a, b) && !outranks(b, a) && !outranks(b, c) && !outranks(c, b)) {
      ASSERT_TRUE(!outranks(a, c) && !outranks(c, a)) << "equals of equals are equal";
    }
    ASSERT_EQ((a < b) + (b < a) + (a == b), 1);
    if (a < b && b < c) {
      ASSERT_TRUE(a < c);
    }
    if (outranks(a, b)) {
      ASSERT_TRUE(a < b) << "pre-emption and turn-taking never disagree";
    }
  }
}

TEST(ArbitrationProperty, TheChosenOneIsTheHighestAndOnlyAHigherOneInterrupts) {
  Random random(20'260'102);
  for (int round = 0; round < 5'000; ++round) {
    std::vector<Priority> waiting;
    for (int i = pick(random, 0, 8); i > 0; --i) {
      waiting.push_back(random_priority(random));
      waiting.back().key.number = static_cast<std::uint32_t>(i);
    }
    const auto playing = pick(random, 0, 1) == 0 ? std::nullopt : std::optional(random_priority(random));
    const auto chosen = terminal::choose(waiting, playing);
    const bool someone = std::any_of(waiting.begin(), waiting.end(),
                                     [&](const Priority& each) { return !playing || outranks(each, *playing); });
    ASSERT_EQ(chosen.has_value(), someone);
    if (!chosen) continue;
    const auto at = std::find_if(waiting.begin(), waiting.end(), [&](const auto& each) { return each.key == *chosen; });
    for (const Priority& other : waiting) ASSERT_FALSE(outranks(other, *at));
  }
}

// One order of an afternoon.
struct Entry {
  wire::Order order;
  Envelope envelope;
  Digest digest;
  Priority priority;
  WallTime sent_at{};
};

class Afternoon {
 public:
  explicit Afternoon(unsigned seed) : random_(seed), deputy_(*sign::PrivateKey::generate(Algorithm::ed25519)) {
    rig_.cache[rig_.clip.digest] = rig_.clip;
    rig_.open_link();
    wire::TrustList list = rig_.trust.list().list();
    list.version = 2;
    wire::Issuer low = issuer(deputy_, "deputy", Role::dispatch, OrderClass::actual, county(), Level::i);
    low.rank = 3;
    list.issuers.push_back(low);
    rig_.receive(wire::SignedObject{rig_.trust.seal_trust_list(list)});
    for (int i = pick(random_, 2, 12); i > 0; --i) add_order(i);
  }

  void run() {
    const WallTime end = kNow + seconds(900);
    for (WallTime at = kNow; at < end && !testing::Test::HasFatalFailure(); at += milliseconds(100)) {
      for (const Entry& entry : entries_)
        if (entry.sent_at == at) rig_.deliver(entry.envelope, entry.priority.start);
      rig_.advance_to(at + milliseconds(100));
      watch();
    }
    if (testing::Test::HasFatalFailure()) return;
    for (const Entry& entry : entries_) check_end(entry);
  }

 private:
  struct Kind {
    OrderClass order_class;
    Level level;
    const sign::Signer* signer;
    std::uint32_t rank;
  };

  Kind random_kind() {
    const auto level = static_cast<Level>(pick(random_, 1, 4));
    switch (pick(random_, 0, 4)) {
      case 0:
        return {OrderClass::exercise, level, &rig_.trust.exercise, 0};
      case 1:
        return {OrderClass::routine, Level::routine, &rig_.trust.announce, 0};
      case 2:
        return {OrderClass::actual, level, &deputy_, 3};
      default:
        return {OrderClass::actual, level, &rig_.trust.dispatch, 0};
    }
  }

  void add_order(int number) {
    const Kind kind = random_kind();
    const WallTime sent_at = kNow + seconds(pick(random_, 0, 60));
    wire::Order order = sample_order(sent_at, rig_.clip.digest);
    order.order_class = kind.order_class;
    order.level = kind.level;
    order.interrupt_rule = static_cast<InterruptRule>(pick(random_, 1, 3));
    order.volume_percent = static_cast<std::uint32_t>(pick(random_, 1, 100));
    order.programme = wire::ClipProgramme{{{rig_.clip.digest, milliseconds(pick(random_, 1'000, 25'000))}}, 1, {}};
    order.occurrences[0].latest_start = sent_at + seconds(pick(random_, 3, 60));
    order.occurrences[0].end = sent_at + seconds(700);
    order.nonce.octets[0] = static_cast<std::byte>(number);
    Entry entry{order, rig_.trust.seal(order, *kind.signer), {}, {}, sent_at};
    entry.digest = sign::identity(entry.envelope);
    // The routine clock rule refuses starts further ahead unless synchronised: the rig's clock is.
    entry.priority = {terminal::tier_of(kind.order_class),
                      kind.level,
                      kind.rank,
                      sent_at + milliseconds(pick(random_, 10, 25) * 100),
                      {entry.digest, 1}};
    entries_.push_back(std::move(entry));
  }

  const Entry* find(const Digest& digest) const {
    const auto at =
        std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.digest == digest; });
    return at == entries_.end() ? nullptr : &*at;
  }

  static std::string describe(const Entry& entry) {
    return std::string(to_string(entry.order.order_class)) + " " + std::string(to_string(entry.priority.level)) +
           " rank " + std::to_string(entry.priority.issuer_rank) + " from " +
           std::to_string((entry.priority.start - kNow).count()) + " us, rule " +
           std::string(to_string(entry.order.interrupt_rule));
  }

  // It is due while a still higher one is about to start: a blip of it would only be cut off again.
  bool makes_way(const Entry& entry) const {
    return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& higher) {
      const auto ahead = higher.priority.start - rig_.now.wall;
      return outranks(higher.priority, entry.priority) && higher.sent_at < rig_.now.wall && ahead > seconds(0) &&
             ahead <= terminal::kStartLead;
    });
  }

  // Higher always wins: nothing that is due, open and higher waits while another sounds.
  void watch() {
    const auto now = rig_.sounding();
    const Entry* sounding = now ? find(*now) : nullptr;
    for (const Entry& other : entries_) {
      const bool due = other.priority.start + milliseconds(20) <= rig_.now.wall && other.sent_at < rig_.now.wall;
      if (!due || rig_.final_of(other.digest) != nullptr || makes_way(other)) continue;
      ASSERT_NE(sounding, nullptr) << "something is due and nothing sounds";
      ASSERT_FALSE(outranks(other.priority, sounding->priority))
          << describe(*sounding) << " sounds at " << (rig_.now.wall - kNow).count()
          << " us while this is due: " << describe(other);
    }
    const Entry* before = before_ ? find(*before_) : nullptr;
    if (before != nullptr && sounding != nullptr && before != sounding) {
      const wire::Receipt* final = rig_.final_of(before->digest);
      const bool interrupted = final == nullptr || final->outcome == Outcome::preempted;
      if (interrupted) {
        ASSERT_TRUE(outranks(sounding->priority, before->priority)) << "only a higher one interrupts";
      }
    }
    before_ = now;
  }

  void check_end(const Entry& entry) {
    std::set<std::uint64_t> finals;
    for (const wire::Receipt& receipt : rig_.reported)
      if (receipt.order == entry.digest && receipt.stage == Stage::final) finals.insert(receipt.sequence);
    ASSERT_EQ(finals.size(), 1u) << "exactly one outcome";
    std::vector<terminal::Play> plays;
    for (const terminal::Play& play : rig_.plays)
      if (play.order == entry.digest) plays.push_back(play);
    for (const terminal::Play& play : plays) EXPECT_EQ(play.volume_percent, entry.order.volume_percent);
    if (!plays.empty()) {
      EXPECT_LE(plays[0].start_at, entry.order.occurrences[0].latest_start);
    }
    check_outcome(entry, plays, *rig_.final_of(entry.digest));
  }

  void check_outcome(const Entry& entry, const std::vector<terminal::Play>& plays, const wire::Receipt& final) {
    const InterruptRule rule = entry.order.interrupt_rule;
    const auto whole = static_cast<double>(terminal::samples_of(wire::longest_sound(entry.order)));
    const auto played = static_cast<double>(final.samples_played);
    switch (final.outcome) {
      case Outcome::late:
        EXPECT_EQ(played, 0.0);
        EXPECT_GT(final.at, entry.order.occurrences[0].latest_start);
        return;
      case Outcome::preempted:
        EXPECT_NE(rule, InterruptRule::resume) << "resume waits for its end time";
        EXPECT_LT(played, whole * static_cast<double>(plays.size()));
        return;
      case Outcome::unproved:
        break;
      default:
        ADD_FAILURE() << "unexpected outcome " << to_string(final.outcome);
        return;
    }
    if (rule == InterruptRule::drop || plays.size() == 1) {
      EXPECT_NEAR(played, whole, 4.0);
    }
    if (rule == InterruptRule::restart) {
      EXPECT_EQ(plays.back().first_sample, 0u);
    }
    const double again = entry.order.order_class == OrderClass::exercise ? 35.0 * 48'000.0 : 0.0;
    if (rule == InterruptRule::resume) {
      EXPECT_GE(played, whole - 4.0 * static_cast<double>(plays.size())) << "nothing of it was lost";
      EXPECT_LE(played, whole + again * static_cast<double>(plays.size()) + 4.0);
    }
  }

  Random random_;
  CoreRig rig_;
  sign::PrivateKey deputy_;
  std::vector<Entry> entries_;
  std::optional<Digest> before_;
};

TEST(ArbitrationProperty, OnAnyAfternoonTheHighestSoundsAndEachInterruptedOneFollowsItsRule) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Afternoon(seed).run();
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace tongluo::test
