#include "terminal-fw/board/modbus_line.hpp"

#include <array>
#include <cerrno>
#include <modbus/modbus.h>

#include "protocol/base/assert.hpp"
#include "terminal-fw/fieldbus/limits.hpp"

namespace tongluo::board {
namespace {

using namespace fieldbus;

constexpr int kDataBits = 8;

modbus_t* make_context(const Bus& bus) {
  if (const auto* tcp = std::get_if<TcpAddress>(&bus.line)) return modbus_new_tcp(tcp->host.c_str(), tcp->port);
  const SerialLine& line = std::get<SerialLine>(bus.line);
  return modbus_new_rtu(line.path.c_str(), line.baud, line.parity, kDataBits, line.stop_bits);
}

bool is_write(const Request& request) { return !request.words.empty(); }

// libmodbus' answer: how many were read or written, or -1.
int read(modbus_t* context, const Request& request, Words& words) {
  const int address = request.address;
  const int count = request.count;
  std::array<std::uint8_t, kMaxBlockItems> bits{};
  int result = -1;
  switch (static_cast<ReadFunction>(request.function)) {
    case ReadFunction::holding_registers:
      return modbus_read_registers(context, address, count, words.data());
    case ReadFunction::input_registers:
      return modbus_read_input_registers(context, address, count, words.data());
    case ReadFunction::coils:
      result = modbus_read_bits(context, address, count, bits.data());
      break;
    case ReadFunction::discrete_inputs:
      result = modbus_read_input_bits(context, address, count, bits.data());
      break;
  }
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = bits[i];
  return result;
}

int write(modbus_t* context, const Request& request) {
  const int address = request.address;
  switch (static_cast<WriteFunction>(request.function)) {
    case WriteFunction::coil:
      return modbus_write_bit(context, address, request.words[0]);
    case WriteFunction::holding_register:
      return modbus_write_register(context, address, request.words[0]);
    case WriteFunction::holding_registers:
      return modbus_write_registers(context, address, request.count, request.words.data());
    case WriteFunction::coils:
      break;
  }
  const auto bit = static_cast<std::uint8_t>(request.words[0]);
  return modbus_write_bits(context, address, 1, &bit);
}

}  // namespace

struct ModbusLine::Context {
  explicit Context(const Bus& bus) : it(make_context(bus)) {
    TL_ASSERT(it != nullptr);  // the map is checked; what remains is memory
  }
  ~Context() { modbus_free(it); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  modbus_t* const it;
};

ModbusLine::ModbusLine(const Bus& bus)
    : is_tcp_(std::holds_alternative<TcpAddress>(bus.line)), context_(std::make_unique<Context>(bus)) {}

ModbusLine::~ModbusLine() { close(); }

bool ModbusLine::open(const Request& request) {
  const auto timeout = std::chrono::duration_cast<microseconds>(request.timeout).count();
  constexpr std::int64_t kSecond = 1'000'000;
  modbus_set_response_timeout(context_->it, static_cast<std::uint32_t>(timeout / kSecond),
                              static_cast<std::uint32_t>(timeout % kSecond));
  modbus_set_byte_timeout(context_->it, 0, 0);  // so that the response time-out bounds the whole answer
  modbus_set_slave(context_->it, request.unit_id);
  if (is_open_) return true;
  is_open_ = modbus_connect(context_->it) == 0;
  return is_open_;
}

void ModbusLine::close() {
  if (is_open_) modbus_close(context_->it);
  is_open_ = false;
}

Result<Words, Failure> ModbusLine::exchange(const Request& request) {
  TL_ASSERT(request.count > 0 && request.count <= kMaxBlockItems);
  const bool was_open = is_open_;
  if (!open(request)) return fail(Failure::line_down);
  modbus_flush(context_->it);  // what came too late answers nothing
  auto answer = perform(request);
  // A server may have closed an idle connection: that says nothing about the device.
  if (!answer && answer.error() == Failure::line_down && was_open && is_tcp_ && open(request))
    answer = perform(request);
  return answer;
}

Result<Words, Failure> ModbusLine::perform(const Request& request) {
  Words words(is_write(request) ? 0 : request.count);
  const int done = is_write(request) ? write(context_->it, request) : read(context_->it, request, words);
  if (done < 0) return fail(failure(errno));
  return words;
}

Failure ModbusLine::failure(int error) {
  if (error == EMBXILFUN || error == EMBXILADD || error == EMBXILVAL || error == EMBXSFAIL) return Failure::refused;
  if (error == EMBXACK || error == EMBXSBUSY) return Failure::busy;
  if (error == EMBXGPATH || error == EMBXGTAR) return Failure::gateway;
  if (error > MODBUS_ENOBASE || error == ETIMEDOUT) {
    if (is_tcp_) close();  // a late answer must not meet the next question
    return error == ETIMEDOUT ? Failure::timeout : Failure::damaged;
  }
  close();
  return Failure::line_down;
}

}  // namespace tongluo::board
