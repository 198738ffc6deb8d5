#pragma once
// A rollout with canaries, a tenth and the rest, and what it asked for. Time is the test's.

#include <gtest/gtest.h>
#include <map>

#include "controller/rollout/rollout.hpp"

namespace tongluo::test {

using namespace rollout;
using wire::UpdateState;

inline constexpr WallTime kNow = wall_from_us(1'800'000'000'000'000);
inline constexpr auto kHour = std::chrono::hours(1);
inline constexpr auto kDay = std::chrono::hours(24);

inline Digest release_digest(int fill = 1) {
  Digest digest;
  digest.octets.fill(static_cast<std::byte>(fill));
  return digest;
}

class Fleet {
 public:
  explicit Fleet(const std::vector<std::size_t>& rings, const Settings& settings = {}) {
    Record record;
    record.settings = settings;
    record.head.release = release_digest();
    for (std::size_t ring = 0; ring < rings.size(); ++ring) {
      record.ring_times.push_back(kNow + static_cast<int>(ring) * kDay);
      for (std::size_t i = 0; i < rings[ring]; ++i)
        record.members.push_back({.terminal = id(ring, i), .ring = static_cast<std::uint32_t>(ring)});
    }
    restart(std::move(record));
  }

  static TerminalId id(std::size_t ring, std::size_t i) {
    return *TerminalId::parse("TL-" + std::to_string(ring) + "-" + std::to_string(10'000 + i));
  }
  // As the stored rows tell it.
  void restart() {
    Record record = stored;
    for (auto& [terminal, member] : rows) record.members[index.at(terminal)] = member;
    record.head = stored_head;
    restart(std::move(record));
  }
  void restart(Record record) {
    stored = record;
    stored_head = record.head;
    rows.clear();
    index.clear();
    for (std::size_t i = 0; i < record.members.size(); ++i) index[record.members[i].terminal.text()] = i;
    rollout = std::make_unique<Rollout>(std::move(record));
    rollout->begin(now);
    drain();
  }
  void all_online() {
    for (const Member& member : std::vector<Member>(rollout->members())) rollout->on_online(now, member.terminal);
    drain();
  }
  void online(const TerminalId& terminal) {
    rollout->on_online(now, terminal);
    drain();
  }
  void pass(WallTime::duration time) {
    now += time;
    rollout->on_deadline(now);
    drain();
  }
  void says(const TerminalId& terminal, UpdateState state, std::uint32_t percent = 100) {
    rollout->on_progress(now, terminal, release_digest(), state, percent, "detail");
    drain();
  }
  void ring_says(std::size_t ring, UpdateState state, std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i) says(id(ring, i), state);
  }
  // Offers since the last time.
  std::vector<TerminalId> offered() { return std::exchange(offers, {}); }
  std::size_t offered_count() { return offered().size(); }
  const Member& member(const TerminalId& terminal) const { return rollout->members()[index.at(terminal.text())]; }
  Phase phase() const { return rollout->head().phase; }
  PauseReason reason() const { return rollout->head().reason; }

  void drain() {
    while (const auto action = rollout->next_action()) {
      if (const auto* offer = std::get_if<Offer>(&*action)) offers.push_back(offer->terminal);
      if (const auto* row = std::get_if<PutMember>(&*action))
        rows.insert_or_assign(row->member.terminal.text(), row->member);
      if (const auto* head = std::get_if<PutHead>(&*action)) stored_head = head->head;
      if (const auto* call = std::get_if<CallPerson>(&*action)) calls.push_back(call->text);
    }
  }

  WallTime now = kNow;
  std::unique_ptr<Rollout> rollout;
  std::vector<TerminalId> offers;
  std::vector<std::string> calls;
  Record stored;
  Head stored_head;
  std::map<std::string, Member> rows;
  std::map<std::string, std::size_t> index;
};

}  // namespace tongluo::test
