#include "tests/sim/attacker.hpp"

#include "protocol/wire/frame.hpp"

namespace tongluo::sim {
namespace {

constexpr std::size_t kMostStrangers = 64;

// Says one thing and listens to nothing.
class Stranger final : public NetPeer {
 public:
  void on_bytes(ByteView) override {}
  void on_room(std::size_t) override {}
  void on_lost() override {}
};

Envelope sealed_by(const wire::Order& order, const std::vector<const sign::Signer*>& signers) {
  return deployment().trust.seal(PayloadType::order, wire::serialize(order), signers);
}

}  // namespace

void Attacker::start() {
  const Troubles& troubles = county_.plan.troubles;
  const auto again = [this](microseconds mean, void (Attacker::*what)()) {
    if (mean.count() > 0) county_.environment.after(dice_.exponential(mean), [this, what] { (this->*what)(); });
  };
  again(troubles.attack, &Attacker::attack);
  again(troubles.stranger, &Attacker::knock);
}

void Attacker::send(std::size_t terminal, const wire::Message& message) {
  if (!county_.controller.on()) return;
  if (county_.controller.inject(terminal, message)) county_.environment.note("ATTACK on T" + std::to_string(terminal));
}

void Attacker::attack() {
  if (county_.healed) return;
  const std::size_t terminal = dice_.index(county_.size());
  const double which = dice_.unit();
  if (which < 0.45)
    forge_order(terminal);
  else if (which < 0.75)
    replay(terminal);
  else if (which < 0.9)
    forge_stop(terminal);
  else
    send_nonsense(terminal);
  county_.environment.after(dice_.exponential(county_.plan.troubles.attack), [this] { attack(); });
}

wire::Order Attacker::fresh_order(OrderClass order_class, Level level) {
  wire::Order order = office_.random_order(dice_, county_.environment.true_wall());
  order.order_class = order_class;
  order.level = level;
  order.tone = tone_of(level);
  order.targets = {test::county()};
  return order;
}

// Each a way in which an order can be without the right to sound.
std::optional<Envelope> Attacker::forged_order() {
  Deployment& with = deployment();
  switch (dice_.below(8)) {
    case 0:  // a key that is in no list
      return sealed_by(fresh_order(OrderClass::actual, Level::ii), {&with.stranger});
    case 1: {  // a signature with one bit changed
      Envelope envelope = sealed_by(fresh_order(OrderClass::actual, Level::ii), {&with.trust.dispatch});
      dice_.pick(envelope.signatures.front().octets) ^= std::byte{1};
      return envelope;
    }
    case 2:  // a drill key for an actual alert
      return sealed_by(fresh_order(OrderClass::actual, Level::i), {&with.trust.exercise});
    case 3:  // one person where two must sign
      return sealed_by(fresh_order(OrderClass::actual, Level::i), {&with.deputy});
    case 4:  // an announcer beyond its township
      return sealed_by(fresh_order(OrderClass::routine, Level::routine), {&with.trust.announce});
    case 5: {  // one person's signature twice
      Envelope envelope = sealed_by(fresh_order(OrderClass::actual, Level::i), {&with.trust.dispatch});
      envelope.signatures.push_back(envelope.signatures.front());
      return envelope;
    }
    case 6: {  // of another deployment
      const wire::Order order = fresh_order(OrderClass::actual, Level::ii);
      Envelope envelope{PayloadType::order, wire::serialize(order), {}};
      if (!sign::add_signature(envelope, sign::digest_of(as_bytes("elsewhere")), with.trust.dispatch)) return {};
      return envelope;
    }
    default: {  // good signatures over other bytes
      if (county_.orders.empty()) return {};
      const KnownOrder& real = dice_.pick(county_.orders);
      wire::Order order = real.order;
      order.targets = {test::county()};
      order.volume_percent = 100;
      dice_.fill(order.nonce.octets);
      return Envelope{PayloadType::order, wire::serialize(order), real.envelope.signatures};
    }
  }
}

void Attacker::forge_order(std::size_t terminal) {
  std::optional<Envelope> envelope = forged_order();
  const auto order = envelope ? wire::parse_order(envelope->payload) : fail(wire::WireError{});
  if (!order) return;
  const Digest digest = sign::identity(*envelope);
  if (county_.find(digest) == nullptr) county_.make(KnownOrder{digest, *envelope, *order, false, "order", {}});
  send(terminal, wire::OrderDelivery{*envelope, 1, county_.environment.true_wall()});
}

// What was once sent comes again, to anybody: orders, stops, an older trust list.
void Attacker::replay(std::size_t terminal) {
  if (dice_.chance(0.2)) return send(terminal, wire::SignedObject{deployment().older_list});
  if (!county_.stops.empty() && dice_.chance(0.3))
    return send(terminal, wire::SignedObject{dice_.pick(county_.stops).envelope});
  if (county_.orders.empty()) return;
  if (dice_.chance(0.2)) {  // a changed copy, before or after the true one
    Envelope copy = dice_.pick(county_.orders).envelope;
    dice_.pick(copy.signatures.front().octets) ^= std::byte{2};  // never what forged_order() did: that would undo it
    return send(terminal, wire::OrderDelivery{copy, 1, {}});
  }
  const WallTime start = county_.environment.true_wall() + dice_.between(seconds(0), seconds(60));
  send(terminal, wire::OrderDelivery{dice_.pick(county_.orders).envelope, 1, start});
}

void Attacker::forge_stop(std::size_t terminal) {
  Deployment& with = deployment();
  const sign::Signer* signers[] = {&with.stranger, &with.trust.announce, &with.trust.exercise};
  const sign::Signer& signer = *dice_.pick(signers);
  const WallTime now = county_.environment.true_wall();
  Nonce nonce;
  dice_.fill(nonce.octets);
  const KnownOrder* order = county_.orders.empty() ? nullptr : &dice_.pick(county_.orders);
  // Whoever signed an order may cancel it.
  if (order == nullptr || order->order.order_class != OrderClass::actual) return;
  const wire::Cancel cancel{1, order->digest, now, nonce};
  const Envelope envelope = with.trust.seal(cancel, signer);
  county_.make(KnownStop{sign::identity(envelope), envelope, cancel, std::nullopt, false});
  send(terminal, wire::SignedObject{envelope});
}

void Attacker::send_nonsense(std::size_t terminal) {
  Bytes bytes(1 + dice_.index(300));
  dice_.fill(bytes);
  const Digest digest = sign::digest_of(bytes);
  switch (dice_.below(4)) {
    case 0:
      return send(terminal, wire::ClipChunk{dice_.pick(deployment().clips).digest(), 0, bytes});
    case 1:
      return send(terminal, wire::ClipManifestPush{digest, bytes});
    case 2:
      return send(terminal, wire::OrderDelivery{{PayloadType::order, bytes, {}}, 1, {}});
    default:
      return send(terminal, wire::SignedObject{{PayloadType::trust_list, bytes, {}}});
  }
}

void Attacker::knock() {
  if (county_.healed) return;
  const auto id = test::terminal_id("GHOST-1");
  const auto connection = county_.controller.accept(county_.size(), id, deployment().device(0).certificate);
  if (connection) {
    auto peer = std::make_shared<Stranger>();
    county_.network.attach(*connection, End::terminal, peer);
    strangers_.push_back(peer);
    if (strangers_.size() > kMostStrangers) strangers_.erase(strangers_.begin());
    Bytes bytes(1 + dice_.index(2'000));
    dice_.fill(bytes);
    wire::Hello hello{.protocol_major = limits::kProtocolMajor, .terminal = id, .firmware = "ghost"};
    if (dice_.chance(0.5)) hello.terminal = deployment().device(0).id;
    Bytes greeting = wire::frame(wire::serialize(wire::Message(hello)));
    if (dice_.chance(0.3)) greeting.resize(dice_.index(greeting.size()));
    county_.environment.note("a stranger knocks");
    county_.network.send(*connection, End::terminal, dice_.chance(0.5) ? bytes : greeting);
  }
  county_.environment.after(dice_.exponential(county_.plan.troubles.stranger), [this] { knock(); });
}

}  // namespace tongluo::sim
