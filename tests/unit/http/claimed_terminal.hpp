#pragma once
// A real tongluo-terminal that knows nothing but a claim code and where to call, in a folder of a DaemonProcess.

#include <cstdint>
#include <functional>

#include "protocol/sign/claim_code.hpp"
#include "tests/unit/http/daemon_process.hpp"

namespace tongluo::daemon {

// What tongluod needs to enrol: a section of its configuration.
std::string enrolment_section(const std::string& more = {});
// A fresh code for this daemon's roots and authority.
sign::ClaimCode make_code(const DaemonProcess& daemon);
// Asks at most 20 s long.
bool in_time(const std::function<bool()>& condition);

class ClaimedTerminal {
 public:
  // `code`: in the configuration; empty: none.
  ClaimedTerminal(DaemonProcess& daemon, const std::string& folder, const std::string& code);
  ~ClaimedTerminal() { end(); }
  ClaimedTerminal(const ClaimedTerminal&) = delete;
  ClaimedTerminal& operator=(const ClaimedTerminal&) = delete;

  void configure(const std::string& code) const;
  int run(const std::string& arguments) const;  // to its end; the exit code
  void start();
  void end();
  std::filesystem::path at(const std::string& name) const { return daemon_.at(folder_ + "/" + name); }
  std::string log() const { return daemon_.read(folder_ + "/log"); }
  bool says(const std::string& text) const;  // in its log, in time

 private:
  DaemonProcess& daemon_;
  const std::string folder_;
  pid_t process_ = 0;
};

// "online", "late", … as the API says; empty: unknown.
std::string state_of(const DaemonProcess& daemon, const std::string& terminal);

}  // namespace tongluo::daemon
