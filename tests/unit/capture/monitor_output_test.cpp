// Where a monitor output may go, and the SDP that describes it.

#include "controller/capture/monitor_output.hpp"

#include <gtest/gtest.h>

#include "controller/capture/alsa_source.hpp"

namespace tongluo::capture {
namespace {

std::string target(const std::string& to, const std::vector<std::string>& allowed = {}) {
  const auto made = monitor_target(to, allowed);
  if (made) return made->address().to_string() + ":" + std::to_string(made->port());
  return made.error().kind == ErrorKind::refused ? "refused" : "wrong";
}

TEST(MonitorTarget, IsThisMachineLocalMulticastOrConfigured) {
  EXPECT_EQ(target("127.0.0.1:5004"), "127.0.0.1:5004");
  EXPECT_EQ(target("[::1]:5004"), "::1:5004");
  EXPECT_EQ(target("239.1.2.3:5004"), "239.1.2.3:5004");
  EXPECT_EQ(target("192.0.2.7:5004"), "refused");
  EXPECT_EQ(target("224.0.0.1:5004"), "refused");
  EXPECT_EQ(target("192.0.2.7:5004", {"192.0.2.7"}), "192.0.2.7:5004");
}

TEST(MonitorTarget, AnythingElseIsWrong) {
  for (const char* to : {"", "5004", "localhost:5004", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:70000",
                         "127.0.0.1:50x", "[::1:5004"})
    EXPECT_EQ(target(to), "wrong") << to;
}

TEST(MonitorSdp, DescribesTheVeryPackets) {
  const std::string sdp = monitor_sdp(*monitor_target("239.1.2.3:5004", {}), 77, "village\r\nm=x");
  EXPECT_NE(sdp.find("c=IN IP4 239.1.2.3/1\r\n"), std::string::npos);
  EXPECT_NE(sdp.find("m=audio 5004 RTP/AVP 96\r\na=rtpmap:96 opus/48000/2\r\n"), std::string::npos);
  EXPECT_NE(sdp.find("s=village  m=x\r\n"), std::string::npos) << "a title adds no line";
}

TEST(Microphone, ThatIsNotThereIsAnErrorInWords) {
  const auto card = AlsaSource::open("no-such-card");
  ASSERT_FALSE(card);
  EXPECT_EQ(card.error().kind, ErrorKind::unavailable);
  EXPECT_NE(card.error().detail.find("no-such-card"), std::string::npos);
}

}  // namespace
}  // namespace tongluo::capture
