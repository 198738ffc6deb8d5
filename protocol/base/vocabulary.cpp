#include "protocol/base/vocabulary.hpp"

#include <array>
#include <cstddef>

namespace tongluo {
namespace {

constexpr std::array<std::string_view, 5> kOrderClassNames = {"unspecified", "actual", "exercise", "test", "routine"};
constexpr std::array<std::string_view, 6> kLevelNames = {"unspecified", "I", "II", "III", "IV", "routine"};
constexpr std::array<std::string_view, 8> kRoleNames = {"unspecified", "dispatch", "announce", "exercise",
                                                        "maintain",    "release",  "relay",    "time"};
constexpr std::array<std::string_view, 4> kCustodyNames = {"unspecified", "operator", "token", "controller"};
constexpr std::array<std::string_view, 4> kAlgorithmNames = {"unspecified", "ed25519", "ecdsa_p256_sha256", "sm2_sm3"};
constexpr std::array<std::string_view, 4> kInterruptRuleNames = {"unspecified", "resume", "restart", "drop"};
constexpr std::array<std::string_view, 7> kToneNames = {"unspecified", "none",     "level_i", "level_ii",
                                                        "level_iii",   "level_iv", "chime"};
constexpr std::array<std::string_view, 4> kStageNames = {"unspecified", "accepted", "started", "final"};
constexpr std::array<std::string_view, 11> kOutcomeNames = {"none",        "sounded",  "weak",    "silent_amplifier",
                                                            "silent_horn", "unproved", "partial", "preempted",
                                                            "cancelled",   "late",     "refused"};
constexpr std::array<std::string_view, 36> kRefusalNames = {"none",
                                                            "malformed",
                                                            "reader_too_old",
                                                            "wrong_type",
                                                            "no_trust_list",
                                                            "trust_list_expired",
                                                            "unknown_key",
                                                            "bad_signature",
                                                            "key_outside_validity",
                                                            "wrong_role",
                                                            "wrong_class",
                                                            "level_too_high",
                                                            "outside_scope",
                                                            "no_quorum_rule",
                                                            "quorum_not_met",
                                                            "no_place",
                                                            "not_addressed",
                                                            "bad_area",
                                                            "not_yet_valid",
                                                            "expired",
                                                            "issued_in_future",
                                                            "replayed",
                                                            "replay_memory_full",
                                                            "storage_failed",
                                                            "clock_unsynchronised",
                                                            "limit_exceeded",
                                                            "unsupported",
                                                            "older_version",
                                                            "superseded",
                                                            "stopped",
                                                            "queue_full",
                                                            "trust_list_stale",
                                                            "quota_exceeded",
                                                            "duplicate",
                                                            "not_confirmed",
                                                            "same_person"};

template <class Enum, std::size_t N>
std::string_view name_of(const std::array<std::string_view, N>& names, Enum value) {
  const auto index = static_cast<std::size_t>(value);
  return index < N ? names[index] : "unknown";
}

template <class Enum, std::size_t N>
Enum value_of(const std::array<std::string_view, N>& names, std::string_view text) {
  for (std::size_t i = 1; i < N; ++i)
    if (names[i] == text) return static_cast<Enum>(i);
  return Enum{};
}

}  // namespace

std::string_view to_string(OrderClass value) { return name_of(kOrderClassNames, value); }
std::string_view to_string(Level value) { return name_of(kLevelNames, value); }
std::string_view to_string(Role value) { return name_of(kRoleNames, value); }
std::string_view to_string(Custody value) { return name_of(kCustodyNames, value); }
std::string_view to_string(Algorithm value) { return name_of(kAlgorithmNames, value); }
std::string_view to_string(InterruptRule value) { return name_of(kInterruptRuleNames, value); }
std::string_view to_string(Tone value) { return name_of(kToneNames, value); }
std::string_view to_string(Stage value) { return name_of(kStageNames, value); }
std::string_view to_string(Outcome value) { return name_of(kOutcomeNames, value); }
std::string_view to_string(Refusal value) { return name_of(kRefusalNames, value); }

OrderClass order_class_from(std::string_view text) { return value_of<OrderClass>(kOrderClassNames, text); }
Level level_from(std::string_view text) { return value_of<Level>(kLevelNames, text); }
Role role_from(std::string_view text) { return value_of<Role>(kRoleNames, text); }
Algorithm algorithm_from(std::string_view text) { return value_of<Algorithm>(kAlgorithmNames, text); }
Tone tone_from(std::string_view text) { return value_of<Tone>(kToneNames, text); }
InterruptRule interrupt_rule_from(std::string_view text) { return value_of<InterruptRule>(kInterruptRuleNames, text); }

Tone tone_of(Level level) {
  switch (level) {
    case Level::i:
      return Tone::level_i;
    case Level::ii:
      return Tone::level_ii;
    case Level::iii:
      return Tone::level_iii;
    case Level::iv:
      return Tone::level_iv;
    case Level::routine:
      return Tone::chime;
    case Level::unspecified:
      break;
  }
  return Tone::unspecified;
}

}  // namespace tongluo
