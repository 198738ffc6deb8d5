// The terminal's journal: orders, their stages, receipts, stops and what trust rests on.

#include <optional>

#include "protocol/sign/digest_of.hpp"
#include "terminal-fw/storage/sqlite_journal.hpp"
#include "tests/faults/subject.hpp"

namespace tongluo::faults {
namespace {

constexpr WallTime kNow = wall_from_us(1'800'000'000'000'000);

Digest name_digest(std::string_view text) { return sign::digest_of(as_bytes(text)); }

terminal::StoredOrder stored_order(std::string_view name) {
  return {name_digest(name),
          to_bytes(std::string("envelope of ") + std::string(name)),
          kNow,
          7,
          {{1, Stage::accepted, 0, {}, 0}, {2, Stage::accepted, 0, {}, 0}}};
}

terminal::StoredReceipt stored_receipt(std::uint64_t sequence) {
  const std::string text = "receipt " + std::to_string(sequence);
  return {name_digest(text), sequence, name_digest("a"), 1, Stage::accepted, false, to_bytes(text)};
}

std::vector<terminal::JournalWrite> journal_story() {
  const KeyId issuer{{std::byte{3}, std::byte{4}}};
  return {
      {terminal::PutTrustList{to_bytes("list")}, terminal::PutPlace{to_bytes("place")}},
      {terminal::PutOrder{stored_order("a")}, terminal::PutReceipt{stored_receipt(1)},
       terminal::PutReplay{{name_digest("a"), issuer, kNow}}},
      {terminal::PutOrder{stored_order("b")}, terminal::PutReplay{{name_digest("b"), issuer, kNow + seconds(9)}}},
      {terminal::PutStage{name_digest("a"), {2, Stage::started, 3, kNow + seconds(1), 480}},
       terminal::PutReceipt{stored_receipt(2)}},
      {terminal::PutReceipt{stored_receipt(3)}, terminal::PutCounters{1'001, 5}},
      {terminal::MarkTaken{{stored_receipt(1).digest, stored_receipt(2).digest}}},
      {terminal::RemoveReceipts{{stored_receipt(1).digest}}},
      {terminal::ForgetReplays{kNow, {{issuer, kNow}}}},
      {terminal::PutPlay{{kNow, name_digest("b"), 1, OrderClass::actual, Level::ii, "flood", Outcome::sounded,
                          Refusal::none, 48'000, "why"},
                         {}}},
      {terminal::PutEvent{{7, kNow, wire::EventKind::mains_lost, "0 V", {}, 2, false, terminal::Told::waiting}, {}}},
      {terminal::PutEvent{{7, kNow, wire::EventKind::mains_lost, "0 V", {}, 2, false, terminal::Told::told}, {}}},
      {terminal::PutStop{{name_digest("s"), to_bytes("stop"), kNow}}},
      {terminal::RemoveStop{name_digest("s")}, terminal::RemoveOrder{name_digest("b")}},
      {terminal::PutTrustList{to_bytes("next list")}, terminal::PutRoots{to_bytes("roots")},
       terminal::PutConfiguration{Bytes(9'000, std::byte{7})}, terminal::PutUpdate{to_bytes("update")},
       terminal::PutTimeFloor{kNow + seconds(1)}},
      {terminal::PutFreshness{to_bytes("fresh")}, terminal::PutTimeReset{3}},
  };
}

class JournalSubject final : public Subject {
 public:
  explicit JournalSubject(std::filesystem::path file) : file_(std::move(file)) {}

  std::string name() const override { return "journal"; }
  std::filesystem::path file() const override { return file_; }
  std::size_t steps() const override { return story_.size(); }
  void close() override { journal_.reset(); }

  Result<void> open() override {
    auto opened = storage::SqliteJournal::open(file_);
    if (!opened) return fail(opened.error());
    journal_.emplace(std::move(*opened));
    const auto snapshot = journal_->load();
    if (snapshot) return {};
    close();
    return fail(snapshot.error());
  }

  Result<void> apply(std::size_t step) override { return journal_->apply(story_[step]); }

 private:
  const std::filesystem::path file_;
  const std::vector<terminal::JournalWrite> story_ = journal_story();
  std::optional<storage::SqliteJournal> journal_;
};

}  // namespace

std::unique_ptr<Subject> make_journal(const std::filesystem::path& folder) {
  return std::make_unique<JournalSubject>(folder / "journal.db");
}

}  // namespace tongluo::faults
