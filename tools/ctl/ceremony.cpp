#include "tools/ctl/ceremony.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tools/ctl/signing.hpp"
#include "tools/ctl/trust_difference.hpp"

namespace tongluo::ctl {
namespace {

auto unbelievable(std::string message) { return give_up(ExitCode::verification, std::move(message)); }

std::string words(Refusal refusal) { return std::string(to_string(refusal)); }

// The roots that a proposed list hands over to, if it does.
Try<std::optional<trust::PinnedRoots>> next_roots(const TrustHome& trust, const Envelope& envelope) {
  if (envelope.type != PayloadType::trust_list) return std::optional<trust::PinnedRoots>();
  const wire::WireResult<wire::TrustList> list = wire::parse_trust_list(envelope.payload);
  if (!list) return unbelievable("no trust list: " + to_string(list.error()));
  if (!list->next_roots || *list->next_roots == trust.roots.set()) return std::optional<trust::PinnedRoots>();
  auto next = trust::PinnedRoots::parse(wire::serialize(*list->next_roots));
  if (!next) return unbelievable("the next roots are " + words(next.error()));
  return std::optional<trust::PinnedRoots>(std::move(*next));
}

bool holds(const trust::PinnedRoots& roots, const sign::Signer& signer) {
  return std::any_of(roots.set().roots.begin(), roots.set().roots.end(),
                     [&signer](const wire::Root& root) { return root.public_key == signer.spki(); });
}

std::vector<std::string> describe_list(const TrustHome& trust, const wire::TrustList& list, WallTime now) {
  const wire::TrustList& held = trust.list.list();
  std::vector<std::string> lines = {"trust list " + std::to_string(list.version) + ", dated " +
                                    utc_text(list.issued_at) + ", against list " + std::to_string(held.version) +
                                    " in force:"};
  std::vector<std::string> changed = differences(held, list);
  if (changed.empty()) changed.emplace_back("(nothing but version and date)");
  lines.insert(lines.end(), changed.begin(), changed.end());
  if (list.version != held.version + 1)
    lines.push_back("WARNING: the next version would be " + std::to_string(held.version + 1));
  for (const std::string& weakness : weaknesses(list, now)) lines.push_back("WARNING: " + weakness);
  return lines;
}

std::string describe_freshness(const wire::Freshness& freshness) {
  return "freshness: trust list " + std::to_string(freshness.trust_list_version) + " is the newest, from " +
         utc_text(freshness.issued_at) + " to " + utc_text(freshness.expires_at);
}

std::string describe_reset(const wire::TimeReset& reset) {
  return "time reset " + std::to_string(reset.sequence) + ": terminal " + reset.terminal.text() +
         " may believe any time from " + utc_text(reset.floor) + " on";
}

Try<void> check_list(const TrustHome& trust, const Envelope& envelope, WallTime now) {
  const Try<RootSignatures> signatures = count_root_signatures(trust, envelope);
  if (!signatures) return tl::unexpected(signatures.error());
  if (!signatures->complete()) return refuse("not enough signatures yet: " + describe(*signatures));
  const auto list = trust::verify_trust_list(trust.roots, envelope, trust.list.list().version, now);
  if (!list) return unbelievable("terminals would refuse this trust list: " + words(list.error()));
  return {};
}

Try<void> check_reset(const TrustHome& trust, const Envelope& envelope) {
  const auto reset = wire::parse_time_reset(envelope.payload);
  if (!reset) return unbelievable("no time reset: " + to_string(reset.error()));
  const Try<RootSignatures> signatures = count_root_signatures(trust, envelope);
  if (!signatures) return tl::unexpected(signatures.error());
  if (!signatures->complete()) return refuse("not enough signatures yet: " + describe(*signatures));
  const auto verified = trust::verify_time_reset(trust.roots, envelope, reset->terminal, 0);
  if (!verified) return unbelievable("the terminal would refuse this reset: " + words(verified.error()));
  return {};
}

Try<void> keep_roots(const TrustHome& trust, const trust::PinnedRoots& next) {
  const std::string old_name = "roots-" + std::to_string(trust.roots.set().version) + ".bin";
  if (Try<void> ok = write_bytes(trust.home.at(old_name), wire::serialize(trust.roots.set())); !ok) return ok;
  return write_bytes(trust.home.at(files::kRoots), wire::serialize(next.set()));
}

}  // namespace

Try<TrustHome> open_trust_home(const Home& home, WallTime now) {
  const Try<Bytes> bytes = read_bytes(home.at(files::kRoots));
  if (!bytes) return tl::unexpected(bytes.error());
  auto roots = trust::PinnedRoots::parse(*bytes);
  if (!roots) return unbelievable(home.at(files::kRoots).string() + ": no usable root set");
  const std::filesystem::path path = home.at(files::kTrustList);
  Try<Envelope> envelope = read_envelope(path);
  if (!envelope) return tl::unexpected(envelope.error());
  auto list = trust::verify_trust_list(*roots, *envelope, 0, now);
  if (!list) return unbelievable(path.string() + ": the roots do not stand behind this list: " + words(list.error()));
  return TrustHome{home, std::move(*roots), std::move(*envelope), std::move(*list)};
}

Try<TrustHome> open_trust_home(const Context& context, WallTime now) {
  return context.home().and_then([now](const Home& home) { return open_trust_home(home, now); });
}

std::string describe(const RootSignatures& signatures) {
  std::string text =
      std::to_string(signatures.pinned) + " of " + std::to_string(signatures.pinned_needed) + " root signatures";
  if (signatures.next_needed > 0)
    text +=
        ", " + std::to_string(signatures.next) + " of " + std::to_string(signatures.next_needed) + " of the new roots";
  return text;
}

Try<RootSignatures> count_root_signatures(const TrustHome& trust, const Envelope& envelope) {
  const Try<std::optional<trust::PinnedRoots>> next = next_roots(trust, envelope);
  if (!next) return tl::unexpected(next.error());
  const Refusal refusal = trust.roots.check_every_signature(envelope, *next ? &**next : nullptr);
  if (refusal != Refusal::none) return unbelievable("a signature in it is not by a root: " + words(refusal));
  RootSignatures count;
  count.pinned = trust.roots.signatures_by_roots(envelope);
  count.pinned_needed = trust.roots.set().quorum;
  if (*next) {
    count.next = (*next)->signatures_by_roots(envelope);
    count.next_needed = (*next)->set().quorum;
  }
  return count;
}

Try<std::vector<std::string>> describe_payload(const TrustHome& trust, const Envelope& envelope, WallTime now) {
  if (envelope.type == PayloadType::trust_list)
    if (const auto list = wire::parse_trust_list(envelope.payload)) return describe_list(trust, *list, now);
  if (envelope.type == PayloadType::freshness)
    if (const auto freshness = wire::parse_freshness(envelope.payload))
      return std::vector<std::string>{describe_freshness(*freshness)};
  if (envelope.type == PayloadType::time_reset)
    if (const auto reset = wire::parse_time_reset(envelope.payload))
      return std::vector<std::string>{describe_reset(*reset)};
  return unbelievable("neither a trust list nor a freshness statement nor a time reset");
}

Try<RootSignatures> sign_as_root(const TrustHome& trust, Envelope& envelope, const sign::Signer& signer) {
  if (envelope.type != PayloadType::trust_list && envelope.type != PayloadType::time_reset)
    return refuse("roots sign trust lists and time resets only");
  const Try<std::optional<trust::PinnedRoots>> next = next_roots(trust, envelope);
  if (!next) return tl::unexpected(next.error());
  if (!holds(trust.roots, signer) && !(*next && holds(**next, signer)))
    return give_up(ExitCode::key, "key " + to_string(signer.key_id()) + " is no root of this deployment");
  // A file with a bad signature in it is not made better by a good one.
  if (Try<RootSignatures> before = count_root_signatures(trust, envelope); !before) return before;
  const auto added = sign::add_signature(envelope, trust.roots.deployment(), signer);
  if (!added) return give_up(ExitCode::key, "cannot sign: " + sign::to_string(added.error()));
  return count_root_signatures(trust, envelope);
}

Try<void> check_publishable(const TrustHome& trust, const Envelope& envelope, WallTime now) {
  switch (envelope.type) {
    case PayloadType::trust_list:
      return check_list(trust, envelope, now);
    case PayloadType::time_reset:
      return check_reset(trust, envelope);
    case PayloadType::freshness: {
      const auto verified = trust::verify_freshness({trust.roots, &trust.list}, envelope, now);
      if (!verified) return unbelievable("terminals would refuse this statement: " + words(verified.error()));
      return {};
    }
    default:
      return unbelievable("neither a trust list nor a freshness statement nor a time reset");
  }
}

Try<void> keep_published(const TrustHome& trust, const Envelope& envelope, WallTime now) {
  if (envelope.type == PayloadType::freshness)
    return write_bytes(trust.home.at(files::kFreshness), wire::serialize(envelope));
  if (envelope.type != PayloadType::trust_list) return {};
  const auto list = trust::verify_trust_list(trust.roots, envelope, trust.list.list().version, now);
  if (!list) return unbelievable(words(list.error()));
  // The list first: it verifies under the old roots and the new ones.
  if (Try<void> ok = write_bytes(trust.home.at(files::kTrustList), wire::serialize(envelope)); !ok) return ok;
  const std::optional<trust::PinnedRoots> next = trust.roots.successor(*list);
  return next ? keep_roots(trust, *next) : Try<void>();
}

}  // namespace tongluo::ctl
