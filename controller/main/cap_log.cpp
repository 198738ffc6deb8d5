#include "controller/main/cap_log.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace tongluo::daemon {
namespace {

constexpr std::string_view kSlotPrefix = "slot ";
constexpr std::size_t kMaxNameBytes = 120;
enum Line : std::size_t {
  decided,
  reason,
  identifier,
  order,
  certificate,
  deviations,
  received_us,
  actor,
  detail,
  count
};

std::string one_line(std::string text) {
  for (char& letter : text)
    if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F) letter = ' ';
  return text;
}

std::string cut(std::string text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  return text.substr(0, bytes);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

bool is_kept(const CapRecord& record) {
  return record.decision.decision == "issued" || (record.decision.decision == "held" && !record.certificate.empty());
}

}  // namespace

std::string to_body(const CapRecord& record) {
  std::array<std::string, Line::count> lines;
  lines[Line::decided] = record.decision.decision;
  lines[Line::reason] = record.decision.reason;
  lines[Line::identifier] = record.decision.identifier;
  lines[Line::order] = record.decision.order ? to_string(*record.decision.order) : std::string();
  lines[Line::certificate] = record.certificate;
  lines[Line::deviations] = joined(record.decision.deviations);
  lines[Line::received_us] = std::to_string(to_us(record.received_at));
  lines[Line::actor] = record.actor;
  lines[Line::detail] = record.decision.detail;
  std::string body;
  for (std::string& line : lines) body += one_line(std::move(line)) + "\n";
  return body;
}

std::optional<CapRecord> from_body(std::string_view body) {
  std::array<std::string, Line::count> lines;
  for (std::string& line : lines) {
    const auto end = body.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    line = body.substr(0, end);
    body.remove_prefix(end + 1);
  }
  CapRecord record;
  std::int64_t received = 0;
  const std::string& digits = lines[Line::received_us];
  const auto [past, error] = std::from_chars(digits.data(), digits.data() + digits.size(), received);
  if (!body.empty() || error != std::errc() || past != digits.data() + digits.size()) return std::nullopt;
  if (!lines[Line::order].empty()) {
    record.decision.order = digest_from_hex(lines[Line::order]);
    if (!record.decision.order) return std::nullopt;
  }
  record.received_at = wall_from_us(received);
  record.decision.decision = lines[Line::decided];
  record.decision.reason = lines[Line::reason];
  record.decision.identifier = lines[Line::identifier];
  record.decision.deviations = split(lines[Line::deviations]);
  record.decision.detail = lines[Line::detail];
  record.certificate = lines[Line::certificate];
  record.actor = lines[Line::actor];
  return record;
}

void CapLog::keep(CapRecord record) {
  const auto passes = [](const CapRecord& one) { return !is_kept(one); };
  const bool crowds = passes(record) &&
                      std::count_if(records_.begin(), records_.end(), passes) >= static_cast<std::ptrdiff_t>(kCapSlots);
  if (crowds) {
    records_.erase(std::find_if(records_.begin(), records_.end(), passes));
  } else if (records_.size() == kMaxCapLog) {
    records_.pop_front();
  }
  records_.push_back(std::move(record));
}

void CapLog::load(const std::vector<controller::Document>& documents) {
  std::vector<CapRecord> read;
  WallTime newest_slot{};
  for (const controller::Document& document : documents) {
    auto record = from_body(document.body);
    if (!record) {
      ++damaged_;
      continue;
    }
    const std::string_view name = document.name;
    if (name.starts_with(kSlotPrefix) && record->received_at >= newest_slot) {
      std::size_t slot = 0;
      std::from_chars(name.data() + kSlotPrefix.size(), name.data() + name.size(), slot);
      newest_slot = record->received_at;
      next_slot_ = (slot + 1) % kCapSlots;
    }
    read.push_back(std::move(*record));
  }
  std::stable_sort(read.begin(), read.end(),
                   [](const CapRecord& one, const CapRecord& other) { return one.received_at < other.received_at; });
  for (CapRecord& record : read) keep(std::move(record));
}

controller::Document CapLog::add(CapRecord record) {
  char name[32];
  std::string text;
  if (is_kept(record)) {
    std::snprintf(name, sizeof name, "%018lld ", static_cast<long long>(to_us(record.received_at)));
    text = cut(one_line(name + record.decision.identifier), kMaxNameBytes);
  } else {
    std::snprintf(name, sizeof name, "%s%03zu", kSlotPrefix.data(), next_slot_);
    next_slot_ = (next_slot_ + 1) % kCapSlots;
    text = name;
  }
  controller::Document document{"cap", std::move(text), to_body(record)};
  keep(std::move(record));
  return document;
}

const CapRecord* CapLog::find(std::string_view identifier) const {
  for (auto record = records_.rbegin(); record != records_.rend(); ++record) {
    const bool done = record->decision.decision == "issued" || record->decision.decision == "held";
    if (done && record->decision.identifier == identifier) return &*record;
  }
  return nullptr;
}

std::vector<http::CapLogEntry> CapLog::list(std::size_t limit) const {
  std::vector<http::CapLogEntry> entries;
  for (auto record = records_.rbegin(); record != records_.rend() && entries.size() < limit; ++record)
    entries.push_back({record->decision, record->received_at, record->actor});
  return entries;
}

}  // namespace tongluo::daemon
