#include "controller/main/media_queue.hpp"

#include <boost/asio/post.hpp>
#include <cmath>
#include <spdlog/spdlog.h>
#include <utility>

#include "controller/ingest/audio_decoder.hpp"
#include "controller/media/clip_maker.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::daemon {

MediaQueue::MediaQueue(boost::asio::io_context& context, CoreRunner& runner, const SpeechSettings& speech)
    : context_(context), runner_(runner), speaker_(speech) {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

MediaQueue::~MediaQueue() { stop(); }

void MediaQueue::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
  for (Job& job : std::exchange(jobs_, {}))
    job.answer(fail(ErrorKind::unavailable, "the controller is stopping; send it again later"));
}

std::size_t MediaQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return jobs_.size();
}

void MediaQueue::from_audio(std::string file, controller::ClipNote note, http::ClipAnswer answer) {
  enqueue({[file = std::move(file)] { return make_from_audio(file); }, std::move(answer), std::move(note), false});
}

void MediaQueue::from_speech(std::vector<http::SpeechPart> parts, controller::ClipNote note, http::ClipAnswer answer) {
  enqueue(
      {[this, parts = std::move(parts)] { return make_from_speech(parts); }, std::move(answer), std::move(note), true});
}

void MediaQueue::enqueue(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() < kMaxMediaJobs && !thread_.get_stop_token().stop_requested()) {
      jobs_.push_back(std::move(job));
      arrived_.notify_one();
      return;
    }
  }
  ++counters_.queue_full;
  job.answer(fail(ErrorKind::unavailable, "too many recordings and texts wait already; try again in a moment"));
}

void MediaQueue::run(const std::stop_token& stop) {
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      if (!arrived_.wait(lock, stop, [this] { return !jobs_.empty(); }) || stop.stop_requested()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    Result<Product> product = fail(ErrorKind::unavailable, "the recording could not be worked on");
    try {
      product = job.make();
    } catch (const std::exception& exception) {  // out of memory, for one: this clip fails, the thread lives
      product = fail(ErrorKind::unavailable, std::string("making the clip failed: ") + exception.what());
    }
    boost::asio::post(context_, [this, product = std::move(product), job = std::move(job)]() mutable {
      if (job.speech) tell_of_speech(product);
      deliver(std::move(product), std::move(job.note), job.answer);
    });
  }
}

// A person is called, whether another engine spoke instead or none could: the next alert may be the urgent one.
void MediaQueue::tell_of_speech(const Result<Product>& product) {
  const auto tell = [this](std::uint64_t& counter, const std::string& fault) {
    ++counter;
    spdlog::error("event=speech_fault detail=\"{}\"", fault);
    if (speech_fault_) speech_fault_(fault);
  };
  if (product)
    for (const std::string& fault : product->speech_faults) tell(counters_.speech_faults, fault);
  else if (product.error().kind != ErrorKind::bad_input)
    tell(counters_.speech_mute, "no clip of this text: " + product.error().detail);
}

namespace {

std::int32_t hundredths(double value) { return static_cast<std::int32_t>(std::lround(value * 100.0)); }

}  // namespace

// On the control thread: the clip goes through the core into the database, then the caller hears of it.
void MediaQueue::deliver(Result<Product> product, controller::ClipNote note, const http::ClipAnswer& answer) {
  if (!product) {
    ++counters_.failed;
    return answer(tl::unexpected(product.error()));
  }
  note.loudness_clufs = hundredths(product->made.loudness_lufs);
  note.true_peak_cdbtp = hundredths(product->made.true_peak_dbtp);
  for (const http::SpokenPart& part : product->made.parts) note.words += (note.words.empty() ? "" : "\n") + part.text;
  const auto start = [clip = product->clip, warnings = product->made.warnings, note = std::move(note)](
                         controller::ControllerCore& core, Now now, controller::RequestId request) {
    core.accept_clip(now, request, clip, warnings, note);
  };
  runner_.ask(start, [this, made = std::move(product->made), answer](const controller::Action& action) mutable {
    if (const auto* rejected = std::get_if<controller::ObjectRejected>(&action)) {
      ++counters_.failed;
      const std::string reason(to_string(rejected->refusal));
      return answer(fail(ErrorKind::unavailable, "the clip could not be stored (" + reason + "): " + rejected->detail));
    }
    ++counters_.made;
    if (const auto kept = runner_.core().clip(os::now(), made.digest)) made.note = kept->note;
    answer(std::move(made));
  });
}

namespace {

Result<media::Clip> clip_of(std::vector<float> samples, bool clipped = false) {
  media::Pcm pcm;
  pcm.clipped = clipped;
  pcm.samples = std::move(samples);
  return media::make_clip(std::move(pcm));
}

http::MadeClip described(const media::Clip& clip) {
  return {clip.digest, clip.duration, clip.loudness_lufs, clip.true_peak_dbtp, clip.warnings, {}, {}};
}

session::SharedClip share(media::Clip clip) {
  return std::make_shared<const session::ClipData>(
      session::ClipData{clip.digest, std::move(clip.manifest), std::move(clip.chunks)});
}

}  // namespace

Result<MediaQueue::Product> MediaQueue::make_from_audio(const std::string& file) {
  auto decoded = ingest::decode_audio(as_bytes(file));
  if (!decoded) return tl::unexpected(decoded.error());
  auto clip = clip_of(std::move(decoded->samples), decoded->clipped);
  if (!clip) return tl::unexpected(clip.error());
  http::MadeClip made = described(*clip);
  made.container = std::move(decoded->container);
  made.warnings.insert(made.warnings.begin(), decoded->warnings.begin(), decoded->warnings.end());
  return Product{std::move(made), share(std::move(*clip)), {}};
}

Result<MediaQueue::Product> MediaQueue::make_from_speech(const std::vector<http::SpeechPart>& parts) {
  auto spoken = speaker_.speak(parts);
  if (!spoken) return tl::unexpected(spoken.error());
  auto clip = clip_of(std::move(spoken->samples));
  if (!clip) return tl::unexpected(clip.error());
  http::MadeClip made = described(*clip);
  made.parts = std::move(spoken->parts);
  made.warnings.insert(made.warnings.begin(), spoken->faults.begin(), spoken->faults.end());
  return Product{std::move(made), share(std::move(*clip)), std::move(spoken->faults)};
}

}  // namespace tongluo::daemon
