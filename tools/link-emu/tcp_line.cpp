#include "tools/link-emu/tcp_line.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "protocol/os/clock.hpp"

namespace tongluo::link_emu {

using boost::asio::ip::tcp;
using Error = boost::system::error_code;

namespace {

link_model::OutagePlan outages_of(const World& world, const tcp::socket& client) {
  Error error;
  const tcp::endpoint remote = client.remote_endpoint(error);
  return world.outages_of(remote.address());
}

}  // namespace

TcpLine::TcpLine(World& world, Socket near, Ended ended)
    : world_(world),
      near_(std::move(near)),
      far_(world.context),
      ended_(std::move(ended)),
      up_(world, near_, far_, world.next_seed(), outages_of(world, near_)),
      down_(world, far_, near_, world.next_seed(), outages_of(world, near_)) {}

void TcpLine::start(const tcp::endpoint& target) {
  far_.async_connect(target, [self = shared_from_this()](const Error& error) {
    if (self->over_) return;
    if (error) return self->reset();
    Error ignored;
    self->near_.set_option(tcp::no_delay(true), ignored);
    self->far_.set_option(tcp::no_delay(true), ignored);
    self->near_.non_blocking(true, ignored);
    self->far_.non_blocking(true, ignored);
    self->await(self->up_);
    self->await(self->down_);
  });
}

void TcpLine::await(Pump& pump) {
  if (pump.reading || pump.at_end || pump.waiting_bytes >= kMaxWaitingBytes) return;
  pump.reading = true;
  pump.from.async_wait(Socket::wait_read, [self = shared_from_this(), &pump](const Error& error) {
    pump.reading = false;
    if (self->over_) return;
    if (error) return self->reset();
    self->read(pump);
  });
}

void TcpLine::read(Pump& pump) {
  Error error;
  const std::size_t count = pump.from.read_some(boost::asio::buffer(world_.scratch), error);
  if (error && error != boost::asio::error::eof && error != boost::asio::error::would_block) return reset();
  pump.at_end = error == boost::asio::error::eof;
  if (count > 0 || pump.at_end) {
    const auto* data = world_.scratch.data();
    const SteadyTime due = pump.way.send(os::steady_now(), count);
    postpone(pump, {due, Bytes(data, data + count)});
  }
  await(pump);
}

void TcpLine::postpone(Pump& pump, Chunk chunk) {
  pump.waiting_bytes += chunk.bytes.size();
  pump.waiting.push_back(std::move(chunk));
  if (!pump.writing) wait(pump);
}

void TcpLine::wait(Pump& pump) {
  if (pump.waiting.empty()) return;
  pump.writing = true;
  pump.timer.expires_at(on_clock(pump.waiting.front().due));
  pump.timer.async_wait([self = shared_from_this(), &pump](const Error& error) {
    if (!error && !self->over_) self->write(pump);
  });
}

void TcpLine::write(Pump& pump) {
  const Bytes& bytes = pump.waiting.front().bytes;
  if (bytes.empty()) return finish(pump);
  boost::asio::async_write(pump.to, boost::asio::buffer(bytes),
                           [self = shared_from_this(), &pump](const Error& error, std::size_t) {
                             if (self->over_) return;
                             if (error) return self->reset();
                             pump.waiting_bytes -= pump.waiting.front().bytes.size();
                             pump.waiting.pop_front();
                             pump.writing = false;
                             self->wait(pump);
                             self->await(pump);
                           });
}

void TcpLine::finish(Pump& pump) {
  Error ignored;
  pump.to.shutdown(tcp::socket::shutdown_send, ignored);
  pump.done = true;
  if (up_.done && down_.done) end();
}

void TcpLine::reset() {
  if (over_) return;
  Error ignored;
  const boost::asio::socket_base::linger abort(true, 0);
  for (Socket* socket : {&near_, &far_})
    if (socket->is_open()) socket->set_option(abort, ignored);
  end();
}

void TcpLine::end() {
  over_ = true;
  Error ignored;
  near_.close(ignored);
  far_.close(ignored);
  up_.timer.cancel();
  down_.timer.cancel();
  ended_(shared_from_this());
}

}  // namespace tongluo::link_emu
