// Which photos there may be, and whether a record gives back what it was made of. Nothing of a disk.

#include "controller/main/photo_book.hpp"

#include <gtest/gtest.h>

namespace tongluo::daemon {
namespace {

using http::Photo;

TerminalId terminal(std::size_t number) { return *TerminalId::parse("TL-" + std::to_string(10'000 + number)); }
Photo photo(std::size_t number, std::size_t bytes = 1'000) {
  Photo one{{}, 640, 480, bytes, wall_from_us(static_cast<std::int64_t>(number)), "account:sun"};
  one.digest.octets[0] = static_cast<std::byte>(number);
  return one;
}
std::string outcome(const Result<void, http::Problem>& reserved) { return reserved ? "" : reserved.error().code; }
void keep(PhotoBook& book, const TerminalId& where, const Photo& one) {
  ASSERT_EQ(outcome(book.reserve(where, one)), "");
  book.settle(where, one.digest);
}

TEST(PhotoBook, ShowsWhatIsSettledTheOldestFirst) {
  PhotoBook book;
  keep(book, terminal(1), photo(9));
  keep(book, terminal(1), photo(2));
  keep(book, terminal(2), photo(3));
  ASSERT_EQ(outcome(book.reserve(terminal(1), photo(1))), "");
  ASSERT_EQ(book.of(terminal(1)).size(), 2U);
  EXPECT_EQ(book.of(terminal(1)).at(0).digest, photo(2).digest);
  EXPECT_EQ(book.find(terminal(1), photo(1).digest), nullptr) << "it is not durable yet";
  EXPECT_EQ(outcome(book.reserve(terminal(1), photo(1))), "photo.unavailable");
}

TEST(PhotoBook, ATerminalHasFourAndWhatIsComingCounts) {
  PhotoBook book;
  for (std::size_t i = 0; i < kMaxPhotosOfTerminal; ++i)
    EXPECT_EQ(outcome(book.reserve(terminal(1), photo(i))), "") << i;
  EXPECT_EQ(outcome(book.reserve(terminal(1), photo(99))), "photo.too_many");
  EXPECT_EQ(outcome(book.reserve(terminal(2), photo(99))), "");
  book.drop(terminal(1), photo(0).digest);
  EXPECT_EQ(outcome(book.reserve(terminal(1), photo(99))), "");
}

TEST(PhotoBook, AllTogetherHaveLimitsOfCountAndBytes) {
  PhotoBook many;
  for (std::size_t i = 0; i < kMaxPhotos; ++i)
    ASSERT_EQ(outcome(many.reserve(terminal(i / kMaxPhotosOfTerminal), photo(i % kMaxPhotosOfTerminal))), "") << i;
  EXPECT_EQ(outcome(many.reserve(terminal(kMaxPhotos), photo(1))), "photo.too_many");
  PhotoBook large;
  ASSERT_EQ(outcome(large.reserve(terminal(1), photo(1, kMaxPhotosBytes - 10))), "");
  EXPECT_EQ(outcome(large.reserve(terminal(2), photo(2, 11))), "photo.too_many");
  EXPECT_EQ(outcome(large.reserve(terminal(2), photo(2, 10))), "");
  large.drop(terminal(1), photo(1).digest);
  EXPECT_EQ(outcome(large.reserve(terminal(3), photo(3, kMaxPhotosBytes - 10))), "") << "its bytes came back";
}

TEST(PhotoBook, ARecordGivesThePhotoBackAndADamagedOneNothing) {
  PhotoBook book;
  const controller::ShellRecord good = to_record(terminal(1), photo(7));
  ASSERT_TRUE(book.take(good));
  const Photo* found = book.find(terminal(1), photo(7).digest);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->width, 640U);
  EXPECT_EQ(found->bytes, 1'000U);
  EXPECT_EQ(found->at, photo(7).at);
  EXPECT_EQ(found->actor, "account:sun");
  EXPECT_EQ(book.names(), std::vector<std::string>{good.name});
  for (const controller::ShellRecord& bad : {controller::ShellRecord{"boundaries", good.name, good.body},
                                             {kPhotoKind, "TL-10001", good.body},
                                             {kPhotoKind, "TL-10001.5f", good.body},
                                             {kPhotoKind, "../x" + good.name, good.body},
                                             {kPhotoKind, good.name, ""},
                                             {kPhotoKind, good.name, "640 480 1000 7"},
                                             {kPhotoKind, good.name, "640 480 1000 7 "},
                                             {kPhotoKind, good.name, "-1 480 1000 7 x"},
                                             {kPhotoKind, good.name, "640 480x 1000 7 x"},
                                             {kPhotoKind, good.name, "640  1000 7 x"},
                                             {kPhotoKind, good.name, "640 480 99999999999 7 x"}})
    EXPECT_FALSE(book.take(bad)) << bad.name << " " << bad.body;
}

}  // namespace
}  // namespace tongluo::daemon
