#pragma once
// The media thread and its bounded queue: recordings and texts become clips there, one after the other; a clip is
// durable before its caller is answered. Owner thread: control (every public call and every answer); the jobs run on
// the thread it owns. Limits: kMaxMediaJobs waiting, then ErrorKind::unavailable.

#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "controller/http/api_backend.hpp"
#include "controller/main/core_runner.hpp"
#include "controller/main/speaker.hpp"

namespace tongluo::daemon {

constexpr std::size_t kMaxMediaJobs = 16;

struct MediaCounters {
  std::uint64_t made = 0, failed = 0, queue_full = 0;
  std::uint64_t speech_faults = 0;  // an engine or the county's own words failed; another engine, other words spoke
  std::uint64_t speech_mute = 0;    // no engine could speak
};

class MediaQueue final : public http::ClipFactory {
 public:
  MediaQueue(boost::asio::io_context& context, CoreRunner& runner, const SpeechSettings& speech);
  ~MediaQueue() override;

  void from_audio(std::string file, controller::ClipNote note, http::ClipAnswer answer) override;
  void from_speech(std::vector<http::SpeechPart> parts, controller::ClipNote note, http::ClipAnswer answer) override;
  // Who is told, in one line, when speech went wrong; before the context runs.
  void on_speech_fault(std::function<void(const std::string&)> sink) { speech_fault_ = std::move(sink); }
  // Answers everything that waits with `unavailable`; the job that runs is let finish. Joins the thread.
  void stop();
  std::size_t waiting() const;
  const MediaCounters& counters() const { return counters_; }

 private:
  struct Product {
    http::MadeClip made;
    session::SharedClip clip;
    std::vector<std::string> speech_faults;
  };
  struct Job {
    std::function<Result<Product>()> make;  // on the media thread
    http::ClipAnswer answer;                // on the control thread
    controller::ClipNote note{};
    bool speech = false;
  };

  static Result<Product> make_from_audio(const std::string& file);
  Result<Product> make_from_speech(const std::vector<http::SpeechPart>& parts);
  void enqueue(Job job);
  void run(const std::stop_token& stop);
  void deliver(Result<Product> product, controller::ClipNote note, const http::ClipAnswer& answer);
  void tell_of_speech(const Result<Product>& product);

  boost::asio::io_context& context_;
  CoreRunner& runner_;
  Speaker speaker_;  // media thread
  std::function<void(const std::string&)> speech_fault_;
  MediaCounters counters_;
  mutable std::mutex mutex_;  // guards jobs_
  std::condition_variable_any arrived_;
  std::deque<Job> jobs_;
  std::jthread thread_;
};

}  // namespace tongluo::daemon
