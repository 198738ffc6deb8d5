// The controller's store: a county from its first trust list to receipts, corrections, removals and audit.

#include <stop_token>

#include "controller/store/sqlite_store.hpp"
#include "protocol/base/assert.hpp"
#include "protocol/sign/digest_of.hpp"
#include "tests/faults/subject.hpp"

namespace tongluo::faults {
namespace {

using namespace controller;
using Story = std::vector<std::vector<StoreWrite>>;

constexpr std::size_t kClipBytes = 40'000;
constexpr std::size_t kBigClipBytes = 4'300'000;  // more than the 1,000 pages at which SQLite checkpoints

TerminalId terminal(int number) { return *TerminalId::parse("TL-500116-" + std::to_string(number)); }
Bytes content(const std::string& name) { return to_bytes("envelope of " + name); }
Digest digest(const std::string& name) { return sign::digest_of(as_bytes(name)); }
SaveAudit audit(const std::string& subject) { return {wall_from_us(4'000), "order.submitted", subject, "三个镇"}; }
SaveOrder order(const std::string& name) {
  return {digest(name), content(name), wall_from_us(1'000), wall_from_us(2'000), {terminal(1), terminal(2)}};
}
SaveReceipt receipt(const std::string& name, const std::string& of_order) {
  return {digest(name), digest(of_order), terminal(1), content(name), wall_from_us(3'000)};
}
SaveClip clip(std::size_t bytes) {
  const auto data = std::make_shared<const session::ClipData>(
      session::ClipData{digest("clip"), content("manifest"), {Bytes(bytes, std::byte{0x5A})}});
  return {data, {"clipped"}};
}

Story story(std::size_t clip_bytes) {
  const DataMonth october{202'610, 1, 2, 3, 4}, november{202'611, 5, 6, 7, 8};
  return {
      {SaveTrustList{1, content("list")}, SavePlace{terminal(1), 1, content("place")}, audit("list")},
      {SaveCertificate{terminal(1), content("certificate")}, SaveRoots{content("roots")}},
      {SaveClip{clip(clip_bytes)}, audit("clip")},
      {order("alert"), audit("alert"), SaveFreshness{content("fresh")}},
      {receipt("accepted", "alert"), receipt("started", "alert")},
      {SaveProposal{{digest("draft"), content("draft"), OrderState::draft, "api", "li", "", {}, wall_from_us(5)}}},
      {SaveForeignReceipt{receipt("foreign", "unknown")}},
      {RemoveProposal{digest("draft")}, order("draft"), audit("draft")},
      {SaveStop{digest("stop"), content("stop"), wall_from_us(6), wall_from_us(7), {digest("alert")}}, audit("stop")},
      {SaveDocument{{"group", "河边", "area 500116101000\n"}}, SaveRecord{{"account", "li", "one"}}},
      {receipt("final", "alert"), SaveDataMonth{terminal(1), october, 202'610}},
      {RemoveDocument{"group", "河边"}, SaveDataMonth{terminal(1), november, 202'611},
       SaveHistory{terminal(1), 0, to_bytes("points")}, RemoveRecord{"account", "li"}},
      {SaveTrustList{2, content("list 2")}, audit("list 2"), receipt("late", "draft")},
  };
}

class StoreSubject final : public Subject {
 public:
  StoreSubject(std::string name, std::filesystem::path file, std::size_t clip_bytes)
      : name_(std::move(name)), file_(std::move(file)), story_(story(clip_bytes)) {}

  std::string name() const override { return name_; }
  std::filesystem::path file() const override { return file_; }
  std::size_t steps() const override { return story_.size(); }
  void close() override { store_.reset(); }

  Result<void> open() override {
    auto opened = store::SqliteStore::open(file_, [this](std::vector<store::Completion> completions) {
      for (store::Completion& one : completions) result_ = std::move(std::get<store::PersistDone>(one).result);
    });
    if (!opened) return fail(opened.error());
    store_ = std::move(*opened);
    const auto snapshot = store_->load_snapshot();
    if (snapshot) return {};
    close();
    return fail(snapshot.error());
  }

  Result<void> apply(std::size_t step) override {
    TL_ASSERT(store_->submit(step, story_[step]));
    std::stop_source stop;
    stop.request_stop();
    store_->run(stop.get_token());
    return result_;
  }

 private:
  const std::string name_;
  const std::filesystem::path file_;
  const Story story_;
  Result<void> result_;
  std::unique_ptr<store::SqliteStore> store_;
};

}  // namespace

std::unique_ptr<Subject> make_store(const std::filesystem::path& folder) {
  return std::make_unique<StoreSubject>("store", folder / "store.db", kClipBytes);
}

std::unique_ptr<Subject> make_big_store(const std::filesystem::path& folder) {
  return std::make_unique<StoreSubject>("big store", folder / "big.db", kBigClipBytes);
}

}  // namespace tongluo::faults
