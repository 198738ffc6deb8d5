#pragma once
// The words of the field, as enumerations. Their numbers are on the wire for ever (PROTOCOL.md section 5). Zero is a
// refusal.

#include <cstdint>
#include <string_view>

namespace tongluo {

enum class OrderClass : std::uint8_t { unspecified = 0, actual = 1, exercise = 2, test = 3, routine = 4 };

// I red, II orange, III yellow, IV blue; routine below them. A smaller number is a higher level.
enum class Level : std::uint8_t { unspecified = 0, i = 1, ii = 2, iii = 3, iv = 4, routine = 5 };

// dispatch: actual alerts · announce: routine, own township · exercise: drills only · maintain: configuration, place
// records, diagnostics · release: firmware · relay: upstream platform or CAP source · time: signed time.
enum class Role : std::uint8_t {
  unspecified = 0,
  dispatch = 1,
  announce = 2,
  exercise = 3,
  maintain = 4,
  release = 5,
  relay = 6,
  time = 7
};

// Where the private key lives. A quorum counts at most one key of custody controller.
enum class Custody : std::uint8_t { unspecified = 0, operator_ = 1, token = 2, controller = 3 };

enum class Algorithm : std::uint8_t { unspecified = 0, ed25519 = 1, ecdsa_p256_sha256 = 2, sm2_sm3 = 3 };

// What happens to an item when a higher one interrupts it.
enum class InterruptRule : std::uint8_t { unspecified = 0, resume = 1, restart = 2, drop = 3 };

// Attention tone, synthesised by the terminal. none is explicit, so that a missing field is a refusal.
enum class Tone : std::uint8_t {
  unspecified = 0,
  none = 1,
  level_i = 2,
  level_ii = 3,
  level_iii = 4,
  level_iv = 5,
  chime = 6
};

// The one enumeration of stages: accepted → started → final.
enum class Stage : std::uint8_t { unspecified = 0, accepted = 1, started = 2, final = 3 };

// The one enumeration of finals. none belongs to the stages before final.
enum class Outcome : std::uint8_t {
  none = 0,
  sounded = 1,           // proved by the amplifier's measured output
  weak = 2,              // sound came out, below the expected level
  silent_amplifier = 3,  // played, the amplifier gave nothing
  silent_horn = 4,       // played, the horn line is open or shorted
  unproved = 5,          // played to its end; no sensor to prove it
  partial = 6,           // played in part: audio missing, power lost or the end time reached
  preempted = 7,         // interrupted by a higher item and, by its rule, not resumed
  cancelled = 8,
  late = 9,      // could not start before its latest start
  refused = 10,  // see Refusal
};
constexpr Outcome kLastOutcome = Outcome::refused;

// Why a terminal or the controller refuses a signed object.
enum class Refusal : std::uint8_t {
  none = 0,
  malformed = 1,       // not the canonical form of a known payload
  reader_too_old = 2,  // it requires a newer reader
  wrong_type = 3,      // the envelope's type does not belong here
  no_trust_list = 4,   // nothing to verify against
  trust_list_expired = 5,
  unknown_key = 6,  // no issuer of the trust list has this key id
  bad_signature = 7,
  key_outside_validity = 8,
  wrong_role = 9,       // the issuer's role may not issue this class or object
  wrong_class = 10,     // the issuer's key is for another class
  level_too_high = 11,  // above the issuer's highest level
  outside_scope = 12,   // a target lies outside the issuer's areas
  no_quorum_rule = 13,  // the trust list names no rule for this class and level
  quorum_not_met = 14,  // too few distinct persons
  no_place = 15,        // the terminal has no valid place record
  not_addressed = 16,   // no target contains this terminal
  bad_area = 17,        // a target is missing, empty, unparsable or of an unknown kind
  not_yet_valid = 18,
  expired = 19,
  issued_in_future = 20,
  replayed = 21,  // seen before and finished
  replay_memory_full = 22,
  storage_failed = 23,        // could not be recorded before sound, and the rule for this level says no
  clock_unsynchronised = 24,  // scheduled items need a synchronised clock
  limit_exceeded = 25,        // validity, repetitions, duration, targets or occurrences above the limit
  unsupported = 26,           // a media kind or target kind that this terminal cannot honour
  older_version = 27,         // a trust list or place record older than the one held
  superseded = 28,
  stopped = 29,  // a stop-all or cancel covers it
  queue_full = 30,
  trust_list_stale = 31,  // no freshness statement names the held trust list: announce and relay are suspended
  quota_exceeded = 32,    // the issuer sent more than its quota
  duplicate = 33,         // the same content for the same places is waiting or running already
  not_confirmed = 34,     // the number of addressed terminals was not confirmed, or is another one
  same_person = 35,       // the second signature is by the person of the first
};
constexpr Refusal kLastRefusal = Refusal::same_person;

std::string_view to_string(OrderClass value);
std::string_view to_string(Level value);
std::string_view to_string(Role value);
std::string_view to_string(Custody value);
std::string_view to_string(Algorithm value);
std::string_view to_string(InterruptRule value);
std::string_view to_string(Tone value);
std::string_view to_string(Stage value);
std::string_view to_string(Outcome value);
std::string_view to_string(Refusal value);

// The enumerator whose to_string() is `text`, or unspecified (for Outcome and Refusal: none).
OrderClass order_class_from(std::string_view text);
Level level_from(std::string_view text);  // "I", "II", "III", "IV", "routine"
Role role_from(std::string_view text);
Algorithm algorithm_from(std::string_view text);
Tone tone_from(std::string_view text);
InterruptRule interrupt_rule_from(std::string_view text);

// The tone that belongs to a level: level_i … level_iv, chime for routine.
Tone tone_of(Level level);

}  // namespace tongluo
