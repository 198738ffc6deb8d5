#include "tools/ctl/dispatch_command.hpp"

#include <boost/json.hpp>

#include "protocol/os/clock.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tools/ctl/clip_audio.hpp"
#include "tools/ctl/follow.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/passphrase.hpp"
#include "tools/ctl/signing.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

struct Prepared {
  wire::Order order;
  Bytes payload;
  Digest digest;
  std::vector<AddressedTerminal> addressed;
};

auto refuse(std::string message) { return give_up(ExitCode::failed, std::move(message)); }

Try<void> check_usage(const DispatchOptions& options) {
  const int sources = static_cast<int>(!options.text.empty()) + static_cast<int>(!options.text_file.empty()) +
                      static_cast<int>(!options.audio.empty());
  if (sources != 1) return give_up(ExitCode::usage, "what? Give exactly one of --text, --text-file, --audio");
  if (options.hold && options.out.empty()) return give_up(ExitCode::usage, "--hold needs --out FILE");
  return {};
}

std::string default_key_name(OrderClass order_class) {
  switch (order_class) {
    case OrderClass::exercise:
      return "exercise";
    case OrderClass::routine:
      return "announce";
    default:
      return "dispatch";
  }
}

Try<OpenedKey> open_signing_key(const Context& context, const DispatchOptions& options, const AskedOrder& asked) {
  std::filesystem::path path = options.key;
  if (path.empty()) {
    const Try<Home> home = context.home();
    if (!home) return give_up(ExitCode::usage, "which key? Give --key or --home");
    path = home->key(default_key_name(asked.order_class));
  }
  const Try<std::string> passphrase = read_passphrase(context.passphrase_file(), PassphraseUse::open_existing);
  if (!passphrase) return tl::unexpected(passphrase.error());
  return read_key(path, *passphrase);
}

Try<json::object> make_clip(const Api& api, const DispatchOptions& options) {
  if (!options.audio.empty()) {
    const Try<Bytes> audio = read_bytes(options.audio, kMaxAudioBytes);
    if (!audio) return tl::unexpected(audio.error());
    return api.post_audio(std::string(as_text(*audio)));
  }
  std::string text = options.text;
  if (text.empty()) {
    const Try<Bytes> file = read_bytes(options.text_file, kMaxSpokenBytes);
    if (!file) return tl::unexpected(file.error());
    text = as_text(*file);
  }
  return api.post_speech(text, options.words.language.starts_with("en") ? "en" : "zh");
}

Try<wire::PlaylistItem> playlist_item(const Context& context, const json::object& clip) {
  const std::optional<Digest> digest = digest_from_hex(text_at(clip, "clip"));
  const std::optional<std::int64_t> duration = integer_at(clip, "duration_ms");
  if (!digest || !duration || *duration <= 0) return refuse("the controller's answer names no clip");
  for (const json::value& warning : array_at(clip, "warnings"))
    if (const json::string* text = warning.if_string()) context.err << "warning: " << *text << "\n";
  return wire::PlaylistItem{*digest, milliseconds(*duration)};
}

Try<void> save_clip(const Api& api, const wire::PlaylistItem& item, const std::string& path) {
  const Try<std::string> ogg = api.get_bytes("/api/v1/clips/" + to_string(item.clip));
  if (!ogg) return tl::unexpected(ogg.error());
  if (Try<void> ok = check_clip_audio(item, as_bytes(*ogg)); !ok) return ok;
  return write_bytes(path, as_bytes(*ogg));
}

Try<Prepared> prepare(const Api& api, const AskedOrder& asked) {
  const Try<json::object> answer = api.post("/api/v1/orders/prepare", prepare_request(asked));
  if (!answer) return tl::unexpected(answer.error());
  const std::optional<Bytes> payload = from_base64(text_at(*answer, "payload"));
  if (!payload) return refuse("the controller's answer holds no payload");
  Try<wire::Order> order = check_payload(asked, *payload, os::wall_now());
  if (!order) return tl::unexpected(order.error());
  Prepared prepared{std::move(*order), *payload, sign::digest_of(*payload), {}};
  for (const json::value& value : array_at(*answer, "addressed")) {
    const json::object& one = as_object(value);
    prepared.addressed.push_back({text_at(one, "terminal"), text_at(one, "name"), text_at(one, "area")});
  }
  if (prepared.addressed.empty()) return refuse("nobody is addressed");
  return prepared;
}

Try<void> confirm(const Context& context, const DispatchOptions& options, const AskedOrder& asked,
                  const Prepared& prepared, std::istream& in) {
  const std::string number = std::to_string(prepared.addressed.size());
  if (!context.options.json)
    context.err << "This will be signed:\n"
                << describe(prepared.order, prepared.digest) << number << " terminals are addressed:\n"
                << describe(prepared.addressed);
  if (options.yes || !needs_typed_confirmation(asked)) return {};
  const std::string question = "An ACTUAL alert of level " + std::string(to_string(asked.level)) +
                               ". Type the number of terminals to dispatch it: ";
  if (!confirmed_by_typing(context, in, question, number)) return refuse("not confirmed; nothing was signed");
  return {};
}

Try<Envelope> sign_and_save(const Context& context, const DispatchOptions& options, const Prepared& prepared,
                            const OpenedKey& key) {
  const Try<Home> home = context.home();
  if (!home) return tl::unexpected(home.error());
  const Try<Digest> deployment = read_deployment(*home);
  if (!deployment) return tl::unexpected(deployment.error());
  Envelope envelope{PayloadType::order, prepared.payload, {}};
  const auto added = sign::add_signature(envelope, *deployment, key.key);
  if (!added) return give_up(ExitCode::key, "cannot sign: " + sign::to_string(added.error()));
  if (!options.out.empty())
    if (Try<void> ok = write_bytes(options.out, wire::serialize(envelope)); !ok) return tl::unexpected(ok.error());
  return envelope;
}

Try<void> report(const Context& context, const Api& api, const std::string& digest, const OrderStatus& status) {
  if (context.options.json) {
    const Try<json::object> full = api.get("/api/v1/orders/" + digest);
    if (!full) return tl::unexpected(full.error());
    context.out << json::serialize(*full) << "\n";
  } else {
    context.out << "order " << digest << "\n" << outcome_table(status);
  }
  if (status.all_played()) return {};
  const std::size_t missing = status.terminals.size() - status.count(&TerminalStatus::played);
  return refuse(std::to_string(missing) + " of " + std::to_string(status.terminals.size()) + " terminals did not play" +
                (status.finished() ? "" : " yet"));
}

Try<void> submit_and_follow(const Context& context, const DispatchOptions& options, const Api& api,
                            const Envelope& envelope) {
  const Try<json::object> issued = api.post_envelope("/api/v1/orders", envelope);
  if (!issued) return tl::unexpected(issued.error());
  const std::string digest = text_at(*issued, "digest");
  if (options.wait_s == 0) {
    context.out << (context.options.json ? json::serialize(*issued) : "order " + digest) << "\n";
    return {};
  }
  if (!context.options.json) context.err << "submitted as " << digest << "\n";
  const Try<OrderStatus> status = follow_order(context, api, digest, seconds(options.wait_s));
  if (!status) return tl::unexpected(status.error());
  return report(context, api, digest, *status);
}

}  // namespace

Try<void> run_dispatch(const Context& context, const DispatchOptions& options, std::istream& in) {
  if (Try<void> ok = check_usage(options); !ok) return ok;
  Try<AskedOrder> asked = parse_asked(options.words);
  if (!asked) return tl::unexpected(asked.error());
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  // The key first: whoever lacks the passphrase should know before a clip is made.
  const Try<OpenedKey> key = open_signing_key(context, options, *asked);
  if (!key) return tl::unexpected(key.error());
  const Try<json::object> clip = make_clip(*api, options);
  if (!clip) return tl::unexpected(clip.error());
  const Try<wire::PlaylistItem> item = playlist_item(context, *clip);
  if (!item) return tl::unexpected(item.error());
  if (!options.save_clip.empty())
    if (Try<void> ok = save_clip(*api, *item, options.save_clip); !ok) return ok;
  asked->items = {*item};
  const Try<Prepared> prepared = prepare(*api, *asked);
  if (!prepared) return tl::unexpected(prepared.error());
  if (Try<void> ok = confirm(context, options, *asked, *prepared, in); !ok) return ok;
  const Try<Envelope> envelope = sign_and_save(context, options, *prepared, *key);
  if (!envelope) return tl::unexpected(envelope.error());
  if (options.hold) {
    context.out << "signed, not submitted: " << options.out << "\n";
    return {};
  }
  return submit_and_follow(context, options, *api, *envelope);
}

}  // namespace tongluo::ctl
