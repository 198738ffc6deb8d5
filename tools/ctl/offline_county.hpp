#pragma once
// The county as this machine knows it without any controller: the home's trust list and the signed place records in its
// places folder. What is prepared here obeys the controller's own rules: it is the controller's core that prepares.
// Blocking; main thread. Limits: kMaxTerminals places; a place that does not verify is left out and named.

#include "controller/media/clip_maker.hpp"
#include "protocol/wire/bundle.hpp"
#include "tools/ctl/asked_order.hpp"
#include "tools/ctl/ceremony.hpp"
#include "tools/ctl/prepared_order.hpp"

namespace tongluo::ctl {

struct OfflineCounty {
  TrustHome trust;
  std::optional<wire::Freshness> freshness;  // the newest that was published from this home, if it still verifies
  std::vector<Bytes> place_envelopes;
  std::vector<wire::PlaceRecord> places;
  std::vector<std::string> unusable;  // files of the places folder that do not verify

  trust::Authority authority() const {
    return {trust.roots, &trust.list, freshness.has_value() ? &*freshness : nullptr};
  }
};

Try<OfflineCounty> open_offline_county(const Context& context, WallTime now);

// The exact bytes to sign, checked to be what was asked for; `asked` names its clips already.
Try<PreparedOrder> prepare_offline(const OfflineCounty& county, const AskedOrder& asked,
                                   const std::vector<media::Clip>& clips, Now now);
std::vector<AddressedTerminal> addressed_by(const OfflineCounty& county, const wire::Order& order);

wire::BundleClip to_bundle_clip(const media::Clip& clip);
// Does the bundle hold every clip that its order names, unchanged? Then the order; else which clip is missing or false.
Try<wire::Order> check_bundle_sound(const wire::OfflineBundle& bundle);

}  // namespace tongluo::ctl
