#include "controller/http/list_page.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <compare>
#include <limits>

#include "controller/http/limits.hpp"

namespace tongluo::http {

namespace json = boost::json;

namespace {

// null, then truth, then numbers, then texts: any two values have an order.
int rank_of(const json::value& value) {
  if (value.is_bool()) return 1;
  if (value.is_number()) return 2;
  return value.is_string() ? 3 : 0;
}

std::weak_ordering order_of(const json::value& one, const json::value& other) {
  if (rank_of(one) != rank_of(other)) return rank_of(one) <=> rank_of(other);
  if (one.is_bool()) return one.get_bool() <=> other.get_bool();
  if (one.is_string()) return std::string_view(one.get_string()).compare(other.get_string()) <=> 0;
  if (one.is_int64() && other.is_int64()) return one.get_int64() <=> other.get_int64();
  if (!one.is_number()) return std::weak_ordering::equivalent;
  const double left = one.to_number<double>(), right = other.to_number<double>();
  return left < right   ? std::weak_ordering::less
         : right < left ? std::weak_ordering::greater
                        : std::weak_ordering::equivalent;
}

const json::value& member_of(const json::object& row, std::string_view name) {
  static const json::value kNone;
  const json::value* value = row.if_contains(json::string_view(name.data(), name.size()));
  return value == nullptr ? kNone : *value;
}

std::string text_of(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  return value.is_null() ? std::string() : json::serialize(value);
}

std::string key_of(const ListForm& form, const json::object& row) {
  std::string key;
  for (const std::string_view name : form.key)
    if (!name.empty()) key += text_of(member_of(row, name)) + "\n";
  return key;
}

std::string lower(std::string_view text) {
  std::string small(text);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return small;
}

std::optional<ListPlace> read_cursor(std::string_view text) {
  if (text.size() > kMaxCursorBytes * 2) return std::nullopt;
  const auto bytes = from_hex(text);
  if (!bytes) return std::nullopt;
  boost::system::error_code error;
  const std::string_view inner = as_text(*bytes);
  const json::value value = json::parse(json::string_view(inner.data(), inner.size()), error);
  if (error || !value.is_array() || value.get_array().size() != 2 || !value.get_array()[1].is_string())
    return std::nullopt;
  return ListPlace{value.get_array()[0], std::string(value.get_array()[1].get_string())};
}

bool stands_before(const ListPlace& one, const ListPlace& other, bool falling) {
  const std::weak_ordering order = order_of(one.value, other.value);
  if (order != 0) return falling ? order > 0 : order < 0;
  return one.key < other.key;
}

std::vector<std::string_view> known_parameters(const ListForm& form, std::span<const std::string_view> more) {
  std::vector<std::string_view> known = {"limit", "after", "sort"};
  for (const std::string_view filter : form.filters)
    if (!filter.empty()) known.push_back(filter);
  if (!form.searched.front().empty()) known.emplace_back("text");
  known.insert(known.end(), more.begin(), more.end());
  return known;
}

}  // namespace

ListQuery::ListQuery(const Request& request, const ListForm& form, std::span<const std::string_view> more)
    : request_(request), form_(form), query_(request, known_parameters(form, more)) {
  limit_ = query_.text("limit") ? query_.limit()
           : form.usual != 0    ? form.usual
                                : std::numeric_limits<std::size_t>::max();
  read_sort();
  read_after();
  text_ = lower(query_.text("text").value_or(""));
  if (text_.size() > kMaxListTextBytes) query_.refuse("text", "must have at most 256 bytes");
}

void ListQuery::read_sort() {
  const auto given = query_.text("sort");
  std::string_view wanted = form_.order;
  if (given) {
    const auto found = std::find_if(form_.sorts.begin(), form_.sorts.end(), [&](std::string_view name) {
      return !name.empty() && (*given == name || *given == "-" + std::string(name));
    });
    if (found == form_.sorts.end()) return query_.refuse("sort", "names no member that this list is sorted by");
    sort_ = *found;
    falling_ = given->starts_with('-');
    return;
  }
  falling_ = wanted.starts_with('-');
  sort_ = falling_ ? wanted.substr(1) : wanted;
}

void ListQuery::read_after() {
  const auto given = query_.text("after");
  if (!given) return;
  after_ = read_cursor(*given);
  if (!after_) query_.refuse("after", "must be the `next` of an answer");
}

std::size_t ListQuery::rows_to_ask() const {
  const bool plain = request_.query.empty() || (request_.query.size() == 1 && request_.query.contains("limit"));
  const bool whole = limit_ == std::numeric_limits<std::size_t>::max();
  return plain && !whole ? limit_ + 1 : std::numeric_limits<std::size_t>::max();
}

bool ListQuery::holds_text(std::initializer_list<std::string_view> texts) const {
  return text_.empty() || std::any_of(texts.begin(), texts.end(), [this](std::string_view one) {
           return lower(one).find(text_) != std::string::npos;
         });
}

std::string ListQuery::key(std::initializer_list<std::string_view> texts) {
  std::string key;
  for (const std::string_view text : texts) key.append(text) += "\n";
  return key;
}

json::value ListQuery::cursor(const ListPlace& last) {
  return json::value(to_hex(as_bytes(json::serialize(json::array{last.value, last.key}))));
}

bool ListQuery::holds_text(const json::object& row) const {
  return text_.empty() || std::any_of(form_.searched.begin(), form_.searched.end(), [&](std::string_view name) {
           return !name.empty() && lower(text_of(member_of(row, name))).find(text_) != std::string::npos;
         });
}

bool ListQuery::fits(const json::object& row) const {
  for (const std::string_view filter : form_.filters) {
    const auto wanted = filter.empty() ? std::nullopt : query_.text(filter);
    if (!wanted) continue;
    const json::value& value = member_of(row, filter);
    const bool fitting = value.is_array() ? std::any_of(value.get_array().begin(), value.get_array().end(),
                                                        [&](const json::value& one) { return text_of(one) == *wanted; })
                                          : text_of(value) == *wanted;
    if (!fitting) return false;
  }
  return holds_text(row);
}

ListCut ListQuery::cut(std::vector<ListPlace> places) const {
  const auto before = [this](const ListPlace& one, const ListPlace& other) {
    return stands_before(one, other, falling_);
  };
  ListCut page;
  for (std::size_t i = 0; i < places.size(); ++i)
    if (!after_ || before(*after_, places[i])) page.rows.push_back(i);
  const auto end = page.rows.begin() + static_cast<std::ptrdiff_t>(std::min(limit_, page.rows.size()));
  std::partial_sort(page.rows.begin(), end, page.rows.end(),
                    [&](std::size_t one, std::size_t other) { return before(places[one], places[other]); });
  if (end != page.rows.end() && end != page.rows.begin()) page.next = cursor(places[*std::prev(end)]);
  page.rows.erase(end, page.rows.end());
  return page;
}

Reply ListQuery::reply(json::object whole) const {
  json::array& rows = whole.at(json::string_view(form_.member.data(), form_.member.size())).as_array();
  std::vector<json::object*> fitting;
  std::vector<ListPlace> places;
  for (json::value& row : rows)
    if (json::object& object = row.as_object(); fits(object)) {
      fitting.push_back(&object);
      places.push_back({member_of(object, sort_), key_of(form_, object)});
    }
  ListCut cut_out = cut(std::move(places));
  json::array page;
  page.reserve(cut_out.rows.size());
  for (const std::size_t row : cut_out.rows) page.emplace_back(std::move(*fitting[row]));
  rows = std::move(page);
  whole["next"] = std::move(cut_out.next);  // last: it may move the rows elsewhere
  return json_reply(whole);
}

}  // namespace tongluo::http
