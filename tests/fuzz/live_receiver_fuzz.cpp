// The receiver of live speech against whoever holds the network: signed trains lost, late, repeated, reordered and
// changed, mixed with octets of the fuzzer, by both ways, while time passes. Only signed packets come out, each once
// and at its place; unverified ones are bounded; no deadline spins. Each step is an operation and its argument.

#include <set>

#include "tests/fuzz/fuzz_assert.hpp"
#include "tests/unit/terminal_live/live_fixture.hpp"

namespace {

using namespace tongluo;

constexpr std::uint32_t kFirst = 0xFFF0;
constexpr std::uint32_t kTrains = 64;
constexpr SteadyTime kBegin{seconds(20)};

const std::vector<live::Train>& trains() {
  static const std::vector<live::Train> all = [] {
    std::vector<live::Train> result;
    for (std::uint32_t i = 0; i < kTrains; ++i)
      result.push_back(
          live::train_of(kFirst + 2 * i, 2, live::at(kBegin + milliseconds(120) * int(i)).wall, i + 1 == kTrains));
    return result;
  }();
  return all;
}

struct Run {
  live::LiveReceiver receiver{live::at(kBegin), live::stream_of(seconds(1), kBegin + seconds(1))};
  SteadyTime now = kBegin;
  std::set<std::uint32_t> played;

  void drain() {
    while (auto action = receiver.next_action()) {
      const auto* play = std::get_if<live::Play>(&*action);
      if (play == nullptr) continue;
      const rtp::LivePacket& packet = play->packet;
      TL_ASSERT(packet.position == (std::int64_t{packet.sequence} - kFirst) * limits::kLivePacketSamples);
      if (packet.last) continue;
      const Bytes expected = live::payload_of(packet.sequence);
      TL_ASSERT(std::equal(expected.begin(), expected.end(), packet.payload().begin(), packet.payload().end()));
      TL_ASSERT(played.insert(packet.sequence).second);
    }
    TL_ASSERT(receiver.unverified_packets() <= 16 + live::kSpareCandidates);
  }
  void pass(milliseconds time) {
    const SteadyTime end = now + time;
    for (int i = 0; receiver.next_deadline() <= end; ++i) {
      TL_ASSERT(i < 10'000);
      now = std::max(now, receiver.next_deadline());
      receiver.on_deadline(live::at(now));
      drain();
    }
    now = end;
  }
};

// A datagram by the argument: a packet or the manifest of one train, changed at one octet or not.
Bytes datagram(std::uint8_t kind, std::uint8_t argument) {
  const live::Train& train = trains()[argument % kTrains];
  Bytes bytes = kind % 3 == 2 ? train.manifest : train.packets[kind % 3];
  if (kind >= 3) bytes[(argument * 31U) % bytes.size()] ^= std::byte{1};
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4'096) return 0;
  Run run;
  for (std::size_t i = 0; i + 1 < size; i += 2) {
    const std::uint8_t operation = data[i] % 12, argument = data[i + 1];
    const Now now = live::at(run.now);
    if (operation < 6) {
      run.receiver.on_datagram(now, datagram(operation, argument));
    } else if (operation < 8) {
      const Bytes first = datagram(operation % 3, argument), second = datagram(2, argument);
      const ByteView both[] = {first, second};
      run.receiver.on_framed(now, rtp::frame_packets(both));
    } else if (operation == 8) {
      run.receiver.on_datagram(now, fuzz::view(data + i, std::min<std::size_t>(argument, size - i)));
    } else if (operation == 9) {
      run.receiver.on_framed(now, fuzz::view(data + i, std::min<std::size_t>(argument, size - i)));
    } else if (operation == 10) {
      run.pass(milliseconds(argument));
    } else {
      run.receiver.on_opened(now, static_cast<rtp::StreamState>(1 + argument % 4));
    }
    run.drain();
  }
  run.pass(seconds(12));
  return 0;
}
