#include "tools/ctl/submit_bundle_command.hpp"

#include <charconv>

#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/bundle.hpp"
#include "tools/ctl/asked_order.hpp"
#include "tools/ctl/signing.hpp"
#include "tools/ctl/submission.hpp"

namespace tongluo::ctl {
namespace {

// The bundle was made without a controller; how many terminals it addresses is known to whoever made it. A routine one
// that leaves its township is refused without --confirm-count: which townships its terminals stand in is not known
// here.
Try<std::optional<std::size_t>> ask_count(const Context& context, const SubmitBundleOptions& options,
                                          const wire::Order& order, std::istream& in) {
  if (options.count || order.order_class == OrderClass::routine) return options.count;
  context.err << "Type the number of terminals that it addresses: " << std::flush;
  std::string typed;
  std::getline(in, typed);
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), count);
  if (error != std::errc() || end != typed.data() + typed.size())
    return give_up(ExitCode::failed, "not confirmed; nothing was submitted");
  return count;
}

}  // namespace

Try<void> run_submit_bundle(const Context& context, const SubmitBundleOptions& options, std::istream& in) {
  const Try<Bytes> bytes = read_bytes(options.file, kMaxBundleFileBytes);
  if (!bytes) return tl::unexpected(bytes.error());
  const auto bundle = wire::parse_bundle(*bytes);
  if (!bundle) return give_up(ExitCode::failed, options.file + ": no bundle: " + to_string(bundle.error()));
  const auto order = wire::parse_order(bundle->order.payload);
  if (!order) return give_up(ExitCode::failed, options.file + ": its order: " + to_string(order.error()));
  if (!context.options.json)
    context.err << "This will be submitted, with " << bundle->clips.size() << " clips:\n"
                << describe(*order, sign::identity(bundle->order), context.utc_offset());
  const auto count = ask_count(context, options, *order, in);
  if (!count) return tl::unexpected(count.error());
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const auto answer = api->post_bundle(std::string(as_text(*bytes)), *count);
  if (!answer) return tl::unexpected(answer.error());
  return report_submitted(context, *api, *answer, seconds(options.wait_s));
}

}  // namespace tongluo::ctl
