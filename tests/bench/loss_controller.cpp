#include "tests/bench/loss_controller.hpp"

#include <cstring>

#include "protocol/base/assert.hpp"
#include "protocol/rtp/stream_framing.hpp"

namespace tongluo::bench {
namespace {

live::Address address_of(std::size_t terminal) {
  const auto number = static_cast<std::uint32_t>(terminal + 1);
  return live::Address::of(std::as_bytes(std::span(&number, 1)));
}

std::size_t terminal_at(const live::Address& address) {
  std::uint32_t number = 0;
  std::memcpy(&number, address.octets.data(), sizeof number);
  return number - 1;
}

live::StreamSettings settings(const LossStream& stream, std::shared_ptr<const sign::Signer> key) {
  constexpr std::uint32_t kFirstSequence = 31'000;  // wraps within the run
  return {.id = stream.id,
          .order = stream.order,
          .key = std::move(key),
          .playout_delay = stream.playout_delay,
          .train_packets = stream.train_packets,
          .order_class = OrderClass::actual,
          .level = Level::i,
          .sounds_from = stream.sounds_from,
          .max_duration = stream.max_duration,
          .first_sequence = kFirstSequence,
          .first_timestamp = 1};
}

}  // namespace

Nonce token_of(std::size_t terminal) {
  Nonce token;
  std::memcpy(token.octets.data(), &terminal, sizeof terminal);
  return token;
}

Bytes exported_of(std::size_t terminal) { return Bytes(stream::kExporterBytes, static_cast<std::byte>(terminal)); }

LossController::LossController(Now now, const LossStream& stream, std::size_t terminals)
    : id_(stream.id),
      key_(std::make_shared<sign::PrivateKey>(*sign::PrivateKey::generate(Algorithm::ed25519))),
      stream_(settings(stream, key_)),
      listeners_(Bytes(32), counters_) {
  for (std::size_t i = 0; i < terminals; ++i) {
    listeners_.add_session({i + 1, token_of(i), exported_of(i)});
    listeners_.admit(now, i + 1, id_);
  }
}

sign::PublicKey LossController::key() const { return *sign::PublicKey::parse(Algorithm::ed25519, key_->spki()); }

void LossController::open(Now now) {
  listeners_.open_stream(now, id_, stream_.ring());
  drain_listeners();
}

void LossController::push(Now now, WallTime capture) {
  TL_ASSERT(stream_.push(now, capture, Bytes(limits::kLivePayloadBytes, std::byte{0x5a})));
  send_trains();
}

void LossController::finish(Now now) {
  stream_.finish(now);
  send_trains();
}

void LossController::on_deadline(Now now) {
  stream_.on_deadline(now);
  send_trains();
}

void LossController::on_datagram(Now now, std::size_t terminal, ByteView datagram) {
  listeners_.on_datagram(now, now.wall, address_of(terminal), datagram);
  drain_listeners();
}

void LossController::on_wish(std::size_t terminal, bool over_control) {
  listeners_.request_over_control(terminal + 1, id_, over_control);
  drain_listeners();
}

void LossController::send_trains() {
  while (const auto train = stream_.next_train()) {
    send_datagrams(**train);
    listeners_.on_train(id_, (*train)->octets.size());
    std::vector<ByteView> packets;
    for (std::size_t i = 0; i < (*train)->segments(); ++i) packets.push_back((*train)->segment(i));
    for (const live::SessionId session : listeners_.audience(id_)->over_control())
      departures_.push_back({session - 1, Departure::Kind::over_control, rtp::frame_packets(packets)});
  }
}

void LossController::send_datagrams(const live::Train& train) {
  for (const live::Address& address : listeners_.audience(id_)->addresses()) {
    if (address.none()) continue;
    for (std::size_t i = 0; i < train.segments(); ++i) {
      const auto kind = i < train.packets ? Departure::Kind::packet : Departure::Kind::manifest;
      const ByteView segment = train.segment(i);
      departures_.push_back({terminal_at(address), kind, Bytes(segment.begin(), segment.end())});
    }
  }
}

void LossController::drain_listeners() {
  while (auto action = listeners_.next_action())
    if (auto* send = std::get_if<live::SendTo>(&*action))
      departures_.push_back(
          {terminal_at(send->address), Departure::Kind::repair_or_control, std::move(send->datagram)});
}

std::optional<Departure> LossController::next() {
  if (departures_.empty()) return std::nullopt;
  Departure departure = std::move(departures_.front());
  departures_.pop_front();
  return departure;
}

}  // namespace tongluo::bench
