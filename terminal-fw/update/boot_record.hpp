#pragma once
// Which slot starts: one small record that outlives power cuts, and the rule that reads it before anything of a slot
// runs. Shared by the launcher, the directory-slots engine and the tests. Pure.
//
//   good                          good starts
//   good + trial, starts left     the other slot starts, one less is left
//   good + trial, none left       good starts, the trial is given up and named in `returned`

#include <optional>
#include <string>

#include "protocol/base/digest.hpp"

namespace tongluo::update {

enum class Slot : std::uint8_t { a, b };
constexpr Slot other(Slot slot) { return slot == Slot::a ? Slot::b : Slot::a; }
constexpr const char* name_of(Slot slot) { return slot == Slot::a ? "a" : "b"; }

struct BootTrial {
  Digest release;
  std::uint32_t boots_left = 0;
  bool operator==(const BootTrial&) const = default;
};

struct BootRecord {
  Slot good = Slot::a;             // confirmed; never written to while it is
  std::optional<BootTrial> trial;  // of the other slot
  std::optional<Digest> returned;  // the release that was given up last
  bool operator==(const BootRecord&) const = default;
};

struct BootChoice {
  Slot start = Slot::a;
  BootRecord record;  // if it differs, it must be durable before `start` starts; else record.good starts
};
BootChoice choose_boot(const BootRecord& record);

BootRecord with_trial(const BootRecord& record, const Digest& release);
BootRecord with_confirmed(const BootRecord& record);  // without a trial: no change
BootRecord with_returned(const BootRecord& record);   // likewise

// Text, at most kMaxBootRecordBytes. Reading refuses everything that writing would not have produced.
constexpr std::size_t kMaxBootRecordBytes = 512;
std::string to_text(const BootRecord& record);
std::optional<BootRecord> boot_record_from(std::string_view text);

}  // namespace tongluo::update
