#include "terminal-fw/main/log_ring.hpp"

#include <spdlog/sinks/ringbuffer_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

namespace tongluo::firmware {
namespace {

std::shared_ptr<spdlog::sinks::ringbuffer_sink_mt> ring() {
  static const auto made = std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(kMaxLogLines);
  return made;
}

}  // namespace

void start_log(const std::string& level) {
  const auto errors = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
  errors->set_level(spdlog::level::from_str(level));
  ring()->set_level(spdlog::level::info);
  auto logger = std::make_shared<spdlog::logger>("terminal", spdlog::sinks_init_list{errors, ring()});
  logger->set_level(std::min(spdlog::level::from_str(level), spdlog::level::info));
  spdlog::set_default_logger(std::move(logger));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%fZ level=%l %v", spdlog::pattern_time_type::utc);
}

std::vector<std::string> recent_log() { return ring()->last_formatted(); }

}  // namespace tongluo::firmware
