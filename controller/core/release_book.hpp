#pragma once
// Private to controller/core: releases and how far each has spread, in memory and as the documents that the store
// keeps. A release is one document ("release", by digest), its rollout another ("rollout"), each terminal in it a third
// ("rollout_member", digest and terminal). Pure values.

#include <map>
#include <memory>
#include <string>

#include "controller/core/actions.hpp"
#include "controller/rollout/rollout.hpp"

namespace tongluo::controller {

struct ReleaseRecord {
  trust::AdmittedRelease admitted;
  Envelope envelope;
  rollout::Settings settings;
  std::unique_ptr<rollout::Rollout> machine;
  bool image_complete = false;              // the shell has every octet of it
  bool unsaved = false;                     // a write failed: all rows are written again
  std::map<SessionId, SteadyTime> serving;  // who asked for octets last, and when
};

constexpr const char* kReleaseKind = "release";
constexpr const char* kRolloutKind = "rollout";
constexpr const char* kRolloutMemberKind = "rollout_member";

bool is_rollout_kind(std::string_view kind);

Document release_document(const ReleaseRecord& record);
Document rollout_document(const Digest& release, const rollout::Settings& settings, const rollout::Head& head);
Document member_document(const Digest& release, const rollout::Member& member);
std::string member_name(const Digest& release, const TerminalId& terminal);

// What the documents above say; nothing for anything else.
struct SavedRollout {
  rollout::Settings settings;
  rollout::Head head;
};
std::optional<SavedRollout> parse_rollout(const Document& document);
std::optional<rollout::Member> parse_member(const Document& document);

}  // namespace tongluo::controller
