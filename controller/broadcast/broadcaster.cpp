#include "controller/broadcast/broadcaster.hpp"

#include <atomic>
#include <bit>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <pthread.h>
#include <thread>

#include "controller/broadcast/limits.hpp"
#include "controller/broadcast/media_socket.hpp"
#include "controller/live/live_desk.hpp"
#include "protocol/os/blocking_queue.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/os/random.hpp"
#include "protocol/wire/frame.hpp"
#include "protocol/wire/messages.hpp"

namespace tongluo::broadcast {
namespace {

constexpr std::size_t kSecretBytes = 32;

struct RemoveSession {
  live::SessionId session;
};
struct Admit {
  live::SessionId session;
  live::StreamId stream;
};
struct RequestOverControl {
  live::SessionId session;
  live::StreamId stream;
  bool wanted;
};
struct EndStream {
  live::StreamId stream;
  bool stop;
};
using Command = std::variant<live::MediaSession, RemoveSession, Admit, RequestOverControl, live::StreamSettings,
                             live::LivePacket, EndStream>;

// The live thread's counters, readable from any thread: each a number of its own.
class PublishedCounters {
 public:
  void publish(const live::LiveCounters& counters) {
    const auto words = std::bit_cast<Words>(counters);
    for (std::size_t i = 0; i < words.size(); ++i) words_[i].store(words[i], std::memory_order_relaxed);
  }
  live::LiveCounters read() const {
    Words words{};
    for (std::size_t i = 0; i < words.size(); ++i) words[i] = words_[i].load(std::memory_order_relaxed);
    return std::bit_cast<live::LiveCounters>(words);
  }

 private:
  using Words = std::array<std::uint64_t, sizeof(live::LiveCounters) / sizeof(std::uint64_t)>;
  std::array<std::atomic<std::uint64_t>, std::tuple_size_v<Words>> words_{};
};

}  // namespace

// All but post() runs on the live thread.
class Broadcaster::Impl {
 public:
  Impl(MediaSocket socket, Sinks sinks)
      : socket_(std::move(socket)),
        sinks_(std::move(sinks)),
        desk_(os::random_bytes(kSecretBytes)),
        readable_(context_, ::dup(socket_.descriptor())),
        timer_(context_),
        thread_([this] { run(); }) {}

  ~Impl() {
    context_.stop();
    thread_.join();
  }

  bool post(Command command) {
    if (!commands_.push(std::move(command))) return false;
    if (!woken_.exchange(true)) boost::asio::post(context_, [this] { on_commands(); });
    return true;
  }
  std::uint16_t port() const { return socket_.port(); }
  live::LiveCounters counters() const {
    live::LiveCounters counters = published_.read();
    counters.commands_refused = commands_.refused();
    return counters;
  }

 private:
  void run() {
    ::pthread_setname_np(::pthread_self(), "tongluo-live");
    wait_readable();
    turn();
    context_.run();
  }

  void wait_readable() {
    readable_.async_wait(boost::asio::posix::descriptor_base::wait_read, [this](boost::system::error_code error) {
      if (error) return;
      read();
      turn();
      wait_readable();
    });
  }

  void read() {
    for (int i = 0; i < kReadsPerTurn; ++i) {
      const std::vector<Received> received = socket_.receive();
      for (const Received& each : received) {
        desk_.on_datagram(os::now(), each.when, each.from, each.octets);
        perform_actions();
      }
      if (received.size() < kDatagramsPerRead) return;
    }
  }

  void on_commands() {
    woken_.store(false);
    for (Command& command : commands_.take(kCommandsPerTurn)) {
      std::visit([this](auto& what) { obey(what); }, command);
      perform_actions();
    }
    if (commands_.size() > 0 && !woken_.exchange(true)) boost::asio::post(context_, [this] { on_commands(); });
    turn();
  }

  void obey(const live::MediaSession& session) { desk_.add_session(session); }
  void obey(const RemoveSession& what) { desk_.remove_session(what.session); }
  void obey(const Admit& what) { desk_.admit(os::now(), what.session, what.stream); }
  void obey(const RequestOverControl& what) { desk_.request_over_control(what.session, what.stream, what.wanted); }
  void obey(live::StreamSettings& settings) { desk_.open(os::now(), std::move(settings)); }
  void obey(const live::LivePacket& packet) {
    desk_.push(os::now(), packet);
    perform_actions();
    send_portions();  // not after the next ones: the plan gives up what waits too long
  }
  void obey(const EndStream& what) {
    what.stop ? desk_.stop(os::now(), what.stream) : desk_.end(os::now(), what.stream);
  }

  // What is due now, and the timer for what will be.
  void turn() {
    const Now now = os::now();
    if (now.steady >= desk_.next_deadline()) desk_.on_deadline(now);
    perform_actions();
    send_portions();
    if (!spent_.empty()) sinks_.spent(std::exchange(spent_, {}));
    published_.publish(desk_.counters());
    arm();
  }

  void send_portions() {
    for (std::size_t i = 0; i < kPortionsPerTurn; ++i) {
      const auto portion = desk_.next_portion(os::steady_now());
      if (!portion) return;
      const Sent sent = socket_.send_train(*portion->train, desk_.addresses(*portion));
      live::LiveCounters& counters = desk_.counters();
      counters.train_sends += sent.listeners;
      counters.octets_sent += sent.octets;
      counters.sends_dropped += sent.dropped;
    }
  }

  void arm() {
    const SteadyTime deadline = desk_.next_deadline();
    if (deadline == armed_) return;
    armed_ = deadline;
    timer_.expires_at(std::chrono::steady_clock::time_point(deadline.time_since_epoch()));
    timer_.async_wait([this](boost::system::error_code error) {
      if (error) return;
      armed_ = SteadyTime::min();
      turn();
    });
  }

  void perform_actions() {
    while (auto action = desk_.next_action()) std::visit([this](auto& what) { perform(what); }, *action);
  }
  void perform(const live::SendTo& what) {
    if (socket_.send(what.address, what.datagram)) {
      desk_.counters().octets_sent += what.datagram.size();
    } else {
      ++desk_.counters().sends_dropped;
    }
  }
  void perform(const live::Spent& what) {
    if (sinks_.spent) spent_.push_back(what);
  }
  void perform(live::OverControl& what) {
    if (!sinks_.over_control) return;
    Bytes frame = wire::frame(wire::serialize(wire::LivePackets{what.stream, std::move(what.packets)}));
    sinks_.over_control(std::move(what.sessions), std::make_shared<const Bytes>(std::move(frame)));
  }
  void perform(const live::TrainMade& what) {
    if (sinks_.tap) sinks_.tap(what.stream, what.train);
  }
  void perform(const live::StreamOver& what) {
    if (sinks_.ended) sinks_.ended(what.stream, what.end);
  }

  MediaSocket socket_;
  Sinks sinks_;
  std::vector<live::Spent> spent_;  // told together, once a turn
  live::LiveDesk desk_;
  os::BlockingQueue<Command> commands_{kMaxCommands};
  std::atomic<bool> woken_{false};
  PublishedCounters published_;
  boost::asio::io_context context_{1};
  boost::asio::posix::stream_descriptor readable_;
  boost::asio::steady_timer timer_;
  SteadyTime armed_ = SteadyTime::min();
  std::thread thread_;
};

Result<std::unique_ptr<Broadcaster>> Broadcaster::start(const Listening& listening, Sinks sinks) {
  auto socket = MediaSocket::open(listening.address, listening.port);
  if (!socket) return fail(socket.error());
  return std::unique_ptr<Broadcaster>(new Broadcaster(std::make_unique<Impl>(std::move(*socket), std::move(sinks))));
}

Broadcaster::Broadcaster(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Broadcaster::~Broadcaster() = default;

std::uint16_t Broadcaster::port() const { return impl_->port(); }
bool Broadcaster::add_session(live::MediaSession session) { return impl_->post(std::move(session)); }
bool Broadcaster::remove_session(live::SessionId session) { return impl_->post(RemoveSession{session}); }
bool Broadcaster::admit(live::SessionId session, live::StreamId stream) { return impl_->post(Admit{session, stream}); }
bool Broadcaster::request_over_control(live::SessionId session, live::StreamId stream, bool wanted) {
  return impl_->post(RequestOverControl{session, stream, wanted});
}
bool Broadcaster::open_stream(live::StreamSettings settings) { return impl_->post(std::move(settings)); }
bool Broadcaster::push(live::LivePacket packet) { return impl_->post(std::move(packet)); }
bool Broadcaster::end_stream(live::StreamId stream) { return impl_->post(EndStream{stream, false}); }
bool Broadcaster::stop_stream(live::StreamId stream) { return impl_->post(EndStream{stream, true}); }
live::LiveCounters Broadcaster::counters() const { return impl_->counters(); }

}  // namespace tongluo::broadcast
