#include "tools/ctl/offline_county.hpp"

#include <algorithm>

#include "controller/core/controller.hpp"
#include "protocol/os/random.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::ctl {
namespace {

// The record that the file holds, if the trust list stands behind it.
std::optional<wire::PlaceRecord> verified_place(const trust::Authority& authority, const Envelope& envelope,
                                                WallTime now) {
  const auto place = wire::parse_place_record(envelope.payload);
  if (!place) return std::nullopt;
  const auto verified = trust::verify_place(authority, envelope, place->terminal, 0, now);
  return verified ? std::optional(*verified) : std::nullopt;
}

Try<void> read_places(OfflineCounty& county, WallTime now) {
  const std::filesystem::path folder = county.trust.home.at("places");
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == ".env") files.push_back(at->path());
    if (files.size() > controller::kMaxTerminals)
      return refuse(folder.string() + ": more than " + std::to_string(controller::kMaxTerminals) + " places");
  }
  if (error) return refuse(folder.string() + ": " + error.message());
  std::sort(files.begin(), files.end());
  for (const std::filesystem::path& file : files) {
    const Try<Envelope> envelope = read_envelope(file);
    const auto place = envelope ? verified_place(county.authority(), *envelope, now) : std::nullopt;
    if (!place) {
      county.unusable.push_back(file.filename().string());
      continue;
    }
    county.places.push_back(*place);
    county.place_envelopes.push_back(wire::serialize(*envelope));
  }
  return {};
}

controller::Snapshot snapshot_of(const OfflineCounty& county, const std::vector<media::Clip>& clips) {
  controller::Snapshot snapshot;
  snapshot.trust_list = wire::serialize(county.trust.list_envelope);
  snapshot.places = county.place_envelopes;
  for (const media::Clip& clip : clips) snapshot.clips.push_back({clip.digest, clip.manifest, clip.warnings});
  return snapshot;
}

controller::OrderDraft draft_of(const AskedOrder& asked) {
  controller::OrderDraft draft;
  draft.order_class = asked.order_class;
  draft.level = asked.level;
  for (const AreaCode area : asked.areas) draft.areas.push_back(area.text());
  for (const TerminalId& terminal : asked.terminals) draft.terminals.push_back(terminal.text());
  draft.polygons = asked.polygons;
  draft.circles = asked.circles;
  for (const wire::PlaylistItem& item : asked.items) draft.items.push_back({item.clip});
  draft.tone = asked.tone;
  draft.tone_duration = asked.tone_duration;
  draft.repetitions = asked.repetitions;
  draft.gap = asked.gap;
  draft.volume_percent = asked.volume_percent;
  draft.interrupt_rule = asked.interrupt_rule;
  draft.event_code = asked.event_code;
  draft.headline = asked.headline;
  draft.language = asked.language;
  draft.valid_for = asked.valid_for;
  draft.start_within = asked.start_within;
  draft.nonce = os::random_nonce();
  return draft;
}

}  // namespace

Try<OfflineCounty> open_offline_county(const Context& context, WallTime now) {
  Try<TrustHome> trust = open_trust_home(context, now);
  if (!trust) return tl::unexpected(trust.error());
  OfflineCounty county{std::move(*trust), {}, {}, {}, {}};
  if (const Try<Envelope> envelope = read_envelope(county.trust.home.at(files::kFreshness)))
    if (const auto freshness = trust::verify_freshness(county.authority(), *envelope, now))
      county.freshness = *freshness;
  if (Try<void> ok = read_places(county, now); !ok) return tl::unexpected(ok.error());
  return county;
}

Try<PreparedOrder> prepare_offline(const OfflineCounty& county, const AskedOrder& asked,
                                   const std::vector<media::Clip>& clips, Now now) {
  auto core = controller::ControllerCore::create({}, county.trust.roots, snapshot_of(county, clips), now);
  if (!core) return give_up(ExitCode::failed, core.error());
  auto made = core->prepare(now, draft_of(asked));
  if (!made) return refuse(made.error().field + ": " + made.error().reason);
  Try<wire::Order> order = check_payload(asked, made->payload, now.wall);
  if (!order) return tl::unexpected(order.error());
  PreparedOrder prepared{std::move(*order), std::move(made->payload), made->digest,       {}, {},
                         made->holds,       made->persons_required,   made->confirm_count};
  prepared.addressed = addressed_by(county, prepared.order);
  for (const controller::Warning& warning : made->warnings) prepared.warnings.push_back({warning.code, warning.text});
  return prepared;
}

std::vector<AddressedTerminal> addressed_by(const OfflineCounty& county, const wire::Order& order) {
  std::vector<AddressedTerminal> addressed;
  for (const wire::PlaceRecord& place : county.places)
    if (trust::addresses(order.targets, place))
      addressed.push_back({place.terminal.text(), place.name, place.area.text()});
  return addressed;
}

}  // namespace tongluo::ctl
