// The words that people and programs see for each value.

#include <algorithm>
#include <array>

#include "controller/core/views.hpp"

namespace tongluo::controller {
namespace {

constexpr std::array<std::pair<OrderState, std::string_view>, 9> kStates = {{{OrderState::draft, "draft"},
                                                                             {OrderState::submitted, "submitted"},
                                                                             {OrderState::returned, "returned"},
                                                                             {OrderState::approved, "approved"},
                                                                             {OrderState::issued, "issued"},
                                                                             {OrderState::running, "running"},
                                                                             {OrderState::completed, "completed"},
                                                                             {OrderState::cancelled, "cancelled"},
                                                                             {OrderState::expired, "expired"}}};

}  // namespace

std::string_view to_string(PrepareFault fault) {
  switch (fault) {
    case PrepareFault::missing:
      return "missing";
    case PrepareFault::unknown_area:
      return "unknown_area";
    case PrepareFault::unknown_terminal:
      return "unknown_terminal";
    case PrepareFault::unknown_clip:
      return "unknown_clip";
    case PrepareFault::expired_clip:
      return "expired_clip";
    case PrepareFault::unknown_group:
      return "unknown_group";
    case PrepareFault::unknown_playlist:
      return "unknown_playlist";
    case PrepareFault::unknown_order:
      return "unknown_order";
    case PrepareFault::ambiguous_order:
      return "ambiguous_order";
    case PrepareFault::bad_area:
      return "bad_area";
    case PrepareFault::nobody_addressed:
      return "nobody_addressed";
    case PrepareFault::out_of_limit:
      return "out_of_limit";
  }
  return "unknown";
}

std::string_view to_string(ReferenceFault fault) {
  switch (fault) {
    case ReferenceFault::malformed:
      return "malformed";
    case ReferenceFault::unknown:
      return "unknown";
    case ReferenceFault::ambiguous:
      return "ambiguous";
  }
  return "unknown";
}

std::string_view to_string(OrderState state) {
  const auto at = std::find_if(kStates.begin(), kStates.end(), [state](const auto& row) { return row.first == state; });
  return at == kStates.end() ? "unknown" : at->second;
}

std::optional<OrderState> order_state_from(std::string_view text) {
  const auto at = std::find_if(kStates.begin(), kStates.end(), [text](const auto& row) { return row.second == text; });
  return at == kStates.end() ? std::nullopt : std::optional(at->first);
}

std::string_view to_string(Progress progress) {
  switch (progress) {
    case Progress::none:
      return "none";
    case Progress::delivered:
      return "delivered";
    case Progress::accepted:
      return "accepted";
    case Progress::started:
      return "started";
    case Progress::final:
      return "final";
  }
  return "unknown";
}

std::string_view to_string(Presence presence) {
  switch (presence) {
    case Presence::never:
      return "never";
    case Presence::unknown:
      return "unknown";
    case Presence::online:
      return "online";
    case Presence::late:
      return "late";
    case Presence::offline:
      return "offline";
  }
  return "unknown";
}

bool holds_small(std::string_view text, std::string_view small) {
  return std::search(text.begin(), text.end(), small.begin(), small.end(), [](char one, char wanted) {
           return (one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one) == wanted;
         }) != text.end();
}

}  // namespace tongluo::controller
