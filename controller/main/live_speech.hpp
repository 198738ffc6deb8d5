#pragma once
// Live speech at the controller: makes stream keys for prepared orders, opens a stream when its order goes out, lets
// the holder speak on it, ends it, and keeps what was said as a clip. Owner thread: control. Time source: protocol/os.
// It never waits for the capture thread or the live thread. Limits: controller/capture/limits.hpp; kMaxEndedShown.

#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <map>

#include "controller/capture/prepared_streams.hpp"
#include "controller/http/live_gate.hpp"
#include "controller/main/capture_thread.hpp"
#include "controller/main/config.hpp"
#include "controller/main/core_runner.hpp"

namespace tongluo::daemon {

constexpr std::size_t kMaxEndedShown = 32;      // the oldest leaves
constexpr std::size_t kMaxTrainsWaiting = 256;  // from the live thread to the recording; more are lost to it, counted
constexpr std::size_t kMaxLeftOver = 64;        // recordings of an earlier run that are taken at a start
constexpr auto kRenewalGrace = seconds(60);     // a superseded stream's source waits so long for the new one
constexpr auto kKeyRound = std::chrono::minutes(1);  // how often keys that were never used are looked for
constexpr auto kEndGrace = seconds(5);  // after the last instant; then it is over whatever the live thread says

// The live thread's functions, for any thread; false: it takes no more.
struct LiveOutput {
  std::function<bool(live::StreamSettings)> open;
  std::function<bool(live::LivePacket)> push;  // from the capture thread
  std::function<bool(live::StreamId)> end;
  std::function<bool(live::StreamId)> stop;
};

struct SpeechCounters {
  std::uint64_t recordings_kept = 0;
  std::uint64_t recordings_failed = 0;  // not stored; the file stays for the next start
  std::uint64_t trains_unrecorded = 0;  // too many waited for the recording
};

class LiveSpeech final : public http::LiveGate, public controller::StreamKeys, public StreamEvents {
 public:
  LiveSpeech(boost::asio::io_context& context, const LiveConfig& config, Path recordings);
  ~LiveSpeech() override;
  void attach(CoreRunner& runner) { runner_ = &runner; }
  void attach(LiveOutput output);  // before the context runs
  void take_left_over();           // recordings of an earlier run become clips
  void stop();                     // of the program: recordings are closed
  SpeechCounters counters() const;

  // Fills in stream id and key of a live draft; keep() remembers them once the order is prepared, else they are gone.
  Result<capture::PreparedStream> make_stream(controller::OrderDraft& draft);
  void keep(capture::PreparedStream stream, const Digest& order);

  void on_train(live::StreamId stream, live::SharedTrain train);  // on the live thread
  void on_output_ended(live::StreamId stream, live::StreamEnd why);

  bool holds(std::uint32_t stream_id, ByteView spki, WallTime now) const override;
  void on_stream_started(const controller::StartStream& stream) override;
  void on_stream_ended(const controller::EndStream& stream) override;

  std::optional<http::LiveTicket> ticket(const Digest& order) override;
  std::vector<http::LiveView> list() override;
  std::optional<http::LiveView> find(std::uint32_t stream) override;
  void feed(std::uint32_t stream, const std::string& token, http::Feed feed, Answer<http::LiveView> answer) override;
  Result<http::LiveView, http::Problem> stop(std::uint32_t stream, const std::string& token) override;
  void monitor(std::uint32_t stream, const std::string& to, Answer<std::string> answer) override;
  Result<std::unique_ptr<http::Speaker>, http::Problem> speak(std::uint32_t stream, const std::string& token,
                                                              http::SpeakerFormat format, std::uint32_t rate) override;

 private:
  struct Stream;
  class BrowserSpeaker;
  using SharedStream = std::shared_ptr<Stream>;

  SharedStream find_open(std::uint32_t stream) const;
  SharedStream find_ended(std::uint32_t stream) const;  // of the last few
  Result<SharedStream, http::Problem> authorised(std::uint32_t stream, const std::string& token) const;
  void open(const controller::StartStream& start, capture::PreparedStream prepared);
  void take_over(const SharedStream& older, const SharedStream& newer);
  void now_fed(const SharedStream& stream, std::uint16_t port, const std::optional<Error>& wrong,
               const Answer<http::LiveView>& answer);
  void feed_from(const SharedStream& stream, const http::RtpFeed& feed, Answer<http::LiveView> answer);
  void feed_from(const SharedStream& stream, const http::FileFeed& feed, Answer<http::LiveView> answer);
  void feed_from(const SharedStream& stream, const http::MicrophoneFeed& feed, Answer<http::LiveView> answer);
  void end(const SharedStream& stream, const std::string& why, bool at_once);
  void finish(const SharedStream& stream);
  void forget_old_keys();
  void watch(const SharedStream& stream, WallTime until, const char* why);
  void store_recording(const Digest& order, Path file);  // on the capture thread
  void link_recording(const Digest& order, const Path& file, const Digest& clip);
  void on_source_over(live::StreamId stream, const Error& error);
  http::LiveView view_of(const Stream& stream) const;
  Path file_of(const Digest& order) const { return recordings_ / (to_string(order) + ".opus"); }

  boost::asio::io_context& context_;
  const LiveConfig config_;
  const Path recordings_;
  CoreRunner* runner_ = nullptr;
  LiveOutput output_;
  capture::PreparedStreams prepared_;
  boost::asio::steady_timer key_round_;
  std::map<live::StreamId, SharedStream> streams_;
  std::deque<SharedStream> ended_;  // newest last
  std::uint64_t recordings_kept_ = 0, recordings_failed_ = 0;
  std::atomic<std::uint64_t> trains_unrecorded_{0};  // by the live thread
  std::shared_ptr<std::atomic<std::size_t>> trains_waiting_ = std::make_shared<std::atomic<std::size_t>>(0);
  std::unique_ptr<CaptureThread> capture_;
};

}  // namespace tongluo::daemon
