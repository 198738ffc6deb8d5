#include "tools/ctl/dispatch_command.hpp"

#include <boost/json.hpp>

#include "protocol/wire/envelope_codec.hpp"
#include "tools/ctl/clip_audio.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/order_reference.hpp"
#include "tools/ctl/shown.hpp"
#include "tools/ctl/submission.hpp"
#include "tools/ctl/template_commands.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

Try<void> check_usage(const DispatchOptions& options) {
  if (Try<void> ok = check_content(options.content, options.words.language); !ok) return ok;
  if (options.hold && options.out.empty()) return give_up(ExitCode::usage, "--hold needs --out FILE");
  if (options.hold && !options.draft.empty()) return give_up(ExitCode::usage, "--hold signs, --draft does not: which?");
  return options.schedule ? check_words(*options.schedule) : Try<void>();
}

Try<json::object> make_clip(const Api& api, const DispatchOptions& options) {
  if (options.content.audio.empty())
    return speech_request(options.content, options.words.language).and_then([&api](const json::object& request) {
      return api.post_speech(request);
    });
  const Try<Bytes> audio = read_bytes(options.content.audio, kMaxAudioBytes);
  if (!audio) return tl::unexpected(audio.error());
  return api.post_audio(std::string(as_text(*audio)));
}

// What will be said, word by word, and how long it lasts: before anything is signed.
void show_words(const Context& context, const json::object& clip) {
  if (context.options.json) return;
  for (const json::value& part : array_at(clip, "parts"))
    context.err << "it says (" << shown(text_at(as_object(part), "language"))
                << "): " << shown(text_at(as_object(part), "normalised")) << "\n";
  context.err << "it lasts " << static_cast<double>(integer_at(clip, "duration_ms").value_or(0)) / 1000.0 << " s\n";
}

Try<wire::PlaylistItem> playlist_item(const Context& context, const json::object& clip) {
  const std::optional<Digest> digest = digest_from_hex(text_at(clip, "clip"));
  const std::optional<std::int64_t> duration = integer_at(clip, "duration_ms");
  if (!digest || !duration || *duration <= 0) return refuse("the controller's answer names no clip");
  for (const std::string& warning : parse_texts(array_at(clip, "warnings")))
    context.err << "warning: " << shown(warning) << "\n";
  show_words(context, clip);
  return wire::PlaylistItem{*digest, milliseconds(*duration)};
}

// What only the controller can tell, filled in before anything is prepared.
class AskedOrderFiller {
 public:
  AskedOrderFiller(const Context& context, const Api& api, const DispatchOptions& options)
      : context_(context), api_(api), options_(options) {}

  Try<void> fill(AskedOrder& asked) const {
    if (Try<void> ok = add_groups(asked); !ok) return ok;
    if (!options_.supersedes.empty()) {
      const Try<Digest> old = resolve_reference(api_, options_.supersedes);
      if (!old) return tl::unexpected(old.error());
      asked.supersedes = *old;
    }
    if (Try<void> ok = add_starts(asked); !ok) return ok;
    if (Try<void> ok = add_of_template(asked); !ok) return ok;
    return add_clips(asked);
  }

 private:
  Try<void> add_groups(AskedOrder& asked) const {
    if (options_.words.groups.empty()) return {};
    const Try<json::object> answer = api_.get("/api/v1/groups");
    if (!answer) return tl::unexpected(answer.error());
    Try<std::vector<Group>> groups = pick_groups(*answer, options_.words.groups);
    if (!groups) return tl::unexpected(groups.error());
    asked.groups = std::move(*groups);
    return {};
  }

  Try<void> add_starts(AskedOrder& asked) const {
    if (!options_.schedule) return {};
    Try<std::vector<WallTime>> starts = expand_schedule(context_, api_, *options_.schedule);
    if (!starts) return tl::unexpected(starts.error());
    asked.starts = std::move(*starts);
    return {};
  }

  // Event code and headline of the template, where the person gave none; its class is checked.
  Try<void> add_of_template(AskedOrder& asked) const {
    if (options_.content.template_name.empty()) return {};
    const Try<json::object> answer = api_.get("/api/v1/templates");
    if (!answer) return tl::unexpected(answer.error());
    return use_template(*answer, options_.content.template_name, options_.words.language, asked);
  }

  Try<void> add_clips(AskedOrder& asked) const {
    const auto made =
        make_clip(api_, options_).and_then([this](const json::object& clip) { return playlist_item(context_, clip); });
    if (!made) return tl::unexpected(made.error());
    asked.items = {*made};
    if (options_.all_clear.empty()) return {};
    SpokenContent content;
    content.text = options_.all_clear;
    const auto all_clear = speech_request(content, first_language(options_.words.language))
                               .and_then([this](const json::object& request) { return api_.post_speech(request); })
                               .and_then([this](const json::object& clip) { return playlist_item(context_, clip); });
    if (!all_clear) return tl::unexpected(all_clear.error());
    asked.all_clear_clip = all_clear->clip;
    return {};
  }

  const Context& context_;
  const Api& api_;
  const DispatchOptions& options_;
};

void show(const Context& context, const AskedOrder& asked, const PreparedOrder& prepared) {
  if (context.options.json) return;
  context.err << "This will be signed:\n" << describe(prepared, context.utc_offset(), asked.groups);
  if (asked.starts.empty()) return;
  context.err << "It will sound " << asked.starts.size() << " times, at:\n"
              << describe_starts(asked.starts, context.utc_offset());
}

Try<void> keep_draft(const Context& context, const Api& api, const PreparedOrder& prepared, const std::string& remark) {
  const Try<json::object> kept =
      api.post("/api/v1/drafts", {{"payload", to_base64(prepared.payload)}, {"reason", remark}});
  if (!kept) return tl::unexpected(kept.error());
  const std::string digest = to_string(prepared.digest);
  if (context.options.json)
    context.out << json::serialize(json::object{{"digest", digest}, {"state", "draft"}}) << "\n";
  else
    context.out << "draft " << digest << "\nnot signed; whoever signs it:  tongluo approve " << digest.substr(0, 12)
                << "\n";
  return {};
}

Try<void> sign_and_submit(const Context& context, const DispatchOptions& options, const Api& api,
                          const PreparedOrder& prepared, const sign::Signer& signer,
                          std::optional<std::size_t> confirmed_count) {
  Envelope envelope{PayloadType::order, prepared.payload, {}};
  if (Try<void> ok = add_signature(context, envelope, signer); !ok) return ok;
  if (!options.out.empty())
    if (Try<void> ok = write_bytes(options.out, wire::serialize(envelope)); !ok) return ok;
  if (options.hold) {
    context.out << "signed, not submitted: " << options.out << "\n";
    return {};
  }
  return submit_order(context, api, envelope, confirmed_count, seconds(options.wait_s));
}

}  // namespace

Try<void> run_dispatch(const Context& context, const DispatchOptions& options, std::istream& in) {
  if (Try<void> ok = check_usage(options); !ok) return ok;
  Try<AskedOrder> asked = parse_asked(options.words);
  if (!asked) return tl::unexpected(asked.error());
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  // The key first: whoever lacks the passphrase should know before a clip is made.
  std::unique_ptr<sign::Signer> signer;
  if (options.draft.empty()) {
    auto opened = open_signer(context, options.signer, default_key_name(asked->order_class));
    if (!opened) return tl::unexpected(opened.error());
    signer = std::move(*opened);
  }
  if (Try<void> ok = AskedOrderFiller(context, *api, options).fill(*asked); !ok) return ok;
  const Try<PreparedOrder> prepared = prepare_order(*api, *asked);
  if (!prepared) return tl::unexpected(prepared.error());
  show(context, *asked, *prepared);
  if (!options.save_clip.empty())
    if (const auto saved = fetch_all_sound(*api, prepared->order, options.save_clip); !saved)
      return tl::unexpected(saved.error());
  if (!signer) return keep_draft(context, *api, *prepared, options.draft);
  Confirmation confirmation = options.confirmation;
  confirmation.ask_always = options.schedule.has_value() || !asked->groups.empty();
  const auto count = confirm(context, in, *prepared, confirmation);
  if (!count) return tl::unexpected(count.error());
  return sign_and_submit(context, options, *api, *prepared, *signer, *count);
}

}  // namespace tongluo::ctl
