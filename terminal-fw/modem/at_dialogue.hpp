#pragma once
// The dialogue with a modem by AT commands (3GPP TS 27.007): who it is, its SIM card, its registration, its signal.
// Pure: bytes and the time in, bytes to write and a ModemState out. At most one command is open. Echo, unasked lines,
// damaged ones and late answers are told apart from the answer; an answer that does not come ends in a pause and a new
// beginning. Use: on_port() when the port opened or closed, on_bytes(), next_write() until it has nothing, then wait
// until next_deadline(). Limits: limits.hpp.

#include <optional>
#include <span>

#include "protocol/base/time.hpp"
#include "terminal-fw/modem/at_lines.hpp"
#include "terminal-fw/modem/limits.hpp"
#include "terminal-fw/modem/modem_state.hpp"

namespace tongluo::modem {

struct FinalResult;

struct AtCounters {
  std::uint64_t commands = 0;
  std::uint64_t timeouts = 0;
  std::uint64_t errors = 0;         // commands that the modem refused
  std::uint64_t restarts = 0;       // the modem said that it began anew
  std::uint64_t dropped_lines = 0;  // damaged or too long
  bool operator==(const AtCounters&) const = default;
};

class AtDialogue {
 public:
  void on_port(SteadyTime now, bool open);
  void on_bytes(SteadyTime now, ByteView bytes);
  std::optional<std::string> next_write(SteadyTime now);
  SteadyTime next_deadline() const;  // max(): none, the port is closed

  const ModemState& state() const { return state_; }
  AtCounters counters() const;
  std::size_t buffered_bytes() const { return lines_.buffered_bytes(); }

 private:
  enum class Phase : std::uint8_t {
    closed,
    pausing,  // until due_, then a bare AT; what comes meanwhile is dropped
    calling,  // the AT is out
    quiet,    // it was answered; until due_ nothing else may come
    ready,    // the next command of the round may go
    asking,   // a command is out, until due_
    resting,  // the round is over, until due_
  };
  struct Command;
  static std::span<const Command> commands();

  bool wanted(const Command& command) const;
  std::optional<std::string> write_next(SteadyTime now);
  void on_line(SteadyTime now, const std::string& line);
  bool on_restart(SteadyTime now, std::string_view line);
  void on_report(std::string_view line);
  void on_answer(std::string_view line);
  void on_answer_end(const FinalResult& result);
  bool try_next_way();
  void on_refused();
  void set_sim(SimState sim);
  void settle();
  void failed(SteadyTime now);
  void forget_readings();

  Phase phase_ = Phase::closed;
  SteadyTime due_ = SteadyTime::max();
  SteadyTime quiet_end_{};  // at the latest
  SteadyTime round_began_{};
  AtLines lines_;
  std::size_t command_ = 0;    // in commands(): the open one, or the next to look at
  bool answered_ = false;      // the open one has its value
  bool prepared_ = false;      // what a round asks for only once has been said
  std::size_t iccid_way_ = 0;  // which of the commands for it is tried
  std::size_t iccid_tries_ = 0;
  std::uint32_t failures_ = 0;
  // What the state is made of.
  struct Sources {
    Registration lte{}, gprs{}, circuit{};
    std::optional<int> csq_dbm, cesq_dbm;
  };
  Sources sources_;
  ModemState state_;
  AtCounters counters_;
};

}  // namespace tongluo::modem
