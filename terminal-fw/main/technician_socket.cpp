#include "terminal-fw/main/technician_socket.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace tongluo::firmware {

namespace asio = boost::asio;
using Protocol = asio::local::stream_protocol;

// One question and its answer. The time-out closes the socket, which ends whatever waits on it.
class TechnicianSocket::Visit : public std::enable_shared_from_this<Visit> {
 public:
  Visit(Protocol::socket socket, std::shared_ptr<TechnicianSocket> owner)
      : owner_(std::move(owner)), socket_(std::move(socket)), timer_(socket_.get_executor()) {}

  void start() {
    timer_.expires_after(kQuestionTimeout);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (!error) self->close();
    });
    asio::async_read_until(socket_, asio::dynamic_buffer(question_, kMaxQuestionBytes), '\n',
                           [self = shared_from_this()](const boost::system::error_code& error, std::size_t bytes) {
                             self->reply(error, bytes);
                           });
  }
  void close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
    timer_.cancel();
  }

 private:
  void reply(const boost::system::error_code& error, std::size_t bytes) {
    if (error || owner_->stopped_) return leave();
    answer_ = owner_->answer_(question_.substr(0, bytes - 1));
    asio::async_write(socket_, asio::buffer(answer_),
                      [self = shared_from_this()](const boost::system::error_code&, std::size_t) { self->leave(); });
  }
  void leave() {
    close();
    owner_->visits_.erase(shared_from_this());
    owner_->accept();
  }

  const std::shared_ptr<TechnicianSocket> owner_;
  Protocol::socket socket_;
  asio::steady_timer timer_;
  std::string question_;
  std::string answer_;
};

std::array<std::filesystem::path, 2> technician_sockets(const std::filesystem::path& data_dir) {
  constexpr const char* kName = "technician.sock";
  const char* runtime = std::getenv("RUNTIME_DIRECTORY");
  return {data_dir / kName, std::filesystem::path(runtime != nullptr ? runtime : "/run/tongluo-terminal") / kName};
}

Result<std::shared_ptr<TechnicianSocket>> TechnicianSocket::open(asio::io_context& context,
                                                                 const std::filesystem::path& data_dir, Answer answer) {
  const auto places = technician_sockets(data_dir);
  const std::filesystem::path* place = &places.front();
  auto acceptor = transport::listen_unix(context, *place);
  if (!acceptor) {
    auto other = transport::listen_unix(context, *(place = &places.back()));
    if (!other) return tl::unexpected(acceptor.error());
    acceptor = std::move(other);
  }
  std::shared_ptr<TechnicianSocket> opened(new TechnicianSocket(std::move(*acceptor), *place, std::move(answer)));
  opened->accept();
  return opened;
}

TechnicianSocket::TechnicianSocket(transport::UnixAcceptor acceptor, std::filesystem::path path, Answer answer)
    : acceptor_(std::move(acceptor)),
      retry_(acceptor_.get_executor()),
      path_(std::move(path)),
      answer_(std::move(answer)) {}

void TechnicianSocket::stop() {
  stopped_ = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  retry_.cancel();
  ::unlink(path_.c_str());
  for (const auto& visit : visits_) visit->close();
  visits_.clear();
}

void TechnicianSocket::accept() {
  if (stopped_ || accepting_ || visits_.size() >= kMaxTechnicians) return;
  accepting_ = true;
  acceptor_.async_accept([self = shared_from_this()](const boost::system::error_code& error, Protocol::socket socket) {
    self->accepting_ = false;
    if (!self->stopped_) self->on_accepted(error, std::move(socket));
  });
}

void TechnicianSocket::on_accepted(const boost::system::error_code& error, Protocol::socket socket) {
  if (error) {
    if (!std::exchange(said_, true))
      spdlog::error("event=technician_refused detail=\"{}\" hint=\"{}\"", error.message(),
                    error == asio::error::no_descriptors ? "at the ceiling supervision.descriptors" : "");
    retry_.expires_after(kTechnicianRetry);
    retry_.async_wait([self = shared_from_this()](const boost::system::error_code&) { self->accept(); });
    return;
  }
  said_ = false;
  const auto visit = std::make_shared<Visit>(std::move(socket), shared_from_this());
  visits_.insert(visit);
  visit->start();
  accept();
}

namespace {

Result<std::string> ask_at(const std::filesystem::path& path, const std::string& question) {
  if (path.native().size() > transport::kMaxUnixPathBytes)
    return fail(ErrorKind::bad_input, path.string() + ": a socket path may have at most 100 bytes");
  asio::io_context context;
  Protocol::socket socket(context);
  boost::system::error_code error;
  socket.connect(Protocol::endpoint(path.string()), error);
  if (error) return fail(ErrorKind::unavailable, path.string() + ": no firmware answers (" + error.message() + ")");
  const timeval wait{std::chrono::seconds(kQuestionTimeout).count(), 0};
  ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  asio::write(socket, asio::buffer(question + "\n"), error);
  if (error) return fail(ErrorKind::io, error.message());
  std::string answer;
  std::array<char, 4'096> part{};
  for (;;) {
    const ssize_t bytes = ::recv(socket.native_handle(), part.data(), part.size(), 0);
    if (bytes < 0) return fail(ErrorKind::io, path.string() + ": no answer in time");
    if (bytes == 0) return answer;
    answer.append(part.data(), static_cast<std::size_t>(bytes));
    if (answer.size() > kMaxAnswerBytes) return fail(ErrorKind::limit, path.string() + ": an endless answer");
  }
}

}  // namespace

Result<std::string> ask_firmware(const std::filesystem::path& data_dir, const std::string& question) {
  const auto places = technician_sockets(data_dir);
  auto answer = ask_at(places.front(), question);
  if (answer || answer.error().kind != ErrorKind::unavailable) return answer;
  auto other = ask_at(places.back(), question);
  return other ? std::move(other) : std::move(answer);
}

}  // namespace tongluo::firmware
