#include "tests/crash/streams.hpp"

#include "protocol/wire/envelope_codec.hpp"
#include "tests/crash/http_request.hpp"

namespace tongluo::crash {

Streams::Streams(const County& county, std::size_t occurrences) : county_(county), occurrences_(occurrences) {
  for (const CountyTerminal& terminal : county_.terminals())
    sources_.push_back(std::make_unique<ReceiptSource>(context_, county_, terminal, testimony_));
}

void Streams::connect(std::uint16_t link_port) {
  for (const auto& source : sources_) source->connect(link_port);
}

void Streams::drop() {
  for (const auto& source : sources_) source->drop();
  work(milliseconds(0));
}

void Streams::work(milliseconds duration) {
  context_.restart();
  context_.run_for(duration);
}

bool Streams::is_everything_reported() const {
  return std::all_of(sources_.begin(), sources_.end(), [](const auto& source) { return source->is_done(); });
}

std::string Streams::make_clip() {
  const HttpReply made = http_request(county_.api_socket(), "POST", "/api/v1/audio", wav_of_a_second());
  if (made.status != 201) return "no clip: " + made.body;
  clip_ = digest_from_hex(json_field(made.body, "clip"));
  clip_duration_ = milliseconds(std::strtol(json_field(made.body, "duration_ms").c_str(), nullptr, 10));
  return clip_ ? "" : "no clip: " + made.body;
}

std::string Streams::send_order() {
  if (!clip_)
    if (std::string problem = make_clip(); !problem.empty()) return problem;
  const Envelope order = county_.order(*clip_, clip_duration_, occurrences_);
  const HttpReply sent = http_request(county_.api_socket(), "POST", "/api/v1/orders",
                                      "{\"envelope\":\"" + to_base64(wire::serialize(order)) +
                                          "\",\"confirmed_count\":" + std::to_string(sources_.size()) + "}");
  if (sent.status != 201) return "the order was not taken: " + sent.body;
  last_order_ = sign::identity(order);
  orders_.insert(last_order_);
  for (const auto& source : sources_) source->report_on(last_order_, occurrences_);
  return "";
}

}  // namespace tongluo::crash
