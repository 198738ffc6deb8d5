// Under test: Argon2id's text form, made and compared.

#include "controller/passwords/password_hash.hpp"

#include <gtest/gtest.h>

namespace tongluo::passwords {
namespace {

constexpr Cost kCheap{64, 1};

TEST(PasswordHash, MatchesThePasswordItWasMadeOfAndNoOther) {
  const auto encoded = hash("铜锣 in the night", Bytes(kSaltBytes, std::byte{7}), kCheap);
  ASSERT_TRUE(encoded);
  EXPECT_TRUE(encoded->starts_with("$argon2id$v=19$m=64,t=1,p=1$")) << *encoded;
  EXPECT_TRUE(matches(*encoded, "铜锣 in the night"));
  EXPECT_FALSE(matches(*encoded, "铜锣 in the nigh"));
  EXPECT_FALSE(matches(*encoded, ""));
}

TEST(PasswordHash, TheSaltMakesTwoOfOnePasswordDiffer) {
  EXPECT_NE(*hash("correct horse battery", Bytes(kSaltBytes, std::byte{1}), kCheap),
            *hash("correct horse battery", Bytes(kSaltBytes, std::byte{2}), kCheap));
}

TEST(PasswordHash, NonsenseMatchesNothing) {
  for (const char* text : {"", "$", "$argon2id$", "$argon2id$v=19$m=64,t=1,p=1$$", "plain"})
    EXPECT_FALSE(matches(text, "plain")) << text;
}

TEST(PasswordHash, CostsWhatOwaspAsksFor) {
  EXPECT_GE(kMemoryKib, 46U * 1024);
  EXPECT_GE(kIterations, 1U);
}

}  // namespace
}  // namespace tongluo::passwords
