#pragma once
// Single frames over a TlsStream, one after the other, all before one deadline: for exchanges that are no session
// (enrolment). Owner: the thread of the stream's io_context. Keeps itself alive while something is under way.

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

#include "protocol/transport/tls_stream.hpp"

namespace tongluo::transport {

class FrameIo : public std::enable_shared_from_this<FrameIo> {
 public:
  // `limit`: for everything from now to the end. `max_body_bytes`: of a frame from the peer.
  FrameIo(std::shared_ptr<TlsStream> stream, milliseconds limit, std::size_t max_body_bytes);
  // One at a time; each calls back exactly once. Errors: timeout, io, bad_input (no frame, or more than one).
  void write(ByteView body, std::function<void(Result<void>)> done);
  void read(std::function<void(Result<Bytes>)> done);
  void close();  // what is under way ends with an error

  TlsStream& stream() { return *stream_; }

 private:
  void write_on();
  void read_on();
  bool take(ByteView bytes);  // false: this is no frame that may be here
  void wait(Want want, void (FrameIo::*go_on)());
  void arm();
  void fail_all(const Error& error);

  std::shared_ptr<TlsStream> stream_;
  boost::asio::steady_timer timer_;
  std::size_t max_body_bytes_;
  Bytes out_;
  std::size_t written_ = 0;
  Bytes in_;
  std::function<void(Result<void>)> wrote_;
  std::function<void(Result<Bytes>)> read_;
  bool armed_ = false;
};

}  // namespace tongluo::transport
