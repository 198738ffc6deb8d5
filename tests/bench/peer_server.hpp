#pragma once
// Another project's server as it comes from its package: started on the first core with a configuration of ours, fed
// with speech in real time, ended with the object.

#include <filesystem>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

#include "tests/bench/peer_listeners.hpp"

namespace tongluo::bench {

// What every peer is given.
struct PeerSpeech {
  std::filesystem::path opus;  // 24 kbit/s, one 60 ms packet a page
  std::filesystem::path pcm;   // the same, 48 kHz, 16 bit, stereo
  std::filesystem::path work;  // a folder for configurations and logs
};

// A child process on the first core, its words in a log.
class PeerProcess {
 public:
  PeerProcess(const std::vector<std::string>& command, const std::filesystem::path& log);
  ~PeerProcess();
  PeerProcess(const PeerProcess&) = delete;
  PeerProcess& operator=(const PeerProcess&) = delete;
  pid_t id() const { return process_; }

 private:
  pid_t process_ = 0;
};

class PeerServer {
 public:
  virtual ~PeerServer() = default;
  virtual const char* name() const = 0;
  virtual pid_t process() const = 0;
  virtual std::unique_ptr<PeerListeners> listeners(std::size_t count) const = 0;
  // What one listener should have got until now, in what got() counts.
  virtual double fed() const = 0;
  virtual double got(const PeerListeners& listeners) const = 0;
};

std::string program_path(const char* name);  // empty: not installed
std::uint16_t free_port();
bool await_port(std::uint16_t port, seconds patience);
int connect_to(std::uint16_t port);  // −1: nobody there

// Nothing: it did not start.
std::unique_ptr<PeerServer> start_icecast(const PeerSpeech& speech);
std::unique_ptr<PeerServer> start_snapserver(const PeerSpeech& speech);

}  // namespace tongluo::bench
