#pragma once
// What becomes of a message that was read. Above every rule stands: acknowledgements and errors, status System and
// Draft are ignored; without a valid pinned signature nothing becomes an order by itself; an expired message, a scope
// that no rule names, an area that is missing or unknown are refused; an update or cancel acts on exactly one message
// of the same sender. Pure; time is handed in.

#include "controller/cap/area_mapping.hpp"

namespace tongluo::cap {

struct SpokenText {
  std::string language;  // "zh" or "en"
  std::string text;
};

// Enough to compose the order, or the cancel.
struct OrderPlan {
  OrderClass order_class = OrderClass::unspecified;
  Level level = Level::unspecified;
  bool is_cancel = false;
  std::optional<Reference> acts_on;  // of an update or cancel
  PlannedAreas areas;
  std::vector<SpokenText> texts;  // zh first; empty if there is audio
  Bytes audio;                    // embedded, or empty
  std::string audio_uri;          // referenced and not embedded, or empty
  std::string headline;
  std::string language;    // of the headline, as written
  std::string event_code;  // five characters, or empty
  seconds valid_for{};
  std::optional<WallTime> starts_at;  // none: at once
};

struct Decision {
  Action action = Action::refuse;
  std::string reason;  // stable code; "accepted" if automatic
  std::string detail;  // one line, for people; names the rule
  OrderPlan plan;      // of automatic and hold, as far as it goes
};

// `certificate`: the pin whose signature was verified, or none. A broken signature is refused before this.
Decision decide(const Alert& alert, const std::optional<std::string>& certificate, const Mapping& mapping,
                WallTime now);

}  // namespace tongluo::cap
