// A terminal's core as a machine: the input says what happens to it, event by event: orders, cancels and stop-alls
// really signed and then spoiled or not, any other message, links that come and go, a journal that fails or is late,
// power cuts, time that passes or leaps. After every event: nothing has sounded that nobody validly signed, no
// occurrence has two different ends, and nothing is kept beyond its named limit.

#include "protocol/sign/verification_memo.hpp"
#include "protocol/wire/messages.hpp"
#include "terminal-fw/core/limits.hpp"
#include "tests/fuzz/fuzz_assert.hpp"
#include "tests/fuzz/people.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace {

using namespace tongluo;
using namespace tongluo::test;

constexpr int kMostEvents = 64;
constexpr std::size_t kMostOrders = 16;

constexpr std::uint64_t kDeviceKey = 1'000;  // behind those who sign
constexpr std::size_t kSignatures = 10'000;

const sign::PrivateKey& device_key() {
  static const sign::PrivateKey made = sim::seeded_key(kDeviceKey);
  return made;
}

const TestClip& other_clip() {
  static const TestClip made = make_clip(2, 9);
  return made;
}

class World {
 public:
  explicit World(fuzz::Input input) : input_(input) {
    testing::GTEST_FLAG(throw_on_failure) = true;
    rig_.cache[rig_.clip.digest] = rig_.clip;
    rig_.open_link();
  }

  void run() {
    for (int event = 0; event < kMostEvents && !input_.empty(); ++event) {
      happen();
      if (rig_.dead) rig_.restart();
      check();
    }
  }

 private:
  wire::Order order() {
    wire::Order order = sample_order(rig_.now.wall, input_.flag() ? rig_.clip.digest : elsewhere_.digest);
    order.order_class = static_cast<OrderClass>(input_.octet() % 5);
    order.level = static_cast<Level>(input_.octet() % 6);
    order.tone = static_cast<Tone>(input_.octet() % 8);
    if (order.tone == Tone::none) order.tone_duration = {};
    order.interrupt_rule = static_cast<InterruptRule>(input_.octet() % 5);
    order.nonce.octets[0] = static_cast<std::byte>(input_.octet());
    order.valid_until = order.valid_from + seconds(input_.octet() * 60);
    std::get<wire::ClipProgramme>(order.programme).repetitions = input_.octet() % 4;
    order.occurrences.clear();
    const unsigned occurrences = input_.octet() % 4;
    for (unsigned number = 1; number <= occurrences; ++number) {
      const WallTime start = order.valid_from + seconds(input_.octet() * 4);
      const WallTime latest = start + seconds(input_.octet());
      order.occurrences.push_back({number, start, latest, latest + seconds(input_.octet())});
    }
    if (!orders_.empty() && input_.flag()) order.supersedes = sign::identity(earlier());
    return order;
  }

  const Envelope& earlier() { return orders_[input_.octet() % orders_.size()]; }

  WallTime start_at() {
    const unsigned later = input_.octet();
    return later == 0 ? WallTime{} : rig_.now.wall + milliseconds(later * 100);
  }

  void deliver_new() {
    if (orders_.size() == kMostOrders) return;
    const wire::Order content = order();
    const Envelope envelope = rig_.trust.seal(content, fuzz::any_signer(input_, rig_.trust));
    orders_.push_back(envelope);
    if (input_.octet() % 4 == 0) {
      const Envelope wrong = fuzz::spoiled(input_, envelope);
      return rig_.deliver(wrong, start_at());
    }
    signed_.insert(sign::identity(envelope));
    rig_.deliver(envelope, start_at());
  }

  void deliver_again() {
    if (orders_.empty()) return;
    const Envelope& envelope = earlier();
    signed_.insert(sign::identity(envelope));
    rig_.deliver(envelope, start_at());
  }

  void cancel() {
    if (orders_.empty()) return;
    const wire::Cancel cancel{1, sign::identity(earlier()), rig_.now.wall, Nonce{}};
    const Envelope envelope = rig_.trust.seal(cancel, fuzz::any_signer(input_, rig_.trust));
    rig_.receive(wire::SignedObject{input_.flag() ? fuzz::spoiled(input_, envelope) : envelope});
  }

  void stop_all() {
    const wire::StopAll stop = fuzz::any_stop_all(input_, rig_.now.wall);
    rig_.receive(wire::SignedObject{rig_.trust.seal(stop, fuzz::any_signer(input_, rig_.trust))});
  }

  void any_message() {
    const Bytes bytes = input_.octets(input_.octet());
    if (const auto message = wire::parse_message(bytes)) rig_.receive(*message);
  }

  void disk() {
    rig_.journal_mode = static_cast<JournalMode>(input_.octet() % 3);
    if (rig_.journal_mode != JournalMode::holds) rig_.answer_commits(input_.flag());
  }

  // Only in silence: the rig's loudspeaker counts its samples by the same clock.
  void leap() {
    if (rig_.silent()) rig_.now.wall += std::chrono::hours(input_.octet() * 256);
  }

  void happen() {
    switch (input_.octet() % 16) {
      case 0:
      case 1:
        return deliver_new();
      case 2:
        return deliver_again();
      case 3:
        return cancel();
      case 4:
        return stop_all();
      case 5:
        return any_message();
      case 6:
        return rig_.close_link();
      case 7:
        return rig_.open_link(input_.flag());
      case 8:
        return rig_.advance(milliseconds(input_.octet() * 100));
      case 9:
        return rig_.advance(seconds(input_.octet() * 10));
      case 10:
        return disk();
      case 11:
        return rig_.restart();
      case 12:
        return leap();
      case 13:
        return rig_.receive_clip(elsewhere_);
      case 14:
        return rig_.take_receipts();
      default:
        rig_.sink_broken = input_.flag();
    }
  }

  void check() {
    for (const terminal::Play& play : rig_.plays) TL_ASSERT(play.test_tone || signed_.contains(play.order));
    std::map<std::pair<Digest, std::uint32_t>, Outcome> ends;
    for (const wire::Receipt& receipt : rig_.reported) {
      if (receipt.stage != Stage::final) continue;
      const auto [known, is_new] = ends.emplace(std::pair(receipt.order, receipt.occurrence), receipt.outcome);
      TL_ASSERT(is_new || known->second == receipt.outcome);
    }
    const terminal::JournalSnapshot& kept = rig_.journal.snapshot();
    TL_ASSERT(kept.orders.size() <= terminal::kMaxOpenOrders);
    TL_ASSERT(kept.stops.size() <= terminal::kMaxStops);
    TL_ASSERT(kept.receipts.size() <= terminal::kMaxUntakenReceipts + terminal::kMaxKeptReceipts);
    TL_ASSERT(kept.plays.size() <= terminal::kMaxPlaysKept);
    TL_ASSERT(kept.events.size() <= terminal::kMaxEventsKept);
  }

  fuzz::Input input_;
  CoreRig rig_{village(), fuzz::same_deployment(), device_key()};
  const TestClip& elsewhere_ = other_clip();
  std::vector<Envelope> orders_;  // as they were signed
  std::set<Digest> signed_;       // of those, the ones delivered unspoiled
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static sign::VerificationMemo memo(kSignatures);
  const sign::LentMemo lent(memo);
  World(fuzz::Input(fuzz::view(data, size))).run();
  return 0;
}
