#pragma once
// Plays the modem by hand: each step says what the terminal must write, and what the modem says to it.

#include <gtest/gtest.h>

#include "terminal-fw/modem/at_dialogue.hpp"

namespace tongluo::modem {

class ModemScript {
 public:
  ModemScript() { dialogue.on_port(now, true); }

  void expect(const std::string& command) {
    const auto written = dialogue.next_write(now);
    ASSERT_TRUE(written) << "instead of " << command;
    EXPECT_EQ(*written, command + "\r");
  }
  void says(std::string_view bytes) { dialogue.on_bytes(now, as_bytes(bytes)); }
  void answers(const std::string& command, const std::string& line) {
    expect(command);
    says((line.empty() ? "" : "\r\n" + line + "\r\n") + "\r\nOK\r\n");
  }
  // Nothing is due now; goes to the next instant at which something is. Gives how long that took.
  milliseconds wait() {
    EXPECT_FALSE(dialogue.next_write(now));
    const SteadyTime before = now;
    EXPECT_GT(dialogue.next_deadline(), now);
    now = dialogue.next_deadline();
    return std::chrono::duration_cast<milliseconds>(now - before);
  }
  // The command goes without an answer; gives the pause that follows.
  milliseconds times_out(const std::string& command) {
    expect(command);
    wait();
    return wait();
  }
  void begin() {
    answers("AT", "");
    EXPECT_EQ(wait(), kQuietTime);
    answers("ATE0", "ATE0");
    answers("AT+CMEE=1", "");
    answers("AT+COPS=3,0", "");
  }
  // After begin(): who it is.
  void identify() {
    answers("AT+CGSN", "861234050000001");
    answers("AT+CPIN?", "+CPIN: READY");
    answers("AT+CIMI", "460001234567890");
    answers("AT+CCID", "+CCID: \"89860012345678901234\"");
  }
  void measure() {
    answers("AT+CSQ", "+CSQ: 17,99");
    answers("AT+CESQ", "+CESQ: 99,99,255,255,20,49");
    answers("AT+CEREG?", "+CEREG: 0,1");
    answers("AT+CGREG?", "+CGREG: 0,0");
    answers("AT+CREG?", "+CREG: 0,1");
    answers("AT+COPS?", "+COPS: 0,0,\"CHINA MOBILE\",7");
  }
  const ModemState& state() const { return dialogue.state(); }

  AtDialogue dialogue;
  SteadyTime now{seconds(100)};
};

}  // namespace tongluo::modem
