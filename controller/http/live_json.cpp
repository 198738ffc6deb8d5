#include "controller/http/live_json.hpp"

#include <cmath>

#include "controller/http/json_values.hpp"

namespace tongluo::http {
namespace {

double one_digit(double value) { return std::round(value * 10) / 10; }

}  // namespace

boost::json::object to_json(const LiveView& view) {
  boost::json::object object{{"stream", view.stream},
                             {"order", to_string(view.order)},
                             {"holder", view.holder},
                             {"state", view.state},
                             {"source", view.source},
                             {"rtp_port", view.rtp_port},
                             {"first_sound_us", to_us(view.first_sound)},
                             {"until_us", to_us(view.until)},
                             {"peak_dbfs", one_digit(view.peak_dbfs)},
                             {"rms_dbfs", one_digit(view.rms_dbfs)},
                             {"packets", view.packets},
                             {"trains", view.trains},
                             {"underruns", view.underruns},
                             {"dropped_chunks", view.dropped_chunks},
                             {"queued_ms", view.queued_ms},
                             {"recording_failed", view.recording_failed},
                             {"end", view.end},
                             {"recording", nullptr}};
  if (view.recording) object["recording"] = to_string(*view.recording);
  return object;
}

}  // namespace tongluo::http
