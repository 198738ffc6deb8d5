#include "terminal-fw/main/maintenance_desk.hpp"

#include <charconv>
#include <cmath>

#include "protocol/base/limits.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"

namespace tongluo::firmware {
namespace {

using terminal::Maintained;
using wire::CommandKind;
using wire::CommandStatus;

constexpr std::string_view kVolumeFile = "installed-volume";
constexpr std::string_view kTraceFile = "trace.txt";
constexpr std::uint32_t kFullVolume = 100;

Bytes bytes_of(const std::string& text) {
  const ByteView view = as_bytes(text);
  return {view.begin(), view.end()};
}

Maintained text_answer(CommandStatus status, const std::string& text) { return {status, {}, bytes_of(text)}; }

std::string newest(std::string text, std::size_t bytes) {
  return text.size() > bytes ? text.substr(text.size() - bytes) : text;
}

Maintained no_bus() { return {CommandStatus::unavailable, "this terminal has no field bus", {}}; }

CommandStatus status_of(const Error& error) {
  const bool absent = error.kind == ErrorKind::not_found || error.kind == ErrorKind::unavailable;
  return absent ? CommandStatus::unavailable : CommandStatus::failed;
}

}  // namespace

std::uint32_t read_installed_volume(const std::filesystem::path& data_dir) {
  constexpr std::size_t kMaxBytes = 16;
  const auto content = os::read_file(data_dir / kVolumeFile, kMaxBytes);
  if (!content) return kFullVolume;
  const std::string text(as_text(*content));
  std::uint32_t percent = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), percent);
  const bool good = parsed.ec == std::errc() && percent >= limits::kLeastInstalledVolume && percent <= kFullVolume;
  return good ? percent : kFullVolume;
}

MaintenanceDesk::MaintenanceDesk(boost::asio::io_context& context, Parts parts, Done done)
    : context_(context), parts_(std::move(parts)), done_(std::move(done)), timer_(context) {
  parts_.sound.set_installed_volume(read_installed_volume(parts_.data_dir));
}

void MaintenanceDesk::perform(const terminal::Maintain& maintain) {
  if (maintain.command.kind == CommandKind::packet_trace) return start_trace(maintain);
  if (maintain.command.kind == CommandKind::tone) return sound_tone(maintain);
  if (maintain.command.kind == CommandKind::self_test) return test_itself(maintain);
  if (maintain.command.kind == CommandKind::network_check) return check_network(maintain);
  done_(maintain.digest, act(maintain.command));
}

void MaintenanceDesk::stop() {
  timer_.cancel();
  reach_.reset();
}

Maintained MaintenanceDesk::act(const wire::Command& command) {
  switch (command.kind) {
    case CommandKind::volume:
      return set_volume(command);
    case CommandKind::log:
      return log_slice(command);
    case CommandKind::levels:
    case CommandKind::register_read:
    case CommandKind::register_write:
      return parts_.bus == nullptr ? no_bus() : bus_answer(command);
    case CommandKind::reboot:
      return reboot();
    case CommandKind::network_check:
    case CommandKind::packet_trace:
    case CommandKind::self_test:
    case CommandKind::tone:
    case CommandKind::unspecified:
      break;
  }
  return {CommandStatus::unavailable, "this firmware cannot do it", {}};
}

Maintained MaintenanceDesk::checks() const {
  const auto checks = maintenance::self_test(parts_.status(os::now()));
  return text_answer(maintenance::all_passed(checks) ? CommandStatus::done : CommandStatus::failed,
                     maintenance::checks_text(checks));
}

Maintained MaintenanceDesk::reboot() const {
  const auto restarting = parts_.reboot();
  if (!restarting) return {CommandStatus::failed, restarting.error().detail, {}};
  return {CommandStatus::done, *restarting, {}};
}

// With a quiet tone first, where its sound can be proved and may sound now.
void MaintenanceDesk::test_itself(const terminal::Maintain& maintain) {
  const auto answer = [this, digest = maintain.digest](const maintenance::SoundTestResult&) {
    done_(digest, checks());
  };
  if (parts_.bus == nullptr || !parts_.tests.test(maintenance::SoundTestKind::quiet, answer))
    done_(maintain.digest, checks());
}

void MaintenanceDesk::check_network(const terminal::Maintain& maintain) {
  NetworkFacts facts = parts_.network(os::now());
  const std::vector<net::Endpoint> addresses = addresses_of(facts);
  reach_ = net::ReachCheck::begin(
      context_, addresses,
      [this, digest = maintain.digest, facts = std::move(facts)](const std::vector<net::Reached>& answers) {
        done_(digest, {CommandStatus::done, network_summary(answers), bytes_of(network_text(facts, answers))});
      });
}

void MaintenanceDesk::sound_tone(const terminal::Maintain& maintain) {
  const auto answer = [this, digest = maintain.digest](const maintenance::SoundTestResult& result) {
    const bool failed = maintenance::is_fault(result) || result.outcome == Outcome::preempted;
    done_(digest, {failed ? CommandStatus::failed : CommandStatus::done,
                   "the tone sounded: " + std::string(to_string(result.outcome)) + ", " + result.detail,
                   {}});
  };
  const auto begun = parts_.tests.tone(maintain.command.duration, maintain.command.volume_percent, answer);
  if (!begun) done_(maintain.digest, {CommandStatus::busy, begun.error().detail, {}});
}

Maintained MaintenanceDesk::set_volume(const wire::Command& command) {
  const std::string text = std::to_string(command.volume_percent) + "\n";
  if (const auto written = os::write_file(parts_.data_dir / kVolumeFile, as_bytes(text)); !written)
    return {CommandStatus::failed, written.error().detail, {}};
  parts_.sound.set_installed_volume(command.volume_percent);
  return {CommandStatus::done, "installed volume " + std::to_string(command.volume_percent) + " %", {}};
}

Maintained MaintenanceDesk::log_slice(const wire::Command& command) const {
  if (command.name == "trace") {
    const auto content = os::read_file(parts_.data_dir / kTraceFile, kMaxTraceBytes + kMaxTraceBytes / 16);
    if (!content) return {CommandStatus::unavailable, "no packet trace was recorded", {}};
    return text_answer(CommandStatus::done, newest(std::string(as_text(*content)), command.bytes));
  }
  std::string text;
  for (const std::string& line : parts_.log()) text += line;
  return text_answer(CommandStatus::done, newest(std::move(text), command.bytes));
}

Maintained MaintenanceDesk::bus_answer(const wire::Command& command) {
  constexpr double kMilli = 1'000.0;
  if (command.kind == CommandKind::levels) {
    std::string text;
    for (const std::string& level : parts_.bus->levels()) text += level + "\n";
    return text_answer(CommandStatus::done, text);
  }
  if (command.kind == CommandKind::register_write) {
    const auto written = parts_.bus->write(command.name, static_cast<double>(command.value_milli) / kMilli);
    if (!written) return {status_of(written.error()), written.error().detail, {}};
    return {CommandStatus::done, command.name + " is asked for; its device is written next", {}};
  }
  const auto value = parts_.bus->read(command.name);
  if (!value) return {status_of(value.error()), value.error().detail, {}};
  return {CommandStatus::done, command.name + " " + std::to_string(*value), {}};
}

void MaintenanceDesk::start_trace(const terminal::Maintain& maintain) {
  auto opened = PacketTrace::open(parts_.data_dir / kTraceFile);
  if (!opened) return done_(maintain.digest, {CommandStatus::failed, opened.error().detail, {}});
  trace_ = std::move(*opened);
  timer_.expires_after(maintain.command.duration);
  timer_.async_wait([this, digest = maintain.digest](const boost::system::error_code& error) {
    if (!error) end_trace(digest);
  });
}

void MaintenanceDesk::end_trace(const Digest& command) {
  const std::string words =
      trace_->summary() + " in " + (parts_.data_dir / kTraceFile).string() + "; read it with the log \"trace\"";
  trace_.reset();
  done_(command, {CommandStatus::done, words, {}});
}

}  // namespace tongluo::firmware
