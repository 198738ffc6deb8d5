#pragma once
// What enrolment is asked and answers. Plain values.

#include <string>
#include <vector>

#include "controller/core/enrolment_book.hpp"
#include "protocol/base/envelope.hpp"
#include "protocol/base/vocabulary.hpp"

namespace tongluo::controller {

// One request of the enrolment listener.
struct EnrolmentRequest {
  std::string secret;         // of the claim code; empty: a renewal
  Bytes certificate_request;  // PKCS#10
  Bytes peer_certificate;     // that the connection proved to hold; maybe over its time, never of another authority
  std::string address;        // of the peer, for people
};

// A new claim code, as its maker describes it; the code itself stays with the maker.
struct ClaimDraft {
  Digest name;
  std::optional<TerminalId> terminal;
  bool replaces = false;
  WallTime expires_at{};
  std::string label;
  std::optional<Envelope> place;  // of `terminal`, if the controller has none (or an older one)
};

enum class ClaimMode : std::uint8_t {
  each,            // the good ones are taken, the others named
  all_or_nothing,  // one that is wrong: none is taken
  check,           // nothing is taken, all are judged
};

struct ClaimVerdictOf {
  Refusal refusal = Refusal::none;  // none: taken
  std::string detail;
};

}  // namespace tongluo::controller
