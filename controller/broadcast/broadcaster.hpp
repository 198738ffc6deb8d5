#pragma once
// Live speech on its way out: a thread with one UDP socket that signs trains and sends them to every listener
// (PROTOCOL.md section 11). Any thread may call any function; each puts one command into a bounded queue (kMaxCommands)
// and never waits: false, and a count, when it is full or the stop has begun. Commands act in their order. Time source:
// protocol/os. Limits: controller/broadcast/limits.hpp, controller/live/limits.hpp. Errors at the start: a port in use
// (conflict), an address that is none (bad_input).

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "controller/live/live_counters.hpp"
#include "controller/live/live_types.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::broadcast {

using live::StreamEnd;

struct Listening {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
};

// Called on the live thread; each only posts on. Must not throw.
struct Sinks {
  // The frame of one LivePackets message, the same for all these sessions: to the control thread.
  std::function<void(std::vector<live::SessionId>, std::shared_ptr<const Bytes> frame)> over_control;
  // Each train as it is sent: recording, monitor output. May be empty.
  std::function<void(live::StreamId, live::SharedTrain)> tap;
  std::function<void(live::StreamId, live::StreamEnd)> ended;  // once for each open_stream() that was taken
  // Of many sessions at least each kSpentInterval, of one that was removed soon after it: the data ledger. May be
  // empty.
  std::function<void(std::vector<live::Spent>)> spent;
};

class Broadcaster {
 public:
  static Result<std::unique_ptr<Broadcaster>> start(const Listening& listening, Sinks sinks);
  ~Broadcaster();  // stops the thread; no sink is called any more

  std::uint16_t port() const;

  // ---- sessions: from Hello to the end of the control channel ----
  bool add_session(live::MediaSession session);
  bool remove_session(live::SessionId session);
  // The terminal was delivered the stream's order. May come before open_stream().
  bool admit(live::SessionId session, live::StreamId stream);
  bool request_over_control(live::SessionId session, live::StreamId stream, bool wanted);  // LiveRequest

  // ---- streams ----
  bool open_stream(live::StreamSettings settings);  // an id in use: ended(unusable) at once
  bool push(live::LivePacket packet);               // in order of capture; unknown streams are counted
  bool end_stream(live::StreamId stream);           // what is pushed is sent, then the end
  bool stop_stream(live::StreamId stream);          // nothing more but the end

  live::LiveCounters counters() const;

 private:
  class Impl;
  explicit Broadcaster(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tongluo::broadcast
