#include "tools/ctl/controllers_command.hpp"

#include <charconv>
#include <cstdio>

#include "protocol/os/clock.hpp"
#include "tools/ctl/api.hpp"
#include "tools/ctl/maintain_command.hpp"
#include "tools/ctl/submission.hpp"

namespace tongluo::ctl {
namespace {

std::optional<wire::ControllerAddress> address_from(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  wire::ControllerAddress address{text.substr(0, colon), 0};
  if (address.host.size() >= 2 && address.host.front() == '[' && address.host.back() == ']')
    address.host = address.host.substr(1, address.host.size() - 2);
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + colon + 1, end, address.port);
  return parsed.ec == std::errc() && parsed.ptr == end ? std::optional(address) : std::nullopt;
}

// "HH:MM"; 24:00 is the end of the day.
std::optional<std::chrono::minutes> time_of_day(const std::string& text) {
  unsigned hour = 0, minute = 0;
  char more = 0;
  if (text.size() != 5 || std::sscanf(text.c_str(), "%2u:%2u%c", &hour, &minute, &more) != 2) return std::nullopt;
  const auto time = std::chrono::hours(hour) + std::chrono::minutes(minute);
  return minute < 60 && time <= std::chrono::hours(24) ? std::optional(time) : std::nullopt;
}

Try<std::optional<wire::LocalSources>> asked_sources(const ControllersOptions& options) {
  if (options.local_sources.empty()) return std::nullopt;
  wire::LocalSources local;
  for (const auto source : {wire::LocalSource::microphone, wire::LocalSource::line_in, wire::LocalSource::usb_file})
    for (const std::string& name : options.local_sources)
      if (name == to_string(source)) local.sources.push_back(source);
  const std::size_t dash = options.local_hours.find('-');
  const auto from = time_of_day(options.local_hours.substr(0, dash));
  const auto until = time_of_day(dash == std::string::npos ? "" : options.local_hours.substr(dash + 1));
  if (!from || !until) return give_up(ExitCode::usage, "\"" + options.local_hours + "\" are no hours as 06:00-22:00");
  local.from = *from;
  local.until = *until;
  local.utc_offset = std::chrono::minutes(options.utc_offset_minutes);
  local.volume_percent = options.local_volume_percent;
  local.longest = seconds(options.local_longest_s);
  local.below_routine = options.local_below_routine;
  return local;
}

}  // namespace

Try<wire::Configuration> asked_controllers(const ControllersOptions& options, WallTime now) {
  wire::Configuration configuration;
  configuration.issued_at = now;
  configuration.version =
      static_cast<std::uint64_t>(std::chrono::duration_cast<milliseconds>(now.time_since_epoch()).count());
  for (const std::string& text : options.targets) {
    const Try<wire::Target> target = target_of(text);
    if (!target) return tl::unexpected(target.error());
    configuration.targets.push_back(*target);
  }
  for (const std::string& text : options.addresses) {
    const auto address = address_from(text);
    if (!address) return give_up(ExitCode::usage, "\"" + text + "\" is no host:port");
    configuration.controllers.push_back(*address);
  }
  Try<std::optional<wire::LocalSources>> local = asked_sources(options);
  if (!local) return tl::unexpected(local.error());
  configuration.local_sources = std::move(*local);
  // The reader says what is missing: what it refuses, a terminal would refuse too.
  if (const auto read = wire::parse_configuration(wire::serialize(configuration)); !read)
    return give_up(ExitCode::usage, "controllers: " + wire::to_string(read.error()));
  return configuration;
}

Try<void> run_controllers(const Context& context, const ControllersOptions& options) {
  const Try<wire::Configuration> configuration = asked_controllers(options, os::wall_now());
  if (!configuration) return tl::unexpected(configuration.error());
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const auto signer = open_signer(context, options.signer, "maintain");
  if (!signer) return tl::unexpected(signer.error());
  Envelope envelope{PayloadType::configuration, wire::serialize(*configuration), {}};
  if (Try<void> ok = add_signature(context, envelope, **signer); !ok) return ok;
  const auto taken = api->post_envelope("/api/v1/configurations", envelope);
  if (!taken) return tl::unexpected(taken.error());
  context.out << "configuration " << configuration->version
              << " is kept; each terminal takes it when it is connected, and goes over within a minute\n";
  return {};
}

}  // namespace tongluo::ctl
