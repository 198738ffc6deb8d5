#include "protocol/base/bytes.hpp"

#include <gtest/gtest.h>

#include "protocol/base/digest.hpp"

namespace tongluo {
namespace {

TEST(Hex, RoundTripsEveryOctet) {
  Bytes all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<std::byte>(i));
  EXPECT_EQ(from_hex(to_hex(all)), all);
  EXPECT_EQ(to_hex(to_bytes("\x01\xfe")), "01fe");
}

TEST(Hex, RefusesOddLengthAndForeignCharacters) {
  for (const char* text : {"0", "0g", "zz", "0x12", "12 "}) EXPECT_EQ(from_hex(text), std::nullopt) << text;
}

// RFC 4648 section 10.
TEST(Base64, AgreesWithTheVectorsOfRfc4648) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(to_base64(as_bytes(plain)), encoded);
    EXPECT_EQ(from_base64(encoded), to_bytes(plain));
  }
}

TEST(Base64, RefusesWhatEncodingNeverProduces) {
  for (const char* text : {"Zg=", "Zg", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm9v\n", "Zm-v", "Zm 9"})
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
}

TEST(Digest, ParsesExactly32OctetsOr64Digits) {
  const std::string digits(64, 'a');
  const auto digest = digest_from_hex(digits);
  ASSERT_TRUE(digest);
  EXPECT_EQ(to_string(*digest), digits);
  EXPECT_EQ(digest_from_hex(digits.substr(2)), std::nullopt);
  EXPECT_EQ(digest_from_hex(digits + "aa"), std::nullopt);
  EXPECT_EQ(digest_from_bytes(Bytes(31)), std::nullopt);
  EXPECT_TRUE(digest_from_bytes(Bytes(32))->is_zero());
}

}  // namespace
}  // namespace tongluo
