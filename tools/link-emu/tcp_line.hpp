#pragma once
// One TCP connection through the emulator: two pumps, each of which delays bytes as tools/link_model's StreamWay says
// and loses none. One thread. Limit: kMaxWaitingBytes in each direction; then it stops reading, so that the sender
// feels it. Ends at both ends of stream, or at an error, which the other side sees as a reset.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>

#include "protocol/base/bytes.hpp"
#include "tools/link-emu/world.hpp"
#include "tools/link_model/stream_way.hpp"

namespace tongluo::link_emu {

class TcpLine : public std::enable_shared_from_this<TcpLine> {
 public:
  static constexpr std::size_t kMaxWaitingBytes = 256 * 1024;
  using Ended = std::function<void(const std::shared_ptr<TcpLine>&)>;

  TcpLine(World& world, boost::asio::ip::tcp::socket near, Ended ended);
  void start(const boost::asio::ip::tcp::endpoint& target);
  void reset();  // a hard cut: both sides see a reset; `ended` is called
  const link_model::StreamCounters& way(link_model::Direction direction) const {
    return (direction == link_model::Direction::up ? up_ : down_).way.counters();
  }

 private:
  using Socket = boost::asio::ip::tcp::socket;
  struct Chunk {
    SteadyTime due;
    Bytes bytes;  // empty: the end of the stream
  };
  struct Pump {
    Pump(World& world, Socket& source, Socket& sink, std::uint64_t seed, const link_model::OutagePlan& outages)
        : from(source), to(sink), way(world.profile, seed, outages), timer(world.context) {}
    Socket& from;
    Socket& to;
    link_model::StreamWay way;
    boost::asio::steady_timer timer;
    std::deque<Chunk> waiting;
    std::size_t waiting_bytes = 0;
    bool reading = false;
    bool writing = false;
    bool at_end = false;  // nothing more will be read
    bool done = false;    // and everything was written
  };
  void await(Pump& pump);
  void read(Pump& pump);
  void postpone(Pump& pump, Chunk chunk);
  void wait(Pump& pump);
  void write(Pump& pump);
  void finish(Pump& pump);
  void end();

  World& world_;
  Socket near_;
  Socket far_;
  Ended ended_;
  Pump up_;
  Pump down_;
  bool over_ = false;
};

}  // namespace tongluo::link_emu
