#include "protocol/transport/frame_io.hpp"

#include <array>

#include "protocol/base/limits.hpp"
#include "protocol/wire/frame.hpp"

namespace tongluo::transport {

constexpr std::size_t kReadBytes = 4 * 1024;

FrameIo::FrameIo(std::shared_ptr<TlsStream> stream, milliseconds limit, std::size_t max_body_bytes)
    : stream_(std::move(stream)), timer_(stream_->socket().get_executor()), max_body_bytes_(max_body_bytes) {
  timer_.expires_after(limit);
}

void FrameIo::arm() {
  if (std::exchange(armed_, true)) return;
  timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
    const auto self = weak.lock();
    if (!error && self) self->fail_all({ErrorKind::timeout, "the exchange did not end in time"});
  });
}

void FrameIo::write(ByteView body, std::function<void(Result<void>)> done) {
  arm();
  out_ = wire::frame(body);
  written_ = 0;
  wrote_ = std::move(done);
  write_on();
}

void FrameIo::write_on() {
  while (wrote_) {
    const Transferred step = stream_->write(ByteView(out_).subspan(written_));
    written_ += step.bytes;
    if (step.want != Want::nothing) return wait(step.want, &FrameIo::write_on);
    if (written_ == out_.size()) return std::exchange(wrote_, nullptr)({});
  }
}

void FrameIo::read(std::function<void(Result<Bytes>)> done) {
  arm();
  read_ = std::move(done);
  read_on();
}

void FrameIo::read_on() {
  std::array<std::byte, kReadBytes> buffer;
  while (read_) {
    const Transferred step = stream_->read(buffer);
    if (step.want != Want::nothing) return wait(step.want, &FrameIo::read_on);
    if (!take(std::span(buffer).first(step.bytes)))
      return fail_all({ErrorKind::bad_input, "this is not one frame, or too long"});
  }
}

// The length is judged before its body is kept: a stranger makes us hold `max_body_bytes_` at most.
bool FrameIo::take(ByteView bytes) {
  in_.insert(in_.end(), bytes.begin(), bytes.end());
  if (in_.size() < limits::kFrameHeaderBytes) return true;
  std::size_t length = 0;
  for (std::size_t i = 0; i < limits::kFrameHeaderBytes; ++i)
    length = length << 8 | std::to_integer<std::size_t>(in_[i]);
  if (length == 0 || length > max_body_bytes_ || in_.size() > limits::kFrameHeaderBytes + length) return false;
  if (in_.size() < limits::kFrameHeaderBytes + length) return true;
  const Bytes body(in_.begin() + limits::kFrameHeaderBytes, in_.end());
  in_.clear();
  std::exchange(read_, nullptr)(body);
  return true;
}

void FrameIo::wait(Want want, void (FrameIo::*go_on)()) {
  if (want == Want::closed) return fail_all({ErrorKind::io, "the peer closed the connection"});
  if (want == Want::failed) return fail_all({ErrorKind::io, stream_->failure()});
  const auto type = want == Want::read ? boost::asio::socket_base::wait_read : boost::asio::socket_base::wait_write;
  stream_->socket().async_wait(type, [self = shared_from_this(), go_on](const boost::system::error_code& error) {
    if (error)
      self->fail_all({ErrorKind::io, error.message()});
    else
      ((*self).*go_on)();
  });
}

void FrameIo::close() { fail_all({ErrorKind::io, "closed"}); }

void FrameIo::fail_all(const Error& error) {
  const auto self = shared_from_this();
  timer_.cancel();
  stream_->close();
  const auto wrote = std::exchange(wrote_, nullptr);
  const auto read = std::exchange(read_, nullptr);
  if (wrote) wrote(tl::unexpected(error));
  if (read) read(tl::unexpected(error));
}

}  // namespace tongluo::transport
