#include "tools/ctl/stop_commands.hpp"

#include "protocol/os/clock.hpp"
#include "tools/ctl/clip_audio.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/known_order.hpp"
#include "tools/ctl/order_reference.hpp"
#include "tools/ctl/shown.hpp"
#include "tools/ctl/submission.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

struct PreparedStop {
  Bytes payload;
  std::int64_t addressed = 0;
  std::size_t orders = 0;
};

Try<PreparedStop> prepare(const Api& api, const std::string& target, const json::object& request) {
  const Try<json::object> answer = api.post(target, request);
  if (!answer) return tl::unexpected(answer.error());
  const std::optional<Bytes> payload = from_base64(text_at(*answer, "payload"));
  if (!payload) return refuse("not signed: the controller's answer holds no payload");
  return PreparedStop{*payload, integer_at(*answer, "addressed_count").value_or(0), array_at(*answer, "orders").size()};
}

Try<void> sign_and_send(const Context& context, const Api& api, const sign::Signer& signer, PayloadType type,
                        PreparedStop prepared) {
  Envelope envelope{type, std::move(prepared.payload), {}};
  if (Try<void> ok = add_signature(context, envelope, signer); !ok) return ok;
  const Try<json::object> answer =
      api.post_envelope(type == PayloadType::cancel ? "/api/v1/cancels" : "/api/v1/stop-alls", envelope);
  if (!answer) return tl::unexpected(answer.error());
  if (context.options.json) {
    context.out << json::serialize(*answer) << "\n";
    return {};
  }
  context.out << (type == PayloadType::cancel ? "cancelled " : "stopped ") << array_at(*answer, "orders").size()
              << " orders; sent to " << integer_at(*answer, "sent_to").value_or(0) << " connected terminals of "
              << prepared.addressed << " addressed (the others get it when they connect)\n";
  for (const json::value& order : array_at(*answer, "orders"))
    if (const json::string* digest = order.if_string()) context.out << "  " << shown(std::string(*digest)) << "\n";
  return {};
}

Try<void> add_group_targets(const Api& api, const std::vector<std::string>& names, AskedStop& asked) {
  if (names.empty()) return {};
  const Try<json::object> answer = api.get("/api/v1/groups");
  if (!answer) return tl::unexpected(answer.error());
  const auto groups = pick_groups(*answer, names);
  if (!groups) return tl::unexpected(groups.error());
  for (const Group& group : *groups)
    asked.targets.insert(asked.targets.end(), group.targets.begin(), group.targets.end());
  return {};
}

json::object stop_request(const StopAllOptions& options, const AskedStop& asked) {
  json::array classes;
  for (const OrderClass order_class : asked.order_classes) classes.emplace_back(to_string(order_class));
  json::object request{{"classes", std::move(classes)}, {"highest_level", to_string(asked.highest_level)}};
  if (!options.areas.empty()) request["areas"] = array_of(options.areas);
  if (!options.groups.empty()) request["groups"] = array_of(options.groups);
  return request;
}

}  // namespace

Try<void> run_cancel(const Context& context, const EndOptions& options) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<Digest> order = resolve_reference(*api, options.reference);
  if (!order) return tl::unexpected(order.error());
  const auto signer = open_signer(context, options.signer, "dispatch");
  if (!signer) return tl::unexpected(signer.error());
  Try<PreparedStop> prepared = prepare(*api, "/api/v1/cancels/prepare", {{"order", to_string(*order)}});
  if (!prepared) return tl::unexpected(prepared.error());
  if (Try<void> ok = check_cancel(*order, prepared->payload, os::wall_now()); !ok) return ok;
  return sign_and_send(context, *api, **signer, PayloadType::cancel, std::move(*prepared));
}

Try<void> run_stop_all(const Context& context, const StopAllOptions& options) {
  Try<AskedStop> asked = parse_asked_stop(options);
  if (!asked) return tl::unexpected(asked.error());
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  if (Try<void> ok = add_group_targets(*api, options.groups, *asked); !ok) return ok;
  const auto signer = open_signer(context, options.signer, "dispatch");
  if (!signer) return tl::unexpected(signer.error());
  Try<PreparedStop> prepared = prepare(*api, "/api/v1/stop-alls/prepare", stop_request(options, *asked));
  if (!prepared) return tl::unexpected(prepared.error());
  if (Try<void> ok = check_stop_all(*asked, prepared->payload, os::wall_now()); !ok) return ok;
  return sign_and_send(context, *api, **signer, PayloadType::stop_all, std::move(*prepared));
}

Try<void> run_all_clear(const Context& context, const EndOptions& options) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<Digest> digest = resolve_reference(*api, options.reference);
  if (!digest) return tl::unexpected(digest.error());
  const Try<KnownOrder> original = fetch_known_order(*api, *digest);
  if (!original) return tl::unexpected(original.error());
  const auto signer = open_signer(context, options.signer, default_key_name(original->prepared.order.order_class));
  if (!signer) return tl::unexpected(signer.error());
  const Try<json::object> answer =
      api->post("/api/v1/orders/" + to_string(*digest) + "/all-clear/prepare", json::object());
  if (!answer) return tl::unexpected(answer.error());
  const Try<PreparedOrder> prepared = parse_prepared(*answer);
  if (!prepared) return tl::unexpected(prepared.error());
  if (Try<void> ok = check_all_clear(original->prepared.order, prepared->order, os::wall_now()); !ok) return ok;
  if (const auto sound = fetch_all_sound(*api, prepared->order, ""); !sound) return tl::unexpected(sound.error());
  if (!context.options.json) context.err << "All-clear:\n" << describe(*prepared, context.utc_offset());
  Envelope envelope{PayloadType::order, prepared->payload, {}};
  if (Try<void> ok = add_signature(context, envelope, **signer); !ok) return ok;
  // One action: the number was typed when the alert itself was sent to the same targets.
  return submit_order(context, *api, envelope, prepared->addressed.size(), seconds(options.wait_s));
}

}  // namespace tongluo::ctl
