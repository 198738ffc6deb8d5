#include "controller/process/limited_process.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <poll.h>
#include <signal.h>
#include <sys/timerfd.h>

#include "controller/process/child.hpp"

namespace tongluo::process {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;

// A deadline that poll() can wait for; nobody here reads a clock.
Descriptor deadline_after(milliseconds wall_time) {
  Descriptor timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
  itimerspec setting{};
  const auto whole = std::chrono::duration_cast<seconds>(wall_time);
  setting.it_value.tv_sec = static_cast<time_t>(whole.count());
  setting.it_value.tv_nsec = static_cast<long>(std::chrono::nanoseconds(wall_time - whole).count());
  if (wall_time.count() <= 0) setting.it_value.tv_nsec = 1;
  if (!timer.is_open() || ::timerfd_settime(timer.number(), 0, &setting, nullptr) != 0) return {};
  return timer;
}

enum class StreamState : std::uint8_t { open, ended, over_limit };

// Reads what is there without waiting. Keeps the first `limit` bytes of output, or the last `limit` of errors.
StreamState drain(const Descriptor& from, std::size_t limit, bool keep_last, Bytes& into) {
  std::array<std::byte, kReadBytes> buffer;  // NOLINT: filled by read
  while (true) {
    const ssize_t got = ::read(from.number(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno == EAGAIN ? StreamState::open : StreamState::ended;
    if (got == 0) return StreamState::ended;
    into.insert(into.end(), buffer.begin(), buffer.begin() + got);
    if (into.size() <= limit) continue;
    if (!keep_last) return StreamState::over_limit;
    into.erase(into.begin(), into.end() - static_cast<std::ptrdiff_t>(limit));
  }
}

// Collects one child's streams until it ends or breaks a limit.
class Collector {
 public:
  Collector(Child& child, const Limits& limits) : child_(child), limits_(limits) {}

  Result<void> wait() {
    const Descriptor deadline = deadline_after(limits_.wall_time);
    if (!deadline.is_open()) return fail(ErrorKind::io, std::string("timer: ") + std::strerror(errno));
    bool ended = false;
    while (!ended) {
      std::array<pollfd, 4> waiting{pollfd{output_open_ ? child_.output().number() : -1, POLLIN, 0},
                                    pollfd{errors_open_ ? child_.errors().number() : -1, POLLIN, 0},
                                    pollfd{child_.process().number(), POLLIN, 0}, pollfd{deadline.number(), POLLIN, 0}};
      if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR)
        return fail(ErrorKind::io, std::string("poll: ") + std::strerror(errno));
      ended = waiting[2].revents != 0;
      if (!read_streams())
        return fail(ErrorKind::limit, "more than " + std::to_string(limits_.output_bytes) + " bytes of output");
      if (!ended && waiting[3].revents != 0)
        return fail(ErrorKind::timeout, "not finished after " + std::to_string(limits_.wall_time.count()) + " ms");
    }
    return {};
  }

  Bytes& output() { return output_; }
  std::string errors() const { return std::string(as_text(errors_)); }

 private:
  // False when the output is over its limit.
  bool read_streams() {
    if (output_open_) {
      const auto state = drain(child_.output(), limits_.output_bytes, false, output_);
      if (state == StreamState::over_limit) return false;
      output_open_ = state == StreamState::open;
    }
    if (errors_open_) errors_open_ = drain(child_.errors(), kMaxErrorBytes, true, errors_) == StreamState::open;
    return true;
  }

  Child& child_;
  const Limits& limits_;
  bool output_open_ = true;
  bool errors_open_ = true;
  Bytes output_;
  Bytes errors_;
};

// Under RLIMIT_AS a helper sees its allocation fail; what it says about that is the only trace.
bool ran_out_of_memory(const Finished& finished) {
  if (finished.exit_code == 0) return false;
  for (const char* words : {"Cannot allocate memory", "out of memory", "Out of memory", "memory exhausted", "bad_alloc",
                            "MemoryError", "Could not alloc", "cannot allocate memory", "failed to map segment"})
    if (finished.errors.find(words) != std::string::npos) return true;
  return false;
}

std::optional<Error> broken_limit(const Finished& finished, const Limits& limits, const std::string& name) {
  // ffmpeg catches the signal, says so and ends by itself.
  const bool said_so = finished.exit_code != 0 &&
                       finished.errors.find("received signal " + std::to_string(SIGXCPU)) != std::string::npos;
  if (finished.exit_code == -SIGXCPU || said_so)
    return Error{ErrorKind::timeout,
                 name + ": more than " + std::to_string(limits.cpu_time.count()) + " s of processor time"};
  if (ran_out_of_memory(finished))
    return Error{ErrorKind::limit, name + ": more than " + std::to_string(limits.memory_bytes) + " bytes of memory"};
  return std::nullopt;
}

}  // namespace

Result<Finished> run(const std::vector<std::string>& argv, ByteView input, const Limits& limits) {
  auto child = Child::start(argv, input, limits);
  if (!child) return tl::unexpected(child.error());
  Collector collector(*child, limits);
  const auto waited = collector.wait();
  if (!waited) return fail(waited.error().kind, argv.front() + ": " + waited.error().detail);
  Bytes refusal;
  drain(child->status(), kMaxErrorBytes, true, refusal);
  Finished finished{child->finish(), std::move(collector.output()), collector.errors()};
  if (!refusal.empty()) return fail(ErrorKind::unavailable, argv.front() + ": " + std::string(as_text(refusal)));
  if (auto broken = broken_limit(finished, limits, argv.front())) return tl::unexpected(*std::move(broken));
  return finished;
}

}  // namespace tongluo::process
