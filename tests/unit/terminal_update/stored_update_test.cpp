// The record reads back what was written; anything else is no record.

#include "terminal-fw/update/stored_update.hpp"

#include <gtest/gtest.h>

#include "protocol/sign/digest_of.hpp"
#include "terminal-fw/update/limits.hpp"

namespace tongluo::update {
namespace {

StoredUpdate sample() {
  StoredUpdate record;
  record.state = wire::UpdateState::trial;
  record.release = to_bytes("an envelope");
  record.failure = "not well: sound";
  record.version_floor = 9;
  record.tried = {sign::digest_of(as_bytes("one")), sign::digest_of(as_bytes("two"))};
  record.last = LastUpdate{sign::digest_of(as_bytes("one")), wire::UpdateState::returned, "did not come up"};
  return record;
}

TEST(StoredUpdate, ReadsBackWhatWasWritten) {
  for (const StoredUpdate& record : {StoredUpdate{}, sample()}) {
    const Bytes bytes = serialize(record);
    EXPECT_EQ(parse_stored_update(bytes), record);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut)
      EXPECT_FALSE(parse_stored_update(ByteView(bytes).first(cut))) << cut;
    Bytes longer = bytes;
    longer.push_back(std::byte{0});
    EXPECT_FALSE(parse_stored_update(longer));
  }
}

TEST(StoredUpdate, RefusesWhatDoesNotFitTogether) {
  const auto refused = [](auto edit) {
    StoredUpdate record = sample();
    edit(record);
    return !parse_stored_update(serialize(record)).has_value();
  };
  EXPECT_TRUE(refused([](auto& r) { r.release.clear(); }));
  EXPECT_TRUE(refused([](auto& r) { r.state = wire::UpdateState::none; }));
  EXPECT_TRUE(refused([](auto& r) { r.state = wire::UpdateState::confirmed; }));
  EXPECT_TRUE(refused([](auto& r) { r.state = wire::UpdateState::ready; })) << "a failure belongs to a trial";
  EXPECT_TRUE(refused([](auto& r) { r.last->state = wire::UpdateState::trial; }));
  EXPECT_TRUE(refused([](auto& r) { r.tried.resize(kMaxTried + 1); }));
  EXPECT_TRUE(refused([](auto& r) { r.last->detail.assign(kMaxDetailBytes + 1, 'x'); }));
}

TEST(StoredUpdate, AnyOctetChangedReadsAsItselfOrNotAtAll) {
  const Bytes bytes = serialize(sample());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    Bytes spoiled = bytes;
    spoiled[at] ^= std::byte{0x81};
    const auto read = parse_stored_update(spoiled);
    EXPECT_TRUE(!read || serialize(*read) == spoiled) << at;
  }
}

}  // namespace
}  // namespace tongluo::update
