// The memo that a simulator lends: it saves true verifications, and nothing that was not verified passes by it.

#include "protocol/sign/verification_memo.hpp"

#include "tests/unit/sign/vectors.hpp"

namespace tongluo::sign {
namespace {

struct Signed {
  PrivateKey key;
  PublicKey known;
  Bytes message, signature;
};

Signed make_signed(const char* text = "an order") {
  auto key = PrivateKey::generate(Algorithm::ed25519).value();
  auto known = PublicKey::parse(key.algorithm(), key.spki()).value();
  Bytes message = to_bytes(text);
  Bytes signature = key.sign(message).value();
  return {std::move(key), std::move(known), std::move(message), std::move(signature)};
}

TEST(VerificationMemo, ATrueVerificationIsDoneOnce) {
  const Signed made = make_signed();
  VerificationMemo memo(8);
  const LentMemo lent(memo);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(made.known.verify(made.message, made.signature));
  EXPECT_EQ(memo.done, 1u);
  EXPECT_EQ(memo.saved, 4u);
}

TEST(VerificationMemo, AFalseVerificationIsNeverRemembered) {
  Signed made = make_signed();
  made.signature.back() ^= std::byte{1};
  VerificationMemo memo(8);
  const LentMemo lent(memo);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(made.known.verify(made.message, made.signature));
  EXPECT_EQ(memo.done, 3u);
  EXPECT_EQ(memo.saved, 0u);
}

TEST(VerificationMemo, AnotherKeyMessageOrSignatureIsVerifiedAnew) {
  const Signed made = make_signed(), other = make_signed("another order");
  VerificationMemo memo(8);
  const LentMemo lent(memo);
  ASSERT_TRUE(made.known.verify(made.message, made.signature));
  EXPECT_FALSE(other.known.verify(made.message, made.signature));
  EXPECT_FALSE(made.known.verify(other.message, made.signature));
  EXPECT_FALSE(made.known.verify(made.message, other.signature));
  // The same bytes, divided differently.
  Bytes longer = made.message;
  longer.push_back(made.signature.front());
  EXPECT_FALSE(made.known.verify(longer, ByteView(made.signature).subspan(1)));
  EXPECT_EQ(memo.saved, 0u);
}

TEST(VerificationMemo, TheOldestLeavesWhenItIsFull) {
  const Signed first = make_signed(), second = make_signed(), third = make_signed();
  VerificationMemo memo(2);
  const LentMemo lent(memo);
  for (const Signed* made : {&first, &second, &third}) ASSERT_TRUE(made->known.verify(made->message, made->signature));
  EXPECT_TRUE(third.known.verify(third.message, third.signature));
  EXPECT_EQ(memo.saved, 1u);
  EXPECT_TRUE(first.known.verify(first.message, first.signature));
  EXPECT_EQ(memo.done, 4u);
}

TEST(VerificationMemo, WithoutALentOneNothingIsKept) {
  const Signed made = make_signed();
  VerificationMemo memo(8);
  { const LentMemo lent(memo); }
  EXPECT_TRUE(made.known.verify(made.message, made.signature));
  EXPECT_EQ(lent_memo(), nullptr);
  EXPECT_EQ(memo.done + memo.saved, 0u);
}

}  // namespace
}  // namespace tongluo::sign
