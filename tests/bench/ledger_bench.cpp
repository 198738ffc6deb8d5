// ledger-bench: really signed receipts made durable by the real SqliteStore on its thread, one job each as the core
// hands them in, against bare SQLite writing the same rows in batches of the same size on the same disk, by turns.
// Verification of the signatures is its own figure.
//
//   ledger-bench [--receipts N] [--runs N]       works in a folder it makes below the current one

#include <atomic>
#include <filesystem>
#include <thread>
#include <unistd.h>

#include "controller/store/sqlite_store.hpp"
#include "protocol/base/assert.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/receipt.hpp"
#include "tests/bench/bare_ledger.hpp"
#include "tests/bench/figures.hpp"
#include "tests/support/trust_fixture.hpp"

namespace {

using namespace tongluo;

constexpr std::size_t kTerminals = 4'045;

double seconds_since(SteadyTime start) { return std::chrono::duration<double>(os::steady_now() - start).count(); }

wire::Receipt receipt_of(std::size_t number) {
  const std::string id = std::to_string(number % kTerminals + 1);
  wire::Receipt receipt{.terminal = test::terminal_id("TL-500116-" + std::string(4 - id.size(), '0') + id)};
  receipt.order = sign::digest_of(as_bytes("order " + std::to_string(number / (3 * kTerminals))));
  receipt.occurrence = 1;
  receipt.stage = Stage::started;
  receipt.at = receipt.first_sample = test::kNow;
  receipt.clock_synchronised = true;
  receipt.path = wire::Path::control_channel;
  receipt.sequence = number;
  return receipt;
}

struct Work {
  std::vector<Envelope> envelopes;
  std::vector<controller::SaveReceipt> rows;
};

Work make_work(const test::TrustFixture& trust, const sign::PrivateKey& key, std::size_t count) {
  Work work;
  for (std::size_t i = 0; i < count; ++i) {
    const wire::Receipt receipt = receipt_of(i);
    Envelope envelope = trust.seal(PayloadType::receipt, wire::serialize(receipt), {&key});
    work.rows.push_back({sign::identity(envelope), receipt.order, receipt.terminal, wire::serialize(envelope), {}});
    work.envelopes.push_back(std::move(envelope));
  }
  return work;
}

// As the core does with each: parse it, verify it with the terminal's key, name it.
double verify_us(const Work& work, const Digest& deployment, const sign::PublicKey& key) {
  const SteadyTime start = os::steady_now();
  for (const Envelope& envelope : work.envelopes) {
    TL_ASSERT(wire::parse_receipt(envelope.payload).has_value());
    TL_ASSERT(sign::verify_signature(envelope, deployment, envelope.signatures.front(), key));
  }
  return seconds_since(start) * 1e6 / static_cast<double>(work.envelopes.size());
}

double write_with_store(const std::filesystem::path& file, const std::vector<controller::SaveReceipt>& rows) {
  std::atomic<std::size_t> done = 0;
  auto opened = store::SqliteStore::open(file, [&done](const std::vector<store::Completion>& completions) {
    for (const store::Completion& completion : completions)
      TL_ASSERT(std::get<store::PersistDone>(completion).result.has_value());
    done += completions.size();
    done.notify_one();
  });
  TL_ASSERT(opened.has_value());
  store::SqliteStore& store = **opened;
  std::jthread thread([&store](const std::stop_token& stop) { store.run(stop); });
  const SteadyTime start = os::steady_now();
  for (std::size_t i = 0; i < rows.size(); ++i) TL_ASSERT(store.submit(i, {rows[i]}));
  for (std::size_t now = done.load(); now < rows.size(); now = done.load()) done.wait(now);
  return seconds_since(start);
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = bench::numbers(argc, argv, {{"receipts", 48'540}, {"runs", 5}});
  const std::size_t count = std::min(options.at("receipts"), store::kMaxQueuedJobs);
  const test::TrustFixture trust;
  const auto key = sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256);
  const auto public_key = sign::PublicKey::parse(Algorithm::ecdsa_p256_sha256, key->spki());
  const Work work = make_work(trust, *key, count);
  const std::filesystem::path folder = std::filesystem::current_path() / ("ledger-bench-" + std::to_string(::getpid()));
  std::vector<double> rates, bare_rates, ratios, verifications;
  std::printf("%zu receipts of %zu bytes a run\n%-6s %14s %14s %8s\n", count, work.rows.front().envelope.size(), "run",
              "store 1/s", "bare 1/s", "ratio");
  for (std::size_t run = 1; run <= options.at("runs"); ++run) {
    std::filesystem::create_directories(folder);
    const double bare = bench::write_bare(folder / "bare.db", work.rows, store::kMaxJobsPerTransaction);
    const double ours = write_with_store(folder / "store.db", work.rows);
    std::filesystem::remove_all(folder);
    rates.push_back(static_cast<double>(count) / ours);
    bare_rates.push_back(static_cast<double>(count) / bare);
    ratios.push_back(bare / ours);
    verifications.push_back(verify_us(work, trust.deployment(), *public_key));
    std::printf("%-6zu %14.0f %14.0f %8.2f\n", run, rates.back(), bare_rates.back(), ratios.back());
  }
  bench::figure("ledger_receipts_per_s", bench::median(rates), "1/s");
  bench::figure("ledger_bare_receipts_per_s", bench::median(bare_rates), "1/s");
  bench::figure("ledger_ratio", bench::median(ratios), "1");
  bench::figure("receipt_verify_us", bench::median(verifications), "us");
  return 0;
}
