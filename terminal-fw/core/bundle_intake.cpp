// Intake, fourth part: an order that came by hand, on a USB stick. The same rules as for the network: nothing of it is
// believed unverified, and clips are kept only for an order that was admitted.

#include <algorithm>

#include "protocol/sign/digest_of.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "terminal-fw/core/intake.hpp"

namespace tongluo::terminal {
namespace {

bool names(const wire::Order& order, const Digest& clip) {
  const auto* clips = std::get_if<wire::ClipProgramme>(&order.programme);
  const bool item = clips != nullptr && std::any_of(clips->items.begin(), clips->items.end(),
                                                    [&clip](const auto& entry) { return entry.clip == clip; });
  return item || order.all_clear_clip == clip;
}

}  // namespace

void Intake::on_bundle(Now now, const wire::OfflineBundle& bundle) {
  const Digest digest = sign::identity(bundle.order);
  ++parts_.counters.bundles;
  parts_.actions.notice("event=bundle order=" + to_string(digest) + " clips=" + std::to_string(bundle.clips.size()));
  // A list no newer than ours is no fault of the stick.
  const auto list = wire::parse_trust_list(bundle.trust_list.payload);
  if (!list || list->version > parts_.trust.list_version()) on_trust_list(now, bundle.trust_list);
  on_delivery(now, {bundle.order, kNoGateway, {}});
  const OpenOrder* order = parts_.book.find(digest);
  for (const wire::BundleClip& clip : bundle.clips) {
    Bytes manifest = wire::serialize(clip.manifest);
    const Digest name = sign::digest_of(manifest);
    if (order != nullptr && names(order->order(), name))
      parts_.clips.on_whole(name, clip.manifest, {std::move(manifest), clip.audio});
    else
      parts_.clips.count_unwanted();
  }
}

void Intake::on_unreadable_bundle(Now now, const std::string& detail) {
  ++parts_.counters.bundles_unreadable;
  parts_.refusals.count(Refusal::malformed);
  if (parts_.refusals.may_report(now.steady)) parts_.actions.alarm("event=bundle_refused detail=\"" + detail + "\"");
}

}  // namespace tongluo::terminal
