#pragma once
// Does what the core lets a maintenance command do, with the parts of the device. Owner: the control thread. Each
// command is answered exactly once through `done`, maybe before perform() returns.

#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <functional>

#include "terminal-fw/core/command_desk.hpp"
#include "terminal-fw/main/network_check.hpp"
#include "terminal-fw/main/packet_trace.hpp"
#include "terminal-fw/main/technician_desk.hpp"
#include "terminal-fw/maintenance/field_bus.hpp"

namespace tongluo::firmware {

class MaintenanceDesk {
 public:
  using Done = std::function<void(const Digest& command, terminal::Maintained result)>;
  struct Parts {
    SoundDesk& sound;
    SoundTestDesk& tests;
    maintenance::FieldBus* bus = nullptr;  // null: no field bus
    std::filesystem::path data_dir;
    std::function<std::vector<std::string>()> log;  // newest last
    std::function<maintenance::Status(Now)> status;
    std::function<NetworkFacts(Now)> network;
    std::function<Result<std::string>()> reboot;  // soon, in order; what restarts
  };
  MaintenanceDesk(boost::asio::io_context& context, Parts parts, Done done);

  void perform(const terminal::Maintain& maintain);
  // Not null while a trace runs.
  PacketTrace* trace() { return trace_.get(); }
  void stop();

 private:
  terminal::Maintained act(const wire::Command& command);
  void test_itself(const terminal::Maintain& maintain);
  terminal::Maintained reboot() const;
  void check_network(const terminal::Maintain& maintain);
  void sound_tone(const terminal::Maintain& maintain);
  terminal::Maintained checks() const;
  terminal::Maintained set_volume(const wire::Command& command);
  terminal::Maintained log_slice(const wire::Command& command) const;
  terminal::Maintained bus_answer(const wire::Command& command);
  void start_trace(const terminal::Maintain& maintain);
  void end_trace(const Digest& command);

  boost::asio::io_context& context_;
  Parts parts_;
  const Done done_;
  boost::asio::steady_timer timer_;
  std::unique_ptr<PacketTrace> trace_;
  std::unique_ptr<net::ReachCheck> reach_;  // the last one
};

// Of a file of the data folder; the default if there is none.
std::uint32_t read_installed_volume(const std::filesystem::path& data_dir);

}  // namespace tongluo::firmware
