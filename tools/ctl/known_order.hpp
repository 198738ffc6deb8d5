#pragma once
// An order that the controller holds, in whatever state: its exact bytes, parsed and checked here, and who signed them
// as far as this program can verify it.

#include <boost/json/object.hpp>
#include <optional>

#include "tools/ctl/api.hpp"
#include "tools/ctl/ceremony.hpp"
#include "tools/ctl/prepared_order.hpp"

namespace tongluo::ctl {

struct KnownOrder {
  PreparedOrder prepared;  // holds and addressed as the controller says, the order from the bytes
  Envelope envelope;       // signatures so far; none for a draft
  std::string state, reason, origin;
  std::vector<std::string> persons;  // as the controller says
  std::uint32_t persons_missing = 0;
  std::string superseded_by;
};

// Refuses bytes that are no canonical order and an envelope whose payload is not `digest`.
Try<KnownOrder> parse_known_order(const boost::json::object& detail, const Digest& digest);
Try<KnownOrder> fetch_known_order(const Api& api, const Digest& digest);
bool is_waiting(const KnownOrder& known);  // draft or submitted

// Signatures are believed by the home's own trust list.
struct SignedBy {
  KeyId key;
  std::string person;     // empty: not in the home's trust list
  bool verified = false;  // by the home's trust list; false with an empty person
};
// Refuses a signature that the home's trust list says is bad. Without a list nobody is verified.
Try<std::vector<SignedBy>> who_signed(const Envelope& envelope, const std::optional<TrustHome>& trust);
// Refuses if `signer`, or another key of the same person, has signed already.
Try<void> check_new_person(const std::vector<SignedBy>& signed_by, const KnownOrder& known, const KeyId& signer,
                           const std::optional<TrustHome>& trust);
std::string describe(const std::vector<SignedBy>& signed_by);

}  // namespace tongluo::ctl
