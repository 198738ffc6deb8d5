// A modem that says anything: the dialogue never breaks, stays within its limits, and what it makes of the bytes does
// not depend on how they are cut. A zero byte in the input ends what comes before the terminal's next turn.

#include <array>

#include "terminal-fw/modem/at_dialogue.hpp"
#include "terminal-fw/modem/data_use.hpp"
#include "tests/fuzz/fuzz_assert.hpp"

namespace {

using namespace tongluo;

struct Talk {
  explicit Talk(std::size_t piece_bytes) : piece(piece_bytes) { dialogue.on_port(now, true); }

  void hear(ByteView said) {
    for (std::size_t at = 0; at < said.size(); at += piece) {
      dialogue.on_bytes(now, said.subspan(at, std::min(piece, said.size() - at)));
      TL_ASSERT(dialogue.buffered_bytes() <= modem::kMaxAtLineBytes);
    }
  }
  // The terminal's turn: it writes, or waits for what it waits for.
  std::optional<std::string> turn() {
    auto written = dialogue.next_write(now);
    if (written) return written;
    TL_ASSERT(dialogue.next_deadline() > now && dialogue.next_deadline() != SteadyTime::max());
    now = dialogue.next_deadline();
    return dialogue.next_write(now);
  }

  std::size_t piece;
  SteadyTime now{seconds(1)};
  modem::AtDialogue dialogue;
};

void check_limits(const modem::ModemState& state) {
  TL_ASSERT(state.operator_name.size() <= modem::kMaxOperatorBytes);
  TL_ASSERT(state.imei.size() <= 16 && state.imsi.size() <= 15 && state.iccid.size() <= 20);
  TL_ASSERT(!state.rssi_dbm || (*state.rssi_dbm >= -121 && *state.rssi_dbm <= -25));
  TL_ASSERT(!state.rsrp_dbm || (*state.rsrp_dbm >= -141 && *state.rsrp_dbm <= -44));
}

void check_stored(ByteView text) {
  const auto use = modem::parse_stored_use(as_text(text));
  if (use) TL_ASSERT(modem::to_text(*use) == as_text(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input = fuzz::view(data, size);
  check_stored(input);
  std::array talks = {Talk(size + 1), Talk(1), Talk(7)};
  for (std::size_t at = 0; at <= input.size();) {
    std::size_t end = at;
    while (end < input.size() && input[end] != std::byte{0}) ++end;
    std::array<std::optional<std::string>, 3> written;
    for (std::size_t i = 0; i < talks.size(); ++i) {
      written[i] = talks[i].turn();
      talks[i].hear(input.subspan(at, end - at));
    }
    TL_ASSERT(written[0] == written[1] && written[0] == written[2]);
    TL_ASSERT(talks[0].dialogue.state() == talks[1].dialogue.state());
    TL_ASSERT(talks[0].dialogue.state() == talks[2].dialogue.state());
    check_limits(talks[0].dialogue.state());
    at = end + 1;
  }
  TL_ASSERT(talks[0].dialogue.counters() == talks[1].dialogue.counters());
  return 0;
}
