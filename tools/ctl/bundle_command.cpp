#include "tools/ctl/bundle_command.hpp"

#include "protocol/base/limits.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/sign/digest_of.hpp"
#include "tools/ctl/offline_county.hpp"
#include "tools/ctl/offline_speech.hpp"
#include "tools/ctl/shown.hpp"

namespace tongluo::ctl {
namespace {

constexpr std::uint32_t kCarriedStartWithinSeconds = 4 * 3600;
constexpr std::uint32_t kCarriedValidForSeconds = 5 * 3600;
constexpr std::size_t kNameDigits = 12;
constexpr std::string_view kExtension = ".tongluo";

Try<void> save_sound(const wire::OfflineBundle& bundle, const std::string& path) {
  if (path.empty()) return {};
  return write_bytes(path, bundle.clips.front().audio);
}

// What the signatures so far are worth, by the rules of those who will receive it.
Try<trust::AdmittedOrder> admit(const OfflineCounty& county, const Envelope& order, WallTime now) {
  auto admitted = trust::verify_proposal(county.authority(), order, now);
  if (!admitted)
    return give_up(ExitCode::verification, "terminals would refuse it: " + std::string(to_string(admitted.error())));
  return std::move(*admitted);
}

void report(const Context& context, const std::string& file, const trust::AdmittedOrder& admitted) {
  context.out << file << "\norder " << to_string(admitted.digest) << "\nsigned by";
  for (const std::string& person : admitted.persons) context.out << " " << shown(person);
  context.out << ", " << admitted.persons_required << (admitted.persons_required == 1 ? " person" : " persons")
              << " needed\n";
  if (!admitted.quorum_met)
    context.err << "One more person:  tongluo bundle sign " << file << " --key THEIR.key\n";
  else
    context.err << "Complete. To a standby controller:  tongluo submit-bundle " << file
                << "\nor copy it into a terminal's USB folder.\n";
}

Try<trust::AdmittedOrder> add_signature(const OfflineCounty& county, wire::OfflineBundle& bundle,
                                        const sign::Signer& signer, WallTime now) {
  const std::size_t before = bundle.order.signatures.size();
  const auto added = sign::add_signature(bundle.order, county.trust.roots.deployment(), signer);
  if (!added) return give_up(ExitCode::key, "cannot sign: " + sign::to_string(added.error()));
  Try<trust::AdmittedOrder> admitted = admit(county, bundle.order, now);
  if (!admitted) return admitted;
  if (bundle.order.signatures.size() == before) return refuse("this key has signed already");
  if (admitted->persons.size() < bundle.order.signatures.size())
    return refuse("this person has signed already (same_person); another one must");
  return admitted;
}

Try<std::string> out_file(const std::string& out, const Digest& digest) {
  if (out.empty()) return give_up(ExitCode::usage, "where? Give --out FILE or --out FOLDER");
  std::error_code error;
  if (!std::filesystem::is_directory(out, error)) return out;
  const std::string name = to_string(digest).substr(0, kNameDigits) + std::string(kExtension);
  return (std::filesystem::path(out) / name).string();
}

Try<void> write_bundle(const std::string& file, const wire::OfflineBundle& bundle) {
  const Bytes bytes = wire::serialize(bundle);
  if (bytes.size() > limits::kMaxBundleBytes) return refuse("the bundle would be larger than receivers take");
  return write_bytes(file, bytes);
}

Try<wire::OfflineBundle> read_bundle(const std::string& file) {
  const Try<Bytes> bytes = read_bytes(file, limits::kMaxBundleBytes);
  if (!bytes) return tl::unexpected(bytes.error());
  wire::WireResult<wire::OfflineBundle> bundle = wire::parse_bundle(*bytes);
  if (!bundle) return give_up(ExitCode::verification, file + ": no bundle: " + to_string(bundle.error()));
  return std::move(*bundle);
}

// Everything in the bundle that can be checked without its signatures' quorum. The order, for people.
Try<wire::Order> check_bundle(const OfflineCounty& county, const wire::OfflineBundle& bundle, WallTime now) {
  const auto list = trust::verify_trust_list(county.trust.roots, bundle.trust_list, 0, now);
  if (!list)
    return give_up(ExitCode::verification,
                   "its trust list is not by our roots: " + std::string(to_string(list.error())));
  Try<wire::Order> order = check_bundle_sound(bundle);
  if (!order) return order;
  if (const Try<trust::AdmittedOrder> admitted = admit(county, bundle.order, now); !admitted)
    return tl::unexpected(admitted.error());
  return order;
}

void warn_of_places(const Context& context, const OfflineCounty& county) {
  for (const std::string& file : county.unusable)
    context.err << "warning: place " << file << " does not verify and is left out\n";
}

// The order as a person must see it before a second signature.
PreparedOrder prepared_from(const OfflineCounty& county, const wire::Order& order, const Bytes& payload) {
  PreparedOrder prepared{order, payload, sign::digest_of(payload), addressed_by(county, order), {}, {}, {}, false};
  if (const wire::QuorumRule* rule = county.trust.list.rule(order.order_class, order.level))
    prepared.persons_required = rule->persons;
  return prepared;
}

Try<void> show_and_confirm(const Context& context, std::istream& in, const PreparedOrder& prepared,
                           const Confirmation& confirmation) {
  context.err << "This will be signed:\n" << describe(prepared, kCountyUtcOffset);
  const auto confirmed = confirm(context, in, prepared, confirmation);
  if (!confirmed) return tl::unexpected(confirmed.error());
  return {};
}

}  // namespace

BundleOptions::BundleOptions() {
  words.start_within_s = kCarriedStartWithinSeconds;
  words.valid_for_s = kCarriedValidForSeconds;
}

Try<void> run_bundle_make(const Context& context, const BundleOptions& options, std::istream& in) {
  Try<AskedOrder> asked = parse_asked(options.words);
  if (!asked) return tl::unexpected(asked.error());
  if (!options.words.groups.empty())
    return give_up(ExitCode::usage, "--group: groups live in the controller; name areas or terminals");
  if (Try<void> ok = check_content(options.content, options.words.language); !ok) return ok;
  const Try<OfflineCounty> county = open_offline_county(context, os::wall_now());
  if (!county) return tl::unexpected(county.error());
  warn_of_places(context, *county);
  const auto signer = open_signer(context, options.signer, default_key_name(asked->order_class));
  if (!signer) return tl::unexpected(signer.error());
  const Try<Home> home = context.home();
  const Try<media::Clip> clip = make_offline_clip(home ? &*home : nullptr, options.content, options.words.language);
  if (!clip) return tl::unexpected(clip.error());
  asked->items = {{clip->digest, clip->duration}};
  const Try<PreparedOrder> prepared = prepare_offline(*county, *asked, {*clip}, os::now());
  if (!prepared) return tl::unexpected(prepared.error());
  const Try<std::string> file = out_file(options.out, prepared->digest);
  if (!file) return tl::unexpected(file.error());
  wire::OfflineBundle bundle{county->trust.list_envelope, {PayloadType::order, prepared->payload, {}}, {}};
  bundle.clips.push_back(to_bundle_clip(*clip));
  if (Try<void> ok = save_sound(bundle, options.save_clip); !ok) return ok;
  if (Try<void> ok = show_and_confirm(context, in, *prepared, options.confirmation); !ok) return ok;
  const Try<trust::AdmittedOrder> admitted = add_signature(*county, bundle, **signer, os::wall_now());
  if (!admitted) return tl::unexpected(admitted.error());
  if (Try<void> ok = write_bundle(*file, bundle); !ok) return ok;
  report(context, *file, *admitted);
  return {};
}

Try<void> run_bundle_sign(const Context& context, const BundleSignOptions& options, std::istream& in) {
  Try<wire::OfflineBundle> bundle = read_bundle(options.file);
  if (!bundle) return tl::unexpected(bundle.error());
  const Try<OfflineCounty> county = open_offline_county(context, os::wall_now());
  if (!county) return tl::unexpected(county.error());
  warn_of_places(context, *county);
  const Try<wire::Order> order = check_bundle(*county, *bundle, os::wall_now());
  if (!order) return tl::unexpected(order.error());
  if (Try<void> ok = save_sound(*bundle, options.save_clip); !ok) return ok;
  const PreparedOrder prepared = prepared_from(*county, *order, bundle->order.payload);
  if (Try<void> ok = show_and_confirm(context, in, prepared, options.confirmation); !ok) return ok;
  const auto signer = open_signer(context, options.signer, "");
  if (!signer) return tl::unexpected(signer.error());
  const Try<trust::AdmittedOrder> admitted = add_signature(*county, *bundle, **signer, os::wall_now());
  if (!admitted) return tl::unexpected(admitted.error());
  const std::string& file = options.out.empty() ? options.file : options.out;
  if (Try<void> ok = write_bundle(file, *bundle); !ok) return ok;
  report(context, file, *admitted);
  return {};
}

Try<void> run_bundle_show(const Context& context, const BundleShowOptions& options) {
  const Try<wire::OfflineBundle> bundle = read_bundle(options.file);
  if (!bundle) return tl::unexpected(bundle.error());
  const Try<OfflineCounty> county = open_offline_county(context, os::wall_now());
  if (!county) return tl::unexpected(county.error());
  const Try<wire::Order> order = check_bundle(*county, *bundle, os::wall_now());
  if (!order) return tl::unexpected(order.error());
  context.out << describe(prepared_from(*county, *order, bundle->order.payload), kCountyUtcOffset);
  const Try<trust::AdmittedOrder> admitted = admit(*county, bundle->order, os::wall_now());
  if (!admitted) return tl::unexpected(admitted.error());
  report(context, options.file, *admitted);
  return {};
}

}  // namespace tongluo::ctl
