#include "terminal-fw/board/modem_thread.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"
#include "terminal-fw/board/interface_counter.hpp"

namespace tongluo::board {
namespace {

constexpr std::size_t kReadBytes = 512;
constexpr auto kModemLongestWait = milliseconds(60'000);

int make_wake_descriptor() {
  const int descriptor = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  return descriptor;
}

// A lost or damaged count begins anew.
modem::StoredUse load_use(const std::filesystem::path& file) {
  const auto content = os::read_file(file, modem::kMaxUseFileBytes);
  return content ? modem::parse_stored_use(as_text(*content)).value_or(modem::StoredUse{}) : modem::StoredUse{};
}

}  // namespace

ModemThread::ModemThread(ModemSettings settings, std::function<void()> notify)
    : settings_(std::move(settings)),
      notify_(std::move(notify)),
      boot_(kernel_boot_id()),
      wake_(make_wake_descriptor()),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

ModemThread::~ModemThread() {
  thread_.request_stop();
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);
  thread_.join();
  ::close(wake_);
}

ModemReport ModemThread::report() const {
  const std::lock_guard lock(mutex_);
  return report_;
}

void ModemThread::run(const std::stop_token& stop) {
  if (!settings_.interface.empty()) {
    saved_ = load_use(settings_.use_file);
    use_.emplace(saved_);
    save_at_ = os::steady_now() + SteadyTime::duration(kUseSaveInterval);
  }
  while (!stop.stop_requested()) {
    const SteadyTime now = os::steady_now();
    tend_port(now);
    listen(now);
    converse(now);
    count_data(now);
    publish();
    wait_until(next_deadline());
  }
  count_at_ = SteadyTime::min();
  count_data(os::steady_now());
  save_use(os::steady_now());
}

void ModemThread::tend_port(SteadyTime now) {
  if (settings_.device.empty() || port_ || now < open_at_) return;
  auto opened = SerialPort::open(settings_.device, settings_.baud);
  if (!opened) return close_port(now, opened.error().detail);
  port_ = std::move(*opened);
  trouble_.clear();
  dialogue_.on_port(now, true);
}

// A stick that was pulled out comes back under the same name.
void ModemThread::close_port(SteadyTime now, std::string why) {
  constexpr std::uint32_t kMaxDoublings = 16;
  port_.reset();
  trouble_ = settings_.device.string() + ": " + why;
  dialogue_.on_port(now, false);
  const milliseconds pause =
      std::min<milliseconds>(modem::kLastPause, modem::kFirstPause * (1 << std::min(open_failures_, kMaxDoublings)));
  open_at_ = now + SteadyTime::duration(pause);
  ++open_failures_;
}

void ModemThread::listen(SteadyTime now) {
  if (!port_) return;
  std::array<std::byte, kReadBytes> bytes{};
  const auto count = port_->read(bytes);
  if (!count) return close_port(now, count.error().detail);
  if (*count > 0) open_failures_ = 0;
  dialogue_.on_bytes(now, std::span(bytes).first(*count));
}

void ModemThread::converse(SteadyTime now) {
  while (port_) {
    const auto command = dialogue_.next_write(now);
    if (!command) return;
    if (const auto written = port_->write(as_bytes(*command)); !written) close_port(now, written.error().detail);
  }
}

void ModemThread::count_data(SteadyTime now) {
  if (!use_ || now < count_at_) return;
  count_at_ = now + SteadyTime::duration(kUseInterval);
  const std::uint32_t month_before = use_->use().month;
  const auto octets = interface_octets(settings_.net_folder, settings_.interface);
  interface_seen_ = octets.has_value();
  if (octets)
    use_->on_counter(boot_, *octets, month_);
  else
    use_->on_interface_gone();
  if (use_->use().month != month_before || now >= save_at_) save_use(now);
}

void ModemThread::save_use(SteadyTime now) {
  if (!use_ || use_->use() == saved_) return;
  save_at_ = now + SteadyTime::duration(kUseSaveInterval);
  // On a full disk the count goes on in memory and is tried again in an hour.
  if (os::write_file(settings_.use_file, as_bytes(modem::to_text(use_->use())))) saved_ = use_->use();
}

void ModemThread::publish() {
  ModemReport fresh{dialogue_.state(), trouble_, std::nullopt, dialogue_.counters()};
  if (use_ && (interface_seen_ || use_->use().octets > 0)) fresh.use = use_->use();
  bool changed = false;
  {
    const std::lock_guard lock(mutex_);
    changed = fresh.modem != report_.modem || fresh.port_trouble != report_.port_trouble || fresh.use != report_.use;
    report_ = std::move(fresh);
  }
  if (changed && notify_) notify_();
}

SteadyTime ModemThread::next_deadline() const {
  SteadyTime next = SteadyTime::max();
  if (use_) next = std::min(next, count_at_);
  if (port_) next = std::min(next, dialogue_.next_deadline());
  if (!port_ && !settings_.device.empty()) next = std::min(next, open_at_);
  return next;
}

void ModemThread::wait_until(SteadyTime until) {
  const SteadyTime now = os::steady_now();
  const auto longest = SteadyTime::duration(kModemLongestWait);
  const auto span = until <= now ? SteadyTime::duration{} : until > now + longest ? longest : until - now;
  std::array<pollfd, 2> waits = {pollfd{wake_, POLLIN, 0}, pollfd{port_ ? port_->descriptor() : -1, POLLIN, 0}};
  // Rounded up: a poll that ends too early would be called again and again.
  const auto wait_ms = std::chrono::ceil<milliseconds>(span).count();
  if (::poll(waits.data(), waits.size(), static_cast<int>(wait_ms)) <= 0) return;
  if ((waits[1].revents & (POLLHUP | POLLERR | POLLNVAL)) == 0) return;
  listen(os::steady_now());  // its last words; a tty that was hung up stays readable for ever, and says nothing
  if (port_) close_port(os::steady_now(), std::string(kDeviceGone));
}

}  // namespace tongluo::board
