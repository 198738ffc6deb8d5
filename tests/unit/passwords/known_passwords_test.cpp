// Under test: passwords looked up in a list of their SHA-1, as Have I Been Pwned gives it away.

#include "controller/passwords/known_passwords.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <vector>

#include "protocol/sign/sha1.hpp"

namespace tongluo::passwords {
namespace {

class KnownPasswordsTest : public testing::Test {
 protected:
  ~KnownPasswordsTest() override { std::filesystem::remove(file); }
  void write(const std::string& text) const { std::ofstream(file, std::ios::binary) << text; }
  static std::string hash_of(const std::string& password) {
    std::string hash = to_hex(sign::sha1(as_bytes(password)));
    for (char& c : hash)
      if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
    return hash;
  }
  // Every other one of a thousand; the rest are their neighbours.
  static std::string list_of(int number, const std::string& end, const std::string& count) {
    std::vector<std::string> hashes;
    for (int i = 0; i < number; i += 2) hashes.push_back(hash_of("password number " + std::to_string(i)));
    std::sort(hashes.begin(), hashes.end());
    std::string text;
    for (std::size_t i = 0; i < hashes.size(); ++i)
      text += hashes[i] + (count.empty() ? "" : count + std::to_string(i * i)) + end;
    return text;
  }

  const std::filesystem::path file =
      std::filesystem::temp_directory_path() /
      ("known-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()) + ".txt");
};

TEST_F(KnownPasswordsTest, EachOfTheListIsFoundAndNoOther) {
  for (const std::string end : {"\n", "\r\n"})
    for (const std::string count : {"", ":"})
      for (const int number : {1, 2, 5, 6, 1'000}) {
        const std::string text = list_of(number, end, count);
        for (const std::size_t cut : {std::size_t{0}, end.size()}) {  // the last line may have no end
          write(text.substr(0, text.size() - cut));
          const auto known = KnownPasswords::open(file);
          ASSERT_TRUE(known) << known.error().detail;
          for (int i = 0; i <= number; ++i)
            EXPECT_EQ(known->contains("password number " + std::to_string(i)).value(), i % 2 == 0 && i < number)
                << i << " of " << number << " cut " << cut;
        }
      }
}

TEST_F(KnownPasswordsTest, IsTheHashThatTheListsAreOf) {
  write("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:52256179\r\n");
  EXPECT_TRUE(KnownPasswords::open(file)->contains("password").value());
  write("5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8\n");
  EXPECT_TRUE(KnownPasswords::open(file)->contains("password").value());
}

TEST_F(KnownPasswordsTest, AnEmptyListKnowsNone) {
  write("");
  EXPECT_FALSE(KnownPasswords::open(file)->contains("password").value());
}

TEST_F(KnownPasswordsTest, WhatIsNoSuchListIsAnErrorNeverAnAnswer) {
  EXPECT_EQ(KnownPasswords::open(file).error().kind, ErrorKind::io);
  const std::string good = list_of(1'000, "\n", ":");
  for (const std::string& bad :
       {std::string("password\n"), std::string("\n"), "\n" + good, std::string(500, 'A'), good.substr(0, 39)}) {
    write(bad);
    const auto known = KnownPasswords::open(file);
    ASSERT_FALSE(known) << bad.substr(0, 60);
    EXPECT_EQ(known.error().kind, ErrorKind::corrupt);
  }
  write(good);
  const auto known = KnownPasswords::open(file);
  ASSERT_TRUE(known);
  write(std::string(good.size(), 'x'));
  EXPECT_EQ(known->contains("password").error().kind, ErrorKind::corrupt);
  std::filesystem::remove(file);
  EXPECT_EQ(known->contains("password").error().kind, ErrorKind::io);
}

}  // namespace
}  // namespace tongluo::passwords
