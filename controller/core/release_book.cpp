#include "controller/core/release_book.hpp"

#include <charconv>
#include <cstdint>

#include "protocol/base/limits.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {
namespace {

constexpr std::uint64_t kLastPhase = static_cast<std::uint64_t>(rollout::Phase::withdrawn);
constexpr std::uint64_t kLastReason = static_cast<std::uint64_t>(rollout::PauseReason::too_few_succeeded);
constexpr std::uint64_t kLastState = static_cast<std::uint64_t>(rollout::MemberState::excused);

// Numbers before a text that is the rest of the line.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) {}
  std::uint64_t number(std::uint64_t most) {
    std::uint64_t value = 0;
    const auto parsed = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    good_ = good_ && parsed.ec == std::errc() && value <= most;
    rest_.remove_prefix(static_cast<std::size_t>(parsed.ptr - rest_.data()));
    good_ = good_ && rest_.starts_with(' ');
    if (good_) rest_.remove_prefix(1);
    return value;
  }
  WallTime time() { return wall_from_us(static_cast<std::int64_t>(number(INT64_MAX))); }
  std::optional<WallTime> time_or_none() {
    const WallTime value = time();
    return value == WallTime{} ? std::nullopt : std::optional(value);
  }
  std::string rest() const { return std::string(rest_); }
  bool good() const { return good_; }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::string joined_numbers(std::initializer_list<std::uint64_t> numbers) {
  std::string text;
  for (const std::uint64_t number : numbers) text += std::to_string(number) + ' ';
  return text;
}

std::uint64_t us(WallTime time) { return static_cast<std::uint64_t>(to_us(time)); }
std::uint64_t us(const std::optional<WallTime>& time) { return time ? us(*time) : 0; }
std::uint64_t hours_of(std::chrono::hours span) { return static_cast<std::uint64_t>(span.count()); }

}  // namespace

bool is_rollout_kind(std::string_view kind) {
  return kind == kReleaseKind || kind == kRolloutKind || kind == kRolloutMemberKind;
}

Document release_document(const ReleaseRecord& record) {
  return {kReleaseKind, to_string(record.admitted.digest), to_base64(wire::serialize(record.envelope))};
}

Document rollout_document(const Digest& release, const rollout::Settings& settings, const rollout::Head& head) {
  std::string body =
      joined_numbers({settings.success_permille, settings.error_permille, hours_of(settings.soak),
                      hours_of(settings.answer_within), hours_of(settings.ring_within), settings.at_once});
  body += joined_numbers({static_cast<std::uint64_t>(head.phase), static_cast<std::uint64_t>(head.reason),
                          head.open_ring, us(head.opened_at), us(head.satisfied_at)});
  return {kRolloutKind, to_string(release), body + head.by};
}

std::string member_name(const Digest& release, const TerminalId& terminal) {
  return to_string(release) + ' ' + terminal.text();
}

Document member_document(const Digest& release, const rollout::Member& member) {
  std::string body = joined_numbers({member.ring, static_cast<std::uint64_t>(member.state), member.accepted ? 1U : 0U,
                                     us(member.heard_at), member.progress});
  return {kRolloutMemberKind, member_name(release, member.terminal), body + member.detail};
}

std::optional<SavedRollout> parse_rollout(const Document& document) {
  constexpr std::uint64_t kMostHours = 24 * 366, kMostPermille = 1'000;
  const auto release = digest_from_hex(document.name);
  if (document.kind != kRolloutKind || !release) return std::nullopt;
  Words words(document.body);
  SavedRollout saved;
  saved.settings.success_permille = static_cast<std::uint32_t>(words.number(kMostPermille));
  saved.settings.error_permille = static_cast<std::uint32_t>(words.number(kMostPermille));
  saved.settings.soak = std::chrono::hours(words.number(kMostHours));
  saved.settings.answer_within = std::chrono::hours(words.number(kMostHours));
  saved.settings.ring_within = std::chrono::hours(words.number(kMostHours));
  saved.settings.at_once = static_cast<std::size_t>(words.number(rollout::kMaxMembers));
  saved.head.release = *release;
  saved.head.phase = static_cast<rollout::Phase>(words.number(kLastPhase));
  saved.head.reason = static_cast<rollout::PauseReason>(words.number(kLastReason));
  saved.head.open_ring = static_cast<std::uint32_t>(words.number(limits::kMaxReleaseRings - 1));
  saved.head.opened_at = words.time_or_none();
  saved.head.satisfied_at = words.time_or_none();
  saved.head.by = words.rest();
  return words.good() ? std::optional(std::move(saved)) : std::nullopt;
}

std::optional<rollout::Member> parse_member(const Document& document) {
  const std::size_t gap = document.name.find(' ');
  if (document.kind != kRolloutMemberKind || gap == std::string::npos) return std::nullopt;
  const auto terminal = TerminalId::parse(std::string_view(document.name).substr(gap + 1));
  if (!terminal) return std::nullopt;
  Words words(document.body);
  rollout::Member member{.terminal = *terminal};
  member.ring = static_cast<std::uint32_t>(words.number(limits::kMaxReleaseRings - 1));
  member.state = static_cast<rollout::MemberState>(words.number(kLastState));
  member.accepted = words.number(1) == 1;
  member.heard_at = words.time();
  member.progress = static_cast<std::uint32_t>(words.number(UINT32_MAX));
  member.detail = words.rest();
  return words.good() ? std::optional(std::move(member)) : std::nullopt;
}

}  // namespace tongluo::controller
