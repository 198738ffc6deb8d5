#include "terminal-fw/net/reach_check.hpp"

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>

#include "protocol/os/clock.hpp"

namespace tongluo::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

class ReachCheck::Impl final : public std::enable_shared_from_this<Impl> {
 public:
  Impl(asio::io_context& context, Done done) : context_(context), timer_(context), done_(std::move(done)) {}

  void begin(const std::vector<Endpoint>& targets, milliseconds limit);
  void end();

 private:
  struct Attempt {
    Attempt(asio::io_context& context, Endpoint endpoint) : resolver(context), socket(context) {
      reached.endpoint = std::move(endpoint);
    }
    tcp::resolver resolver;
    tcp::socket socket;
    Reached reached;
    bool connecting = false;
    bool ended = false;
  };

  void resolve(Attempt& attempt);
  void connect(Attempt& attempt, const tcp::resolver::results_type& found);
  void settle(Attempt& attempt, const std::string& trouble);
  void on_limit();

  asio::io_context& context_;
  asio::steady_timer timer_;
  Done done_;
  std::deque<Attempt> attempts_;  // which stay where they are
  std::size_t left_ = 0;
  SteadyTime begun_{};
  milliseconds limit_{};
  bool ended_ = false;
};

void ReachCheck::Impl::begin(const std::vector<Endpoint>& targets, milliseconds limit) {
  begun_ = os::steady_now();
  limit_ = limit;
  for (std::size_t i = 0; i < std::min(targets.size(), kMaxReachTargets); ++i)
    attempts_.emplace_back(context_, targets[i]);
  left_ = attempts_.size();
  timer_.expires_after(attempts_.empty() ? milliseconds(0) : limit);
  timer_.async_wait([self = shared_from_this()](const error_code&) {
    if (!self->ended_) self->on_limit();
  });
  for (Attempt& attempt : attempts_) resolve(attempt);
}

void ReachCheck::Impl::resolve(Attempt& attempt) {
  error_code is_name;
  const Endpoint& endpoint = attempt.reached.endpoint;
  const auto literal = asio::ip::make_address(endpoint.host, is_name);
  if (!is_name)
    return connect(attempt, tcp::resolver::results_type::create(tcp::endpoint(literal, endpoint.port), {}, {}));
  attempt.resolver.async_resolve(
      endpoint.host, std::to_string(endpoint.port),
      [self = shared_from_this(), &attempt](const error_code& error, const tcp::resolver::results_type& found) {
        if (self->ended_ || attempt.ended) return;
        error ? self->settle(attempt, "resolve: " + error.message()) : self->connect(attempt, found);
      });
}

void ReachCheck::Impl::connect(Attempt& attempt, const tcp::resolver::results_type& found) {
  attempt.connecting = true;
  asio::async_connect(attempt.socket, found,
                      [self = shared_from_this(), &attempt](const error_code& error, const tcp::endpoint& peer) {
                        if (self->ended_ || attempt.ended) return;
                        if (!error) attempt.reached.address = peer.address().to_string();
                        self->settle(attempt, error ? "connect: " + error.message() : std::string());
                      });
}

void ReachCheck::Impl::settle(Attempt& attempt, const std::string& trouble) {
  attempt.ended = true;
  attempt.reached.took = std::chrono::duration_cast<milliseconds>(os::steady_now() - begun_);
  attempt.reached.trouble = trouble;
  error_code ignored;  // it has said what it was asked for
  attempt.socket.close(ignored);
  if (--left_ == 0) timer_.cancel();  // its handler ends the check
}

void ReachCheck::Impl::on_limit() {
  const std::string within = " within " + std::to_string(limit_.count()) + " ms";
  for (Attempt& attempt : attempts_)
    if (!attempt.ended) settle(attempt, attempt.connecting ? "no answer" + within : "its name is not known" + within);
  end();
  std::vector<Reached> all;
  for (const Attempt& attempt : attempts_) all.push_back(attempt.reached);
  done_(all);
}

void ReachCheck::Impl::end() {
  ended_ = true;
  timer_.cancel();
  error_code ignored;
  for (Attempt& attempt : attempts_) {
    attempt.resolver.cancel();  // what waits for its turn is not looked up any more
    attempt.socket.close(ignored);
  }
}

std::unique_ptr<ReachCheck> ReachCheck::begin(asio::io_context& context, const std::vector<Endpoint>& targets,
                                              Done done, milliseconds limit) {
  auto impl = std::make_shared<Impl>(context, std::move(done));
  impl->begin(targets, limit);
  return std::unique_ptr<ReachCheck>(new ReachCheck(std::move(impl)));
}

ReachCheck::~ReachCheck() { impl_->end(); }

}  // namespace tongluo::net
