#include "terminal-fw/boot/launcher.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <spawn.h>
#include <sys/wait.h>

#include "protocol/os/clock.hpp"
#include "terminal-fw/slots/directory_slots.hpp"

extern char** environ;

namespace tongluo::boot {
namespace {

constexpr int kSignalled = 128;  // as shells say it
constexpr auto kLongestWait = std::chrono::hours(1);

sigset_t handled_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGCHLD}) sigaddset(&set, number);
  return set;
}

// The next of our signals; 0: none until then.
int wait_for_signal(SteadyTime until) {
  const sigset_t set = handled_signals();
  const auto left = std::clamp<SteadyTime::duration>(until - os::steady_now(), SteadyTime::duration(0), kLongestWait);
  const auto whole = std::chrono::duration_cast<seconds>(left);
  const std::chrono::nanoseconds rest = left - whole;
  const timespec span{static_cast<time_t>(whole.count()), static_cast<long>(rest.count())};
  const int number = ::sigtimedwait(&set, nullptr, &span);
  return number > 0 ? number : 0;
}

std::optional<pid_t> spawn(const std::filesystem::path& image, const std::vector<std::string>& arguments) {
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  std::vector<std::string> words{image.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  pid_t pid = -1;
  const int code = ::posix_spawn(&pid, image.c_str(), nullptr, &attributes, pointers.data(), environ);
  posix_spawnattr_destroy(&attributes);
  if (code == 0) return pid;
  std::fprintf(stderr, "tongluo-boot: %s: %s\n", image.c_str(), std::strerror(code));
  return std::nullopt;
}

bool on_trial(const std::filesystem::path& root, update::Slot slot) {
  const auto record = slots::read_boot_record(root);
  return record && record->trial && record->good != slot;
}

struct Ended {
  int code = 0;
  bool told_to_stop = false;
};

class Watch {
 public:
  Watch(const Launch& launch, update::Slot slot, pid_t child)
      : launch_(launch), slot_(slot), child_(child), trial_ends_(os::steady_now() + launch.longest_trial) {}

  Ended until_end() {
    for (;;) {
      const int number = wait_for_signal(next());
      if (number == SIGTERM || number == SIGINT) stop();
      if (const auto code = ended()) return {*code, kill_at_.has_value()};
      if (kill_at_ && os::steady_now() >= *kill_at_) ::kill(child_, SIGKILL);
      if (watching_ && os::steady_now() >= trial_ends_) judge_trial();
    }
  }

 private:
  SteadyTime next() const {
    const SteadyTime trial = watching_ ? trial_ends_ : SteadyTime::max();
    const SteadyTime kill = kill_at_ ? std::max(*kill_at_, os::steady_now() + kFirstPause) : SteadyTime::max();
    return std::min({trial, kill, os::steady_now() + kLongestWait});
  }
  void stop() {
    if (kill_at_) return;
    kill_at_ = os::steady_now() + kStopGrace;
    ::kill(child_, SIGTERM);
  }
  std::optional<int> ended() const {
    int status = 0;
    if (::waitpid(child_, &status, WNOHANG) != child_) return std::nullopt;
    return WIFEXITED(status) ? WEXITSTATUS(status) : kSignalled + WTERMSIG(status);
  }
  void judge_trial() {
    watching_ = false;
    if (!on_trial(launch_.root, slot_)) return;
    std::fprintf(stderr, "tongluo-boot: slot %s is on trial and was not confirmed in time: killed\n",
                 update::name_of(slot_));
    ::kill(child_, SIGKILL);
  }

  const Launch& launch_;
  update::Slot slot_;
  pid_t child_;
  SteadyTime trial_ends_;
  bool watching_ = true;
  std::optional<SteadyTime> kill_at_;
};

// One start, to its end. Nothing: no slot has an image.
std::optional<Ended> start_once(const Launch& launch) {
  const auto chosen = slots::choose_slot(launch.root);
  if (!chosen) {
    std::fprintf(stderr, "tongluo-boot: %s\n", chosen.error().detail.c_str());
    return std::nullopt;
  }
  if (!chosen->alarm.empty()) std::fprintf(stderr, "tongluo-boot: alarm: %s\n", chosen->alarm.c_str());
  std::fprintf(stderr, "tongluo-boot: slot %s%s\n", update::name_of(chosen->slot),
               on_trial(launch.root, chosen->slot) ? ", on trial" : "");
  ::setenv("TONGLUO_SLOT", update::name_of(chosen->slot), 1);
  const auto child = spawn(slots::image_of(launch.root, chosen->slot), launch.arguments);
  if (!child) return Ended{1, false};
  return Watch(launch, chosen->slot, *child).until_end();
}

// True: told to stop.
bool pause(SteadyTime until) {
  while (os::steady_now() < until) {
    const int number = wait_for_signal(until);
    if (number == SIGTERM || number == SIGINT) return true;
  }
  return false;
}

}  // namespace

int run(const Launch& launch) {
  milliseconds wait = kFirstPause;
  for (;;) {
    const SteadyTime began = os::steady_now();
    const auto ended = start_once(launch);
    if (!ended) return 1;
    if (ended->told_to_stop) return ended->code;
    std::fprintf(stderr, "tongluo-boot: ended with %d\n", ended->code);
    if (ended->code == kRestartCode) continue;
    if (os::steady_now() - began >= kSteadyAfter) wait = kFirstPause;
    if (pause(os::steady_now() + wait)) return 0;
    wait = std::min<milliseconds>(2 * wait, kLongestPause);
  }
}

}  // namespace tongluo::boot
