#include "protocol/sign/verification_memo.hpp"

#include "protocol/base/assert.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::sign {
namespace {

thread_local VerificationMemo* lent = nullptr;

}  // namespace

void VerificationMemo::remember(const Digest& name) {
  if (most_ == 0 || !names_.insert(name).second) return;
  order_.push_back(name);
  if (order_.size() <= most_) return;
  names_.erase(order_.front());
  order_.pop_front();
}

// Each part by its own digest: no two divisions of the same bytes share a name.
Digest VerificationMemo::name_of(ByteView spki, ByteView message, ByteView signature) {
  Bytes parts;
  for (const ByteView part : {spki, message, signature}) {
    const Digest digest = digest_of(part);
    parts.insert(parts.end(), digest.octets.begin(), digest.octets.end());
  }
  return digest_of(parts);
}

LentMemo::LentMemo(VerificationMemo& memo) {
  TL_ASSERT(lent == nullptr);
  lent = &memo;
}

LentMemo::~LentMemo() { lent = nullptr; }

VerificationMemo* lent_memo() { return lent; }

}  // namespace tongluo::sign
