// Claim codes as people type them, and what they anchor.

#include "protocol/sign/claim_code.hpp"

#include <gtest/gtest.h>

namespace tongluo::sign {
namespace {

const Bytes kRoots = to_bytes("root set");
const Bytes kAuthority = to_bytes("authority");

ClaimCode sample(std::uint8_t seed = 7) {
  return ClaimCode::make(Bytes(ClaimCode::kSecretSymbols, std::byte{seed}), kRoots, kAuthority);
}

TEST(ClaimCodeText, IsReadBackAsWritten) {
  const ClaimCode code = sample();
  EXPECT_EQ(code.text().size(), 35U);
  const auto read = ClaimCode::parse(code.text());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->text(), code.text());
  EXPECT_EQ(read->secret(), code.secret());
}

TEST(ClaimCodeText, ForgivesHowPeopleWrite) {
  std::string typed;
  for (const char c : ClaimCode::make(Bytes(ClaimCode::kSecretSymbols, std::byte{0}), kRoots, kAuthority).text()) {
    if (c == '-')
      typed += ' ';
    else if (c == '0')
      typed += 'o';
    else if (c == '1')
      typed += 'l';
    else
      typed += static_cast<char>(std::tolower(c));
  }
  EXPECT_TRUE(ClaimCode::parse(typed).has_value()) << typed;
}

// One wrong symbol passes by chance once in 1,024 times; each is tried at each place.
TEST(ClaimCodeText, AWrongSymbolIsNearlyAlwaysFound) {
  const std::string good = sample().text();
  int tried = 0;
  int passed = 0;
  for (std::size_t i = 0; i < good.size(); ++i) {
    if (good[i] == '-') continue;
    for (const char other : std::string("0123456789ABCDEFGHJKMNPQRSTVWXYZ")) {
      if (other == good[i]) continue;
      std::string wrong = good;
      wrong[i] = other;
      ++tried;
      passed += ClaimCode::parse(wrong).has_value() ? 1 : 0;
    }
  }
  EXPECT_EQ(tried, 930);
  EXPECT_LE(passed, 6);
}

TEST(ClaimCodeText, OtherLengthsAndSignsAreNoCode) {
  const std::string good = sample().text();
  for (const std::string& text :
       {std::string(), good.substr(1), good + "0", good + "U", std::string("U") + good.substr(1),
        std::string(1'000, '-'), std::string(1'000'000, '0')})
    EXPECT_FALSE(ClaimCode::parse(text).has_value()) << text.substr(0, 40);
}

TEST(ClaimCodeAnchor, FitsOnlyTheRootsAndTheAuthorityItWasMadeFor) {
  const ClaimCode code = *ClaimCode::parse(sample().text());
  EXPECT_TRUE(code.anchors(kRoots, kAuthority));
  EXPECT_FALSE(code.anchors(to_bytes("other roots"), kAuthority));
  EXPECT_FALSE(code.anchors(kRoots, to_bytes("other authority")));
  EXPECT_FALSE(code.anchors(kAuthority, kRoots));
}

TEST(ClaimCodeName, IsOfTheSecretAlone) {
  EXPECT_EQ(sample().name(), ClaimCode::name_of(sample().secret()));
  EXPECT_NE(sample(1).name(), sample(2).name());
}

}  // namespace
}  // namespace tongluo::sign
