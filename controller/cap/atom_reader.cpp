#include "controller/cap/atom_reader.hpp"

#include <algorithm>

#include "controller/cap/cap_time.hpp"
#include "controller/cap/guarded_document.hpp"
#include "controller/cap/limits.hpp"

namespace tongluo::cap {
namespace {

constexpr std::string_view kAtomNamespace = "http://www.w3.org/2005/Atom";
constexpr std::size_t kMaxAddressBytes = 2'048;

std::string attribute(const xmlNode* node, const char* name) {
  const std::unique_ptr<xmlChar, void (*)(xmlChar*)> value(xmlGetNoNsProp(node, xml_text(name)),
                                                           [](xmlChar* text) { xmlFree(text); });
  return std::string(view(value.get()));
}

// A link that says it is CAP wins; else the first plain one.
FeedLink entry_of(const xmlNode* entry) {
  FeedLink result;
  bool is_cap = false;
  for (const xmlNode* node = first_element(entry); node != nullptr; node = next_element(node)) {
    if (!is_in(node, kAtomNamespace)) continue;
    if (view(node->name) == "id") result.id = content_of(node);
    if (view(node->name) == "updated") result.updated = content_of(node);
    if (view(node->name) != "link") continue;
    const std::string relation = attribute(node, "rel"), type = attribute(node, "type");
    if (!relation.empty() && relation != "alternate") continue;
    const bool says_cap = type.starts_with("application/cap+xml");
    if (!result.link.empty() && (is_cap || !says_cap)) continue;
    result.link = attribute(node, "href");
    is_cap = says_cap;
  }
  return result;
}

// "http://host:port" of an address, or empty.
std::string_view origin_of(std::string_view address) {
  const auto scheme = address.find("://");
  if (scheme == std::string_view::npos) return {};
  const auto end = address.find_first_of("/?#", scheme + 3);
  return address.substr(0, end);
}

}  // namespace

Result<FeedContent, Rejection> read_feed(ByteView bytes) {
  const auto document = read_guarded(bytes);
  if (!document) return tl::unexpected(document.error());
  const xmlNode* root = xmlDocGetRootElement(document->tree.get());
  if (view(root->name) != "feed" || !is_in(root, kAtomNamespace))
    return reject("feed.unknown", "the root is " + std::string(view(root->name)) + ", not an Atom feed");
  FeedContent content;
  for (const xmlNode* node = first_element(root); node != nullptr; node = next_element(node)) {
    if (view(node->name) != "entry" || !is_in(node, kAtomNamespace)) continue;
    if (content.entries.size() == kMaxFeedEntries) {
      content.cut = true;
      break;
    }
    FeedLink entry = entry_of(node);
    if (!entry.link.empty() && entry.link.size() <= kMaxAddressBytes) content.entries.push_back(std::move(entry));
  }
  return content;
}

std::vector<FeedLink> oldest_first(std::vector<FeedLink> entries) {
  std::reverse(entries.begin(), entries.end());
  std::vector<std::pair<WallTime, FeedLink>> dated;
  WallTime at = WallTime::min();
  for (FeedLink& entry : entries) {
    at = parse_atom_time(entry.updated).value_or(at);
    dated.emplace_back(at, std::move(entry));
  }
  std::stable_sort(dated.begin(), dated.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::transform(dated.begin(), dated.end(), entries.begin(), [](auto& one) { return std::move(one.second); });
  return entries;
}

std::string same_host_address(std::string_view feed, std::string_view link) {
  const std::string_view origin = origin_of(feed);
  if (origin.empty() || link.empty() || link.find_first_of(" \t\r\n\\") != std::string_view::npos) return {};
  if (link.starts_with("//")) return {};
  if (link.front() == '/') return std::string(origin) + std::string(link);
  if (link.find("://") != std::string_view::npos)
    return origin_of(link) == origin && link.find('@') == std::string_view::npos ? std::string(link) : std::string();
  if (link.find(':') < link.find_first_of("/?#")) return {};  // another scheme
  const std::string_view path = feed.substr(0, feed.find_first_of("?#"));
  const auto folder = path.rfind('/');
  if (folder < origin.size()) return std::string(origin) + "/" + std::string(link);
  return std::string(path.substr(0, folder + 1)) + std::string(link);
}

}  // namespace tongluo::cap
