#pragma once
// What crosses between the core and the store: the writes of one Persist, all or nothing, and the snapshot read at the
// start. Pure values; envelopes are the exact bytes of wire::serialize(Envelope).

#include <string>
#include <variant>
#include <vector>

#include "protocol/base/digest.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/time.hpp"
#include "protocol/session/session.hpp"

namespace tongluo::controller {

struct SaveTrustList {
  std::uint64_t version = 0;
  Bytes envelope;
};
struct SavePlace {
  TerminalId terminal;
  std::uint64_t version = 0;
  Bytes envelope;
};
struct SaveCertificate {  // the last one a terminal showed; its key verifies the terminal's receipts
  TerminalId terminal;
  Bytes der;
};
struct SaveOrder {
  Digest digest;
  Bytes envelope;
  WallTime submitted_at{};
  WallTime start_at{};
  std::vector<TerminalId> addressed;  // expanded at the submit, never again
};
struct SaveReceipt {
  Digest digest;  // of the payload: the receipt's identity
  Digest order;
  TerminalId terminal;
  Bytes envelope;
  WallTime received_at{};
};
// A receipt for an order that is unknown here or does not address its terminal. At most kMaxRefusals rows; the oldest
// leaves.
struct SaveForeignReceipt {
  SaveReceipt receipt;
};
struct SaveClip {
  session::SharedClip clip;
};
// One entry of the hash chain; the store adds the previous entry's digest.
struct SaveAudit {
  WallTime at{};
  std::string action;   // "order.submitted"
  std::string subject;  // a digest or id
  std::string detail;
};
using StoreWrite = std::variant<SaveTrustList, SavePlace, SaveCertificate, SaveOrder, SaveReceipt, SaveForeignReceipt,
                                SaveClip, SaveAudit>;

struct StoredOrder {
  Bytes envelope;
  WallTime submitted_at{};
  WallTime start_at{};
  std::vector<TerminalId> addressed;
};
struct StoredReceipt {
  Bytes envelope;
  WallTime received_at{};
};
struct StoredCertificate {
  TerminalId terminal;
  Bytes der;
};
struct StoredClip {
  Digest digest;
  Bytes manifest;
};

// Everything the core needs to go on after a restart; receipts only of the orders in it.
struct Snapshot {
  Bytes trust_list;  // empty: none yet
  std::vector<Bytes> places;
  std::vector<StoredCertificate> certificates;
  std::vector<StoredOrder> orders;      // the newest kMaxOrdersInMemory, oldest first
  std::vector<StoredReceipt> receipts;  // in the order of their arrival
  std::vector<StoredReceipt> foreign;   // likewise
  std::vector<StoredClip> clips;
};

}  // namespace tongluo::controller
