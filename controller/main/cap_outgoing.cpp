#include "controller/main/cap_outgoing.hpp"

#include "controller/cap/alert_writer.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::daemon {

using namespace controller;

namespace {

constexpr const char* kNoSender = "tongluo";

bool was_issued(OrderState state) {
  return state == OrderState::issued || state == OrderState::running || state == OrderState::completed ||
         state == OrderState::cancelled || state == OrderState::expired;
}

std::string sender_or_default(const std::string& sender) { return sender.empty() ? kNoSender : sender; }

// Cancelled by a person or its source; one that an update superseded is ended by that update's message.
bool is_cancelled(const OrderSummary& order) { return order.state == OrderState::cancelled && !order.superseded_by; }

}  // namespace

std::optional<std::string> outgoing_message(http::ApiBackend& backend, const Digest& digest,
                                            const std::string& sender) {
  const auto detail = backend.order(digest);
  if (!detail || !was_issued(detail->summary.state)) return std::nullopt;
  const auto envelope = wire::parse_envelope(detail->envelope);
  if (!envelope) return std::nullopt;
  auto order = wire::parse_order(envelope->payload);
  if (!order) return std::nullopt;
  cap::OutgoingAlert outgoing;
  outgoing.sender = sender_or_default(sender);
  outgoing.digest = digest;
  outgoing.order = std::move(*order);
  outgoing.sent = outgoing.order.issued_at;
  outgoing.cancelled = is_cancelled(detail->summary);
  if (outgoing.cancelled) {
    outgoing.acts_on = cap::Reference{outgoing.sender, cap::identifier_of(digest, false), outgoing.sent};
  } else if (detail->summary.supersedes) {
    const auto older = backend.order(*detail->summary.supersedes);
    if (older)
      outgoing.acts_on = cap::Reference{outgoing.sender, cap::identifier_of(*detail->summary.supersedes, false),
                                        older->summary.issued_at};
  }
  return cap::write_alert(outgoing);
}

std::string outgoing_feed(http::ApiBackend& backend, const std::vector<AreaCode>& areas, const std::string& sender,
                          std::size_t entries, WallTime now) {
  cap::Feed feed;
  feed.id = "urn:tongluo:feed:" + sender_or_default(sender);
  feed.title = sender_or_default(sender);
  feed.updated = now;
  OrderFilter filter;
  filter.areas = areas;
  const OrderPage page = backend.orders(entries, filter);
  for (const OrderSummary& order : page.orders) {
    if (!was_issued(order.state)) continue;
    const bool cancelled = is_cancelled(order);
    const std::string title = order.headline.empty() ? std::string(to_string(order.order_class)) : order.headline;
    feed.entries.push_back({cap::identifier_of(order.digest, cancelled), title,
                            "../orders/" + to_string(order.digest) + "/cap", order.submitted_at});
  }
  if (!feed.entries.empty()) feed.updated = feed.entries.front().updated;
  return cap::write_feed(feed);
}

}  // namespace tongluo::daemon
