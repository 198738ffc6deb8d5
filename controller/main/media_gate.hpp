#pragma once
// The live thread as the control thread sees it: each session gets its token and keys with its Welcome, may open what
// it was delivered, and is served over its control channel when it asks. Owner thread: control; what the live thread
// tells is posted there. Limit: kMaxLiveFramesPosted; more frames are dropped, counted. Errors of the start:
// Broadcaster::start's.

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <optional>

#include "controller/broadcast/broadcaster.hpp"
#include "controller/core/actions.hpp"
#include "controller/link/link_server.hpp"

namespace tongluo::daemon {

constexpr std::size_t kMaxLiveFramesPosted = 1'024;  // between the two threads

class MediaGate {
 public:
  // Told on the live thread, which must only be posted from. Both may be empty.
  struct Taps {
    std::function<void(live::StreamId, live::SharedTrain)> train;
    std::function<void(live::StreamId, live::StreamEnd)> ended;
  };

  // No `listening`: no terminal is told of the socket, and live speech goes over the control channels only.
  // `endpoint`: as terminals are told; empty: the port on the host that they call.
  static Result<std::unique_ptr<MediaGate>> start(boost::asio::io_context& context,
                                                  const std::optional<broadcast::Listening>& listening,
                                                  std::string endpoint, Taps taps);
  ~MediaGate();
  void attach(link::LinkServer* link) { link_ = link; }
  // UDP payload that sessions spent, those that have just gone too; on the control thread, before the context runs.
  void account_to(std::function<void(const live::Spent&)> account) { account_ = std::move(account); }

  const std::string& endpoint() const { return endpoint_; }  // empty: terminals are told of none
  std::uint16_t port() const { return offered_ ? broadcaster_->port() : std::uint16_t{0}; }
  // Open, push, end and stop streams here, from any thread.
  broadcast::Broadcaster& broadcaster() { return *broadcaster_; }
  const broadcast::Broadcaster& broadcaster() const { return *broadcaster_; }
  std::uint64_t frames_dropped() const { return frames_dropped_; }

  // Puts a token of its own into the Welcome; the session may be served over its control channel in any case.
  void welcome(link::SessionId session, wire::Welcome& message);
  void admit(const controller::AdmitListener& what) { broadcaster_->admit(what.session, what.stream_id); }
  void on_live_request(link::SessionId session, const wire::LiveRequest& request);
  void on_gone(link::SessionId session) { broadcaster_->remove_session(session); }

 private:
  MediaGate(boost::asio::io_context& context, bool offered) : context_(context), offered_(offered) {}
  void post_spent(std::vector<live::Spent> spent);
  void post_frames(std::vector<live::SessionId> sessions, std::shared_ptr<const Bytes> frame);

  boost::asio::io_context& context_;
  const bool offered_;
  std::string endpoint_;
  link::LinkServer* link_ = nullptr;
  std::function<void(const live::Spent&)> account_;
  std::atomic<std::size_t> frames_posted_{0};
  std::atomic<std::uint64_t> frames_dropped_{0};
  std::unique_ptr<broadcast::Broadcaster> broadcaster_;  // last: its thread ends first
};

}  // namespace tongluo::daemon
