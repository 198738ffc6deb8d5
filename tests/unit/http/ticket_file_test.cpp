// The file of the ticket keys: kept over restarts, renewed when old, of nobody else, and never in the way of a start.

#include "controller/main/ticket_file.hpp"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>

namespace tongluo::daemon {
namespace {

constexpr WallTime kMade(std::chrono::hours(24 * 20'000));

class TicketFile : public testing::Test {
 protected:
  TicketFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tongluo-tickets-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    file_ = folder_ / kTicketFile;
  }
  ~TicketFile() override { std::filesystem::remove_all(folder_); }
  transport::TicketKeys load(WallTime now) const { return load_ticket_keys(file_, now); }

  std::filesystem::path folder_, file_;
};

TEST_F(TicketFile, IsTheSameAfterARestart) {
  const auto keys = load(kMade);
  EXPECT_EQ(load(kMade + kTicketKeysAge), keys);
  EXPECT_EQ(std::filesystem::status(file_).permissions(), std::filesystem::perms(0600));
}

TEST_F(TicketFile, IsRenewedWhenOldAndWhenOfTheFuture) {
  const auto keys = load(kMade);
  const auto renewed = load(kMade + kTicketKeysAge + seconds(1));
  EXPECT_NE(renewed, keys);
  EXPECT_EQ(load(kMade + kTicketKeysAge + seconds(2)), renewed);
  EXPECT_NE(load(kMade), renewed) << "the clock went back";
}

TEST_F(TicketFile, IsMadeAnewWhenDamaged) {
  const auto keys = load(kMade);
  std::filesystem::resize_file(file_, 40);
  const auto anew = load(kMade);
  EXPECT_NE(anew, keys);
  EXPECT_EQ(load(kMade), anew);
  std::ofstream(file_, std::ios::app) << "more";
  EXPECT_NE(load(kMade), anew);
}

TEST_F(TicketFile, WithoutAFolderTheKeysLastAsLongAsTheProcess) {
  EXPECT_NE(load_ticket_keys(folder_ / "missing" / kTicketFile, kMade), transport::TicketKeys{});
}

}  // namespace
}  // namespace tongluo::daemon
