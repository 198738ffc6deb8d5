#pragma once
// The technician's door: a Unix socket in the data folder (mode 0660), one line in, one text out, then closed. What
// may be asked is said by its owner's function. Owner: the control thread. Limits: kMaxTechnicians at a time (further
// ones wait in the kernel's queue), kMaxQuestionBytes, kQuestionTimeout.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "protocol/base/time.hpp"
#include "protocol/transport/unix_listener.hpp"

namespace tongluo::firmware {

constexpr std::size_t kMaxTechnicians = 4;
constexpr std::size_t kMaxQuestionBytes = 64;
constexpr auto kQuestionTimeout = seconds(10);
constexpr std::string_view kTechnicianSocket = "technician.sock";  // in the data folder

class TechnicianSocket {
 public:
  // Answers one question; called on the control thread. An answer that begins with "error: " is a failure.
  using Answer = std::function<std::string(const std::string& question)>;

  // Errors: those of listen_unix.
  static Result<std::unique_ptr<TechnicianSocket>> open(boost::asio::io_context& context,
                                                        const std::filesystem::path& path, Answer answer);
  ~TechnicianSocket();
  void stop();

 private:
  class Visit;
  TechnicianSocket(transport::UnixAcceptor acceptor, std::filesystem::path path, Answer answer);
  void accept();

  transport::UnixAcceptor acceptor_;
  const std::filesystem::path path_;
  const Answer answer_;
  std::set<std::shared_ptr<Visit>> visits_;
  bool accepting_ = false;
  bool stopped_ = false;
};

// The other end: asks a running firmware. Blocks at most kQuestionTimeout. Errors: unavailable (nobody listens), io.
Result<std::string> ask_firmware(const std::filesystem::path& socket, const std::string& question);

}  // namespace tongluo::firmware
