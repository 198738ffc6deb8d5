#include "tools/ctl/maintain_command.hpp"

#include <boost/json.hpp>
#include <cmath>
#include <thread>

#include "protocol/os/clock.hpp"
#include "protocol/os/random.hpp"
#include "tools/ctl/api.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/shown.hpp"
#include "tools/ctl/submission.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;
using wire::CommandKind;

constexpr auto kToneDefault = seconds(5);
constexpr auto kTraceDefault = seconds(30);
constexpr std::uint32_t kToneVolumeDefault = 50;
constexpr std::uint32_t kLogDefault = 16 * 1024;
constexpr auto kAnswerPoll = milliseconds(300);

void fill_duration(const MaintainOptions& options, wire::Command& command) {
  if (command.kind != CommandKind::tone && command.kind != CommandKind::packet_trace) return;
  const seconds fallback = command.kind == CommandKind::tone ? kToneDefault : kTraceDefault;
  command.duration = options.duration_s == 0 ? fallback : seconds(options.duration_s);
}

bool is_answered(const json::object& answer) {
  for (const json::value& value : array_at(answer, "terminals")) {
    const std::string state = text_at(as_object(value), "state");
    if (state == "waiting" || state == "sent") return false;
  }
  return true;
}

Try<json::object> wait_for_answers(const Api& api, const std::string& digest, seconds longest) {
  const SteadyTime give_up_at = os::steady_now() + longest;
  for (;;) {
    Try<json::object> answer = api.get("/api/v1/commands/" + digest);
    if (!answer || is_answered(*answer) || os::steady_now() >= give_up_at) return answer;
    std::this_thread::sleep_for(kAnswerPoll);
  }
}

Try<void> show(const Context& context, const json::object& answer) {
  bool all_done = true;
  for (const json::value& value : array_at(answer, "terminals")) {
    const json::object& one = as_object(value);
    const std::string state = text_at(one, "state");
    all_done = all_done && state == "done";
    context.out << shown(text_at(one, "terminal") + "  " + state);
    if (state == "refused") context.out << ": " << shown(text_at(one, "refusal"));
    if (const std::string detail = text_at(one, "detail"); !detail.empty()) context.out << ": " << shown(detail);
    context.out << "\n" << shown_lines(text_at(one, "text"));
  }
  if (all_done) return {};
  return give_up(ExitCode::failed, "not done everywhere; the terminals that wait get it when they connect in time");
}

}  // namespace

Try<wire::Target> target_of(const std::string& text) {
  if (const auto area = AreaCode::parse(text)) return wire::Target(*area);
  if (const auto terminal = TerminalId::parse(text)) return wire::Target(*terminal);
  return give_up(ExitCode::usage, "\"" + text + "\" is neither a terminal id nor a 12-digit area code");
}

Try<wire::Command> asked_command(const MaintainOptions& options, WallTime now, const Nonce& nonce) {
  const Try<wire::Target> target = target_of(options.target);
  if (!target) return tl::unexpected(target.error());
  wire::Command command;
  command.targets.push_back(*target);
  command.issued_at = now;
  command.expires_at = now + seconds(options.valid_s);
  command.kind = wire::command_kind_from(options.command);
  command.nonce = nonce;
  fill_duration(options, command);
  if (command.kind == CommandKind::tone)
    command.volume_percent = options.volume_percent == 0 ? kToneVolumeDefault : options.volume_percent;
  if (command.kind == CommandKind::volume) command.volume_percent = options.volume_percent;
  if (command.kind == CommandKind::log) {
    command.name = options.name.empty() ? "firmware" : options.name;
    command.bytes = options.bytes == 0 ? kLogDefault : options.bytes;
  }
  if (command.kind == CommandKind::register_read || command.kind == CommandKind::register_write)
    command.name = options.name;
  if (command.kind == CommandKind::register_write) command.value_milli = std::llround(options.value * 1'000);
  // The reader says what is missing: what it refuses, a terminal would refuse too.
  if (const auto read = wire::parse_command(wire::serialize(command)); !read)
    return give_up(ExitCode::usage, options.command + ": " + wire::to_string(read.error()));
  return command;
}

Try<void> run_maintain(const Context& context, const MaintainOptions& options) {
  const Try<wire::Command> command = asked_command(options, os::wall_now(), os::random_nonce());
  if (!command) return tl::unexpected(command.error());
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const auto signer = open_signer(context, options.signer, "maintain");
  if (!signer) return tl::unexpected(signer.error());
  Envelope envelope{PayloadType::command, wire::serialize(*command), {}};
  if (Try<void> ok = add_signature(context, envelope, **signer); !ok) return ok;
  const Try<json::object> taken = api->post_envelope("/api/v1/commands", envelope);
  if (!taken) return tl::unexpected(taken.error());
  const Try<json::object> answer = wait_for_answers(*api, text_at(*taken, "digest"), seconds(options.wait_s));
  if (!answer) return tl::unexpected(answer.error());
  if (!context.options.json) return show(context, *answer);
  context.out << json::serialize(*answer) << "\n";
  return {};
}

}  // namespace tongluo::ctl
