#include "controller/store/store_writer.hpp"

#include <array>

#include "controller/core/limits.hpp"
#include "controller/core/views.hpp"
#include "controller/store/audit_chain.hpp"
#include "protocol/base/assert.hpp"

namespace tongluo::store {
namespace {

using namespace controller;

enum Query : std::size_t {
  put_trust_list,
  put_place,
  put_certificate,
  put_order,
  withdraw_order,
  forget_order,
  put_receipt,
  put_foreign,
  trim_foreign,
  put_clip,
  put_clip_note,
  last_audit,
  put_audit,
  put_freshness,
  put_roots,
  put_proposal,
  remove_proposal,
  put_stop,
  trim_stops,
  put_document,
  remove_document,
  put_data_month,
  trim_data_months,
  put_history,
  put_record,
  remove_record,
  query_count
};

constexpr std::array<std::string_view, query_count> kQueries = {
    "INSERT INTO trust_list VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version, "
    "envelope = excluded.envelope WHERE excluded.version >= version",
    "INSERT INTO places VALUES (?, ?, ?) ON CONFLICT (terminal) DO UPDATE SET version = excluded.version, "
    "envelope = excluded.envelope WHERE excluded.version >= version",
    "INSERT INTO certificates VALUES (?, ?) ON CONFLICT (terminal) DO UPDATE SET der = excluded.der",
    // One that left memory may be issued again, as a new one.
    "INSERT INTO orders (digest, envelope, submitted_at, start_at, addressed) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (digest) DO UPDATE SET sequence = (SELECT max(sequence) + 1 FROM orders), envelope = "
    "excluded.envelope, submitted_at = excluded.submitted_at, start_at = excluded.start_at, addressed = "
    "excluded.addressed, in_memory = 1, withdrawn = '', withdrawn_at = 0 WHERE NOT in_memory",
    "UPDATE orders SET withdrawn = ?, withdrawn_at = ? WHERE digest = ?",
    "UPDATE orders SET in_memory = 0 WHERE digest = ?",
    "INSERT INTO receipts VALUES (NULL, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING",
    "INSERT INTO foreign_receipts VALUES (NULL, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING",
    "DELETE FROM foreign_receipts WHERE sequence <= (SELECT max(sequence) FROM foreign_receipts) - ?",
    // The same clip again heals a damaged row.
    "INSERT INTO clips (digest, manifest, audio, warnings, author, name, added_at, expires_at, loudness_clufs, "
    "true_peak_cdbtp, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO UPDATE SET manifest = "
    "excluded.manifest, "
    "audio = excluded.audio, warnings = excluded.warnings, author = excluded.author, name = excluded.name, "
    "added_at = excluded.added_at, expires_at = excluded.expires_at, loudness_clufs = excluded.loudness_clufs, "
    "true_peak_cdbtp = excluded.true_peak_cdbtp, words = excluded.words",
    "UPDATE clips SET author = ?, name = ?, added_at = ?, expires_at = ?, loudness_clufs = ?, true_peak_cdbtp = ? "
    "WHERE digest = ?",
    "SELECT sequence, digest FROM audit ORDER BY sequence DESC LIMIT 1",
    "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)",
    "INSERT INTO freshness VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET envelope = excluded.envelope",
    "INSERT INTO roots VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET root_set = excluded.root_set",
    // Replaced, not updated: the order is that of the last change.
    "INSERT OR REPLACE INTO proposals VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", "DELETE FROM proposals WHERE digest = ?",
    "INSERT INTO stops VALUES (NULL, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO NOTHING",
    // As the core does: the one that ends soonest leaves, were it not the newest.
    "DELETE FROM stops WHERE sequence IN (SELECT sequence FROM stops WHERE sequence < (SELECT max(sequence) FROM "
    "stops) "
    "ORDER BY until DESC, sequence DESC LIMIT -1 OFFSET ?)",
    "INSERT OR REPLACE INTO documents (kind, name, body) VALUES (?, ?, ?)",
    "DELETE FROM documents WHERE kind = ? AND name = ?",
    "INSERT OR REPLACE INTO data_months (terminal, month, control_up, control_down, media_up, media_down) "
    "VALUES (?, ?, ?, ?, ?, ?)",
    "DELETE FROM data_months WHERE terminal = ? AND month < ?",
    "INSERT INTO history VALUES (?, ?, ?) ON CONFLICT (terminal, step) DO UPDATE SET points = excluded.points",
    "INSERT INTO records VALUES (?, ?, ?) ON CONFLICT (kind, name) DO UPDATE SET body = excluded.body",
    "DELETE FROM records WHERE kind = ? AND name = ?"};

std::string lines_of(const std::vector<TerminalId>& terminals) {
  std::string lines;
  for (const TerminalId& terminal : terminals) lines += terminal.text() + '\n';
  return lines;
}

std::string lines_of(const std::vector<std::string>& words) {
  std::string lines;
  for (const std::string& word : words) lines += word + '\n';
  return lines;
}

Bytes blob_of(const std::vector<Digest>& digests) {
  Bytes blob;
  for (const Digest& digest : digests) blob.insert(blob.end(), digest.octets.begin(), digest.octets.end());
  return blob;
}

Result<void> run_receipt(sqlite::Statement& statement, const SaveReceipt& save) {
  return statement.run(save.digest, save.order, save.terminal.text(), save.envelope, save.received_at);
}

}  // namespace

Result<StoreWriter> StoreWriter::create(sqlite::Database& database) {
  std::vector<sqlite::Statement> statements;
  for (const std::string_view sql : kQueries) {
    auto statement = database.prepare(sql);
    if (!statement) return fail(statement.error());
    statements.push_back(std::move(*statement));
  }
  return StoreWriter(std::move(statements));
}

Result<void> StoreWriter::write(const StoreWrite& write) {
  return std::visit([this](const auto& save) { return put(save); }, write);
}

Result<void> StoreWriter::put(const SaveTrustList& save) {
  return statements_[put_trust_list].run(save.version, save.envelope);
}

Result<void> StoreWriter::put(const SavePlace& save) {
  return statements_[put_place].run(save.terminal.text(), save.version, save.envelope);
}

Result<void> StoreWriter::put(const SaveCertificate& save) {
  return statements_[put_certificate].run(save.terminal.text(), save.der);
}

Result<void> StoreWriter::put(const SaveOrder& save) {
  return statements_[put_order].run(save.digest, save.envelope, save.submitted_at, save.start_at,
                                    lines_of(save.addressed));
}

Result<void> StoreWriter::put(const WithdrawOrder& withdrawn) {
  return statements_[withdraw_order].run(to_string(withdrawn.why), withdrawn.at, withdrawn.digest);
}

Result<void> StoreWriter::put(const ForgetOrder& left) { return statements_[forget_order].run(left.digest); }

Result<void> StoreWriter::put(const SaveReceipt& save) { return run_receipt(statements_[put_receipt], save); }

// Sequences have no gaps: only the oldest rows ever leave.
Result<void> StoreWriter::put(const SaveForeignReceipt& save) {
  if (auto written = run_receipt(statements_[put_foreign], save.receipt); !written) return written;
  return statements_[trim_foreign].run(std::uint64_t{kMaxRefusals});
}

Result<void> StoreWriter::put(const SaveClip& save) {
  TL_ASSERT(save.clip != nullptr);
  Bytes audio;
  for (const Bytes& chunk : save.clip->chunks) audio.insert(audio.end(), chunk.begin(), chunk.end());
  const controller::ClipNote& note = save.note;
  return statements_[put_clip].run(save.clip->digest, save.clip->manifest, audio, lines_of(save.warnings), note.author,
                                   note.name, note.added_at, note.expires_at, note.loudness_clufs, note.true_peak_cdbtp,
                                   note.words);
}

Result<void> StoreWriter::put(const SaveClipNote& save) {
  const controller::ClipNote& note = save.note;
  return statements_[put_clip_note].run(note.author, note.name, note.added_at, note.expires_at, note.loudness_clufs,
                                        note.true_peak_cdbtp, save.digest);
}

Result<void> StoreWriter::put(const SaveAudit& save) {
  const auto end = chain_end();
  if (!end) return fail(end.error());
  const std::uint64_t sequence = end->sequence + 1;
  return statements_[put_audit].run(sequence, save.at, save.action, save.subject, save.detail, end->digest,
                                    audit_digest(end->digest, sequence, save));
}

Result<void> StoreWriter::put(const SaveFreshness& save) { return statements_[put_freshness].run(save.envelope); }

Result<void> StoreWriter::put(const SaveRoots& save) { return statements_[put_roots].run(save.root_set); }

Result<void> StoreWriter::put(const SaveProposal& save) {
  const Proposal& proposal = save.proposal;
  return statements_[put_proposal].run(proposal.digest, proposal.envelope, to_string(proposal.state), proposal.origin,
                                       proposal.actor, proposal.reason, lines_of(proposal.holds), proposal.changed_at);
}

Result<void> StoreWriter::put(const RemoveProposal& remove) { return statements_[remove_proposal].run(remove.digest); }

Result<void> StoreWriter::put(const SaveStop& save) {
  auto written =
      statements_[put_stop].run(save.digest, save.envelope, save.received_at, save.until, blob_of(save.orders));
  if (!written) return written;
  return statements_[trim_stops].run(std::uint64_t{kMaxStops - 1});
}

Result<void> StoreWriter::put(const SaveDocument& save) {
  return statements_[put_document].run(save.document.kind, save.document.name, save.document.body);
}

Result<void> StoreWriter::put(const RemoveDocument& remove) {
  return statements_[remove_document].run(remove.kind, remove.name);
}

Result<void> StoreWriter::put(const SaveDataMonth& save) {
  const DataMonth& month = save.counted;
  auto stored = statements_[put_data_month].run(save.terminal.text(), std::uint64_t{month.month}, month.control_up,
                                                month.control_down, month.media_up, month.media_down);
  if (!stored) return stored;
  return statements_[trim_data_months].run(save.terminal.text(), std::uint64_t{save.oldest_kept});
}

Result<void> StoreWriter::put(const SaveHistory& save) {
  return statements_[put_history].run(save.terminal.text(), std::uint64_t{save.step}, ByteView(save.points));
}

Result<void> StoreWriter::put(const SaveRecord& save) {
  return statements_[put_record].run(save.record.kind, save.record.name, save.record.body);
}

Result<void> StoreWriter::put(const RemoveRecord& remove) {
  return statements_[remove_record].run(remove.kind, remove.name);
}

// Read each time: a rollback takes entries back.
Result<StoreWriter::ChainEnd> StoreWriter::chain_end() {
  sqlite::Statement& last = statements_[last_audit];
  if (auto bound = last.bind(); !bound) return fail(bound.error());
  const auto row = last.step();
  ChainEnd end;
  std::optional<Digest> digest = Digest{};
  if (row && *row) {
    end.sequence = static_cast<std::uint64_t>(last.integer(0));
    digest = last.digest(1);
  }
  last.reset();
  if (!row) return fail(row.error());
  if (!digest) return fail(ErrorKind::corrupt, "the last audit entry is damaged");
  end.digest = *digest;
  return end;
}

}  // namespace tongluo::store
