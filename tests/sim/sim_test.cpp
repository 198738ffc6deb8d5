// Worlds in which every promise holds whatever goes wrong; and, for each promise, a world with a broken part in which
// the watcher of that promise must say so: a watcher that cannot fail is worthless. TONGLUO_SIM_SEEDS, from the
// environment, is the number of worlds in all (else the build's).

#include <cstdlib>
#include <gtest/gtest.h>
#include <sstream>

#include "tests/sim/live_world.hpp"
#include "tests/sim/simulation.hpp"
#include "tests/sim/week.hpp"

namespace tongluo::sim {
namespace {

constexpr int kShards = 8;
constexpr std::uint64_t kMutantSeeds = 200;  // at most, until the watcher sees it

std::uint64_t seeds_per_shard() {
  const char* wanted = std::getenv("TONGLUO_SIM_SEEDS");
  const std::uint64_t all = wanted == nullptr ? TONGLUO_SIM_SEEDS : std::strtoull(wanted, nullptr, 10);
  return (all + kShards - 1) / kShards;
}

class Worlds : public testing::TestWithParam<int> {};

TEST_P(Worlds, KeepEveryPromise) {
  const std::uint64_t count = seeds_per_shard();
  std::size_t sounds = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t seed = 1 + static_cast<std::uint64_t>(GetParam()) * count + i;
    const RunResult result = run_seed(seed);
    ASSERT_FALSE(result.breach) << describe(seed, result);
    sounds += result.sounds;
  }
  EXPECT_GE(sounds, count) << "worlds in which hardly anything sounds show nothing";
}

INSTANTIATE_TEST_SUITE_P(Simulation, Worlds, testing::Range(0, kShards));

// docs/simulation.md, "Found and mended". A change may give such a world another course; the unit tests named there
// keep the very step.
TEST(Simulation, WorldsInWhichSomethingWasFoundKeepEveryPromise) {
  for (const std::uint64_t seed :
       {17U,   23U,   86U,   93U,   129U,  252U,   258U,   660U,   826U,   982U,   1223U,  1243U, 1997U, 2412U,
        2454U, 2530U, 2560U, 2922U, 2977U, 3014U,  3108U,  3169U,  3208U,  3417U,  3720U,  3781U, 3808U, 4217U,
        4574U, 4883U, 4932U, 6488U, 8345U, 11804U, 17561U, 20167U, 46443U, 56798U, 76092U, 85258U}) {
    const RunResult result = run_seed(seed);
    EXPECT_FALSE(result.breach) << describe(seed, result);
  }
}

TEST(Simulation, TheSameSeedGivesTheSameTraceToTheByte) {
  std::ostringstream first, second;
  const RunResult a = run_seed(5, {.trace = &first});
  const RunResult b = run_seed(5, {.trace = &second});
  EXPECT_EQ(first.str(), second.str());
  EXPECT_EQ(a.trace_hash, b.trace_hash);
  EXPECT_GT(a.events, 100U);
}

// Beyond the longest validity of an order, and long enough that what is kept for 30 days has left.
constexpr std::size_t kLongDays = 100;
constexpr std::size_t kFewTerminals = 4;

TEST(LongRun, WhatIsKeptForAWhileLeavesAndNothingGrowsWithoutEnd) {
  const WeekResult result = run_days(kLongDays, kFewTerminals);
  EXPECT_FALSE(result.breach) << result.breach->promise << ": " << result.breach->detail;
  EXPECT_GT(result.finals, kLongDays);
  EXPECT_EQ(result.finals, result.finals_expected);
  for (const Kept& kept : result.kept) EXPECT_TRUE(kept.within()) << kept.what << " above " << kept.limit;
  const auto plays = std::ranges::find(result.kept, "journal: play log", &Kept::what);
  ASSERT_NE(plays, result.kept.end());
  EXPECT_GT(plays->first_half, 0U);
  EXPECT_LE(plays->second_half, plays->first_half + plays->first_half / 4);
}

TEST(LongRun, AJournalThatNeverForgetsIsFoundOut) {
  const WeekResult result = run_days(kLongDays, kFewTerminals, [](County& county) {
    for (const auto& terminal : county.terminals)
      terminal->forgets = [](terminal::JournalWrite& write) {
        for (auto& operation : write)
          if (auto* put = std::get_if<terminal::PutPlay>(&operation)) put->forget_before = {};
      };
  });
  EXPECT_FALSE(result.within_limits());
}

constexpr std::uint64_t kLiveSeeds = TONGLUO_SIM_LIVE_SEEDS;

TEST(LiveSpeech, IsHeardAgainWhateverAddressesAndSessionsDidAndNothingElseSounds) {
  std::uint64_t rebindings = 0, dead = 0, moves = 0, ended = 0, restarts = 0;
  for (std::uint64_t seed = 1; seed <= kLiveSeeds; ++seed) {
    const LiveResult result = run_live(seed);
    ASSERT_FALSE(result.breach) << "live seed " << seed << ": " << result.breach->promise << ": "
                                << result.breach->detail;
    rebindings += result.rebindings;
    dead += result.dead;
    moves += result.moves;
    ended += result.sessions_ended;
    restarts += result.restarts;
  }
  EXPECT_GT(rebindings, kLiveSeeds);
  EXPECT_GT(moves, kLiveSeeds);
  EXPECT_GT(ended, kLiveSeeds);
  EXPECT_GT(restarts, kLiveSeeds / 4);
  EXPECT_GT(dead, rebindings) << "the old addresses were still sent to";
}

TEST(LiveSpeech, TheSameSeedGivesTheSameTrace) { EXPECT_EQ(run_live(3).trace_hash, run_live(3).trace_hash); }

// ---- watchers that must see a broken part ----

std::string first_live_breach(const LiveMutants& mutants) {
  for (std::uint64_t seed = 1; seed <= kLiveSeeds; ++seed)
    if (const LiveResult result = run_live(seed, {.mutants = mutants}); result.breach) return result.breach->promise;
  return "none";
}

TEST(Mutant, ATerminalThatPlaysWhatNobodyVouchesForIsHeard) {
  EXPECT_EQ(first_live_breach({.believes_all = true}), promise::kOnlySpoken);
}

TEST(Mutant, ATerminalThatDoesNotFollowItsNewAddressGoesDeaf) {
  EXPECT_EQ(first_live_breach({.keeps_its_address = true}), promise::kHeardAgain);
}

TEST(Mutant, AControllerThatSendsToWhoeverSendsIsFoundOut) {
  EXPECT_EQ(first_live_breach({.answers_strangers = true}), promise::kProvenAddress);
}

TEST(Mutant, ATerminalThatKeepsPacketsWithoutLimitUntilTheirManifestComesIsFoundOut) {
  EXPECT_EQ(first_live_breach({.hoards = true}), promise::kUnverifiedBounded);
}

TEST(Mutant, ATerminalThatSaysNothingInItsNextSessionGoesDeaf) {
  EXPECT_EQ(first_live_breach({.keeps_its_session = true}), promise::kHeardAgain);
}

TEST(Mutant, AControllerThatTellsNobodyThatAStreamHasEndedIsFoundOut) {
  EXPECT_EQ(first_live_breach({.hides_the_end = true}), promise::kEndTold);
}

// The first seed in which the watcher of this promise, alone, sees what `mutate` broke.
std::optional<Breach> first_breach(const char* promise, const std::function<void(County&)>& mutate,
                                   const std::function<void(Plan&)>& plan = nullptr) {
  for (std::uint64_t seed = 1; seed <= kMutantSeeds; ++seed) {
    const RunResult result = run_seed(seed, {.mutate = mutate, .plan = plan, .only = promise});
    if (!result.breach) continue;
    EXPECT_EQ(result.breach->promise, promise);
    EXPECT_NE(describe(seed, result).find("--first " + std::to_string(seed)), std::string::npos);
    return result.breach;
  }
  return std::nullopt;
}

void for_each_terminal(County& county, const std::function<void(TerminalNode&)>& change) {
  for (const auto& terminal : county.terminals) change(*terminal);
}

template <class Operation>
void drop(terminal::JournalWrite& write) {
  std::erase_if(write, [](const auto& operation) { return std::holds_alternative<Operation>(operation); });
}

TEST(Mutant, AStoreThatAnswersBeforeItIsDurableLosesOrders) {
  EXPECT_TRUE(first_breach(promise::kOrdersKept, [](County& county) { county.controller.disk.faults.lies = true; }));
}

TEST(Mutant, AStoreThatForgetsOrdersIsFoundOut) {
  EXPECT_TRUE(first_breach(promise::kOrdersKept, [](County& county) {
    county.controller.forgets = [](ControllerNode::Writes& writes) {
      std::erase_if(writes, [](const auto& write) { return std::holds_alternative<controller::SaveOrder>(write); });
    };
  }));
}

TEST(Mutant, AStoreWithoutAuditIsFoundOut) {
  EXPECT_TRUE(first_breach(promise::kAudited, [](County& county) {
    county.controller.forgets = [](ControllerNode::Writes& writes) {
      std::erase_if(writes, [](const auto& write) { return std::holds_alternative<controller::SaveAudit>(write); });
    };
  }));
}

TEST(Mutant, AStoreThatForgetsReceiptsIsFoundOut) {
  EXPECT_TRUE(first_breach(promise::kReceiptsKept, [](County& county) {
    county.controller.forgets = [](ControllerNode::Writes& writes) {
      std::erase_if(writes, [](const auto& write) { return std::holds_alternative<controller::SaveReceipt>(write); });
    };
  }));
}

TEST(Mutant, AStoreThatForgetsWhatItKnewLetsStatesGoBack) {
  EXPECT_TRUE(first_breach(promise::kOneFinal, [](County& county) {
    county.controller.forgets = [](ControllerNode::Writes& writes) {
      std::erase_if(writes, [](const auto& write) { return std::holds_alternative<controller::SaveReceipt>(write); });
    };
  }));
}

TEST(Mutant, AJournalThatForgetsThatAnOrderEndedSoundsItAgain) {
  EXPECT_TRUE(first_breach(promise::kSoundsOnce, [](County& county) {
    for_each_terminal(county, [](TerminalNode& node) { node.forgets = drop<terminal::RemoveOrder>; });
  }));
}

TEST(Mutant, AJournalThatForgetsThatAnOrderEndedEndsItTwice) {
  EXPECT_TRUE(first_breach(promise::kOneFinal, [](County& county) {
    for_each_terminal(county, [](TerminalNode& node) { node.forgets = drop<terminal::RemoveOrder>; });
  }));
}

// As if it did not look at signatures: whoever sent it, it is as if dispatch had signed.
void believe_all(wire::Message& message) {
  Deployment& with = deployment();
  if (auto* delivery = std::get_if<wire::OrderDelivery>(&message)) {
    const auto order = wire::parse_order(delivery->envelope.payload);
    if (!order || order->order_class != OrderClass::actual) return;
    delivery->envelope =
        with.trust.seal(PayloadType::order, delivery->envelope.payload, {&with.trust.dispatch, &with.deputy});
  } else if (auto* object = std::get_if<wire::SignedObject>(&message)) {
    if (object->envelope.type == PayloadType::cancel)
      object->envelope = with.trust.seal(PayloadType::cancel, object->envelope.payload, {&with.trust.dispatch});
  }
}

TEST(Mutant, AGateThatAcceptsBadSignaturesSoundsForgeries) {
  EXPECT_TRUE(first_breach(promise::kVerified, [](County& county) {
    for_each_terminal(county, [](TerminalNode& node) { node.gate = believe_all; });
  }));
}

TEST(Mutant, AGateThatAcceptsBadSignaturesObeysForgedCancels) {
  EXPECT_TRUE(first_breach(promise::kCancelled, [](County& county) {
    for_each_terminal(county, [](TerminalNode& node) { node.gate = believe_all; });
  }));
}

TEST(Mutant, AControllerThatChangesReceiptsIsFoundOut) {
  EXPECT_TRUE(first_breach(promise::kGenuine, [](County& county) {
    county.controller.gate = [](std::size_t place, wire::Message& message) {
      auto* report = std::get_if<wire::ReceiptReport>(&message);
      auto receipt = report ? wire::parse_receipt(report->envelope.payload) : fail(wire::WireError{});
      if (!receipt || receipt->stage != Stage::final) return;
      receipt->detail = "so they say";
      report->envelope =
          deployment().trust.seal(PayloadType::receipt, wire::serialize(*receipt), {&deployment().device(place).key});
    };
  }));
}

TEST(Mutant, ALoudspeakerThatIgnoresStopsIsHeard) {
  EXPECT_TRUE(first_breach(promise::kEnds, [](County& county) {
    for_each_terminal(county, [](TerminalNode& node) { node.mutable_sound().ignores_stops = true; });
  }));
}

TEST(Mutant, ALoudspeakerThatIsNeverInterruptedKeepsAlertsWaiting) {
  EXPECT_TRUE(first_breach(promise::kHigherWins, [](County& county) {
    for_each_terminal(county, [](TerminalNode& node) { node.mutable_sound().keeps_the_first = true; });
  }));
}

TEST(Mutant, ATerminalThatDoesNotReportIsMissed) {
  EXPECT_TRUE(first_breach(promise::kReports, [](County& county) {
    for_each_terminal(county, [](TerminalNode& node) {
      node.swallows = [](const wire::Message& message) {
        const auto* report = std::get_if<wire::ReceiptReport>(&message);
        const auto receipt = report ? wire::parse_receipt(report->envelope.payload) : fail(wire::WireError{});
        return receipt && receipt->stage == Stage::final;
      };
    });
  }));
}

TEST(Mutant, ASensorThatLiesIsFoundOut) {
  EXPECT_TRUE(first_breach(promise::kHeard, [](County& county) {
    for_each_terminal(county, [](TerminalNode& node) { node.cabinet.lies = true; });
  }));
}

TEST(Mutant, AStorageQueueWithoutALimitIsFoundOut) {
  EXPECT_TRUE(first_breach(promise::kBounded, [](County& county) {
    for_each_terminal(county, [](TerminalNode& node) { node.hoards = true; });
  }));
}

TEST(Mutant, AJournalThatKeepsNothingSoundsWhatNobodyRemembers) {
  EXPECT_TRUE(first_breach(promise::kFailsClosed, [](County& county) {
    for_each_terminal(county, [](TerminalNode& node) { node.disk.faults.forgets = true; });
  }));
}

TEST(Mutant, ARepairedJournalThatDoesNotSayThatItForgotObeysAgain) {
  const auto breach = first_breach(
      promise::kFailsClosed,
      [](County& county) { for_each_terminal(county, [](TerminalNode& node) { node.hides_damage = true; }); },
      [](Plan& plan) { plan.troubles.terminal_damage = seconds(60); });
  ASSERT_TRUE(breach);
  EXPECT_NE(breach->detail.find("before a loss"), std::string::npos);
}

// The play log's word for what a lost receipt said carries no sample times.
TEST(Mutant, ATerminalThatDoesNotSayAgainWhatADamagedJournalLostIsMissed) {
  EXPECT_TRUE(first_breach(
      promise::kReports,
      [](County& county) {
        for_each_terminal(county, [](TerminalNode& node) {
          node.swallows = [](const wire::Message& message) {
            const auto* report = std::get_if<wire::ReceiptReport>(&message);
            const auto receipt = report ? wire::parse_receipt(report->envelope.payload) : fail(wire::WireError{});
            return receipt && receipt->stage == Stage::final && receipt->samples_played > 0 &&
                   receipt->first_sample == WallTime{};
          };
        });
      },
      [](Plan& plan) { plan.troubles.terminal_damage = seconds(60); }));
}

TEST(Mutant, ATerminalThatRefusesAlertsForWantOfAMemoryIsFoundOut) {
  EXPECT_TRUE(first_breach(promise::kFailsClosed, [](County& county) {
    for_each_terminal(county, [](TerminalNode& node) {
      node.misreports = [](wire::Receipt& receipt) {
        if (receipt.refusal != Refusal::none) receipt.refusal = Refusal::storage_failed;
      };
    });
  }));
}

TEST(Mutant, AControllerThatSendsLevelOneLastIsFoundOut) {
  EXPECT_TRUE(first_breach(promise::kLevelOneFirst, [](County& county) {
    county.controller.sends_last = [](const Bytes& frame) {
      const auto message = wire::parse_message(ByteView(frame).subspan(sizeof(std::uint32_t)));
      const auto* delivery = message ? std::get_if<wire::OrderDelivery>(&*message) : nullptr;
      const auto order = delivery ? wire::parse_order(delivery->envelope.payload) : fail(wire::WireError{});
      return order && order->order_class == OrderClass::actual && order->level == Level::i;
    };
  }));
}

}  // namespace
}  // namespace tongluo::sim
