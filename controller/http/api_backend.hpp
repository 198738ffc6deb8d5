#pragma once
// What the HTTP interface needs from the rest of the controller; controller/main implements it. Owner thread: the
// control thread: every call and every answer. Each asynchronous call is answered exactly once, maybe before it
// returns.

#include <functional>
#include <string>
#include <vector>

#include "controller/core/actions.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::http {

using OrderAnswer = Result<controller::OrderIssued, controller::OrderRejected>;
using ObjectAnswer = Result<void, controller::ObjectRejected>;

struct ApiHealth {
  std::string version;
  bool database_works = false;
  controller::Health core;
};

class ApiBackend {
 public:
  virtual ~ApiBackend() = default;
  virtual Result<controller::PreparedOrder, controller::PrepareProblem> prepare(controller::OrderDraft draft) = 0;
  virtual void submit(Envelope envelope, std::function<void(OrderAnswer)> answer) = 0;
  virtual void accept_trust_list(Envelope envelope, std::function<void(ObjectAnswer)> answer) = 0;
  virtual void accept_place(Envelope envelope, std::function<void(ObjectAnswer)> answer) = 0;
  virtual void fetch_clip(const Digest& digest, std::function<void(session::SharedClip)> answer) = 0;  // nullptr: none
  virtual void export_order(const Digest& order, std::function<void(Result<controller::OrderExport>)> answer) = 0;

  virtual controller::OrderPage orders(std::size_t limit, std::optional<Digest> before) = 0;
  virtual std::optional<controller::OrderDetail> order(const Digest& digest) = 0;
  virtual controller::TerminalPage terminals(std::size_t limit, std::optional<TerminalId> after) = 0;
  virtual std::vector<controller::RefusalView> refusals(std::size_t limit) = 0;
  virtual ApiHealth health() = 0;
  virtual std::string metrics() = 0;  // Prometheus text
};

struct MadeClip {
  Digest digest;
  milliseconds duration{};
  double loudness_lufs = 0.0;
  double true_peak_dbtp = 0.0;
  std::vector<std::string> warnings;
  std::string container;   // of a recording: as recognised
  std::string normalised;  // of speech: what is really said
};
using ClipAnswer = std::function<void(Result<MadeClip>)>;

// Clips from recordings and from text; durable before the answer. A full queue is ErrorKind::unavailable.
class ClipFactory {
 public:
  virtual ~ClipFactory() = default;
  virtual void from_audio(std::string file, ClipAnswer answer) = 0;
  virtual void from_speech(std::string text, std::string language, ClipAnswer answer) = 0;  // "zh" or "en"
};

}  // namespace tongluo::http
