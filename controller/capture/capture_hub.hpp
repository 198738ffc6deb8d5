#pragma once
// All live streams that are being spoken: a tick each 60 ms takes the source's sound, makes a packet and hands it on;
// what was really sent comes back as trains and is recorded and monitored. Owner: the capture thread, on whose
// io_context everything here runs; nothing here ever waits for another thread. Time source: protocol/os. Limits:
// kMaxLiveStreams, kMaxMonitors; limits.hpp.

#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <functional>
#include <map>

#include "controller/capture/capture_clock.hpp"
#include "controller/capture/live_meter.hpp"
#include "controller/capture/live_source.hpp"
#include "controller/capture/monitor_output.hpp"
#include "controller/capture/recording.hpp"

namespace tongluo::capture {

struct StreamPlan {
  live::StreamId id = 0;
  WallTime capture_from{};  // T − D: what was captured before is not sent
  WallTime capture_until{};
  std::filesystem::path recording;
  std::vector<std::string> comments;  // of the recording
  std::shared_ptr<LiveMeter> meter;   // read by others at any time
};

struct HubSinks {
  std::function<void(live::LivePacket)> packet;
  // The source is over by itself, with its reason: a file's end (not_found), a microphone that went away.
  std::function<void(live::StreamId, Error)> source_over;
};

class CaptureHub {
 public:
  CaptureHub(boost::asio::io_context& context, HubSinks sinks) : context_(context), sinks_(std::move(sinks)) {}
  ~CaptureHub();

  // Without a recording, and the meter says so, where none can be made. Errors: limit, unavailable.
  Result<void> open(StreamPlan plan);
  // Everything that `from` has goes on as `to`, which is open: its source, without a gap in it.
  void move_source(live::StreamId from, live::StreamId to);
  void set_source(live::StreamId stream, SourceKind kind, std::unique_ptr<LiveSource> source);
  // Of a browser: the source is `kind` browser, set with a null pointer.
  void hear(live::StreamId stream, std::span<const float> samples, std::uint32_t rate);
  Result<void> add_monitor(live::StreamId stream, const boost::asio::ip::udp::endpoint& to);
  void on_train(live::StreamId stream, const live::Train& train);
  // No more packets; the recording stays open for the trains that are still to come.
  void close(live::StreamId stream);
  // The recording is whole now; its file stays.
  void finish(live::StreamId stream);

 private:
  struct Stream;
  void arm(const std::shared_ptr<Stream>& stream);
  void tick(const std::shared_ptr<Stream>& stream);
  std::shared_ptr<Stream> find(live::StreamId stream) const;

  boost::asio::io_context& context_;
  HubSinks sinks_;
  std::map<live::StreamId, std::shared_ptr<Stream>> streams_;
};

}  // namespace tongluo::capture
