// The controller's database after a disk has done to it what it likes: a small true one, of which the input changes,
// cuts off or doubles octets. Opening and reading it gives an error or works; so does what is written to it afterwards.

#include <algorithm>
#include <fstream>

#include "controller/store/store_schema.hpp"
#include "protocol/sqlite/copy.hpp"
#include "tests/fuzz/fuzz_assert.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/unit/store/store_rig.hpp"

namespace {

using namespace tongluo;
using namespace tongluo::controller;
using namespace tongluo::store;
namespace fs = std::filesystem;

constexpr std::size_t kMostOctets = 512, kMostChanges = 32;

std::vector<StoreWrite> some_of_each() {
  const auto clip = std::make_shared<const session::ClipData>(
      session::ClipData{digest("clip"), content("manifest"), {content("chunk")}});
  return {SaveTrustList{3, content("trust list")},
          SavePlace{terminal(1), 2, content("place")},
          SaveCertificate{terminal(1), content("certificate")},
          order("alert", {terminal(2), terminal(1)}),
          receipt("accepted", "alert"),
          SaveForeignReceipt{receipt("refused", "unknown")},
          SaveClip{clip, {"silent"}, {"account:li", "早间", wall_from_us(5), {}, 0, 0, "早上好。"}},
          SaveDataMonth{terminal(1), {202'610, 1, 2, 3, 4}, 202'610},
          SaveHistory{terminal(1), 0, content("points")},
          SaveRecord{{"account", "li", "one"}},
          audit("alert"),
          audit("second alert")};
}

Bytes true_database() {
  StoreRig rig;
  TL_ASSERT(rig.write(some_of_each()));
  rig.close();
  const fs::path copy = rig.folder() / "copy";
  TL_ASSERT(sqlite::copy_database(rig.file(), copy));
  std::ifstream in(copy, std::ios::binary);
  return to_bytes(std::string(std::istreambuf_iterator<char>(in), {}));
}

std::size_t place_in(const Bytes& bytes, fuzz::Input& input) {
  return (input.octet() * 65'536U + input.octet() * 256U + input.octet()) % bytes.size();
}

// Where the first page says how everything lies, or where one of the pages does, or anywhere.
std::size_t any_place(const Bytes& bytes, fuzz::Input& input) {
  constexpr std::size_t kPage = 4'096, kHead = 128;
  const unsigned kind = input.octet() % 4;
  if (kind == 0) return input.octet() % kHead % bytes.size();
  if (kind == 1) return (input.octet() * kPage + input.octet() % kHead) % bytes.size();
  return place_in(bytes, input);
}

void damage(Bytes& bytes, fuzz::Input& input) {
  for (std::size_t changes = 0; changes < kMostChanges && !input.empty() && !bytes.empty(); ++changes) {
    const unsigned kind = input.octet() % 16;
    const std::size_t at = any_place(bytes, input);
    if (kind == 0) {
      bytes.resize(at);
    } else if (kind == 1) {
      const std::size_t from = place_in(bytes, input), count = std::min(bytes.size() - std::max(at, from), 4'096UL);
      std::copy_n(Bytes(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.end()).begin(), count,
                  bytes.begin() + static_cast<std::ptrdiff_t>(at));
    } else {
      bytes[at] = static_cast<std::byte>(input.octet());
    }
  }
}

void use(SqliteStore& store) {
  if (const auto snapshot = store.load_snapshot(); !snapshot) TL_ASSERT(!snapshot.error().detail.empty());
  TL_ASSERT(store.submit(1, {order("later"), audit("later"), SaveRecord{{"account", "li", "two"}}}));
  TL_ASSERT(store.load_clip(digest("clip")) && store.load_receipts(2, digest("alert")));
  LoadAudit page, slice;
  page.range.limit = 10;
  slice.slice_of = "alert";
  TL_ASSERT(store.load_audit(page) && store.load_audit(slice));
  std::stop_source stop;
  stop.request_stop();
  store.run(stop.get_token());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > kMostOctets) return 0;
  static const Bytes good = true_database();
  static const test::TempFolder folder;
  const fs::path file = folder.path() / "store.db";
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) fs::remove(file.string() + suffix);
  Bytes bytes = good;
  fuzz::Input input(fuzz::view(data, size));
  damage(bytes, input);
  std::ofstream(file, std::ios::binary) << as_text(bytes);
  std::size_t completed = 0;
  auto store = SqliteStore::open(file, [&](std::vector<Completion> completions) { completed += completions.size(); });
  if (!store) {
    TL_ASSERT(!store.error().detail.empty() && (size > 0 || bytes != good));
    return 0;
  }
  use(**store);
  constexpr std::size_t kAsked = 5;
  TL_ASSERT(completed == kAsked);
  return 0;
}
