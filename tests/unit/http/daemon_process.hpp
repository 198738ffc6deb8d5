#pragma once
// A real tongluod in a temporary folder with really signed trust, and a small blocking client for its Unix socket.

#include <boost/json/object.hpp>
#include <csignal>
#include <filesystem>
#include <optional>
#include <string>

#include "tests/support/certificates.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::daemon {

// One second of a 440 Hz tone, 16 kHz mono.
std::string wav_file();
std::string text(const boost::json::object& object, std::string_view name);  // empty: not there

struct Ended {
  int code = -1;  // the exit code, or 1000 + signal
  std::string errors;
};

class DaemonProcess {
 public:
  // Everything that tongluod needs, for a trust list valid now (`edit` changes it before it is signed); the terminals
  // TL-0001 (village) and TL-0002 (elsewhere).
  explicit DaemonProcess(const test::TrustFixture::Edit& edit = {});
  ~DaemonProcess();
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  void start();                     // does not wait
  std::string start_until_ready();  // the ready line; empty if it ended first
  void signal(int number) const;
  Ended wait();  // kills it after a while
  Ended run_to_end() { return start(), wait(); }

  struct Response {
    unsigned status = 0;
    boost::json::object json;
    std::string body;
  };
  // Each answer is held against the description of the API.
  Response ask(const std::string& method, const std::string& target, const std::string& body = {}) const;
  Response ask(const std::string& method, const std::string& target, const boost::json::object& body) const;

  // The body of a submit: `payload` (base64, as prepare gave it) signed by `key`.
  boost::json::object signed_body(PayloadType type, const std::string& payload, const sign::PrivateKey& key) const;
  std::string make_clip() const;  // of one second of a tone; its name

  std::filesystem::path at(std::string_view name) const { return folder_ / name; }
  void write(std::string_view name, std::string_view content) const;
  void configure(const std::string& link_port = "0", const std::string& more = {}) const;
  std::string read(std::string_view name) const;

  const test::TrustFixture trust;
  const WallTime now;
  const test::Certified devices;  // the terminals' authority

 private:
  void write_places() const;

  std::filesystem::path folder_;
  pid_t process_ = 0;
  int output_ = -1;
};

}  // namespace tongluo::daemon
