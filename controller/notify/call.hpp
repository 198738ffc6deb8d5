#pragma once
// A call to people, what became of it, and one attempt to deliver it. Plain values.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/time.hpp"
#include "protocol/base/vocabulary.hpp"

namespace tongluo::notify {

constexpr std::size_t kMaxCallTextBytes = 512;

// As the core's, and `summary`, which the notifier itself writes when it held calls back.
enum class CallKind : std::uint8_t { approval_wanted, order_held, order_issued, alarm, expiry, fault, summary };
std::string_view to_string(CallKind kind);
// Somebody is to answer: such a call goes down the escalation list until it is acknowledged.
bool wants_answer(CallKind kind);

enum class ChannelKind : std::uint8_t { command, mail, webhook };
std::string_view to_string(ChannelKind kind);

struct Call {
  CallKind kind{};
  Level level = Level::routine;  // of the order it is about
  std::string subject;           // a digest or id
  std::string text;              // one line
};

enum class Fate : std::uint8_t {
  calling,       // on its way, tried again, or waiting for an answer
  sent,          // delivered, and no answer was wanted
  acknowledged,  // a person answered
  unanswered,    // delivered, the escalation list has ended, nobody answered
  unreached,     // no channel of no step could deliver it: an alarm
  held_back,     // above the rate; a summary names the number
  logged,        // no channel is configured
  dropped,       // too many calls were open: an alarm
};
std::string_view to_string(Fate fate);

struct Delivered {  // or not
  ChannelKind channel{};
  std::uint32_t step = 0;   // of the escalation list; 0: the first call
  std::uint32_t tries = 0;  // that failed, or until it went through
  bool done = false;
  std::string error;  // of the last try
};

// One line of the quiet log.
struct LoggedCall {
  std::uint64_t number = 0;  // from 1, rises
  WallTime at{};
  Call call;
  Fate fate = Fate::calling;
  std::uint32_t repeats = 0;  // equal calls that were merged into this one
  std::uint32_t step = 0;     // that it has reached
  std::vector<Delivered> deliveries;
};

// To be made now. Whoever makes it says how it went: CallPlan::on_result.
struct Attempt {
  std::uint64_t number = 0;
  WallTime at{};  // of the call
  Call call;
  ChannelKind channel{};
  std::uint32_t step = 0;
  std::uint32_t repeats = 0;
  std::vector<std::string> to;
};

}  // namespace tongluo::notify
