#pragma once
// A real tongluo-terminal that calls a DaemonProcess and writes what it would sound to a WAV file, in its folder.

#include <csignal>
#include <cstdint>
#include <functional>
#include <vector>

#include "tests/unit/http/daemon_process.hpp"

namespace tongluo::daemon {

// What a program of the build prints, on both outputs.
std::string output_of(const std::string& words);

class TerminalProcess {
 public:
  // Installs and starts `id`, one of the daemon's places. The daemon is ready and lives longer.
  // `more` is added to its terminal.toml.
  TerminalProcess(DaemonProcess& daemon, const std::string& id, const std::string& more = {},
                  const std::string& sink = "wav:sound.wav");
  // Another box with the identity and the memory of one that is stopped: the files of its folder, copied. It starts
  // with start_again().
  TerminalProcess(const TerminalProcess& original, std::string folder);
  ~TerminalProcess();
  TerminalProcess(const TerminalProcess&) = delete;
  TerminalProcess& operator=(const TerminalProcess&) = delete;

  bool is_online_in_time() const;
  bool is_ready_in_time() const;  // it said that it is ready since it was started last
  void crash_and_start_again(int signal = SIGKILL, const std::function<void()>& meanwhile = {});
  void start_again() { start(); }                         // one that has ended
  int wait_for_end();                                     // its exit code; -1: it did not end in time
  int end();                                              // orderly; then the WAV file is whole. Its exit code, or -1
  std::vector<std::int16_t> sound() const;                // 48 kHz, mono
  std::string answer(const std::string& question) const;  // as a technician beside it gets it
  pid_t process() const { return process_; }
  std::string log() const { return daemon_.read(folder_ + "/log"); }

 private:
  void install(const std::string& more, const std::string& sink) const;
  void start();

  DaemonProcess& daemon_;
  const std::string id_;
  const std::string folder_;
  pid_t process_ = 0;
};

}  // namespace tongluo::daemon
