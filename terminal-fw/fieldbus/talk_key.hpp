#pragma once
// The push-to-talk contact as presses and releases. A contact that is closed when it is first seen, or after it could
// not be believed, speaks for nobody: it must have been open before. One that cannot be believed any more is a release.
// Pure value.

#include <optional>

namespace tongluo::fieldbus {

class TalkKey {
 public:
  // `contact`: not 0, closed; nothing: it cannot be believed. Answers what has just happened, true for a press.
  std::optional<bool> look(std::optional<double> contact) {
    const bool closed = contact.value_or(0) != 0;
    if (!contact) seen_open_ = false;
    if (contact && !closed) seen_open_ = true;
    const bool pressed = closed && (pressed_ || seen_open_);
    if (pressed == pressed_) return std::nullopt;
    pressed_ = pressed;
    return pressed_;
  }

 private:
  bool seen_open_ = false;
  bool pressed_ = false;
};

}  // namespace tongluo::fieldbus
