#pragma once
// What became of the CAP messages received, as documents of kind "cap": the first line of each is the decision, which
// the core's audit reads. Issued and signed held ones are kept under the time of their receipt; of the others, which
// anybody could send in any number, the newest kCapSlots, in memory as well. Pure; time is handed in. Limits:
// kMaxCapLog, kCapSlots.

#include <deque>

#include "controller/http/api_backend.hpp"

namespace tongluo::daemon {

constexpr std::size_t kMaxCapLog = 2'000;
constexpr std::size_t kCapSlots = 512;

struct CapRecord {
  http::CapDecision decision;
  std::string certificate;  // the pin that signed it, or empty
  WallTime received_at{};
  std::string actor;
};

class CapLog {
 public:
  void load(const std::vector<controller::Document>& documents);  // damaged ones are left out and counted
  // Remembers it and gives the document that says so.
  controller::Document add(CapRecord record);
  // The newest record of this message that was issued or held; nullptr: none.
  const CapRecord* find(std::string_view identifier) const;
  std::vector<http::CapLogEntry> list(std::size_t limit) const;
  std::size_t damaged() const { return damaged_; }

 private:
  void keep(CapRecord record);

  std::deque<CapRecord> records_;  // oldest first
  std::size_t next_slot_ = 0;
  std::size_t damaged_ = 0;
};

std::string to_body(const CapRecord& record);
std::optional<CapRecord> from_body(std::string_view body);

}  // namespace tongluo::daemon
