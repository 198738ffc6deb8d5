#include "tools/ctl/known_order.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/shown.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

const trust::TrustedIssuer* find_issuer(const std::optional<TrustHome>& trust, const KeyId& key) {
  return trust ? trust->list.find(key) : nullptr;
}

}  // namespace

Try<KnownOrder> parse_known_order(const json::object& detail, const Digest& digest) {
  const std::optional<Bytes> bytes = from_base64(text_at(detail, "envelope"));
  if (!bytes) return refuse("the controller gives no bytes of this order");
  wire::WireResult<Envelope> envelope = wire::parse_envelope(*bytes);
  if (!envelope) return refuse("the controller's answer is no envelope: " + to_string(envelope.error()));
  if (envelope->type != PayloadType::order || sign::identity(*envelope) != digest)
    return refuse("the controller's bytes are not those of order " + to_string(digest));
  wire::WireResult<wire::Order> order = wire::parse_order(envelope->payload);
  if (!order) return refuse("the controller's bytes are no order: " + to_string(order.error()));
  KnownOrder known;
  known.prepared.order = std::move(*order);
  known.prepared.payload = envelope->payload;
  known.prepared.digest = digest;
  known.prepared.addressed = parse_addressed(array_at(detail, "addressed_terminals"));
  known.prepared.holds = parse_texts(array_at(detail, "holds"));
  known.prepared.confirm_count = flag_at(detail, "confirm_count");
  known.envelope = std::move(*envelope);
  known.state = text_at(detail, "state");
  known.reason = text_at(detail, "reason");
  known.origin = text_at(detail, "origin");
  known.persons = parse_texts(array_at(detail, "persons"));
  known.persons_missing = static_cast<std::uint32_t>(integer_at(detail, "persons_missing").value_or(0));
  known.superseded_by = text_at(detail, "superseded_by");
  return known;
}

Try<KnownOrder> fetch_known_order(const Api& api, const Digest& digest) {
  const Try<json::object> detail = api.get("/api/v1/orders/" + to_string(digest));
  if (!detail) return tl::unexpected(detail.error());
  return parse_known_order(*detail, digest);
}

bool is_waiting(const KnownOrder& known) { return known.state == "draft" || known.state == "submitted"; }

Try<std::vector<SignedBy>> who_signed(const Envelope& envelope, const std::optional<TrustHome>& trust) {
  std::vector<SignedBy> signed_by;
  for (const Signature& signature : envelope.signatures) {
    const trust::TrustedIssuer* issuer = find_issuer(trust, signature.key_id);
    if (issuer == nullptr) {
      signed_by.push_back({signature.key_id, "", false});
      continue;
    }
    if (!sign::verify_signature(envelope, trust->roots.deployment(), signature, issuer->key))
      return refuse("the signature of " + issuer->issuer.person + " on it is bad; do not sign it");
    signed_by.push_back({signature.key_id, issuer->issuer.person, true});
  }
  return signed_by;
}

Try<void> check_new_person(const std::vector<SignedBy>& signed_by, const KnownOrder& known, const KeyId& signer,
                           const std::optional<TrustHome>& trust) {
  const trust::TrustedIssuer* own = find_issuer(trust, signer);
  const std::string person = own != nullptr ? own->issuer.person : "";
  for (const SignedBy& one : signed_by)
    if (one.key == signer || (!person.empty() && one.person == person))
      return refuse((person.empty() ? "this key" : person) + " has signed it already; another person must approve it");
  if (!person.empty() && std::find(known.persons.begin(), known.persons.end(), person) != known.persons.end())
    return refuse(person + " has signed it already, says the controller; another person must approve it");
  return {};
}

std::string describe(const std::vector<SignedBy>& signed_by) {
  std::string text;
  for (const SignedBy& one : signed_by)
    text += "  signed by   " +
            (one.verified ? shown(one.person) : "key " + to_string(one.key) + ", not in your trust list") + "\n";
  return text;
}

}  // namespace tongluo::ctl
