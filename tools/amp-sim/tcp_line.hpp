#pragma once
// A Modbus TCP server in front of all devices of one bus, as a gateway is. Owner: the simulator's one thread. Limit:
// kMaxClients; a further connection is closed.

#include <memory>
#include <vector>

#include "protocol/base/result.hpp"
#include "tools/amp-sim/line.hpp"

namespace tongluo::amp_sim {

class TcpLine final : public Line {
 public:
  static constexpr std::size_t kMaxClients = 8;

  // `port` 0: any. Errors: io.
  static Result<std::unique_ptr<TcpLine>> listen(const std::string& host, int port, std::vector<DeviceBank*> banks);
  ~TcpLine() override;

  std::vector<int> descriptors() const override;
  void on_readable(int descriptor, World& world) override;
  std::string address() const override { return address_; }

 private:
  TcpLine(ModbusContext context, int listener, std::vector<DeviceBank*> banks);
  void accept_client();
  void serve(int client, World& world);
  void drop(int client);

  ModbusContext context_;
  int listener_;
  std::vector<DeviceBank*> banks_;
  std::vector<int> clients_;
  std::string address_;
};

}  // namespace tongluo::amp_sim
