#include "tools/ctl/audit_command.hpp"

#include <algorithm>

#include "protocol/wire/envelope_codec.hpp"
#include "tools/ctl/api.hpp"
#include "tools/ctl/audit_chain.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/text_table.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr std::size_t kPage = 1'000;
constexpr std::size_t kMaxPages = 10'000;
constexpr std::size_t kShownSubject = 16;

struct Chain {
  json::array entries;
  std::string head;  // base64, over the last entry; empty: the controller has no time key
};

// `next`: as the page before said it; empty: the first page.
Try<json::object> fetch_page(const Api& api, const std::string& next) {
  const std::string after = next.empty() ? "" : "&after=" + next;
  return api.get("/api/v1/audit?limit=" + std::to_string(kPage) + after);
}

// Page by page to the end. The head of the last page that had entries is the one over the last entry.
Try<Chain> fetch_chain(const Api& api) {
  Chain chain;
  std::uint64_t after = 0;
  std::string next;
  for (std::size_t page = 0; page < kMaxPages; ++page) {
    const Try<json::object> answer = fetch_page(api, next);
    if (!answer) return tl::unexpected(answer.error());
    const json::array& entries = array_at(*answer, "entries");
    if (entries.empty()) return chain;
    const auto last = integer_at(as_object(entries.back()), "sequence");
    if (!last || static_cast<std::uint64_t>(*last) <= after)
      return give_up(ExitCode::failed,
                     "the controller's audit pages do not go on after entry " + std::to_string(after));
    after = static_cast<std::uint64_t>(*last);
    chain.entries.insert(chain.entries.end(), entries.begin(), entries.end());
    chain.head = text_at(*answer, "head");
    next = text_at(*answer, "next");
    if (next.empty()) return chain;
  }
  return give_up(ExitCode::failed, "the audit chain is longer than " + std::to_string(kPage * kMaxPages) + " entries");
}

// The home's list goes with the export, so that whoever checks it has the time key's entry.
std::string home_trust_list(const Context& context) {
  const Try<Home> home = context.home();
  if (!home) return {};
  const Try<Envelope> list = read_envelope(home->at(files::kTrustList));
  return list ? to_base64(wire::serialize(*list)) : std::string();
}

Try<void> export_chain(const Context& context, Chain chain, const std::string& path) {
  const std::size_t count = chain.entries.size();
  const json::object file{{"format", kAuditFormat},
                          {"entries", std::move(chain.entries)},
                          {"head", std::move(chain.head)},
                          {"trust_list", home_trust_list(context)}};
  const std::string text = json::serialize(file) + "\n";
  if (Try<void> ok = write_bytes(path, as_bytes(text)); !ok) return ok;
  if (context.options.json)
    context.out << json::serialize(json::object{{"out", path}, {"entries", count}}) << "\n";
  else
    context.out << path << ": " << count << " entries; check it with  tongluo verify " << path
                << " --roots roots.bin\n";
  return {};
}

void show_newest(const Context& context, const Chain& chain, std::size_t limit) {
  TextTable table({"entry", "at", "action", "subject", "detail"});
  const std::size_t first = chain.entries.size() - std::min(limit, chain.entries.size());
  for (std::size_t i = first; i < chain.entries.size(); ++i) {
    const json::object& entry = as_object(chain.entries[i]);
    table.add({std::to_string(integer_at(entry, "sequence").value_or(0)),
               local_text(wall_from_us(integer_at(entry, "at_us").value_or(0)), context.utc_offset()),
               text_at(entry, "action"), text_at(entry, "subject").substr(0, kShownSubject), text_at(entry, "detail")});
  }
  context.out << table.text();
}

}  // namespace

Try<void> run_audit(const Context& context, const AuditOptions& options) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  Try<Chain> chain = fetch_chain(*api);
  if (!chain) return tl::unexpected(chain.error());
  if (!options.export_to.empty()) return export_chain(context, std::move(*chain), options.export_to);
  if (context.options.json)
    context.out << json::serialize(json::object{{"entries", std::move(chain->entries)}, {"head", chain->head}}) << "\n";
  else
    show_newest(context, *chain, options.limit);
  return {};
}

}  // namespace tongluo::ctl
