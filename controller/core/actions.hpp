#pragma once
// What the core wants done, in this order. The shell (controller/main, a simulator, a test) performs each and feeds
// results back. Pure values.

#include <memory>
#include <variant>

#include "controller/core/stored.hpp"
#include "controller/core/views.hpp"
#include "protocol/wire/messages.hpp"

namespace tongluo::controller {

using SessionId = std::uint64_t;  // as controller/link numbers them; never reused within a process
using RequestId = std::uint64_t;  // chosen by the caller (controller/http), unique while open
using PersistToken = std::uint64_t;

// ---- to a session: as LinkServer's functions ----
struct Welcome {
  SessionId session = 0;
  wire::Welcome message;
};
struct Send {
  SessionId session = 0;
  wire::Message message;
};
struct SendFramed {
  SessionId session = 0;
  std::shared_ptr<const Bytes> frame;  // serialised once, shared by all
};
struct SendClip {
  SessionId session = 0;
  session::SharedClip clip;
  std::uint32_t first_chunk = 0;
  std::uint32_t chunk_count = 0;
  bool urgent = false;
};
struct GoAway {
  SessionId session = 0;
  wire::GoAway message;
};

// ---- to the store ----
struct Persist {  // answer: on_persisted(token) or on_persist_failed(token, error)
  PersistToken token = 0;
  std::vector<StoreWrite> writes;
};
struct LoadClip {  // answer: on_clip_loaded(digest, clip or nullptr)
  Digest digest;
};
struct LoadReceipts {  // answer: on_receipts_loaded(request, envelopes) or on_receipts_failed(request, error)
  RequestId request = 0;
  Digest order;
};

// ---- answers to requests ----
struct OrderIssued {  // durable, and on its way
  RequestId request = 0;
  Digest digest;
  std::size_t addressed_count = 0;
  bool known_before = false;  // the same digest again: nothing was done
};
struct OrderRejected {
  RequestId request = 0;
  Refusal refusal = Refusal::none;
  std::string detail;
};
struct ObjectStored {  // a trust list, place record or clip is durable (and pushed)
  RequestId request = 0;
};
struct ObjectRejected {
  RequestId request = 0;
  Refusal refusal = Refusal::none;
  std::string detail;
};
struct ClipReady {
  RequestId request = 0;
  session::SharedClip clip;  // nullptr: no such clip
};
struct ExportReady {
  RequestId request = 0;
  Result<OrderExport> content;  // not_found, or the store's error
};

using Action = std::variant<Welcome, Send, SendFramed, SendClip, GoAway, Persist, LoadClip, LoadReceipts, OrderIssued,
                            OrderRejected, ObjectStored, ObjectRejected, ClipReady, ExportReady>;

}  // namespace tongluo::controller
