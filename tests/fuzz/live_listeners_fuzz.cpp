// The controller's end of the media socket against terminals that hold their own session's keys and abuse them, and
// against whoever sends datagrams: packets sealed rightly round content of the fuzzer, changed, replayed, reflected,
// from other addresses, while streams open and end, sessions come and go and time passes. Each step is an operation,
// who sends, from where, and an argument; a Nack takes its entries from the octets that follow.

#include <set>

#include "controller/live/limits.hpp"
#include "controller/live/live_listeners.hpp"
#include "tests/fuzz/fuzz_assert.hpp"

namespace {

using namespace tongluo;

constexpr unsigned kPeers = 3, kAddresses = 4, kStreams = 6;
constexpr std::size_t kSegment = 192, kManifest = 160;

Bytes octets_of(std::size_t size, unsigned number) { return Bytes(size, static_cast<std::byte>(number)); }

live::Address address(unsigned number) { return live::Address::of(octets_of(16, 1 + number)); }

live::SharedTrain train_of(std::uint32_t first, WallTime capture) {
  auto train = std::make_shared<live::Train>();
  train->octets = octets_of(2 * kSegment + kManifest, first);
  train->segment_bytes = kSegment;
  train->packets = 2;
  train->first_sequence = first;
  train->capture = capture;
  return train;
}

struct Peer {
  explicit Peer(unsigned n) : number(n), seal(stream::End::terminal, token(), exported()) {}
  Nonce token() const {
    Nonce nonce;
    nonce.octets.fill(static_cast<std::byte>(0x40 + number));
    return nonce;
  }
  Bytes exported() const {
    Bytes keys = octets_of(stream::kExporterBytes, number);
    keys.back() = std::byte{0x80};  // a key for each direction, or what is reflected would pass
    return keys;
  }
  live::MediaSession session() const { return {1 + number, token(), exported()}; }

  unsigned number;
  stream::MediaSeal seal;
  bool joined = false;
  std::set<unsigned> proven;  // addresses that answered a challenge in this session
  Nonce challenge;            // the last that came
  std::vector<std::pair<unsigned, Nonce>> challenged;
  Bytes datagram, answer;      // the last of each way
  std::uint64_t repaired = 0;  // octets
  SteadyTime since{};
};

struct Stream {
  live::RepairRing ring{seconds(2)};
  std::uint32_t next = 0xFFF0;  // the wrap comes soon
  bool open = false;
};

struct Input {
  const std::uint8_t* data;
  std::size_t left;
  std::uint8_t byte() {
    if (left == 0) return 0;
    --left;
    return *data++;
  }
  std::uint16_t word() { return static_cast<std::uint16_t>(byte() << 8 | byte()); }
};

struct Run {
  live::LiveCounters counters;
  live::LiveListeners listeners{octets_of(32, 9), counters};
  std::vector<Peer> peers{Peer(0), Peer(1), Peer(2)};
  std::array<Stream, kStreams> streams;
  SteadyTime time{seconds(1'000)};
  std::uint64_t on_trains = 0, answered = 0, heard = 0;  // octets to listeners; from peers that may speak
  live::Spent spent;                                     // as it is told

  Now now() const { return {time, WallTime(seconds(1'800'000'000) + time.time_since_epoch())}; }

  void join(Peer& peer) {
    peer = Peer(peer.number);
    listeners.add_session(peer.session());
    peer.joined = true;
    peer.since = time;
  }

  // What a datagram may cause: only answers to its sender; one Challenge, hardly longer, where nothing was proven.
  void deliver(Peer& peer, unsigned from, const Bytes& datagram, bool genuine) {
    listeners.on_datagram(now(), now().wall, address(from), datagram);
    heard += genuine ? datagram.size() : 0;
    std::size_t answers = 0;
    while (auto action = listeners.next_action()) {
      TL_ASSERT(genuine && peer.joined);
      const auto* sent = std::get_if<live::SendTo>(&*action);
      if (sent == nullptr) {
        note(std::get<live::Spent>(*action));
        continue;
      }
      answered += sent->datagram.size();
      TL_ASSERT(sent->address == address(from) && ++answers <= limits::kMaxNackEntries * 17);
      take(peer, from, *sent, answers, datagram.size());
    }
  }

  void take(Peer& peer, unsigned from, const live::SendTo& sent, std::size_t answers, std::size_t asked) {
    if (sent.datagram.size() >= kManifest) {
      TL_ASSERT(peer.proven.contains(from));
      peer.repaired += sent.datagram.size();
      return;
    }
    const auto body = peer.seal.open(sent.datagram);
    TL_ASSERT(body);
    peer.answer = sent.datagram;
    if (const auto* challenge = std::get_if<rtp::Challenge>(&*body)) {
      TL_ASSERT(answers == 1 && sent.datagram.size() <= asked + 16);
      peer.challenge = challenge->nonce;
      peer.challenged.emplace_back(from, challenge->nonce);
    } else {
      TL_ASSERT(peer.proven.contains(from));
    }
  }

  // What it causes by itself: states for those that wait, octets that were spent.
  void drain() {
    while (auto action = listeners.next_action()) {
      if (const auto* told = std::get_if<live::Spent>(&*action)) note(*told);
      if (const auto* sent = std::get_if<live::SendTo>(&*action)) answered += sent->datagram.size();
    }
  }
  void note(const live::Spent& told) {
    spent.up += told.up;
    spent.down += told.down;
  }

  void say(Peer& peer, unsigned from, rtp::ControlBody body) {
    if (const auto* echo = std::get_if<rtp::Echo>(&body))
      if (std::ranges::find(peer.challenged, std::pair(from, echo->nonce)) != peer.challenged.end())
        peer.proven.insert(from);
    peer.datagram = peer.seal.seal(std::move(body));
    deliver(peer, from, peer.datagram, true);
  }

  void toggle(live::StreamId id) {
    Stream& stream = streams[id - 1];
    if (stream.open) {
      listeners.close_stream(id);
    } else {
      stream = Stream();
      listeners.open_stream(now(), id, stream.ring);
    }
    stream.open = !stream.open;
    drain();
  }

  void push(live::StreamId id) {
    Stream& stream = streams[id - 1];
    if (!stream.open) return;
    auto train = train_of(stream.next, now().wall);
    stream.next += 2;
    const live::StreamAudience& audience = *listeners.audience(id);
    on_trains += train->octets.size() * audience.listeners();
    listeners.on_train(id, train->octets.size());
    stream.ring.insert(std::move(train));
    for (const live::Address& to : audience.addresses()) TL_ASSERT(to.none() || proven(to));
  }
  bool proven(const live::Address& to) const {
    for (const Peer& peer : peers)
      for (const unsigned number : peer.proven)
        if (peer.joined && address(number) == to) return true;
    return false;
  }

  void pass(milliseconds span) {
    time += span;
    listeners.sweep(now());
    drain();
  }

  // Every octet that went to somebody was told, and of what came none that nobody sealed.
  void finish() {
    for (const Peer& peer : peers) listeners.remove_session(1 + peer.number);
    drain();
    TL_ASSERT(listeners.sessions() == 0 && listeners.proven() == 0);
    TL_ASSERT(spent.down == on_trains + answered && spent.up <= heard);
  }

  void check() const {
    TL_ASSERT(listeners.sessions() <= kPeers && listeners.proven() <= listeners.sessions());
    for (const Peer& peer : peers) {
      const auto passed = static_cast<std::uint64_t>((time - peer.since).count());
      TL_ASSERT(peer.repaired <= live::kRepairBurstBytes + live::kRepairBytesPerSecond * passed / 1'000'000 + 1);
    }
    for (live::StreamId id = 1; id <= kStreams; ++id)
      if (const auto* audience = listeners.audience(id)) TL_ASSERT(audience->listeners() <= listeners.proven());
  }
};

rtp::Nack nack_of(Input& input, const Stream& stream, live::StreamId id) {
  rtp::Nack nack{id, {}};
  const std::size_t entries = 1 + input.byte() % limits::kMaxNackEntries;
  while (nack.entries.size() < entries) {
    const std::uint8_t back = input.byte();
    nack.entries.push_back({back % 2 == 1, static_cast<std::uint16_t>(stream.next - back / 2U), input.word()});
  }
  return nack;
}

rtp::ControlBody of_controller(std::uint8_t argument, live::StreamId id) {
  if (argument % 3 == 0) return rtp::Challenge{};
  if (argument % 3 == 1) return rtp::Opened{id, rtp::StreamState::flowing};
  return rtp::TimeAnswer{argument, {}, {}};
}

// Not what its terminal sealed.
Bytes spoilt(const Peer& peer, Input& input, std::uint8_t argument) {
  if (argument % 4 == 0) return peer.answer;    // reflected
  if (argument % 4 == 1) return peer.datagram;  // replayed
  Bytes bytes = peer.datagram.empty() ? Bytes(60) : peer.datagram;
  if (argument % 4 == 2) bytes[input.byte() % bytes.size()] ^= static_cast<std::byte>(1 + input.byte() % 255);
  if (argument % 4 == 3)
    for (std::size_t i = 20; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(input.byte());
  return bytes;
}

void step(Run& run, Input& input) {
  const std::uint8_t operation = input.byte() % 16, who = input.byte(), argument = input.byte();
  Peer& peer = run.peers[who % kPeers];
  const unsigned from = who / kPeers % kAddresses;
  const live::StreamId id = 1 + argument % kStreams;
  switch (operation) {
    case 0:
    case 1:
      return run.say(peer, from, rtp::Open{argument == 255 ? 0 : id});
    case 2:
    case 3:
      return run.say(peer, from, rtp::Echo{argument == 255 ? Nonce() : peer.challenge});
    case 4:
      return run.say(peer, from, rtp::Close{id});
    case 5:
    case 6:
      return run.say(peer, from, nack_of(input, run.streams[id - 1], id));
    case 7:
      return run.say(peer, from, rtp::TimeQuery{argument});
    case 8:
      return run.say(peer, from, of_controller(argument, id));
    case 9:
      return run.deliver(peer, from, spoilt(peer, input, argument), false);
    case 10:
      run.listeners.admit(run.now(), 1 + peer.number, id);
      return run.drain();
    case 11:
      run.listeners.request_over_control(1 + peer.number, id, who < 128);
      return run.drain();
    case 12:
      return run.toggle(id);
    case 13:
      return run.push(id);
    case 14:
      return run.pass(milliseconds(argument * (who % 8 == 0 ? 200 : 1)));
    default:
      run.listeners.report_spent();
      run.drain();
      if (argument % 8 == 0) {
        run.listeners.remove_session(1 + peer.number);
        run.drain();
        peer.joined = false;
      } else if (!peer.joined) {
        run.join(peer);
      }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4'096) return 0;
  Run run;
  for (Peer& peer : run.peers) run.join(peer);
  Input input{data, size};
  while (input.left > 0) {
    step(run, input);
    run.check();
  }
  run.finish();
  return 0;
}
