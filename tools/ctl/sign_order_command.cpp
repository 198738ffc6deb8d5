#include "tools/ctl/sign_order_command.hpp"

#include "protocol/os/clock.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tools/ctl/signing.hpp"
#include "tools/ctl/submission.hpp"

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
  context.err << "This will be signed:\n" << describe(*order, sign::identity(*envelope), context.utc_offset());
  if (order->valid_until <= os::wall_now())
    context.err << "warning: its validity has passed; terminals will refuse it\n";
  if (!options.yes && !confirmed_by_typing(context, in, "Type yes to sign: ", "yes"))
    return give_up(ExitCode::failed, "not confirmed; nothing was signed");
  const auto signer = open_signer(context, options.signer, "");
  if (!signer) return tl::unexpected(signer.error());
  if (Try<void> ok = add_signature(context, *envelope, **signer); !ok) return ok;
  if (Try<void> ok = write_bytes(options.out, wire::serialize(*envelope)); !ok) return ok;
  context.out << options.out << ": " << envelope->signatures.size() << " signatures\n";
  return {};
}

Try<void> run_submit(const Context& context, const SubmitOptions& options) {
  const Try<Envelope> envelope = read_envelope(options.file);
  if (!envelope) return tl::unexpected(envelope.error());
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  return submit_order(context, *api, *envelope, options.count, seconds(0));
}

}  // namespace tongluo::ctl
