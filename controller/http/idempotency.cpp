#include "controller/http/idempotency.hpp"

#include <algorithm>

#include "controller/http/limits.hpp"
#include "controller/http/problem.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::http {
namespace {

bool is_key(std::string_view text) {
  return text.size() <= kMaxIdempotencyKeyBytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

// Each part with its length, so that nothing moves from one into the next.
Digest digest_of_request(const Request& request) {
  std::string text;
  const auto add = [&text](std::string_view part) {
    text.append(std::to_string(part.size())).append(":").append(part);
  };
  for (const auto& [name, value] : request.query) add(name), add(value);
  add(request.confirmed_count);
  add(request.content_type);
  text.append(to_string(sign::digest_of(as_bytes(request.body))));
  return sign::digest_of(as_bytes(text));
}

}  // namespace

std::optional<Reply> IdempotencyBook::begin(const std::string& key, const Digest& request) {
  const auto at = kept_.find(key);
  if (at == kept_.end()) {
    if (kept_.size() >= kMaxIdempotencyKeys) forget(by_age_.front());
    kept_.emplace(key, Kept{request, std::nullopt});
    by_age_.push_back(key);
    return std::nullopt;
  }
  if (at->second.request != request)
    return to_reply({422, "idempotency.mismatch", "this key came with another request before", {}});
  if (at->second.reply) return at->second.reply;
  return to_reply({409, "idempotency.running", "the first request with this key is not answered yet", {}});
}

void IdempotencyBook::done(const std::string& key, const Reply& reply) {
  constexpr unsigned kServerError = 500;
  const auto at = kept_.find(key);
  if (at == kept_.end()) return;
  if (reply.status >= kServerError) return forget(key);
  at->second.reply = reply;
}

// By value: it may be one of by_age_.
void IdempotencyBook::forget(std::string key) {
  kept_.erase(key);
  std::erase(by_age_, key);
}

Handler once_for_each_key(std::shared_ptr<IdempotencyBook> book, std::string_view pattern, Handler handler) {
  return [book = std::move(book), pattern, handler = std::move(handler)](Request request, const Respond& respond) {
    if (request.idempotency_key.empty()) return handler(std::move(request), respond);
    if (!is_key(request.idempotency_key))
      return respond(to_reply({400, "header.out_of_range", "Idempotency-Key has at most 128 visible characters", {}}));
    const std::string key = request.actor + "\n" + std::string(pattern) + "\n" + request.idempotency_key;
    if (auto known = book->begin(key, digest_of_request(request))) return respond(std::move(*known));
    try {
      handler(std::move(request), [book, key, respond](Reply reply) {
        book->done(key, reply);
        respond(std::move(reply));
      });
    } catch (...) {
      book->forget(key);
      throw;
    }
  };
}

}  // namespace tongluo::http
