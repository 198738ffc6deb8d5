// The controller's core as a machine, as terminals, people and its store could treat it: the input says what happens,
// event by event: sessions that come, go and say anything, orders, cancels and stop-alls really signed and then spoiled
// or not, receipts of the right and of the wrong terminal, a store that answers late or fails, restarts, time that
// passes. After every event: no terminal got an order that nobody validly signed or that is not durable yet, and none
// counts as sounded that did not sign that it sounded.

#include "protocol/sign/verification_memo.hpp"
#include "tests/fuzz/fuzz_assert.hpp"
#include "tests/fuzz/people.hpp"
#include "tests/unit/controller_core/core_rig.hpp"

namespace {

using namespace tongluo;
using namespace tongluo::test;

constexpr int kMostEvents = 64;
constexpr std::size_t kMostOrders = 16;
constexpr std::size_t kTerminals = 3;
constexpr std::size_t kSignatures = 10'000;

// Known by its key, as the core knows it: the number of the key is the terminal's.
Device seeded_device(const TerminalId& id) {
  constexpr std::uint64_t kFirst = 1'000;  // behind those who sign
  const std::uint64_t number = kFirst + std::stoul(id.text().substr(3));
  static std::map<std::uint64_t, Device> made;
  const auto known = made.find(number);
  if (known != made.end()) return known->second;
  return made.emplace(number, Device{id, sim::seeded_key(number), sim::seeded_certificate(number, id.text())})
      .first->second;
}

session::SharedClip same_clip() {
  static const session::SharedClip made = sample_clip();
  return made;
}

class World {
 public:
  explicit World(fuzz::Input input) : input_(input) {
    testing::GTEST_FLAG(throw_on_failure) = true;
    rig_.enrol(kTerminals);
    rig_.add_clip(clip_);
  }

  void run() {
    for (int event = 0; event < kMostEvents && !input_.empty(); ++event) {
      happen();
      look_at_actions();
      look_at_outcomes();
    }
  }

 private:
  std::size_t terminal() { return 1 + input_.octet() % kTerminals; }
  controller::SessionId session() { return sessions_.empty() ? 99 : sessions_[input_.octet() % sessions_.size()]; }
  const Envelope& earlier() { return orders_[input_.octet() % orders_.size()]; }

  void submit_new() {
    if (orders_.size() == kMostOrders) return;
    wire::Order order = sample_order(rig_.now.wall, clip_->digest);
    order.order_class = static_cast<OrderClass>(input_.octet() % 5);
    order.level = static_cast<Level>(input_.octet() % 6);
    order.targets = {input_.flag() ? county() : village()};
    order.nonce.octets[0] = static_cast<std::byte>(input_.octet());
    if (!orders_.empty() && input_.flag()) order.supersedes = sign::identity(earlier());
    orders_.push_back(rig_.trust.seal(order, fuzz::any_signer(input_, rig_.trust)));
    hand_in(orders_.back());
  }

  void hand_in(const Envelope& envelope) {
    if (input_.octet() % 4 == 0) {
      static_cast<void>(rig_.hand_in(fuzz::spoiled(input_, envelope)));
      return;
    }
    signed_.insert(sign::identity(envelope));
    static_cast<void>(rig_.hand_in(envelope));
  }

  void cancel() {
    if (orders_.empty()) return;
    const Envelope envelope = rig_.trust.seal(wire::Cancel{1, sign::identity(earlier()), rig_.now.wall, Nonce{}},
                                              fuzz::any_signer(input_, rig_.trust));
    rig_.core.cancel(rig_.now, rig_.next_request(), input_.flag() ? fuzz::spoiled(input_, envelope) : envelope, "who");
  }

  void stop_all() {
    const wire::StopAll stop = fuzz::any_stop_all(input_, rig_.now.wall);
    rig_.core.stop_all(rig_.now, rig_.next_request(), rig_.trust.seal(stop, fuzz::any_signer(input_, rig_.trust)),
                       "who");
  }

  // What one terminal says, signed by itself or by another one, whole or spoiled, in any session.
  void receipt() {
    if (orders_.empty()) return;
    const Digest order = sign::identity(earlier());
    const std::size_t speaker = terminal();
    wire::Receipt said = rig_.sample_receipt(speaker, order, static_cast<Stage>(1 + input_.octet() % 3),
                                             static_cast<Outcome>(input_.octet() % 16));
    said.occurrence = input_.octet() % 3;
    said.sequence = input_.octet();
    const std::size_t hand = terminal();
    const bool whole = input_.flag();
    const Envelope envelope = rig_.sealed(hand, said);
    if (whole && hand == speaker) said_.insert({order, said.terminal});
    rig_.core.on_message(rig_.now, session(), wire::ReceiptReport{whole ? envelope : fuzz::spoiled(input_, envelope)});
  }

  void any_message() {
    const Bytes bytes = input_.octets(input_.octet());
    if (auto message = wire::parse_message(bytes)) rig_.core.on_message(rig_.now, session(), std::move(*message));
  }

  // Without a certificate, with another terminal's, or as it should be.
  void hello() {
    if (input_.octet() % 4 != 0) return sessions_.push_back(rig_.hello(terminal()));
    wire::Hello stranger{.terminal = rig_.id_of(terminal())};
    stranger.protocol_major = input_.octet() % 3;
    const Bytes certificate = input_.flag() ? seeded_device(rig_.id_of(terminal())).certificate : input_.octets(8);
    rig_.core.on_hello(rig_.now, kStranger, stranger, certificate);
    sessions_.push_back(kStranger);
  }

  void restart() {
    rig_.restart();
    sessions_.clear();
  }

  void happen() {
    switch (input_.octet() % 16) {
      case 0:
      case 1:
        return submit_new();
      case 2:
        if (!orders_.empty()) hand_in(earlier());
        return;
      case 3:
        return cancel();
      case 4:
        return stop_all();
      case 5:
        return any_message();
      case 6:
        return rig_.core.on_gone(rig_.now, session());
      case 7:
      case 8:
        return hello();
      case 9:
        return rig_.advance(milliseconds(input_.octet() * 100));
      case 10:
        return rig_.advance(seconds(input_.octet() * 10));
      case 11:
        return rig_.fail_all();
      case 12:
        return restart();
      case 13:
      case 14:
        return receipt();
      default:
        return rig_.persist_all();
    }
  }

  void look_at_actions() {
    for (const controller::Action& action : rig_.take()) {
      if (const auto* send = std::get_if<controller::Send>(&action)) look_at(send->message);
      if (const auto* send = std::get_if<controller::SendFramed>(&action))
        if (const auto delivery = ControllerRig::message_in<wire::OrderDelivery>(*send)) look_at(*delivery);
    }
  }

  void look_at(const wire::Message& message) {
    const auto* delivery = std::get_if<wire::OrderDelivery>(&message);
    if (delivery == nullptr) return;
    const Digest order = sign::identity(delivery->envelope);
    TL_ASSERT(signed_.contains(order));
    const Bytes sent = wire::serialize(delivery->envelope);
    TL_ASSERT(std::ranges::any_of(rig_.stored.orders, [&](const auto& kept) { return kept.envelope == sent; }));
  }

  void look_at_outcomes() {
    for (const Envelope& envelope : orders_) {
      const Digest order = sign::identity(envelope);
      const auto detail = rig_.core.order_detail(rig_.now, order);
      if (!detail) continue;
      for (const controller::TerminalOutcome& outcome : detail->terminals)
        TL_ASSERT(outcome.outcome != Outcome::sounded || said_.contains({order, outcome.terminal}));
    }
  }

  static constexpr controller::SessionId kStranger = 1'000;

  fuzz::Input input_;
  ControllerRig rig_{fuzz::same_deployment(), seeded_device};
  const session::SharedClip clip_ = same_clip();
  std::vector<controller::SessionId> sessions_;  // some of them gone
  std::vector<Envelope> orders_;                 // as they were signed
  std::set<Digest> signed_;                      // of those, the ones handed in unspoiled
  std::set<std::pair<Digest, TerminalId>> said_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static sign::VerificationMemo memo(kSignatures);
  const sign::LentMemo lent(memo);
  World(fuzz::Input(fuzz::view(data, size))).run();
  return 0;
}
