#pragma once
// The header field Idempotency-Key: who sends a request again with the same key gets the first answer again, and
// nothing is done twice. The same is all that a handler acts on: body, its type, query and X-Confirmed-Count. Owner
// thread: control. Limits: kMaxIdempotencyKeys answers are kept in memory, the oldest leaves; a restart forgets them
// (an order is known by its digest anyway). An answer of 500 and above is not kept: it may be tried again. Problems:
// 400 header.out_of_range, 409 idempotency.running, 422 idempotency.mismatch.

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "controller/http/message.hpp"
#include "protocol/base/digest.hpp"

namespace tongluo::http {

class IdempotencyBook {
 public:
  // The answer to give at once; nothing: the request is run, and done() is called with its answer.
  std::optional<Reply> begin(const std::string& key, const Digest& request);
  void done(const std::string& key, const Reply& reply);
  void forget(std::string key);  // it failed: it may be tried again
  std::size_t size() const { return kept_.size(); }

 private:
  struct Kept {
    Digest request;
    std::optional<Reply> reply;  // none: it runs
  };

  std::map<std::string, Kept> kept_;
  std::deque<std::string> by_age_;
};

// The handler, once for each actor, path and key.
Handler once_for_each_key(std::shared_ptr<IdempotencyBook> book, std::string_view pattern, Handler handler);

}  // namespace tongluo::http
