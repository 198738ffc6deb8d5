#pragma once
// A real tongluo-terminal in a folder of its own, with a WAV file for a loudspeaker.

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/certificates.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {

struct Installation {
  std::string id;
  const Certified& devices;  // the authority of terminals
  std::string controllers_pem;
  const TrustFixture& trust;
  WallTime now{};
  std::uint16_t port = 0;  // of the controller
};

class TerminalProcess {
 public:
  TerminalProcess(std::filesystem::path folder, const Installation& installation);
  ~TerminalProcess();  // kills it if it still runs
  TerminalProcess(const TerminalProcess&) = delete;
  TerminalProcess& operator=(const TerminalProcess&) = delete;

  struct Ended {
    int code = -1;             // the exit code, or 1000 + signal
    double cpu_seconds = 0.0;  // of its whole life
  };
  Ended stop();  // SIGTERM, then waits
  std::string log() const;
  // Of the last line of the log with this name: the number behind " field=". −1: there is none.
  long long counter(const std::string& field) const;
  std::vector<std::int16_t> sound() const;  // what went to the loudspeaker

 private:
  void install(const Installation& installation) const;

  std::filesystem::path folder_;
  int process_ = 0;
};

}  // namespace tongluo::test
