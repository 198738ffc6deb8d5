#include "tools/ctl/live_session.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "protocol/base/limits.hpp"
#include "protocol/os/clock.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/shown.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr auto kPoll = milliseconds(500);
constexpr auto kLongest = limits::kMaxLiveDuration + std::chrono::minutes(15);  // start window, tone and stream
constexpr double kQuietestShown = -48.0;

std::string path_of(const LiveSession& session) { return "/api/v1/live/" + std::to_string(session.stream); }

// A local microphone: ffmpeg records it and sends RTP until it is told to end.
class Microphone {
 public:
  Microphone(const std::string& device, std::int64_t port) {
    const std::string to = "rtp://127.0.0.1:" + std::to_string(port);
    child_ = ::fork();
    if (child_ != 0) return;
    ::execlp("ffmpeg", "ffmpeg", "-nostdin", "-loglevel", "error", "-f", "alsa", "-i", device.c_str(), "-ac", "1",
             "-c:a", "libopus", "-b:a", "32k", "-frame_duration", "20", "-f", "rtp", to.c_str(), nullptr);
    ::_exit(127);
  }
  ~Microphone() {
    if (child_ <= 0) return;
    ::kill(child_, SIGTERM);
    ::waitpid(child_, nullptr, 0);
  }
  Microphone(const Microphone&) = delete;
  Microphone& operator=(const Microphone&) = delete;
  bool ended() {
    if (child_ > 0 && ::waitpid(child_, nullptr, WNOHANG) == child_) child_ = -1;
    return child_ <= 0;
  }

 private:
  pid_t child_ = -1;
};

std::string bar(double peak_dbfs) {
  constexpr int kWidth = 16;
  const double share = std::clamp((peak_dbfs - kQuietestShown) / -kQuietestShown, 0.0, 1.0);
  std::string text(static_cast<std::size_t>(share * kWidth), '#');
  text.resize(kWidth, '.');
  return text;
}

std::string clock_text(std::int64_t until_us) {
  const std::int64_t left = std::max<std::int64_t>(0, (until_us - to_us(os::wall_now())) / 1'000'000);
  char text[16];
  std::snprintf(text, sizeof text, "%02d:%02d", static_cast<int>(left / 60), static_cast<int>(left % 60));
  return text;
}

void show(const LiveSession& session, const json::object& view) {
  if (session.context.options.json || !session.context.out_is_terminal) return;
  const bool waiting = text_at(view, "state") == "waiting";
  const std::int64_t until = integer_at(view, waiting ? "first_sound_us" : "until_us").value_or(0);
  session.context.out << "\r" << (waiting ? "speak in " : "left ") << clock_text(until) << "  ["
                      << bar(number_at(view, "peak_dbfs")) << "]  " << shown(text_at(view, "source")) << "  "
                      << integer_at(view, "trains").value_or(0) << " trains sent   " << std::flush;
}

Try<void> report_end(const LiveSession& session, const json::object& view) {
  if (session.context.options.json)
    session.context.out << json::serialize(view) << "\n";
  else
    session.context.out << "\nover: " << shown(text_at(view, "end")) << "\n";
  return {};
}

Try<json::object> begin(const LiveSession& session, json::object feed) {
  if (feed.empty()) return session.api.get(path_of(session));
  feed["token"] = session.token;
  return session.api.post(path_of(session) + "/source", feed);
}

}  // namespace

Try<void> wait_until_issued(const LiveSession& session, seconds patience) {
  const SteadyTime give_up_at = os::steady_now() + patience;
  while (os::steady_now() < give_up_at) {
    const Try<HttpResponse> answer = session.api.ask(path_of(session));
    if (!answer) return tl::unexpected(answer.error());
    if (answer->status == 200) return {};
    std::this_thread::sleep_for(kPoll);
  }
  return give_up(ExitCode::failed, "nobody else has signed in time: the stream's key is gone");
}

Try<void> speak(const LiveSession& session, json::object feed) {
  const Try<json::object> fed = begin(session, std::move(feed));
  if (!fed) return tl::unexpected(fed.error());
  const std::int64_t port = integer_at(*fed, "rtp_port").value_or(0);
  std::optional<Microphone> microphone;
  if (!session.device.empty()) microphone.emplace(session.device, port);
  if (port != 0) session.context.out << "rtp_port " << port << "\n" << std::flush;
  const SteadyTime give_up_at = os::steady_now() + kLongest;
  while (os::steady_now() < give_up_at) {
    const Try<json::object> view = session.api.get(path_of(session));
    if (!view) return tl::unexpected(view.error());
    if (text_at(*view, "state") == "ended") return report_end(session, *view);
    if (microphone && microphone->ended())
      return give_up(ExitCode::failed, "ffmpeg cannot record from " + session.device + " (or is not installed)");
    show(session, *view);
    std::this_thread::sleep_for(kPoll);
  }
  return give_up(ExitCode::failed, "the stream does not end");
}

}  // namespace tongluo::ctl
