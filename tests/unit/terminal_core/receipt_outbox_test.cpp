#include "terminal-fw/core/receipt_outbox.hpp"

#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {
namespace {

StoredReceipt receipt(std::uint64_t sequence, Stage stage = Stage::accepted) {
  const std::string text = std::to_string(sequence);
  return {
      sign::digest_of(as_bytes(text)), sequence, sign::digest_of(as_bytes("order")), 1, stage, false, to_bytes(text)};
}

std::size_t send_all(ReceiptOutbox& outbox) {
  std::size_t sent = 0;
  while (outbox.next_to_send() != nullptr) ++sent;
  return sent;
}

TEST(ReceiptOutbox, NothingGoesOutBeforeItsCommit) {
  ReceiptOutbox outbox;
  outbox.on_link(true);
  outbox.add(receipt(1));
  EXPECT_EQ(outbox.next_to_send(), nullptr);
  outbox.release(receipt(1).digest, true);
  ASSERT_NE(outbox.next_to_send(), nullptr);
  EXPECT_EQ(outbox.next_to_send(), nullptr) << "once per link";
}

TEST(ReceiptOutbox, OnlySoManyAreInFlight) {
  ReceiptOutbox outbox;
  std::vector<StoredReceipt> many;
  for (std::uint64_t i = 1; i <= limits::kMaxReceiptsInFlight + 5; ++i) many.push_back(receipt(i));
  outbox.load(many);
  EXPECT_EQ(send_all(outbox), 0u) << "the link is down";
  outbox.on_link(true);
  EXPECT_EQ(send_all(outbox), limits::kMaxReceiptsInFlight);
  const Digest taken[] = {many[0].digest, many[1].digest};
  EXPECT_EQ(outbox.on_taken(taken).size(), 2u);
  EXPECT_EQ(send_all(outbox), 2u);
}

TEST(ReceiptOutbox, UntakenGoOutAgainAfterReconnectAndTakenNever) {
  ReceiptOutbox outbox;
  outbox.load({receipt(1), receipt(2)});
  outbox.on_link(true);
  EXPECT_EQ(send_all(outbox), 2u);
  const Digest taken[] = {receipt(1).digest};
  outbox.on_taken(taken);
  outbox.on_link(false);
  outbox.on_link(true);
  const StoredReceipt* again = outbox.next_to_send();
  ASSERT_NE(again, nullptr);
  EXPECT_EQ(again->sequence, 2u);
  EXPECT_EQ(outbox.next_to_send(), nullptr);
}

TEST(ReceiptOutbox, TakenTwiceOrUnknownIsNoChange) {
  ReceiptOutbox outbox;
  outbox.load({receipt(1)});
  outbox.on_link(true);
  send_all(outbox);
  const Digest taken[] = {receipt(1).digest, receipt(9).digest};
  EXPECT_EQ(outbox.on_taken(taken).size(), 1u);
  EXPECT_TRUE(outbox.on_taken(taken).empty());
  EXPECT_EQ(outbox.untaken(), 0u);
}

TEST(ReceiptOutbox, TakenOnesAreKeptUpToALimitOldestForgottenFirst) {
  ReceiptOutbox outbox;
  std::vector<StoredReceipt> many;
  for (std::uint64_t i = 1; i <= kMaxKeptReceipts + 3; ++i) {
    many.push_back(receipt(i));
    many.back().taken = true;
  }
  outbox.load(many);
  const auto forgotten = outbox.forget_surplus();
  ASSERT_EQ(forgotten.size(), 3u);
  EXPECT_EQ(forgotten[0], many[0].digest);
  EXPECT_TRUE(outbox.forget_surplus().empty());
}

TEST(ReceiptOutbox, UnstoredAreSentAndOfferedForStoring) {
  ReceiptOutbox outbox;
  outbox.on_link(true);
  outbox.add(receipt(1));
  outbox.release(receipt(1).digest, false);
  EXPECT_EQ(send_all(outbox), 1u);
  EXPECT_EQ(outbox.unstored().size(), 1u);
  outbox.release(receipt(1).digest, true);
  EXPECT_TRUE(outbox.unstored().empty());
}

TEST(ReceiptOutbox, IsFullAtItsLimit) {
  ReceiptOutbox outbox;
  EXPECT_TRUE(outbox.has_room(kMaxUntakenReceipts));
  outbox.add(receipt(1));
  EXPECT_FALSE(outbox.has_room(kMaxUntakenReceipts));
}

}  // namespace
}  // namespace tongluo::terminal
