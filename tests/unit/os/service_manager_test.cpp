// sd_notify's protocol, spoken to a real datagram socket that plays systemd.

#include "protocol/os/service_manager.hpp"

#include <array>
#include <cstdlib>
#include <cstring>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tongluo::os {
namespace {

class Systemd : public testing::Test {
 protected:
  Systemd() {
    name_ = "tongluo-notify-test-" + std::to_string(::getpid());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, name_.data(), name_.size());
    socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name_.size());
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), length), 0);
    ::setenv("NOTIFY_SOCKET", ("@" + name_).c_str(), 1);
  }
  ~Systemd() override {
    ::close(socket_);
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
  }
  std::string heard() const {
    std::array<char, 128> text{};
    const ssize_t bytes = ::recv(socket_, text.data(), text.size(), 0);
    return bytes > 0 ? std::string(text.data(), static_cast<std::size_t>(bytes)) : std::string();
  }

 private:
  std::string name_;
  int socket_ = -1;
};

TEST_F(Systemd, HearsWhatIsTold) {
  const ServiceManager manager = ServiceManager::from_environment();
  EXPECT_TRUE(manager.tell("READY=1"));
  EXPECT_EQ(heard(), "READY=1");
  EXPECT_TRUE(manager.tell("WATCHDOG=1"));
  EXPECT_EQ(heard(), "WATCHDOG=1");
  EXPECT_FALSE(manager.watchdog_interval());
  EXPECT_EQ(std::getenv("NOTIFY_SOCKET"), nullptr) << "no child speaks for us";
}

TEST_F(Systemd, ItsWatchdogIsOursOnlyIfItNamesUs) {
  ::setenv("WATCHDOG_USEC", "3000000", 1);
  ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
  EXPECT_EQ(ServiceManager::from_environment().watchdog_interval(), seconds(3));
}

TEST_F(Systemd, AWatchdogOfAnotherProcessOrWithoutSenseIsNone) {
  ::setenv("WATCHDOG_USEC", "3000000", 1);
  ::setenv("WATCHDOG_PID", "1", 1);
  EXPECT_FALSE(ServiceManager::from_environment().watchdog_interval());
}

TEST(WithoutSystemd, NothingIsToldAndNothingFails) {
  for (const char* path : {"", "x", "relative/path", "/does/not/exist"}) {
    ::setenv("NOTIFY_SOCKET", path, 1);
    EXPECT_FALSE(ServiceManager::from_environment().tell("READY=1")) << path;
  }
  ::unsetenv("NOTIFY_SOCKET");
  EXPECT_FALSE(ServiceManager::from_environment().tell("READY=1"));
}

}  // namespace
}  // namespace tongluo::os
