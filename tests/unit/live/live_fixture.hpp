#pragma once
// A county of listeners on one LiveDesk, without a socket: terminals seal with the real MediaSeal, streams are signed
// with a real key, time is handed in.

#include <gtest/gtest.h>
#include <map>

#include "controller/live/limits.hpp"
#include "controller/live/live_desk.hpp"
#include "protocol/rtp/rtp_packet.hpp"

namespace tongluo::live {

inline Now at(microseconds since_start) {
  return {SteadyTime(seconds(1'000) + since_start), WallTime(seconds(1'800'000'000) + since_start)};
}

inline Address address(unsigned number) {
  Bytes octets(16);
  for (unsigned i = 0; i < 4; ++i) octets[i] = static_cast<std::byte>(number >> (8 * i));
  return Address::of(octets);
}

inline Bytes exported(unsigned number) {
  Bytes key(stream::kExporterBytes);
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::byte>(number * 7 + i);
  return key;
}

inline Nonce token(unsigned number) {
  Nonce nonce;
  for (unsigned i = 0; i < 4; ++i) nonce.octets[i] = static_cast<std::byte>(number >> (8 * i));
  return nonce;
}

// A terminal's end of the media socket.
struct Peer {
  explicit Peer(unsigned n) : number(n), seal(stream::End::terminal, token(n), exported(n)), where(address(n)) {}
  MediaSession session() const { return {number, token(number), exported(number)}; }
  unsigned number;
  stream::MediaSeal seal;
  Address where;
};

inline std::shared_ptr<const sign::PrivateKey> stream_key() {
  static const auto key = std::make_shared<const sign::PrivateKey>(*sign::PrivateKey::generate(Algorithm::ed25519));
  return key;
}

inline StreamSettings settings(StreamId id, milliseconds delay = seconds(2), Level level = Level::i) {
  StreamSettings made;
  made.id = id;
  made.order.octets.fill(static_cast<std::byte>(id));
  made.key = stream_key();
  made.playout_delay = delay;
  made.order_class = level == Level::routine ? OrderClass::routine : OrderClass::actual;
  made.level = level;
  made.sounds_from = at(seconds(0)).wall;
  made.max_duration = seconds(60);
  made.first_sequence = 1'000;
  made.first_timestamp = 77;
  return made;
}

inline const Bytes kOpus(limits::kLivePayloadBytes, std::byte{0x5a});

struct County {
  LiveDesk desk{Bytes(32, std::byte{9})};
  std::vector<std::pair<Address, Bytes>> sent;  // datagrams that are no trains
  std::vector<OverControl> over_control;
  std::vector<SharedTrain> trains;
  std::vector<StreamOver> over;
  std::map<SessionId, Spent> spent;
  std::uint64_t up = 0, down = 0;  // octets of all datagrams that are no trains

  void take() {
    while (auto action = desk.next_action()) std::visit([this](auto& what) { note(what); }, *action);
  }
  void note(SendTo& what) {
    down += what.datagram.size();
    sent.emplace_back(what.address, std::move(what.datagram));
  }
  void note(Spent& what) {
    spent[what.session].up += what.up;
    spent[what.session].down += what.down;
  }
  void note(OverControl& what) { over_control.push_back(std::move(what)); }
  void note(TrainMade& what) { trains.push_back(what.train); }
  void note(StreamOver& what) { over.push_back(what); }

  void add(const Peer& peer, StreamId admitted) {
    desk.add_session(peer.session());
    desk.admit(at({}), peer.number, admitted);
  }
  // Sends it; gives what came back to that address.
  std::vector<Bytes> from(Now now, const Address& where, ByteView datagram) {
    sent.clear();
    up += datagram.size();
    desk.on_datagram(now, now.wall, where, datagram);
    take();
    std::vector<Bytes> answers;
    for (auto& [to, octets] : sent)
      if (to == where) answers.push_back(octets);
    return answers;
  }
  std::vector<Bytes> say(Now now, Peer& peer, rtp::ControlBody body) {
    return from(now, peer.where, peer.seal.seal(std::move(body)));
  }
  // Open, challenge, echo: as a terminal does it.
  rtp::StreamState join(Now now, Peer& peer, StreamId stream) {
    auto answers = say(now, peer, rtp::Open{stream});
    EXPECT_EQ(answers.size(), 1U);
    const auto challenge = peer.seal.open(answers.at(0));
    const auto& nonce = std::get<rtp::Challenge>(*challenge).nonce;
    answers = say(now, peer, rtp::Echo{nonce});
    EXPECT_EQ(answers.size(), 1U);
    return std::get<rtp::Opened>(*peer.seal.open(answers.at(0))).state;
  }
  void push(StreamId stream, int packets, int from = 0) {
    for (int i = from; i < from + packets; ++i) {
      const Now now = at(milliseconds(60) * (i + 1));
      desk.push(now, {stream, at(milliseconds(60) * i).wall, kOpus});
      take();
    }
  }
  // Who gets how many trains until `now`.
  std::map<unsigned, int> deliver(Now now) {
    std::map<unsigned, int> got;
    while (const auto portion = desk.next_portion(now.steady))
      for (const Address& to : desk.addresses(*portion))
        if (!to.none()) ++got[std::to_integer<unsigned>(to.octets[0]) | std::to_integer<unsigned>(to.octets[1]) << 8];
    return got;
  }
};

}  // namespace tongluo::live
