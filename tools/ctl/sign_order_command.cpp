#include "tools/ctl/sign_order_command.hpp"

#include <boost/json.hpp>

#include "protocol/os/clock.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tools/ctl/api.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/passphrase.hpp"
#include "tools/ctl/signing.hpp"

namespace tongluo::ctl {
namespace {

// The file holds an envelope (a second signature) or the bare payload (the first).
Try<Envelope> read_order_file(const std::string& path) {
  const Try<Bytes> bytes = read_bytes(path);
  if (!bytes) return tl::unexpected(bytes.error());
  wire::WireResult<Envelope> envelope = wire::parse_envelope(*bytes);
  if (envelope && envelope->type == PayloadType::order) return std::move(*envelope);
  return Envelope{PayloadType::order, *bytes, {}};
}

}  // namespace

Try<void> run_sign_order(const Context& context, const SignOrderOptions& options, std::istream& in) {
  Try<Envelope> envelope = read_order_file(options.file);
  if (!envelope) return tl::unexpected(envelope.error());
  const wire::WireResult<wire::Order> order = wire::parse_order(envelope->payload);
  if (!order) return give_up(ExitCode::failed, options.file + ": no order: " + to_string(order.error()));
  const Try<Home> home = context.home();
  if (!home) return tl::unexpected(home.error());
  const Try<Digest> deployment = read_deployment(*home);
  if (!deployment) return tl::unexpected(deployment.error());
  context.err << "This will be signed:\n" << describe(*order, sign::identity(*envelope));
  if (order->valid_until <= os::wall_now())
    context.err << "warning: its validity has passed; terminals will refuse it\n";
  if (!options.yes && !confirmed_by_typing(context, in, "Type yes to sign: ", "yes"))
    return give_up(ExitCode::failed, "not confirmed; nothing was signed");
  const Try<std::string> passphrase = read_passphrase(context.passphrase_file(), PassphraseUse::open_existing);
  if (!passphrase) return tl::unexpected(passphrase.error());
  const Try<OpenedKey> key = read_key(options.key, *passphrase);
  if (!key) return tl::unexpected(key.error());
  const auto added = sign::add_signature(*envelope, *deployment, key->key);
  if (!added) return give_up(ExitCode::key, "cannot sign: " + sign::to_string(added.error()));
  if (Try<void> ok = write_bytes(options.out, wire::serialize(*envelope)); !ok) return ok;
  context.out << options.out << ": " << envelope->signatures.size() << " signatures\n";
  return {};
}

Try<void> run_submit(const Context& context, const SubmitOptions& options) {
  const Try<Envelope> envelope = read_envelope(options.file);
  if (!envelope) return tl::unexpected(envelope.error());
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<boost::json::object> issued = api->post_envelope("/api/v1/orders", *envelope);
  if (!issued) return tl::unexpected(issued.error());
  const std::string digest = text_at(*issued, "digest");
  if (context.options.json)
    context.out << boost::json::serialize(*issued) << "\n";
  else
    context.out << "order " << digest << "\nwatch it with  tongluo orders " << digest << " --watch\n";
  return {};
}

}  // namespace tongluo::ctl
