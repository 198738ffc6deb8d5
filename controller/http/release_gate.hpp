#pragma once
// What the HTTP interface needs for firmware releases; controller/main implements it. Owner thread: control.

#include <functional>

#include "controller/core/controller.hpp"

namespace tongluo::http {

struct PublishedRelease {
  Digest release;
  std::vector<std::size_t> missing;  // blocks of its image that are still to come
};

class ReleaseGate {
 public:
  virtual ~ReleaseGate() = default;
  // Durable before the answer; the same again tells what is missing.
  virtual void publish(Envelope envelope, rollout::Settings settings, std::string actor,
                       std::function<void(Result<PublishedRelease, controller::ObjectRejected>)> answer) = 0;
  // Answers how many blocks are still missing. After the last one the image is verified whole, and the rollout begins.
  // Errors: not_found (no such release or block), bad_input (not the block that the manifest names), io, unavailable.
  virtual void put_block(const Digest& release, std::size_t index, Bytes block,
                         std::function<void(Result<std::size_t>)> answer) = 0;
  virtual void direct(const Digest& release, controller::ReleaseCommand command, std::string actor,
                      std::function<void(Result<void, controller::ObjectRejected>)> answer) = 0;
  virtual std::vector<controller::ReleaseView> releases() = 0;  // the newest first
  virtual std::vector<rollout::Member> members(const Digest& release) = 0;
};

}  // namespace tongluo::http
