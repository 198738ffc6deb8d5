#pragma once
// What the updater must remember over a power cut, as a value and as bytes. One record, replaced as a whole.

#include <optional>
#include <string>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/digest.hpp"
#include "protocol/wire/release.hpp"

namespace tongluo::update {

struct LastUpdate {
  Digest release;
  wire::UpdateState state = wire::UpdateState::none;  // a final one
  std::string detail;                                 // one line
  bool operator==(const LastUpdate&) const = default;
};

struct StoredUpdate {
  wire::UpdateState state = wire::UpdateState::none;  // none … trial
  Bytes release;                                      // the envelope; empty exactly when the state is none
  std::string failure;                                // why a trial is being given up; empty: it is not
  std::uint64_t version_floor = 0;
  std::vector<Digest> tried;  // not taken again, the oldest first
  std::optional<LastUpdate> last;
  bool operator==(const StoredUpdate&) const = default;
};

Bytes serialize(const StoredUpdate& value);
// Nothing unless it is exactly what serialize() produced.
std::optional<StoredUpdate> parse_stored_update(ByteView bytes);

}  // namespace tongluo::update
