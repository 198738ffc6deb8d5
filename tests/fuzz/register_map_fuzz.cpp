// A register map that somebody wrote, up to a zero byte; what follows is what its devices answer. Whatever it says, it
// is refused with words or can be lived with: planned, polled, switched and read without breaking an invariant.

#include "terminal-fw/board/register_map_file.hpp"
#include "terminal-fw/fieldbus/board_state.hpp"
#include "terminal-fw/fieldbus/bus_machine.hpp"
#include "terminal-fw/fieldbus/limits.hpp"
#include "tests/fuzz/fuzz_assert.hpp"

namespace {

using namespace tongluo;
using namespace tongluo::fieldbus;

constexpr int kMostSteps = 400;
constexpr int kPowerEvery = 16;

// Words out of the rest of the input, again and again.
class Answers {
 public:
  explicit Answers(ByteView bytes) : bytes_(bytes) {}
  std::uint8_t octet() {
    if (bytes_.empty()) return 0;
    const auto octet = static_cast<std::uint8_t>(bytes_[at_++ % bytes_.size()]);
    return octet;
  }
  Words words(const Request& request) {
    Words words;
    if (!request.words.empty()) return words;
    const bool bits = request.function <= static_cast<std::uint8_t>(ReadFunction::discrete_inputs);
    for (std::uint16_t i = 0; i < request.count; ++i)
      words.push_back(bits ? octet() & 1U : static_cast<std::uint16_t>(octet() << 8U | octet()));
    return words;
  }

 private:
  const ByteView bytes_;
  std::size_t at_ = 0;
};

void tell(BoardState& state, const BusEvents& events) {
  for (const BusEvent& event : events) state.apply(event);
}

void check_request(const Request& request) {
  TL_ASSERT(request.count >= 1 && request.count <= kMaxBlockItems);
  TL_ASSERT(request.unit_id >= 1 && request.unit_id <= kMaxUnitId);
  TL_ASSERT(request.timeout >= kMinTimeout && request.timeout <= kMaxTimeout);
  TL_ASSERT(request.words.empty() || request.words.size() == request.count);
}

void live_with(const RegisterMap& map, std::size_t bus, Answers& answers, BoardState& state) {
  SteadyTime now{seconds(1)};
  BusMachine machine(plan_bus(map, bus), now);
  for (int step = 0; step < kMostSteps; ++step) {
    if (step % kPowerEvery == 0) {
      const bool on = (answers.octet() & 1U) != 0;
      tell(state, machine.power(now, on));
      machine.set(now, Quantity::amplifier_relay, on ? 1 : 0);
    }
    const auto request = machine.next_request(now);
    if (!request) {
      const SteadyTime next = machine.next_deadline();
      TL_ASSERT(next > now);
      if (next == SteadyTime::max()) continue;  // nothing has power
      now = next;
      continue;
    }
    check_request(*request);
    now += milliseconds(answers.octet());
    constexpr unsigned kFailures = 6;
    const unsigned how = answers.octet() % (4 * kFailures);
    tell(state, how < kFailures ? machine.on_failure(now, static_cast<Failure>(how))
                                : machine.on_reply(now, answers.words(*request)));
  }
  for (std::size_t i = 0; i < kQuantities; ++i) {
    const auto quantity = static_cast<Quantity>(i);
    const auto believed = state.believed(now, quantity);
    if (believed) TL_ASSERT(*believed >= facts(quantity).least && *believed <= facts(quantity).most);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input = fuzz::view(data, size);
  std::size_t end = 0;
  while (end < input.size() && input[end] != std::byte{0}) ++end;
  if (end > kMaxMapBytes) return 0;
  const auto map = board::parse_board_map(as_text(input.first(end)), "map");
  if (!map) {
    TL_ASSERT(map.error().detail.starts_with("map"));
    return 0;
  }
  TL_ASSERT(!first_fault(map->registers));
  TL_ASSERT(map->registers.buses.size() <= kMaxBuses && map->registers.devices.size() <= kMaxDevices);
  Answers answers(input.subspan(std::min(input.size(), end + 1)));
  BoardState state(map->registers);
  for (std::size_t bus = 0; bus < map->registers.buses.size(); ++bus) live_with(map->registers, bus, answers, state);
  return 0;
}
