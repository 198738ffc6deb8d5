#pragma once
// Live speech of plain values, for tests of the HTTP machinery: one stream, number 77, whose token is "right".

#include "controller/http/live_gate.hpp"

namespace tongluo::http {

struct HeardBySpeaker {
  std::vector<Bytes> chunks;
  bool full = false;
  bool stopped = false;
  bool replaced = false;
  bool gone = false;
};

class SmallSpeaker final : public Speaker {
 public:
  explicit SmallSpeaker(std::shared_ptr<HeardBySpeaker> heard) : heard_(std::move(heard)) {}
  ~SmallSpeaker() override { heard_->gone = true; }
  bool hear(ByteView chunk) override {
    if (heard_->full) return false;
    heard_->chunks.emplace_back(chunk.begin(), chunk.end());
    return true;
  }
  LiveView view() const override {
    LiveView view;
    view.stream = 77;
    view.state = heard_->stopped ? "ended" : "speaking";
    view.peak_dbfs = -6.04;
    return view;
  }
  bool replaced() const override { return heard_->replaced; }
  void stop() override { heard_->stopped = true; }

 private:
  std::shared_ptr<HeardBySpeaker> heard_;
};

class SmallLiveGate final : public LiveGate {
 public:
  std::optional<LiveTicket> ticket(const Digest&) override {
    if (tickets == 0) return std::nullopt;
    --tickets;
    return LiveTicket{77, "right"};
  }
  std::vector<LiveView> list() override { return {view()}; }
  std::optional<LiveView> find(std::uint32_t stream) override {
    return stream == 77 ? std::optional(view()) : std::nullopt;
  }
  void feed(std::uint32_t stream, const std::string& token, Feed feed, Answer<LiveView> answer) override {
    if (const auto wrong = refuse(stream, token)) return answer(fail(*wrong));
    fed = std::move(feed);
    answer(view());
  }
  Result<LiveView, Problem> stop(std::uint32_t stream, const std::string& token) override {
    if (const auto wrong = refuse(stream, token)) return fail(*wrong);
    return view();
  }
  void monitor(std::uint32_t stream, const std::string& to, Answer<std::string> answer) override {
    if (stream != 77) return answer(fail(*refuse(stream, "right")));
    answer("v=0 " + to);
  }
  Result<std::unique_ptr<Speaker>, Problem> speak(std::uint32_t stream, const std::string& token, SpeakerFormat format,
                                                  std::uint32_t rate) override {
    if (const auto wrong = refuse(stream, token)) return fail(*wrong);
    spoken_format = format;
    spoken_rate = rate;
    return std::make_unique<SmallSpeaker>(heard);
  }

  Digest order;     // of the one stream
  int tickets = 0;  // to be given
  std::optional<Feed> fed;
  std::shared_ptr<HeardBySpeaker> heard = std::make_shared<HeardBySpeaker>();
  SpeakerFormat spoken_format{};
  std::uint32_t spoken_rate = 0;

 private:
  static std::optional<Problem> refuse(std::uint32_t stream, const std::string& token) {
    if (stream != 77) return Problem{404, "live.not_found", "no", {}};
    if (token != "right") return Problem{403, "live.wrong_token", "no", "token"};
    return std::nullopt;
  }
  LiveView view() const {
    LiveView view;
    view.stream = 77;
    view.order = order;
    view.holder = "Li Wei";
    view.state = "speaking";
    view.source = "rtp";
    view.rtp_port = 5'004;
    return view;
  }
};

}  // namespace tongluo::http
