// Which addresses answer: one listens, one refuses, one has a name that nobody knows, one says nothing.

#include "terminal-fw/net/reach_check.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "protocol/os/clock.hpp"

namespace tongluo::net {
namespace {

using boost::asio::ip::tcp;

constexpr milliseconds kShort(1'000);

class ReachCheckTest : public testing::Test {
 protected:
  static tcp::endpoint any_port() { return {boost::asio::ip::address_v4::loopback(), 0}; }
  // Of a listener that is gone: nobody listens there.
  std::uint16_t closed_port() { return tcp::acceptor(context, any_port()).local_endpoint().port(); }
  std::vector<Reached> ask(const std::vector<Endpoint>& targets, milliseconds limit = kReachLimit) {
    std::vector<Reached> answer;
    int answers = 0;
    const auto check = ReachCheck::begin(
        context, targets,
        [&](const std::vector<Reached>& all) {
          answer = all;
          ++answers;
        },
        limit);
    EXPECT_EQ(answers, 0) << "not before it returned";
    context.restart();
    context.run();
    EXPECT_EQ(answers, 1);
    return answer;
  }

  boost::asio::io_context context{1};
};

TEST_F(ReachCheckTest, EachAddressHasItsAnswerInItsPlace) {
  const tcp::acceptor listener(context, any_port());
  const auto answers = ask({{"127.0.0.1", listener.local_endpoint().port()},
                            {"127.0.0.1", closed_port()},
                            {"no..body", 7100},
                            {"localhost", listener.local_endpoint().port()}});
  ASSERT_EQ(answers.size(), 4U);
  EXPECT_EQ(answers[0].trouble, "");
  EXPECT_EQ(answers[0].address, "127.0.0.1");
  EXPECT_EQ(answers[1].trouble, "connect: Connection refused");
  EXPECT_EQ(answers[2].endpoint.host, "no..body");
  EXPECT_TRUE(answers[2].trouble.starts_with("resolve: ")) << answers[2].trouble;
  EXPECT_EQ(answers[3].trouble, "") << "the name of one that listens";
  EXPECT_EQ(answers[3].address, "127.0.0.1");
}

// A listener whose queue is full answers no more.
TEST_F(ReachCheckTest, ASilentOneIsGivenUpAtTheLimitAndHoldsUpNobody) {
  tcp::acceptor silent(context, tcp::v4());
  silent.bind(any_port());
  silent.listen(0);
  std::vector<tcp::socket> full;
  for (int i = 0; i < 4; ++i) {
    full.emplace_back(context, tcp::v4());
    full.back().native_non_blocking(true);
    const auto address = silent.local_endpoint();
    ::connect(full.back().native_handle(), address.data(),
              static_cast<socklen_t>(address.size()));  // waits for nothing
  }
  const tcp::acceptor listener(context, any_port());
  const SteadyTime begun = os::steady_now();
  const auto answers =
      ask({{"127.0.0.1", silent.local_endpoint().port()}, {"127.0.0.1", listener.local_endpoint().port()}}, kShort);
  EXPECT_LT(os::steady_now() - begun, 10 * kShort);
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].trouble, "no answer within 1000 ms");
  EXPECT_GE(answers[0].took, kShort);
  EXPECT_EQ(answers[1].trouble, "");
  EXPECT_LT(answers[1].took, kShort);
}

TEST_F(ReachCheckTest, NoAddressIsAnAnswerToo) { EXPECT_TRUE(ask({}).empty()); }

TEST_F(ReachCheckTest, MoreThanItsLimitAreLeftOut) {
  EXPECT_EQ(ask(std::vector<Endpoint>(kMaxReachTargets + 3, Endpoint{"127.0.0.1", closed_port()})).size(),
            kMaxReachTargets);
}

TEST_F(ReachCheckTest, SaysNothingOnceItIsDestroyed) {
  bool said = false;
  ReachCheck::begin(context, {{"localhost", closed_port()}}, [&said](const std::vector<Reached>&) {
    said = true;
  }).reset();
  context.run();
  EXPECT_FALSE(said);
}

}  // namespace
}  // namespace tongluo::net
