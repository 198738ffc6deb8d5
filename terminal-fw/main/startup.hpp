#pragma once
// From configuration to a device that can start: loads keys, certificates, roots, journal and cache. What is missing or
// unusable is one line and an exit code.

#include <memory>

#include "terminal-fw/main/config.hpp"
#include "terminal-fw/main/device.hpp"
#include "terminal-fw/main/identity_folder.hpp"

namespace tongluo::firmware {

enum class ExitCode : int {
  stopped = 0,
  failure = 1,
  configuration = 2,
  port_in_use = 3,
  keys = 4,
  database = 5,
  newer_schema = 6,
  restart = 10  // by command, for an update, or safe mode is over: whoever waits for it starts it again
};

struct StartFault {
  ExitCode code{};
  std::string line;
};

// An enrolled terminal's configuration: who it is and what it believes comes from its identity folder. False: it is not
// enrolled yet.
bool take_identity(Config& config, const IdentityFolder& identity);

Result<std::unique_ptr<Device>, StartFault> make_device(boost::asio::io_context& context, const Config& config,
                                                        const maintenance::BootVerdict& boot,
                                                        const RunningImage& running);

}  // namespace tongluo::firmware
