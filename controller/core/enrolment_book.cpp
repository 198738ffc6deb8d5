#include "controller/core/enrolment_book.hpp"

#include <algorithm>
#include <charconv>

#include "controller/core/limits.hpp"

namespace tongluo::controller {

const Claim* EnrolmentBook::find(const Digest& name) const {
  const auto at = claims_.find(name);
  return at == claims_.end() ? nullptr : &at->second;
}

const DeviceIdentity* EnrolmentBook::find(const TerminalId& terminal) const {
  const auto at = devices_.find(terminal);
  return at == devices_.end() ? nullptr : &at->second;
}

bool EnrolmentBook::is_taken(const TerminalId& terminal, const std::optional<KeyId>& known_key) const {
  const DeviceIdentity* device = find(terminal);
  return device != nullptr ? device->key.has_value() : known_key.has_value();
}

bool EnrolmentBook::admits(const TerminalId& terminal, const KeyId& key) const {
  const DeviceIdentity* device = find(terminal);
  return device == nullptr || device->key == key;
}

// The holder of a used code may ask again: its answer may have been lost, or a person has bound it since.
ClaimVerdict EnrolmentBook::judge(const Claim& claim, const KeyId& key, WallTime now,
                                  const std::optional<KeyId>& known_key) const {
  if (claim.key && claim.key != key) return ClaimVerdict::refused;
  if (now > claim.expires_at && !claim.key) return ClaimVerdict::refused;
  if (!claim.terminal) return now > claim.expires_at + kPendingKept ? ClaimVerdict::refused : ClaimVerdict::pending;
  const DeviceIdentity* device = find(*claim.terminal);
  if (claim.issued) return device != nullptr && device->key == key ? ClaimVerdict::issue : ClaimVerdict::refused;
  return claim.replaces || !is_taken(*claim.terminal, known_key) ? ClaimVerdict::issue : ClaimVerdict::refused;
}

std::optional<std::vector<Digest>> EnrolmentBook::make_room(std::size_t more, WallTime now) const {
  std::vector<Digest> leaving;
  if (claims_.size() + more <= kMaxClaims) return leaving;
  const std::size_t needed = claims_.size() + more - kMaxClaims;
  for (const auto& [name, claim] : claims_) {
    if (leaving.size() == needed) break;
    const bool over = now > claim.expires_at +
                                (claim.key && !claim.issued ? WallTime::duration(kPendingKept) : WallTime::duration(0));
    if (over) leaving.push_back(name);
  }
  return leaving.size() == needed ? std::optional(std::move(leaving)) : std::nullopt;
}

std::vector<Claim> EnrolmentBook::claims() const {
  std::vector<Claim> all;
  for (const auto& [name, claim] : claims_) all.push_back(claim);
  return all;
}

std::vector<DeviceIdentity> EnrolmentBook::devices() const {
  std::vector<DeviceIdentity> all;
  for (const auto& [terminal, device] : devices_) all.push_back(device);
  return all;
}

namespace {

constexpr std::string_view kYes = "yes";
constexpr std::string_view kNone = "-";

// Fields one below the other, in a fixed order; a control character in one becomes a question mark.
class LineWriter {
 public:
  LineWriter& add(std::string_view text) {
    for (const char c : text) body_.push_back(static_cast<unsigned char>(c) < ' ' ? '?' : c);
    body_.push_back('\n');
    return *this;
  }
  LineWriter& add(bool value) { return add(value ? kYes : kNone); }
  LineWriter& add(WallTime time) { return add(std::to_string(to_us(time))); }
  LineWriter& add(const std::optional<KeyId>& key) { return add(key ? to_string(*key) : std::string(kNone)); }
  const std::string& body() const { return body_; }

 private:
  std::string body_;
};

class LineReader {
 public:
  explicit LineReader(std::string_view body) : rest_(body) {}
  std::string text() {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) {
      good_ = false;
      return {};
    }
    std::string line(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return line;
  }
  bool flag() { return text() == kYes; }
  WallTime time() {
    const std::string line = text();
    std::int64_t us = 0;
    const char* const end = line.data() + line.size();
    const auto read = std::from_chars(line.data(), end, us);
    good_ = good_ && read.ec == std::errc() && read.ptr == end;
    return wall_from_us(us);
  }
  std::optional<KeyId> key() {
    const std::string line = text();
    if (line == kNone) return std::nullopt;
    const auto bytes = from_hex(line);
    good_ = good_ && bytes && bytes->size() == KeyId::kSize;
    if (!good_) return std::nullopt;
    KeyId id;
    std::copy(bytes->begin(), bytes->end(), id.octets.begin());
    return id;
  }
  bool finished() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

}  // namespace

Document to_document(const Claim& claim) {
  LineWriter lines;
  lines.add(claim.terminal ? claim.terminal->text() : std::string(kNone)).add(claim.replaces);
  lines.add(claim.made_at).add(claim.expires_at).add(claim.label);
  lines.add(claim.key).add(claim.hardware).add(claim.used_at).add(claim.issued);
  return {std::string(kClaimKind), to_string(claim.name), lines.body()};
}

std::optional<Claim> parse_claim(const Document& document) {
  const auto name = digest_from_hex(document.name);
  LineReader lines(document.body);
  Claim claim;
  const std::string terminal = lines.text();
  claim.terminal = TerminalId::parse(terminal);
  claim.replaces = lines.flag();
  claim.made_at = lines.time();
  claim.expires_at = lines.time();
  claim.label = lines.text();
  claim.key = lines.key();
  claim.hardware = lines.text();
  claim.used_at = lines.time();
  claim.issued = lines.flag();
  if (!name || !lines.finished() || (!claim.terminal && terminal != kNone)) return std::nullopt;
  claim.name = *name;
  return claim;
}

Document to_document(const DeviceIdentity& device) {
  LineWriter lines;
  lines.add(device.key).add(device.hardware).add(device.since).add(device.reason);
  return {std::string(kDeviceKind), device.terminal.text(), lines.body()};
}

std::optional<DeviceIdentity> parse_device(const Document& document) {
  const auto terminal = TerminalId::parse(document.name);
  if (!terminal) return std::nullopt;
  LineReader lines(document.body);
  DeviceIdentity device{.terminal = *terminal};
  device.key = lines.key();
  device.hardware = lines.text();
  device.since = lines.time();
  device.reason = lines.text();
  if (!lines.finished()) return std::nullopt;
  return device;
}

}  // namespace tongluo::controller
