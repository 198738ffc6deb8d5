#include "tools/ctl/submission.hpp"

#include "protocol/os/clock.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "tools/ctl/follow.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/shown.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

Try<void> report_outcomes(const Context& context, const Api& api, const std::string& digest,
                          const OrderStatus& status) {
  if (context.options.json) {
    const Try<json::object> full = api.get("/api/v1/orders/" + digest);
    if (!full) return tl::unexpected(full.error());
    context.out << json::serialize(*full) << "\n";
  } else {
    context.out << "order " << digest << "\n" << outcome_table(status);
  }
  if (status.all_played()) return {};
  if (status.state == "cancelled") return refuse("it was cancelled");
  const std::size_t missing = status.terminals.size() - status.count(&TerminalStatus::played);
  return refuse(std::to_string(missing) + " of " + std::to_string(status.terminals.size()) + " terminals did not play" +
                (status.finished() ? "" : " yet"));
}

void report_waiting(const Context& context, const json::object& answer, const std::string& digest) {
  context.out << "order " << digest << "\nnot issued yet: " << integer_at(answer, "persons_missing").value_or(0)
              << " more must sign";
  for (const std::string& hold : parse_texts(array_at(answer, "holds"))) context.out << "; held: " << shown(hold);
  context.out << "\nanother person:  tongluo approve " << digest.substr(0, 12) << "\n";
}

}  // namespace

Try<PreparedOrder> prepare_order(const Api& api, const AskedOrder& asked) {
  const Try<json::object> answer = api.post("/api/v1/orders/prepare", prepare_request(asked));
  if (!answer) return tl::unexpected(answer.error());
  Try<PreparedOrder> prepared = parse_prepared(*answer);
  if (!prepared) return prepared;
  const Try<wire::Order> checked = check_payload(asked, prepared->payload, os::wall_now());
  if (!checked) return tl::unexpected(checked.error());
  return prepared;
}

Try<void> add_signature(const Context& context, Envelope& envelope, const sign::Signer& signer) {
  const Try<Home> home = context.home();
  if (!home) return tl::unexpected(home.error());
  const Try<Digest> deployment = read_deployment(*home);
  if (!deployment) return tl::unexpected(deployment.error());
  const auto added = sign::add_signature(envelope, *deployment, signer);
  if (!added) return give_up(ExitCode::key, "cannot sign: " + sign::to_string(added.error()));
  return {};
}

Try<void> report_submitted(const Context& context, const Api& api, const json::object& answer, seconds wait) {
  const std::string digest = text_at(answer, "digest");
  const bool waiting = text_at(answer, "state") == "submitted";
  if (context.options.json && (waiting || wait == seconds(0))) {
    context.out << json::serialize(answer) << "\n";
    return {};
  }
  if (waiting) {
    report_waiting(context, answer, digest);
    return {};
  }
  if (wait == seconds(0)) {
    context.out << "order " << digest << "\n";
    return {};
  }
  if (!context.options.json) context.err << "submitted as " << digest << "\n";
  const Try<OrderStatus> status = follow_order(context, api, digest, wait);
  if (!status) return tl::unexpected(status.error());
  return report_outcomes(context, api, digest, *status);
}

Try<void> submit_order(const Context& context, const Api& api, const Envelope& envelope,
                       std::optional<std::size_t> confirmed_count, seconds wait) {
  const Try<json::object> answer = api.post_order(envelope, confirmed_count);
  if (!answer) return tl::unexpected(answer.error());
  return report_submitted(context, api, *answer, wait);
}

}  // namespace tongluo::ctl
