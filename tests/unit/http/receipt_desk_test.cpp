// Receipts' signatures beside the control thread: true ones are told from others, in the order in which they came.

#include "controller/main/receipt_desk.hpp"

#include <gtest/gtest.h>

#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/receipt.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::daemon {
namespace {

using controller::CheckReceipt;

const sign::PrivateKey& key_of_terminal() {
  static const auto key = sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256);
  return *key;
}

// Every third is not what was signed.
CheckReceipt receipt(const test::TrustFixture& trust, std::uint64_t sequence) {
  wire::Receipt receipt{.terminal = test::terminal_id("TL-000001")};
  receipt.sequence = sequence;
  receipt.at = test::kNow;
  Envelope envelope = trust.seal(PayloadType::receipt, wire::serialize(receipt), {&key_of_terminal()});
  if (sequence % 3 == 0) envelope.payload.back() ^= std::byte{1};
  auto key = sign::PublicKey::parse(key_of_terminal().algorithm(), key_of_terminal().spki());
  return {1, 0, receipt, std::move(envelope), *key, trust.deployment()};
}

TEST(ReceiptDesk, TellsTrueSignaturesFromOthersInTheOrderAsked) {
  constexpr std::uint64_t kReceipts = 100;  // several turns of the thread
  const test::TrustFixture trust;
  boost::asio::io_context context;
  auto stays = boost::asio::make_work_guard(context);
  std::vector<std::uint64_t> order;
  std::vector<bool> genuine;
  ReceiptDesk desk(context, [&](const CheckReceipt& check, bool is_true) {
    order.push_back(check.receipt.sequence);
    genuine.push_back(is_true);
    if (order.size() == kReceipts) stays.reset();
  });
  for (std::uint64_t i = 1; i <= kReceipts; ++i) {
    CheckReceipt check = receipt(trust, i);
    ASSERT_TRUE(desk.take(check));
  }
  context.run_for(std::chrono::seconds(60));
  ASSERT_EQ(order.size(), kReceipts);
  for (std::uint64_t i = 1; i <= kReceipts; ++i) {
    EXPECT_EQ(order[i - 1], i);
    EXPECT_EQ(genuine[i - 1], i % 3 != 0) << i;
  }
}

}  // namespace
}  // namespace tongluo::daemon
