#pragma once
// Passwords are hashed and compared on a thread of their own: each takes a tenth of a second and the control thread has
// terminals to serve. Owner: control makes it, asks and is answered; the thread meets it at a bounded queue. Limit:
// kMaxPasswordJobs wait; then nothing is taken and the answer is unavailable, at once. No clock. A new password that
// became known elsewhere is refused; where the list cannot be read, no password is new: io, corrupt.

#include <boost/asio/io_context.hpp>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "controller/passwords/known_passwords.hpp"
#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"
#include "protocol/os/blocking_queue.hpp"

namespace tongluo::daemon {

constexpr std::size_t kMaxPasswordJobs = 32;

class PasswordDesk {
 public:
  using Hashed = std::function<void(Result<std::string>)>;
  using Compared = std::function<void(Result<bool>)>;

  PasswordDesk(boost::asio::io_context& context, std::optional<passwords::KnownPasswords> known);
  ~PasswordDesk() { stop(); }
  void stop();

  void hash(std::string password, Hashed answer);
  // With an empty `encoded` it takes as long as with one, and is false: a name that exists is not told from one that
  // does not.
  void compare(std::string encoded, std::string password, Compared answer);

 private:
  struct Job {
    std::string encoded;
    std::string password;
    Hashed hashed;  // one of the two
    Compared compared;
  };
  void put(Job job);
  void run(const std::stop_token& stop);
  void work(Job job, const std::string& nobody);
  Result<std::string> hashed(const std::string& password) const;

  boost::asio::io_context& context_;
  const std::optional<passwords::KnownPasswords> known_;
  os::BlockingQueue<Job> jobs_{kMaxPasswordJobs};
  std::jthread thread_;
};

}  // namespace tongluo::daemon
