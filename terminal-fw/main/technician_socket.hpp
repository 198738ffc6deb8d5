#pragma once
// The technician's door: a Unix socket (mode 0660) in the data folder, or in the runtime folder where that one cannot
// be written; one line in, one text out, then closed. What may be asked is said by its owner's function. Owner: the
// control thread. Limits: kMaxTechnicians at a time (further ones wait in the kernel's queue), kMaxQuestionBytes,
// kQuestionTimeout.

#include <array>
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
constexpr std::size_t kMaxQuestionBytes = 256;
constexpr auto kQuestionTimeout = seconds(10);
constexpr std::size_t kMaxAnswerBytes = 1024 * 1024;  // that a technician's program reads
constexpr auto kTechnicianRetry = milliseconds(100);  // after the process ran out of descriptors

// Where it may be, the usual place first. The second is in systemd's RUNTIME_DIRECTORY, or where the unit puts that.
std::array<std::filesystem::path, 2> technician_sockets(const std::filesystem::path& data_dir);

class TechnicianSocket : public std::enable_shared_from_this<TechnicianSocket> {
 public:
  // Answers one question; called on the control thread until stop(). An answer that begins with "error: " is a failure.
  using Answer = std::function<std::string(const std::string& question)>;

  // At the first of its places that takes it. Errors: those of listen_unix, for the usual place.
  static Result<std::shared_ptr<TechnicianSocket>> open(boost::asio::io_context& context,
                                                        const std::filesystem::path& data_dir, Answer answer);
  void stop();  // once, before its owner goes; what is under way ends as the context runs on

 private:
  class Visit;
  TechnicianSocket(transport::UnixAcceptor acceptor, std::filesystem::path path, Answer answer);
  void accept();
  void on_accepted(const boost::system::error_code& error, boost::asio::local::stream_protocol::socket socket);

  transport::UnixAcceptor acceptor_;
  boost::asio::steady_timer retry_;
  const std::filesystem::path path_;
  Answer answer_;
  bool said_ = false;  // that nobody can be let in
  std::set<std::shared_ptr<Visit>> visits_;
  bool accepting_ = false;
  bool stopped_ = false;
};

// The other end: asks the firmware that runs with this data folder. Blocks at most kQuestionTimeout for each part of
// the answer. Errors: unavailable (nobody listens), io, limit (the answer is longer than kMaxAnswerBytes).
Result<std::string> ask_firmware(const std::filesystem::path& data_dir, const std::string& question);

}  // namespace tongluo::firmware
