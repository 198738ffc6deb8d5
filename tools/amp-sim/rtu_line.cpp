#include "tools/amp-sim/rtu_line.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace tongluo::amp_sim {
namespace {

constexpr int kBaud = 115'200;  // a pty has no speed
constexpr std::uint32_t kIndicationUs = 100'000;
constexpr int kReplyMs = 50;
constexpr std::size_t kShortestFrame = 4;  // address, function, CRC

// Of an answer that is cut: half for "on", else so many bytes.
std::size_t kept(std::size_t size, double wanted) {
  return wanted <= 1 ? size / 2 : std::min(size, static_cast<std::size_t>(wanted));
}

}  // namespace

Result<std::unique_ptr<RtuLine>> RtuLine::create(std::vector<DeviceBank*> banks) {
  auto pty = Pty::create();
  if (!pty) return fail(pty.error());
  auto line = std::unique_ptr<RtuLine>(new RtuLine(std::move(*pty)));
  for (DeviceBank* bank : banks) {
    auto drop = make_drop(bank);
    if (!drop) return fail(drop.error());
    line->drops_.push_back(std::move(*drop));
  }
  return line;
}

Result<RtuLine::Drop> RtuLine::make_drop(DeviceBank* bank) {
  auto pty = Pty::create();
  if (!pty) return fail(pty.error());
  ModbusContext server(modbus_new_rtu(pty->path().c_str(), kBaud, 'N', 8, 1));
  if (!server || modbus_set_slave(server.get(), bank->unit_id()) != 0 || modbus_connect(server.get()) != 0)
    return fail(ErrorKind::io, "cannot serve on " + pty->path() + ": " + std::generic_category().message(errno));
  modbus_set_indication_timeout(server.get(), 0, kIndicationUs);
  return Drop{bank, std::move(*pty), std::move(server)};
}

// A frame ends with a pause, as on a real line.
void RtuLine::on_readable(int, World& world) {
  const Octets frame = line_.read(0);
  if (frame.size() < kShortestFrame || world.faults.on(Fault::bus_timeout)) return;
  for (Drop& drop : drops_) {
    if (drop.bank->unit_id() != frame[0]) continue;
    const Octets reply = answer(drop, frame, world);
    if (!reply.empty()) line_.write(spoiled(reply, world.faults));
  }
}

Octets RtuLine::answer(Drop& drop, const Octets& frame, World& world) {
  std::array<std::uint8_t, MODBUS_RTU_MAX_ADU_LENGTH> request{};
  drop.bank->show(world.model);
  drop.pty.write(frame);
  const int length = modbus_receive(drop.server.get(), request.data());
  if (length <= 0) {  // its CRC is wrong, or it is no request
    modbus_flush(drop.server.get());
    return {};
  }
  if (world.faults.on(Fault::busy))
    modbus_reply_exception(drop.server.get(), request.data(), MODBUS_EXCEPTION_SLAVE_OR_SERVER_BUSY);
  else
    modbus_reply(drop.server.get(), request.data(), length, drop.bank->mapping());
  drop.bank->take(world.model);
  return drop.pty.read(kReplyMs);
}

Octets RtuLine::spoiled(Octets reply, const Faults& faults) {
  if (faults.on(Fault::wrong_crc)) reply.back() = static_cast<std::uint8_t>(reply.back() ^ 0x40);
  if (faults.on(Fault::cut_frames)) reply.resize(kept(reply.size(), faults.value(Fault::cut_frames)));
  if (faults.on(Fault::noise)) {
    noise_ = noise_ * 1'103'515'245U + 12'345U;
    const auto stray = static_cast<std::uint8_t>(noise_ >> 16);
    if ((noise_ >> 24) % 2 == 0)
      reply[reply.size() / 2] = static_cast<std::uint8_t>(reply[reply.size() / 2] ^ (stray | 1));
    else
      reply.insert(reply.begin(), (noise_ >> 26) % 5 + 1, stray);
  }
  return reply;
}

}  // namespace tongluo::amp_sim
