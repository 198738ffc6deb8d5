#include "terminal-fw/update/boot_record.hpp"

#include <charconv>
#include <vector>

#include "terminal-fw/update/limits.hpp"

namespace tongluo::update {
namespace {

constexpr std::string_view kHeading = "tongluo-boot 1";

// Up to the next of `end`, which is taken away too. Without one: everything.
std::string_view take(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return part;
}

std::optional<BootTrial> trial_from(std::string_view words) {
  const auto release = digest_from_hex(take(words, ' '));
  std::uint32_t boots = 0;
  const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), boots);
  if (!release || error != std::errc() || end != words.data() + words.size() || boots > kTrialBoots)
    return std::nullopt;
  return BootTrial{*release, boots};
}

bool read_line(std::string_view line, BootRecord& record) {
  const std::string_view word = take(line, ' ');
  if (word == "good") {
    record.good = line == "b" ? Slot::b : Slot::a;
    return line == "a" || line == "b";
  }
  if (word == "trial") return (record.trial = trial_from(line)).has_value();
  if (word == "returned") return (record.returned = digest_from_hex(line)).has_value();
  return false;
}

}  // namespace

BootChoice choose_boot(const BootRecord& record) {
  if (!record.trial) return {record.good, record};
  if (record.trial->boots_left == 0) return {record.good, with_returned(record)};
  BootChoice choice{other(record.good), record};
  --choice.record.trial->boots_left;
  return choice;
}

BootRecord with_trial(const BootRecord& record, const Digest& release) {
  return {record.good, BootTrial{release, kTrialBoots}, std::nullopt};
}

BootRecord with_confirmed(const BootRecord& record) {
  return record.trial ? BootRecord{other(record.good), std::nullopt, std::nullopt} : record;
}

BootRecord with_returned(const BootRecord& record) {
  return record.trial ? BootRecord{record.good, std::nullopt, record.trial->release} : record;
}

std::string to_text(const BootRecord& record) {
  std::string text(kHeading);
  text += std::string("\ngood ") + name_of(record.good) + "\n";
  if (record.trial)
    text += "trial " + to_string(record.trial->release) + " " + std::to_string(record.trial->boots_left) + "\n";
  if (record.returned) text += "returned " + to_string(*record.returned) + "\n";
  return text;
}

std::optional<BootRecord> boot_record_from(std::string_view text) {
  if (text.size() > kMaxBootRecordBytes) return std::nullopt;
  std::string_view rest = text;
  if (take(rest, '\n') != kHeading) return std::nullopt;
  BootRecord record;
  while (!rest.empty())
    if (!read_line(take(rest, '\n'), record)) return std::nullopt;
  if (to_text(record) != text) return std::nullopt;
  return record;
}

}  // namespace tongluo::update
