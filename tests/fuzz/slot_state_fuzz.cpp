// What a terminal finds on its disk about its slots: RAUC's answer, the boot record and the updater's record. Each is
// read exactly or not at all, and whatever is read can be acted on.

#include "terminal-fw/slots/rauc_status.hpp"
#include "terminal-fw/update/boot_record.hpp"
#include "terminal-fw/update/limits.hpp"
#include "terminal-fw/update/stored_update.hpp"
#include "tests/fuzz/fuzz_assert.hpp"

namespace {

using namespace tongluo;

void read_rauc_status(std::string_view text) {
  const auto status = slots::parse_rauc_status(text);
  if (!status) return;
  TL_ASSERT(status->booted() != nullptr);
  const slots::RaucSlot* target = status->target();
  TL_ASSERT(target == nullptr || (target->state != "booted" && !target->boot_name.empty()));
}

// However often it starts, it ends at a record without a trial, and in the slot that was good.
void start_until_settled(const update::BootRecord& first) {
  update::BootRecord record = first;
  for (std::uint32_t start = 0; start <= update::kTrialBoots; ++start) record = update::choose_boot(record).record;
  TL_ASSERT(!record.trial && record.good == first.good);
}

void read_boot_record(std::string_view text) {
  const auto record = update::boot_record_from(text);
  if (!record) return;
  TL_ASSERT(update::to_text(*record) == text);
  start_until_settled(*record);
}

void read_stored_update(ByteView bytes) {
  const auto value = update::parse_stored_update(bytes);
  if (!value) return;
  TL_ASSERT(update::serialize(*value) == Bytes(bytes.begin(), bytes.end()));
  TL_ASSERT(value->tried.size() <= update::kMaxTried);
  TL_ASSERT((value->state == wire::UpdateState::none) == value->release.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input = fuzz::view(data, size);
  read_rauc_status(as_text(input));
  read_boot_record(as_text(input));
  read_stored_update(input);
  return 0;
}
