#include "terminal-fw/slots/rauc_engine.hpp"

#include "protocol/base/bytes.hpp"
#include "protocol/os/files.hpp"
#include "terminal-fw/slots/image_file.hpp"

namespace tongluo::slots {
namespace {

constexpr seconds kStatusTime{30};
constexpr seconds kInstallTime{30 * 60};
constexpr std::size_t kMaxMarkerBytes = 512;

std::string last_line(const std::string& text) {
  const std::size_t end = text.find_last_not_of("\n ");
  if (end == std::string::npos) return "no message";
  const std::size_t begin = text.find_last_of('\n', end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1,
                     end - (begin == std::string::npos ? 0 : begin + 1) + 1);
}

std::string_view take(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return part;
}

}  // namespace

Result<RaucEngine::Marker> RaucEngine::read_marker() const {
  const auto path = folder_ / "rauc-trial";
  const auto bytes = os::read_file(path, kMaxMarkerBytes);
  if (!bytes && bytes.error().kind == ErrorKind::not_found) return Marker{};
  if (!bytes) return fail(bytes.error());
  std::string_view text = as_text(*bytes);
  Marker marker;
  const std::string_view word = take(text, ' ');
  const bool trial = word == "trial" || word == "activating";
  const auto release = digest_from_hex(take(text, trial ? ' ' : '\n'));
  if (!release) return fail(ErrorKind::corrupt, path.string() + ": not a marker of ours");
  if (trial) {
    marker.trial = release;
    marker.activating = word == "activating";
    marker.slot = take(text, '\n');
  } else {
    marker.returned = release;
  }
  return marker;
}

Result<void> RaucEngine::write_marker(const Marker& marker) const {
  const auto path = folder_ / "rauc-trial";
  if (marker.trial) {
    const std::string word = marker.activating ? "activating " : "trial ";
    return os::write_file(path, as_bytes(word + to_string(*marker.trial) + " " + marker.slot + "\n"));
  }
  if (marker.returned) return os::write_file(path, as_bytes("returned " + to_string(*marker.returned) + "\n"));
  return remove_durably(path);
}

Result<void> RaucEngine::command(std::vector<std::string> words, seconds longest) const {
  const std::string what = words[0] + " " + (words.size() > 1 ? words[1] : "");
  words.insert(words.begin(), program_);
  const auto done = run_command(std::move(words), longest);
  if (!done) return fail(done.error());
  if (done->exit_code == 0) return {};
  return fail(ErrorKind::io, program_ + " " + what + ": exit code " + std::to_string(done->exit_code) + ", " +
                                 last_line(done->errors));
}

Result<void> RaucEngine::mark(const std::string& how, const std::string& slot) const {
  return command({"status", how, slot}, kStatusTime);
}

Result<RaucStatus> RaucEngine::status() const {
  const auto done = run_command({program_, "status", "--output-format=shell"}, kStatusTime);
  if (!done) return fail(done.error());
  if (done->exit_code != 0)
    return fail(ErrorKind::io,
                program_ + " status: exit code " + std::to_string(done->exit_code) + ", " + last_line(done->errors));
  return parse_rauc_status(done->output);
}

Result<update::BootFacts> RaucEngine::facts() {
  auto marker = read_marker();
  if (!marker) return fail(marker.error());
  if (!marker->trial) return update::BootFacts{{}, false, marker->returned};
  const auto now = status();
  if (!now) return fail(now.error());
  if (now->booted()->name == marker->slot) {
    if (marker->activating)
      if (auto written = write_marker({marker->trial, marker->slot, false, {}}); !written) return fail(written.error());
    return update::BootFacts{marker->trial, true, {}};
  }
  if (now->is_primary(marker->slot)) return update::BootFacts{marker->trial, false, {}};
  if (marker->activating) {  // the power went before the boot loader was told
    if (auto removed = write_marker({}); !removed) return fail(removed.error());
    return update::BootFacts{};
  }
  // The boot loader has given it up.
  const Marker returned{{}, {}, false, marker->trial};
  if (auto written = write_marker(returned); !written) return fail(written.error());
  return update::BootFacts{{}, false, returned.returned};
}

Result<void> RaucEngine::install(const std::filesystem::path& file, const Digest& image) {
  const auto marker = read_marker();
  if (!marker) return fail(marker.error());
  if (marker->trial) return fail(ErrorKind::conflict, "a trial is under way");
  const auto held = digest_of_file(file);
  if (!held) return fail(held.error());
  if (*held != image) return fail(ErrorKind::corrupt, file.string() + ": another image");
  if (auto installed = command({"install", file.string()}, kInstallTime); !installed) return installed;
  const auto now = status();
  if (!now) return fail(now.error());
  if (now->primary.empty() || now->is_primary(now->booted()->name)) return {};
  static_cast<void>(mark("mark-active", "booted"));
  return fail(ErrorKind::refused, "rauc activated the slot by itself: system.conf needs activate-installed=false");
}

Result<void> RaucEngine::activate(const Digest& release) {
  const auto marker = read_marker();
  if (!marker) return fail(marker.error());
  if (marker->trial && *marker->trial != release) return fail(ErrorKind::conflict, "another release is tried");
  const auto now = status();
  if (!now) return fail(now.error());
  const RaucSlot* target = now->target();
  if (target == nullptr) return fail(ErrorKind::not_found, "rauc names no single other slot");
  // First the marker: who starts from the other slot must find out that it is on trial.
  if (auto written = write_marker({release, target->name, true, {}}); !written) return written;
  if (auto marked = mark("mark-active", target->name); !marked) return marked;
  return write_marker({release, target->name, false, {}});
}

Result<void> RaucEngine::confirm() {
  const auto marker = read_marker();
  if (!marker) return fail(marker.error());
  if (!marker->trial) return {};
  if (auto marked = mark("mark-good", "booted"); !marked) return marked;
  return write_marker({});
}

Result<void> RaucEngine::revert() {
  const auto marker = read_marker();
  if (!marker) return fail(marker.error());
  if (!marker->trial) return {};
  const auto now = status();
  if (!now) return fail(now.error());
  if (now->booted()->name == marker->slot) {
    if (auto marked = mark("mark-bad", "booted"); !marked) return marked;
    if (auto marked = mark("mark-active", "other"); !marked) return marked;
  } else if (auto marked = mark("mark-active", "booted"); !marked) {
    return marked;
  }
  return write_marker({{}, {}, false, marker->trial});
}

}  // namespace tongluo::slots
