#include "terminal-fw/slots/directory_slots.hpp"

#include "protocol/os/files.hpp"
#include "terminal-fw/slots/image_file.hpp"

namespace tongluo::slots {
namespace {

using update::BootRecord;
using update::Slot;

constexpr unsigned kImageMode = 0755;

std::filesystem::path record_path(const std::filesystem::path& root) { return root / "boot"; }

bool has_image(const std::filesystem::path& root, Slot slot) {
  std::error_code error;
  return std::filesystem::is_regular_file(image_of(root, slot), error);
}

Result<void> write_record(const std::filesystem::path& root, const BootRecord& record) {
  return os::write_file(record_path(root), as_bytes(update::to_text(record)));
}

// The record in force: a terminal that was never updated has none, and runs from slot a.
Result<BootRecord> current(const std::filesystem::path& root) {
  auto record = read_boot_record(root);
  if (!record && record.error().kind == ErrorKind::not_found) return BootRecord{};
  return record;
}

Result<void> change(const std::filesystem::path& root, BootRecord (*to)(const BootRecord&)) {
  const auto record = current(root);
  if (!record) return fail(record.error());
  const BootRecord changed = to(*record);
  return changed == *record ? Result<void>{} : write_record(root, changed);
}

// What to start when the record does not tell, or tells of an image that is not there.
Result<Chosen> rescue(const std::filesystem::path& root, std::string alarm) {
  for (const Slot slot : {Slot::a, Slot::b}) {
    if (!has_image(root, slot)) continue;
    if (auto written = write_record(root, {slot, {}, {}}); !written) alarm += "; " + written.error().detail;
    return Chosen{slot, std::move(alarm)};
  }
  return fail(ErrorKind::not_found, root.string() + ": no image in any slot");
}

}  // namespace

std::filesystem::path image_of(const std::filesystem::path& root, Slot slot) {
  return root / update::name_of(slot) / "image";
}

Result<BootRecord> read_boot_record(const std::filesystem::path& root) {
  const auto bytes = os::read_file(record_path(root), update::kMaxBootRecordBytes);
  if (!bytes) return fail(bytes.error());
  const auto record = update::boot_record_from(as_text(*bytes));
  if (!record) return fail(ErrorKind::corrupt, record_path(root).string() + ": not a boot record");
  return *record;
}

Result<Chosen> choose_slot(const std::filesystem::path& root) {
  const auto record = current(root);
  if (!record) return rescue(root, record.error().detail);
  const update::BootChoice choice = update::choose_boot(*record);
  Chosen chosen{choice.start, {}};
  if (choice.record != *record)
    if (auto written = write_record(root, choice.record); !written) chosen = {record->good, written.error().detail};
  if (has_image(root, chosen.slot)) return chosen;
  if (chosen.slot != record->good && has_image(root, record->good))
    return Chosen{record->good, image_of(root, chosen.slot).string() + ": missing"};
  return rescue(root, image_of(root, chosen.slot).string() + ": missing");
}

Result<update::BootFacts> DirectorySlots::facts() {
  const auto record = current(root_);
  if (!record) return fail(record.error());
  update::BootFacts facts;
  facts.returned = record->returned;
  if (record->trial) facts.trial = record->trial->release;
  facts.trial_runs = record->trial && running_ != record->good;
  facts.passed_over = record->trial && running_ == record->good;  // the launcher could not count it, or found no image
  return facts;
}

Result<void> DirectorySlots::install(const std::filesystem::path& file, const Digest& image) {
  const auto record = current(root_);
  if (!record) return fail(record.error());
  if (record->trial) return fail(ErrorKind::conflict, "a trial is under way");
  if (running_ != record->good) return fail(ErrorKind::conflict, "the running slot is not the good one");
  const std::filesystem::path target = image_of(root_, update::other(record->good));
  std::error_code error;
  std::filesystem::create_directories(target.parent_path(), error);
  const std::uint64_t bytes = std::filesystem::file_size(file, error);
  if (error) return fail(ErrorKind::io, file.string() + ": " + error.message());
  // The slot is empty from here on, which makes room, too.
  if (auto removed = remove_durably(target); !removed) return removed;
  if (auto room = check_room(root_, bytes, reserve_bytes_); !room) return room;
  if (auto copied = copy_durably(file, target, kImageMode); !copied) return copied;
  const auto held = digest_of_file(target);
  if (held && *held == image) return {};
  static_cast<void>(remove_durably(target));
  return held ? fail(ErrorKind::corrupt, target.string() + ": reads back as another image") : fail(held.error());
}

Result<void> DirectorySlots::activate(const Digest& release) {
  const auto record = current(root_);
  if (!record) return fail(record.error());
  if (record->trial && record->trial->release == release) return {};
  if (record->trial) return fail(ErrorKind::conflict, "another release is tried");
  if (!has_image(root_, update::other(record->good))) return fail(ErrorKind::not_found, "nothing is installed");
  return write_record(root_, update::with_trial(*record, release));
}

Result<void> DirectorySlots::confirm() { return change(root_, update::with_confirmed); }
Result<void> DirectorySlots::revert() { return change(root_, update::with_returned); }

}  // namespace tongluo::slots
