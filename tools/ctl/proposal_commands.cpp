#include "tools/ctl/proposal_commands.hpp"

#include <algorithm>
#include <array>

#include "protocol/os/clock.hpp"
#include "tools/ctl/clip_audio.hpp"
#include "tools/ctl/follow.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/known_order.hpp"
#include "tools/ctl/order_reference.hpp"
#include "tools/ctl/shown.hpp"
#include "tools/ctl/submission.hpp"
#include "tools/ctl/text_table.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr std::array<const char*, 3> kWaitingStates = {"submitted", "draft", "returned"};
constexpr std::size_t kShownDigestDigits = 12;

std::string listed(const std::vector<std::string>& texts) {
  std::string line;
  for (const std::string& text : texts) line += (line.empty() ? "" : ", ") + text;
  return line;
}

void add_proposal(TextTable& table, const json::object& order) {
  table.add({text_at(order, "digest").substr(0, kShownDigestDigits), text_at(order, "state"), text_at(order, "class"),
             text_at(order, "level"), listed(parse_texts(array_at(order, "persons"))),
             std::to_string(integer_at(order, "persons_missing").value_or(0)),
             listed(parse_texts(array_at(order, "holds"))), text_at(order, "origin"), text_at(order, "reason"),
             text_at(order, "headline")});
}

std::string state_text(const KnownOrder& known) {
  std::string text = "  state       " + shown(known.state) + "\n";
  if (!known.reason.empty()) text += "  reason      " + shown(known.reason) + "\n";
  if (!known.origin.empty()) text += "  came from   " + shown(known.origin) + "\n";
  if (!known.persons.empty()) text += "  persons     " + shown(listed(known.persons)) + " (says the controller)\n";
  if (known.persons_missing != 0) text += "  missing     " + std::to_string(known.persons_missing) + " more to sign\n";
  if (!known.superseded_by.empty()) text += "  superseded  by " + shown(known.superseded_by) + "\n";
  return text;
}

std::optional<TrustHome> home_trust(const Context& context) {
  Try<TrustHome> trust = open_trust_home(context, os::wall_now());
  if (trust) return std::move(*trust);
  context.err << "warning: signatures cannot be checked here: " << trust.error().message << "\n";
  return std::nullopt;
}

// What is too late to sign is said before anybody thinks about it.
Try<void> check_can_still_sound(const KnownOrder& known, WallTime now) {
  if (!is_waiting(known)) return refuse("it is " + known.state + "; only a draft or a submitted order is approved");
  const auto& starts = known.prepared.order.occurrences;
  const bool ahead =
      std::any_of(starts.begin(), starts.end(), [now](const wire::Occurrence& one) { return one.latest_start > now; });
  if (ahead && known.prepared.order.valid_until > now) return {};
  return refuse("its last start has passed. Make it anew from now on:  tongluo refresh " +
                to_string(known.prepared.digest).substr(0, kShownDigestDigits));
}

Try<void> show_sound(const Context& context, const Api& api, const wire::Order& order, const std::string& listen) {
  const Try<std::vector<std::string>> files = fetch_all_sound(api, order, listen);
  if (!files) return tl::unexpected(files.error());
  for (const std::string& file : *files) context.err << "listen: " << file << "\n";
  return {};
}

Try<KnownOrder> find_order(const Api& api, const std::string& reference) {
  const Try<Digest> digest = resolve_reference(api, reference);
  if (!digest) return tl::unexpected(digest.error());
  return fetch_known_order(api, *digest);
}

Try<void> show_known(const Context& context, const KnownOrder& known) {
  const auto signed_by = who_signed(known.envelope, home_trust(context));
  if (!signed_by) return tl::unexpected(signed_by.error());
  context.out << describe(known.prepared.order, known.prepared.digest, context.utc_offset()) << state_text(known)
              << describe(*signed_by);
  for (const std::string& hold : known.prepared.holds) context.out << "  HELD        " << shown(hold) << "\n";
  if (!known.prepared.addressed.empty())
    context.out << known.prepared.addressed.size() << " terminals are addressed:\n"
                << describe(known.prepared.addressed);
  return {};
}

Confirmation asking(Confirmation confirmation) {
  confirmation.ask_always = true;
  return confirmation;
}

}  // namespace

Try<void> run_drafts(const Context& context) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  TextTable table({"order", "state", "class", "level", "signed by", "missing", "held", "from", "reason", "headline"});
  json::array all;
  for (const char* state : kWaitingStates) {
    const Try<json::object> page = api->get("/api/v1/orders?limit=500&state=" + std::string(state));
    if (!page) return tl::unexpected(page.error());
    for (const json::value& order : array_at(*page, "orders")) {
      add_proposal(table, as_object(order));
      all.push_back(order);
    }
  }
  context.out << (context.options.json ? json::serialize(json::object{{"orders", std::move(all)}}) + "\n"
                                       : table.text());
  return {};
}

Try<void> run_show(const Context& context, const ReferenceOptions& options) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<KnownOrder> known = find_order(*api, options.reference);
  if (!known) return tl::unexpected(known.error());
  if (!context.options.json && is_waiting(*known)) return show_known(context, *known);
  const Try<json::object> detail = api->get("/api/v1/orders/" + to_string(known->prepared.digest));
  if (!detail) return tl::unexpected(detail.error());
  if (context.options.json) {
    context.out << json::serialize(*detail) << "\n";
    return {};
  }
  if (Try<void> ok = show_known(context, *known); !ok) return ok;
  context.out << outcome_table(parse_order_status(*detail));
  return {};
}

Try<void> run_approve(const Context& context, const ApproveOptions& options, std::istream& in) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  Try<KnownOrder> known = find_order(*api, options.reference);
  if (!known) return tl::unexpected(known.error());
  if (Try<void> ok = check_can_still_sound(*known, os::wall_now()); !ok) return ok;
  const auto signer = open_signer(context, options.signer, default_key_name(known->prepared.order.order_class));
  if (!signer) return tl::unexpected(signer.error());
  const std::optional<TrustHome> trust = home_trust(context);
  const auto signed_by = who_signed(known->envelope, trust);
  if (!signed_by) return tl::unexpected(signed_by.error());
  if (Try<void> ok = check_new_person(*signed_by, *known, (*signer)->key_id(), trust); !ok) return ok;
  if (!context.options.json)
    context.err << "This will be signed:\n"
                << describe(known->prepared, context.utc_offset()) << state_text(*known) << describe(*signed_by);
  if (Try<void> ok = show_sound(context, *api, known->prepared.order, options.listen); !ok) return ok;
  const auto count = confirm(context, in, known->prepared, asking(options.confirmation));
  if (!count) return tl::unexpected(count.error());
  if (Try<void> ok = add_signature(context, known->envelope, **signer); !ok) return ok;
  return submit_order(context, *api, known->envelope, *count, seconds(options.wait_s));
}

Try<void> run_return(const Context& context, const ReferenceOptions& options) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<Digest> digest = resolve_reference(*api, options.reference);
  if (!digest) return tl::unexpected(digest.error());
  const Try<json::object> answer =
      api->post("/api/v1/orders/" + to_string(*digest) + "/return", {{"reason", options.reason}});
  if (!answer) return tl::unexpected(answer.error());
  context.out << (context.options.json ? json::serialize(*answer) : "returned " + to_string(*digest)) << "\n";
  return {};
}

Try<void> run_refresh(const Context& context, const ApproveOptions& options, std::istream& in) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<KnownOrder> known = find_order(*api, options.reference);
  if (!known) return tl::unexpected(known.error());
  const auto signer = open_signer(context, options.signer, default_key_name(known->prepared.order.order_class));
  if (!signer) return tl::unexpected(signer.error());
  const Try<json::object> answer =
      api->post("/api/v1/orders/" + to_string(known->prepared.digest) + "/refresh", json::object());
  if (!answer) return tl::unexpected(answer.error());
  const Try<PreparedOrder> prepared = parse_prepared(*answer);
  if (!prepared) return tl::unexpected(prepared.error());
  if (const std::string field = changed_field(known->prepared.order, prepared->order, os::wall_now()); !field.empty())
    return refuse("not signed: the controller changed its " + field);
  if (!context.options.json) context.err << "This will be signed:\n" << describe(*prepared, context.utc_offset());
  if (Try<void> ok = show_sound(context, *api, prepared->order, options.listen); !ok) return ok;
  const auto count = confirm(context, in, *prepared, asking(options.confirmation));
  if (!count) return tl::unexpected(count.error());
  Envelope envelope{PayloadType::order, prepared->payload, {}};
  if (Try<void> ok = add_signature(context, envelope, **signer); !ok) return ok;
  return submit_order(context, *api, envelope, *count, seconds(options.wait_s));
}

}  // namespace tongluo::ctl
