#include "controller/store/store_reader.hpp"

#include <string>

#include "controller/core/limits.hpp"
#include "controller/core/views.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/clip_manifest.hpp"

namespace tongluo::store {
namespace {

using controller::Snapshot;
using sqlite::Statement;

// Calls `read` for each row until it answers false: that row cannot be.
template <class Read>
Result<void> each_row(Statement& query, std::string_view table, Read read) {
  for (;;) {
    const auto row = query.step();
    if (!row) return fail(row.error());
    if (!*row) return {};
    if (!read(query)) return fail(ErrorKind::corrupt, "a row of table " + std::string(table) + " is damaged");
  }
}

std::optional<std::vector<TerminalId>> terminals_of(std::string_view lines) {
  std::vector<TerminalId> terminals;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    auto terminal = TerminalId::parse(lines.substr(0, end));
    if (!terminal) return std::nullopt;
    terminals.push_back(std::move(*terminal));
    lines.remove_prefix(end + 1);
  }
  return terminals;
}

std::optional<std::vector<std::string>> words_of(std::string_view lines) {
  std::vector<std::string> words;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    words.emplace_back(lines.substr(0, end));
    lines.remove_prefix(end + 1);
  }
  return words;
}

std::optional<std::vector<Digest>> digests_of(ByteView blob) {
  if (blob.size() % Digest::kSize != 0) return std::nullopt;
  std::vector<Digest> digests;
  for (; !blob.empty(); blob = blob.subspan(Digest::kSize))
    digests.push_back(*digest_from_bytes(blob.first(Digest::kSize)));
  return digests;
}

bool read_trust_list(const Statement& row, Snapshot& snapshot) {
  snapshot.trust_list = row.bytes(0);
  return !snapshot.trust_list.empty();
}

bool read_place(const Statement& row, Snapshot& snapshot) {
  snapshot.places.push_back(row.bytes(0));
  return true;
}

bool read_certificate(const Statement& row, Snapshot& snapshot) {
  auto terminal = TerminalId::parse(row.text(0));
  if (!terminal) return false;
  snapshot.certificates.push_back({std::move(*terminal), row.bytes(1)});
  return true;
}

// An empty word: not withdrawn.
std::optional<Refusal> refusal_of(std::string_view word) {
  if (word.empty()) return Refusal::none;
  for (unsigned value = 1; value <= UINT8_MAX; ++value)
    if (const auto refusal = static_cast<Refusal>(value); to_string(refusal) == word) return refusal;
  return std::nullopt;
}

bool read_order(const Statement& row, Snapshot& snapshot) {
  auto addressed = terminals_of(row.text(3));
  const auto withdrawn = refusal_of(row.text(4));
  if (!addressed || !withdrawn) return false;
  snapshot.orders.push_back({row.bytes(0), row.time(1), row.time(2), std::move(*addressed), *withdrawn, row.time(5)});
  return true;
}

bool read_receipt(const Statement& row, Snapshot& snapshot) {
  snapshot.receipts.push_back({row.bytes(0), row.time(1)});
  return true;
}

bool read_foreign(const Statement& row, Snapshot& snapshot) {
  snapshot.foreign.push_back({row.bytes(0), row.time(1)});
  return true;
}

bool read_clip_row(const Statement& row, Snapshot& snapshot) {
  const auto digest = row.digest(0);
  auto warnings = words_of(row.text(2));
  if (!digest || !warnings) return false;
  snapshot.clips.push_back({*digest,
                            row.bytes(1),
                            std::move(*warnings),
                            {std::string(row.text(3)), std::string(row.text(4)), row.time(5), row.time(6),
                             static_cast<std::int32_t>(row.integer(7)), static_cast<std::int32_t>(row.integer(8)),
                             std::string(row.text(9))}});
  return true;
}

bool read_freshness(const Statement& row, Snapshot& snapshot) {
  snapshot.freshness = row.bytes(0);
  return !snapshot.freshness.empty();
}

bool read_roots(const Statement& row, Snapshot& snapshot) {
  snapshot.roots = row.bytes(0);
  return !snapshot.roots.empty();
}

bool read_proposal(const Statement& row, Snapshot& snapshot) {
  const auto digest = row.digest(0);
  const auto state = controller::order_state_from(row.text(2));
  auto holds = words_of(row.text(6));
  if (!digest || !state || !holds) return false;
  snapshot.proposals.push_back({*digest, row.bytes(1), *state, std::string(row.text(3)), std::string(row.text(4)),
                                std::string(row.text(5)), std::move(*holds), row.time(7)});
  return true;
}

bool read_stop(const Statement& row, Snapshot& snapshot) {
  const auto digest = row.digest(0);
  auto orders = digests_of(row.blob(4));
  if (!digest || !orders) return false;
  snapshot.stops.push_back({*digest, row.bytes(1), row.time(2), row.time(3), std::move(*orders)});
  return true;
}

bool read_document(const Statement& row, Snapshot& snapshot) {
  snapshot.documents.push_back({std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2))});
  return true;
}

bool read_data_month(const Statement& row, Snapshot& snapshot) {
  auto terminal = TerminalId::parse(row.text(0));
  if (!terminal) return false;
  const auto number = [&row](int column) { return static_cast<std::uint64_t>(row.integer(column)); };
  snapshot.data_months.push_back(
      {std::move(*terminal), {static_cast<std::uint32_t>(row.integer(1)), number(2), number(3), number(4), number(5)}});
  return true;
}

bool read_history(const Statement& row, Snapshot& snapshot) {
  auto terminal = TerminalId::parse(row.text(0));
  if (!terminal || row.integer(1) < 0 || row.integer(1) > UINT8_MAX) return false;
  snapshot.history.push_back({std::move(*terminal), static_cast<std::uint8_t>(row.integer(1)), row.bytes(2)});
  return true;
}

bool read_record(const Statement& row, Snapshot& snapshot) {
  snapshot.records.push_back({std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2))});
  return true;
}

// More than the core has only where it could not say which ones left.
constexpr std::size_t kMaxOrdersRead = 2 * controller::kMaxOrdersInMemory;

struct Table {
  std::string_view name;
  std::string_view sql;  // its only parameter, where there is one, is kMaxOrdersRead
  bool (*read)(const Statement&, Snapshot&);
};

constexpr Table kTables[] = {
    {"trust_list", "SELECT envelope FROM trust_list", read_trust_list},
    {"places", "SELECT envelope FROM places ORDER BY terminal", read_place},
    {"certificates", "SELECT terminal, der FROM certificates ORDER BY terminal", read_certificate},
    {"orders",
     "SELECT envelope, submitted_at, start_at, addressed, withdrawn, withdrawn_at FROM "
     "(SELECT * FROM orders WHERE in_memory ORDER BY sequence DESC LIMIT ?) ORDER BY sequence",
     read_order},
    {"receipts",
     "SELECT envelope, received_at FROM receipts WHERE order_digest IN "
     "(SELECT digest FROM orders WHERE in_memory ORDER BY sequence DESC LIMIT ?) ORDER BY sequence",
     read_receipt},
    {"foreign_receipts", "SELECT envelope, received_at FROM foreign_receipts ORDER BY sequence", read_foreign},
    {"clips",
     "SELECT digest, manifest, warnings, author, name, added_at, expires_at, loudness_clufs, true_peak_cdbtp, "
     "words FROM clips "
     "ORDER BY sequence",
     read_clip_row},
    {"freshness", "SELECT envelope FROM freshness", read_freshness},
    {"roots", "SELECT root_set FROM roots", read_roots},
    {"proposals",
     "SELECT digest, envelope, state, origin, actor, reason, holds, changed_at FROM proposals ORDER BY sequence",
     read_proposal},
    {"stops", "SELECT digest, envelope, received_at, until, orders FROM stops ORDER BY sequence", read_stop},
    {"documents", "SELECT kind, name, body FROM documents ORDER BY kind, sequence", read_document},
    {"data_months",
     "SELECT terminal, month, control_up, control_down, media_up, media_down FROM data_months ORDER BY terminal, month",
     read_data_month},
    {"history", "SELECT terminal, step, points FROM history ORDER BY terminal, step", read_history},
    {"records", "SELECT kind, name, body FROM records ORDER BY kind, name", read_record},
};

Result<void> read_table(sqlite::Database& database, const Table& table, Snapshot& snapshot) {
  auto query = database.prepare(table.sql);
  if (!query) return fail(query.error());
  const bool limited = table.sql.find('?') != std::string_view::npos;
  auto bound = limited ? query->bind(std::uint64_t{kMaxOrdersRead}) : query->bind();
  if (!bound) return bound;
  return each_row(*query, table.name, [&](const Statement& row) { return table.read(row, snapshot); });
}

// The clip if the bytes are, to the last one, those that its digest names.
session::SharedClip verified(const Digest& digest, Bytes manifest_bytes, ByteView audio) {
  if (sign::digest_of(manifest_bytes) != digest) return nullptr;
  const auto manifest = wire::parse_clip_manifest(manifest_bytes);
  if (!manifest || audio.size() != manifest->total_bytes) return nullptr;
  auto clip = std::make_shared<session::ClipData>(session::ClipData{digest, std::move(manifest_bytes), {}});
  for (std::size_t i = 0; i < manifest->chunks.size(); ++i) {
    const ByteView chunk = audio.subspan(i * manifest->chunk_bytes, wire::chunk_size(*manifest, i));
    if (sign::digest_of(chunk) != manifest->chunks[i]) return nullptr;
    clip->chunks.emplace_back(chunk.begin(), chunk.end());
  }
  return clip;
}

}  // namespace

Result<Snapshot> read_snapshot(sqlite::Database& database) {
  Snapshot snapshot;
  for (const Table& table : kTables)
    if (auto read = read_table(database, table, snapshot); !read) return fail(read.error());
  return snapshot;
}

session::SharedClip read_clip(sqlite::Database& database, const Digest& digest) {
  auto query = database.prepare("SELECT manifest, audio FROM clips WHERE digest = ?");
  if (!query || !query->bind(digest)) return nullptr;
  const auto row = query->step();
  if (!row || !*row) return nullptr;
  return verified(digest, query->bytes(0), query->blob(1));
}

Result<std::vector<Bytes>> read_receipts(sqlite::Database& database, const Digest& order) {
  auto query = database.prepare("SELECT envelope FROM receipts WHERE order_digest = ? ORDER BY sequence LIMIT ?");
  if (!query) return fail(query.error());
  if (auto bound = query->bind(order, std::uint64_t{kMaxReceiptsLoaded + 1}); !bound) return fail(bound.error());
  std::vector<Bytes> envelopes;
  auto read = each_row(*query, "receipts", [&envelopes](const Statement& row) {
    envelopes.push_back(row.bytes(0));
    return true;
  });
  if (!read) return fail(read.error());
  if (envelopes.size() > kMaxReceiptsLoaded)
    return fail(ErrorKind::limit, "the order has more than " + std::to_string(kMaxReceiptsLoaded) + " receipts");
  return envelopes;
}

}  // namespace tongluo::store
