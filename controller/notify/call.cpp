#include "controller/notify/call.hpp"

namespace tongluo::notify {

std::string_view to_string(CallKind kind) {
  switch (kind) {
    case CallKind::approval_wanted:
      return "approval_wanted";
    case CallKind::order_held:
      return "order_held";
    case CallKind::order_issued:
      return "order_issued";
    case CallKind::alarm:
      return "alarm";
    case CallKind::expiry:
      return "expiry";
    case CallKind::fault:
      return "fault";
    case CallKind::summary:
      return "summary";
  }
  return "unknown";
}

bool wants_answer(CallKind kind) {
  return kind == CallKind::approval_wanted || kind == CallKind::order_held || kind == CallKind::alarm ||
         kind == CallKind::fault;
}

std::string_view to_string(ChannelKind kind) {
  switch (kind) {
    case ChannelKind::command:
      return "command";
    case ChannelKind::mail:
      return "mail";
    case ChannelKind::webhook:
      return "webhook";
  }
  return "unknown";
}

std::string_view to_string(Fate fate) {
  switch (fate) {
    case Fate::calling:
      return "calling";
    case Fate::sent:
      return "sent";
    case Fate::acknowledged:
      return "acknowledged";
    case Fate::unanswered:
      return "unanswered";
    case Fate::unreached:
      return "unreached";
    case Fate::held_back:
      return "held_back";
    case Fate::logged:
      return "logged";
    case Fate::dropped:
      return "dropped";
  }
  return "unknown";
}

}  // namespace tongluo::notify
