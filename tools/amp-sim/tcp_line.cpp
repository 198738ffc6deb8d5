#include "tools/amp-sim/tcp_line.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace tongluo::amp_sim {
namespace {

constexpr std::uint32_t kWholeRequestUs = 200'000;  // a request comes in one piece, or its sender is dropped
constexpr std::size_t kUnitIdAt = 6;                // in the header of Modbus TCP

std::string address_of(int listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  std::array<char, INET_ADDRSTRLEN> text{};
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  ::inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size());
  return std::string(text.data()) + ":" + std::to_string(ntohs(address.sin_port));
}

}  // namespace

Result<std::unique_ptr<TcpLine>> TcpLine::listen(const std::string& host, int port, std::vector<DeviceBank*> banks) {
  ModbusContext context(modbus_new_tcp(host.c_str(), port));
  const int listener = context ? modbus_tcp_listen(context.get(), kMaxClients) : -1;
  if (listener < 0)
    return fail(ErrorKind::io, "cannot listen on " + host + ": " + std::generic_category().message(errno));
  return std::unique_ptr<TcpLine>(new TcpLine(std::move(context), listener, std::move(banks)));
}

TcpLine::TcpLine(ModbusContext context, int listener, std::vector<DeviceBank*> banks)
    : context_(std::move(context)), listener_(listener), banks_(std::move(banks)), address_(address_of(listener)) {
  modbus_set_indication_timeout(context_.get(), 0, kWholeRequestUs);
}

TcpLine::~TcpLine() {
  for (const int client : clients_) ::close(client);
  ::close(listener_);
}

std::vector<int> TcpLine::descriptors() const {
  std::vector<int> all = clients_;
  all.push_back(listener_);
  return all;
}

void TcpLine::on_readable(int descriptor, World& world) {
  descriptor == listener_ ? accept_client() : serve(descriptor, world);
}

void TcpLine::accept_client() {
  const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  if (clients_.size() == kMaxClients)
    ::close(client);
  else
    clients_.push_back(client);
}

void TcpLine::drop(int client) {
  ::close(client);
  std::erase(clients_, client);
}

void TcpLine::serve(int client, World& world) {
  std::array<std::uint8_t, MODBUS_TCP_MAX_ADU_LENGTH> request{};
  modbus_set_socket(context_.get(), client);
  const int length = modbus_receive(context_.get(), request.data());
  if (length < 0 || world.faults.on(Fault::cut_frames)) return drop(client);
  if (length == 0 || world.faults.on(Fault::bus_timeout)) return;
  const auto unit = request[kUnitIdAt];
  const auto bank = std::find_if(banks_.begin(), banks_.end(), [&](DeviceBank* it) { return it->unit_id() == unit; });
  if (bank == banks_.end()) {
    modbus_reply_exception(context_.get(), request.data(), MODBUS_EXCEPTION_GATEWAY_TARGET);
    return;
  }
  if (world.faults.on(Fault::busy)) {
    modbus_reply_exception(context_.get(), request.data(), MODBUS_EXCEPTION_SLAVE_OR_SERVER_BUSY);
    return;
  }
  (*bank)->show(world.model);
  modbus_reply(context_.get(), request.data(), length, (*bank)->mapping());
  (*bank)->take(world.model);
}

}  // namespace tongluo::amp_sim
