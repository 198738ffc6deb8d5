#include "tests/unit/terminal_attack/attacks.hpp"

#include <deque>
#include <memory>

#include "protocol/base/assert.hpp"
#include "protocol/rtp/rtp_packet.hpp"
#include "protocol/stream/train_signing.hpp"

namespace tongluo::test {
namespace {

constexpr std::uint32_t kOtherStream = 78;

std::vector<Bytes> datagrams_of(const live::Train& train) {
  std::vector<Bytes> all;
  for (std::size_t i = 0; i < train.segments(); ++i) {
    const ByteView octets = train.segment(i);
    all.emplace_back(octets.begin(), octets.end());
  }
  return all;
}

Bytes flipped(Bytes datagram, std::size_t bit) {
  datagram[bit / 8 % datagram.size()] ^= static_cast<std::byte>(1U << bit % 8);
  return datagram;
}

// A train at the same place with other sound, signed by another key.
class Forger {
 public:
  Forger(const Digest& order, Bytes payload)
      : key_(*sign::PrivateKey::generate(Algorithm::ed25519)), signer_(key_, order), payload_(std::move(payload)) {}

  std::vector<Bytes> train(const live::Train& like, std::uint32_t stream) {
    if (like.packets == 0) return {};
    auto manifest = rtp::parse_manifest(like.segment(like.packets))->manifest;
    manifest.stream_id = stream;
    manifest.packets.clear();
    std::vector<Bytes> all;
    for (std::size_t i = 0; i < like.packets; ++i) {
      auto packet = *rtp::parse_rtp(like.segment(i));
      packet.ssrc = stream;
      packet.payload = payload_;
      all.push_back(rtp::serialize(packet));
      manifest.packets.push_back(stream::short_hash(all.back()));
    }
    all.push_back(*signer_.sign(manifest));
    return all;
  }

 private:
  sign::PrivateKey key_;
  stream::TrainSigner signer_;
  Bytes payload_;
};

void append(std::vector<Bytes>& all, std::vector<Bytes> more) {
  for (Bytes& datagram : more) all.push_back(std::move(datagram));
}

}  // namespace

OnTheWay honest() { return datagrams_of; }

OnTheWay replaying() {
  return [former = std::deque<std::vector<Bytes>>()](const live::Train& train) mutable {
    std::vector<Bytes> all = datagrams_of(train);
    for (const auto& old : former) append(all, old);
    former.push_back(datagrams_of(train));
    if (former.size() > 16) former.pop_front();
    return all;
  };
}

OnTheWay flipping_bits() {
  return [bit = std::size_t{0}](const live::Train& train) mutable {
    std::vector<Bytes> all;
    for (const Bytes& datagram : datagrams_of(train)) {
      all.push_back(flipped(datagram, bit += 61));
      all.push_back(datagram);
      all.push_back(flipped(datagram, bit += 61));
    }
    return all;
  };
}

OnTheWay reordering() {
  return [held = std::vector<Bytes>(), trains = 0](const live::Train& train) mutable {
    append(held, datagrams_of(train));
    if (++trains % 4 != 0 && !train.end) return std::vector<Bytes>();
    std::vector<Bytes> all(held.rbegin(), held.rend());
    held.clear();
    return all;
  };
}

OnTheWay swapping_streams(const Bytes& other_payload) {
  Digest other_order;
  other_order.octets.fill(std::byte{0x22});
  auto forger = std::make_shared<Forger>(other_order, other_payload);
  return [forger](const live::Train& train) {
    std::vector<Bytes> all = forger->train(train, kOtherStream);
    const std::uint32_t victim = train.packets == 0 ? kOtherStream : rtp::parse_rtp(train.segment(0))->ssrc;
    append(all, forger->train(train, victim));
    append(all, datagrams_of(train));
    return all;
  };
}

OnTheWay with_a_stolen_terminal(const SessionKeys& victim, const SessionKeys& stolen, const Digest& order,
                                const Bytes& payload) {
  auto forger = std::make_shared<Forger>(order, payload);
  auto own = std::make_shared<stream::MediaSeal>(stream::End::controller, stolen.token, stolen.exported);
  auto mixed = std::make_shared<stream::MediaSeal>(stream::End::controller, victim.token, stolen.exported);
  return [forger, own, mixed](const live::Train& train) {
    std::vector<Bytes> all;
    const std::uint32_t id = train.packets == 0 ? kOtherStream : rtp::parse_rtp(train.segment(0))->ssrc;
    for (const auto& seal : {own, mixed}) {
      all.push_back(seal->seal(rtp::Opened{id, rtp::StreamState::ended}));
      all.push_back(seal->seal(rtp::TimeAnswer{0, train.capture + seconds(1), train.capture + seconds(1)}));
      all.push_back(seal->seal(rtp::Challenge{}));
    }
    append(all, forger->train(train, id));
    append(all, datagrams_of(train));
    return all;
  };
}

OnTheWay flooding(const Bytes& payload) {
  auto forger = std::make_shared<Forger>(Digest{}, payload);
  return [forger, round = 0U](const live::Train& train) mutable {
    std::vector<Bytes> all;
    const std::uint32_t id = train.packets == 0 ? kOtherStream : rtp::parse_rtp(train.segment(0))->ssrc;
    for (const Bytes& datagram : datagrams_of(train)) {
      while (all.size() % 11 != 10) {
        const std::vector<Bytes> forged = forger->train(train, id);
        ++round;
        Bytes noise(40 + round * 37 % 1'000, static_cast<std::byte>(round * 29));
        all.push_back(forged.empty() || round % 4 == 0 ? std::move(noise) : forged[round % forged.size()]);
      }
      all.push_back(datagram);
    }
    return all;
  };
}

}  // namespace tongluo::test
