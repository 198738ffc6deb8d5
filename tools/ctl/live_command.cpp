#include "tools/ctl/live_command.hpp"

#include <boost/json.hpp>

#include "protocol/base/limits.hpp"
#include "tools/ctl/dispatch_command.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/live_session.hpp"
#include "tools/ctl/order_reference.hpp"
#include "tools/ctl/shown.hpp"
#include "tools/ctl/submission.hpp"
#include "tools/ctl/text_table.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

Try<void> check_usage(const LiveOptions& options) {
  const int sources = static_cast<int>(!options.file.empty()) + static_cast<int>(!options.device.empty()) +
                      static_cast<int>(!options.controller_device.empty()) + static_cast<int>(options.rtp);
  if (sources > 1 || (sources == 0 && options.renews.empty()))
    return give_up(ExitCode::usage, "who speaks? Give exactly one of --file, --rtp, --device, --controller-device");
  if (options.words.repetitions != 1) return give_up(ExitCode::usage, "live speech is not repeated");
  return check_plain("--holder", options.holder);
}

Try<AskedOrder> asked_order(const Api& api, const LiveOptions& options) {
  OrderWords words = options.words;
  if (!options.renews.empty() && words.tone.empty()) words.tone = "none";  // it would sound in the middle of the speech
  Try<AskedOrder> asked = parse_asked(words);
  if (!asked) return asked;
  asked->live =
      AskedLive{options.holder, seconds(options.max_duration_s), milliseconds(options.playout_delay_ms), false};
  if (!options.words.groups.empty()) {
    const Try<json::object> answer = api.get("/api/v1/groups");
    if (!answer) return tl::unexpected(answer.error());
    Try<std::vector<Group>> groups = pick_groups(*answer, options.words.groups);
    if (!groups) return tl::unexpected(groups.error());
    asked->groups = std::move(*groups);
  }
  if (options.renews.empty()) return asked;
  const Try<Digest> old = resolve_reference(api, options.renews);
  if (!old) return tl::unexpected(old.error());
  asked->supersedes = *old;
  asked->live->renews = true;
  return asked;
}

Try<json::object> sign_and_submit(const Context& context, const Api& api, const PreparedOrder& prepared,
                                  const sign::Signer& signer, std::optional<std::size_t> count) {
  Envelope envelope{PayloadType::order, prepared.payload, {}};
  if (Try<void> ok = add_signature(context, envelope, signer); !ok) return tl::unexpected(ok.error());
  return api.post_order(envelope, count);
}

// How the stream is fed; empty: by what has fed the one that it renews. A recording is uploaded before anything is
// signed.
Try<json::object> feed_request(const Api& api, const LiveOptions& options) {
  if (!options.controller_device.empty()) return json::object{{"kind", "alsa"}, {"device", options.controller_device}};
  if (options.rtp || !options.device.empty()) return json::object{{"kind", "rtp"}, {"encoding", options.encoding}};
  if (options.file.empty()) return json::object();
  const Try<Bytes> audio = read_bytes(options.file, kMaxAudioBytes);
  if (!audio) return tl::unexpected(audio.error());
  const Try<json::object> clip = api.post_audio(std::string(as_text(*audio)));
  if (!clip) return tl::unexpected(clip.error());
  return json::object{{"kind", "file"}, {"clip", text_at(*clip, "clip")}};
}

}  // namespace

Try<void> run_live(const Context& context, const LiveOptions& options, std::istream& in) {
  if (Try<void> ok = check_usage(options); !ok) return ok;
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<AskedOrder> asked = asked_order(*api, options);
  if (!asked) return tl::unexpected(asked.error());
  const auto signer = open_signer(context, options.signer, default_key_name(asked->order_class));
  if (!signer) return tl::unexpected(signer.error());
  const Try<json::object> feed = feed_request(*api, options);
  if (!feed) return tl::unexpected(feed.error());
  const Try<PreparedOrder> prepared = prepare_order(*api, *asked);
  if (!prepared) return tl::unexpected(prepared.error());
  if (!context.options.json)
    context.err << "This will be signed:\n" << describe(*prepared, context.utc_offset(), asked->groups);
  const auto count = confirm(context, in, *prepared, options.confirmation);
  if (!count) return tl::unexpected(count.error());
  const Try<json::object> answer = sign_and_submit(context, *api, *prepared, **signer, *count);
  if (!answer) return tl::unexpected(answer.error());
  const json::object& ticket = object_at(*answer, "live");
  const auto stream = integer_at(ticket, "stream");
  if (!stream) return refuse("the controller gave no token: who submitted this order first?");
  LiveSession session{context, *api, static_cast<std::uint32_t>(*stream), text_at(ticket, "token"), options.device};
  context.err << "order " << to_string(prepared->digest) << "\nto stop:  tongluo live stop " << session.stream
              << " --token " << session.token << "\n";
  if (text_at(*answer, "state") == "submitted")
    context.err << "another person must sign:  tongluo approve " << to_string(prepared->digest).substr(0, 12) << "\n";
  if (Try<void> ok = wait_until_issued(session, seconds(options.approval_wait_s)); !ok) return ok;
  return speak(session, *feed);
}

Try<void> run_live_stop(const Context& context, const LiveStopOptions& options) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<json::object> stopped =
      api->post("/api/v1/live/" + std::to_string(options.stream) + "/stop", {{"token", options.token}});
  if (!stopped) return tl::unexpected(stopped.error());
  context.out << "live stream " << options.stream << " ends\n";
  return {};
}

Try<void> run_live_list(const Context& context) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<json::object> answer = api->get("/api/v1/live");
  if (!answer) return tl::unexpected(answer.error());
  if (context.options.json) return context.out << json::serialize(*answer) << "\n", Try<void>();
  TextTable table({"stream", "state", "holder", "source", "peak dBFS", "order"});
  for (const json::value& value : array_at(*answer, "streams")) {
    const json::object& one = as_object(value);
    table.add({std::to_string(integer_at(one, "stream").value_or(0)), text_at(one, "state"), text_at(one, "holder"),
               text_at(one, "source"), std::to_string(static_cast<int>(number_at(one, "peak_dbfs"))),
               text_at(one, "order").substr(0, 12)});
  }
  context.out << table.text();
  return {};
}

}  // namespace tongluo::ctl
