#include "tests/unit/board_ports/scripted_modem.hpp"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

#include "protocol/os/clock.hpp"

namespace tongluo::board {

ScriptedModem::ScriptedModem() {
  master_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  std::array<char, 128> name{};
  EXPECT_TRUE(master_ >= 0 && ::grantpt(master_) == 0 && ::unlockpt(master_) == 0);
  EXPECT_EQ(::ptsname_r(master_, name.data(), name.size()), 0);
  path_ = name.data();
  answers_ = {{"AT", ""},
              {"ATE0", ""},
              {"AT+CMEE=1", ""},
              {"AT+COPS=3,0", ""},
              {"AT+CGSN", "861234050000001"},
              {"AT+CPIN?", "+CPIN: READY"},
              {"AT+CIMI", "460001234567890"},
              {"AT+CCID", "+CCID: 89860012345678901234"},
              {"AT+CSQ", "+CSQ: 17,99"},
              {"AT+CESQ", "+CESQ: 99,99,255,255,20,49"},
              {"AT+CEREG?", "+CEREG: 0,1"},
              {"AT+COPS?", "+COPS: 0,0,\"CHINA MOBILE\",7"}};
}

void ScriptedModem::unplug() {
  if (master_ >= 0) ::close(std::exchange(master_, -1));
}

bool ScriptedModem::hang_up() {
  const int side = ::open(path_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  const bool done = side >= 0 && ::ioctl(side, TIOCVHANGUP) == 0;
  if (side >= 0) ::close(side);
  return done;
}

void ScriptedModem::says(const std::string& bytes) const {
  EXPECT_EQ(::write(master_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
}

void ScriptedModem::serve_once() {
  constexpr int kWaitMs = 20;
  pollfd wait{master_, POLLIN, 0};
  if (master_ < 0 || ::poll(&wait, 1, kWaitMs) <= 0) {
    if (master_ < 0) ::poll(nullptr, 0, kWaitMs);
    return;
  }
  std::array<char, 256> bytes{};
  const auto count = ::read(master_, bytes.data(), bytes.size());
  if (count <= 0) {  // the terminal has not opened it yet
    ::poll(nullptr, 0, kWaitMs);
    return;
  }
  heard_.append(bytes.data(), static_cast<std::size_t>(count));
  for (std::size_t end = heard_.find('\r'); end != std::string::npos; end = heard_.find('\r')) {
    const std::string command = heard_.substr(0, end);
    heard_.erase(0, end + 1);
    if (silent_) continue;
    const auto found = answers_.find(command);
    says(command + "\r");  // with echo, whatever it was told
    if (found == answers_.end()) {
      says("\r\nERROR\r\n");
    } else {
      says(found->second.empty() ? "" : "\r\n" + found->second + "\r\n");
      says("\r\nOK\r\n");
    }
  }
}

bool ScriptedModem::serve_until(const std::function<bool()>& done) {
  const SteadyTime end = os::steady_now() + SteadyTime::duration(seconds(30));
  while (os::steady_now() < end) {
    if (done()) return true;
    serve_once();
  }
  return done();
}

}  // namespace tongluo::board
