#include "controller/main/password_desk.hpp"

#include <boost/asio/post.hpp>

#include "controller/passwords/password_hash.hpp"
#include "protocol/os/random.hpp"

namespace tongluo::daemon {

PasswordDesk::PasswordDesk(boost::asio::io_context& context, std::optional<passwords::KnownPasswords> known)
    : context_(context), known_(std::move(known)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void PasswordDesk::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void PasswordDesk::hash(std::string password, Hashed answer) { put({{}, std::move(password), std::move(answer), {}}); }

void PasswordDesk::compare(std::string encoded, std::string password, Compared answer) {
  put({std::move(encoded), std::move(password), {}, std::move(answer)});
}

void PasswordDesk::put(Job job) {
  Hashed hashed = job.hashed;
  Compared compared = job.compared;
  if (jobs_.push(std::move(job))) return;
  const Error full{ErrorKind::unavailable, "too many passwords are being checked; try again in a moment"};
  if (hashed) return hashed(fail(full));
  compared(fail(full));
}

void PasswordDesk::run(const std::stop_token& stop) {
  const auto nobody =
      passwords::hash(to_hex(os::random_bytes(passwords::kSaltBytes)), os::random_bytes(passwords::kSaltBytes));
  for (;;) {
    auto jobs = jobs_.drain(1, stop);
    if (jobs.empty() || stop.stop_requested()) return;
    work(std::move(jobs.front()), nobody ? *nobody : std::string());
  }
}

Result<std::string> PasswordDesk::hashed(const std::string& password) const {
  const auto known = known_ ? known_->contains(password) : Result<bool>(false);
  if (!known) return tl::unexpected(known.error());
  if (*known) return fail(ErrorKind::refused, "it has become known elsewhere");
  return passwords::hash(password, os::random_bytes(passwords::kSaltBytes));
}

void PasswordDesk::work(Job job, const std::string& nobody) {
  if (job.hashed) {
    boost::asio::post(context_, [answer = std::move(job.hashed), encoded = hashed(job.password)] { answer(encoded); });
    return;
  }
  const bool known = !job.encoded.empty();
  const bool right = passwords::matches(known ? job.encoded : nobody, job.password) && known;
  boost::asio::post(context_, [answer = std::move(job.compared), right] { answer(right); });
}

}  // namespace tongluo::daemon
