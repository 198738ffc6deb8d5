#include "controller/http/event_parts.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "controller/http/api_json.hpp"
#include "controller/http/json_values.hpp"

namespace tongluo::http {
namespace {

std::vector<std::string> texts_of(const boost::json::value& list) {
  std::vector<std::string> texts;
  for (const boost::json::value& entry : list.as_array()) texts.push_back(boost::json::serialize(entry));
  return texts;
}

}  // namespace

std::vector<std::string> order_texts(const controller::OrderPage& page) { return texts_of(to_json(page).at("orders")); }

std::string with_digest(const std::string& order_text, const Digest& digest) {
  return order_text + ",\"digest\":\"" + to_string(digest) + "\"";
}

std::vector<std::string> terminal_texts(const controller::TerminalPage& page) {
  return texts_of(to_json(page).at("terminals"));
}

std::string sound_text(const controller::TerminalView& terminal) {
  return boost::json::serialize(
      boost::json::object{{"terminal", terminal.terminal.text()}, {"playing", digest_or_null(terminal.playing)}});
}

std::vector<std::string> call_texts(const std::vector<CallEntry>& calls) {
  return texts_of(to_json(calls).at("calls"));
}

std::vector<std::string> live_texts(const std::vector<LiveView>& streams) {
  std::vector<std::string> texts;
  texts.reserve(streams.size());
  for (const LiveView& view : streams)
    texts.push_back(boost::json::serialize(boost::json::object{{"stream", view.stream},
                                                               {"order", to_string(view.order)},
                                                               {"holder", view.holder},
                                                               {"state", view.state},
                                                               {"source", view.source},
                                                               {"end", view.end}}));
  return texts;
}

std::string trust_text(std::uint64_t version) {
  return boost::json::serialize(boost::json::object{{"version", version}});
}

std::string release_text(const controller::ReleaseView& release) {
  return boost::json::serialize(boost::json::object{{"release", to_string(release.release)},
                                                    {"phase", std::string(to_string(release.head.phase))}});
}

}  // namespace tongluo::http
