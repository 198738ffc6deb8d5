#pragma once
// The one way of every list: its rows filtered, sorted and cut into pages by their own members, so that no list has
// parameters of its own making. docs/api.md (Lists). Pure. Limits: kMaxPage rows of an answer, kMaxCursorBytes.

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <span>

#include "controller/http/api_reply.hpp"

namespace tongluo::http {

constexpr std::size_t kMaxCursorBytes = 1'024;
constexpr std::size_t kMaxListTextBytes = 256;

// Members of a row; empty ones are none.
using Members = std::array<std::string_view, 6>;

struct ListForm {
  std::string_view pattern;  // of the route
  std::string_view member;   // of the answer, whose value is the rows
  Members key;               // tell rows apart
  std::string_view order;    // the usual one; "-at_us" is falling
  Members sorts;             // what `sort` may name, and with a minus before it
  Members filters;           // parameters that a member must be equal to; of a list, that it must hold
  Members searched;          // members that `text` is looked for in
  std::size_t usual = 0;     // rows of an answer without `limit`; 0: all that the list may have
};

// Where a row stands in its list: the member it is sorted by, and what tells it apart.
struct ListPlace {
  boost::json::value value;
  std::string key;
};
// Which rows of a list make the page, in their order, and what `after` asks the next one by, or null.
struct ListCut {
  std::vector<std::size_t> rows;
  boost::json::value next;
};

std::span<const ListForm> list_forms();
const ListForm& list_form(std::string_view pattern);  // it must be there

// A request's page of a list. Parameters: limit, after, sort, text where something is searched, the filters, and
// `more`.
class ListQuery {
 public:
  ListQuery(const Request& request, const ListForm& form, std::span<const std::string_view> more = {});
  Query& query() { return query_; }
  const std::optional<Problem>& problem() const { return query_.problem(); }
  // How many rows of the usual order are enough for this page.
  std::size_t rows_to_ask() const;
  // `whole` with the page in the place of its rows, and `next`: what `after` asks the next one by, or null.
  Reply reply(boost::json::object whole) const;

  // For lists that are too long to be written out before they are cut: they filter by themselves.
  ListCut cut(std::vector<ListPlace> places) const;
  std::size_t limit() const { return limit_; }
  std::string_view sort() const { return sort_; }
  bool falling() const { return falling_; }
  const std::optional<ListPlace>& after() const { return after_; }
  const std::string& text() const { return text_; }  // in lower case
  bool holds_text(std::initializer_list<std::string_view> texts) const;
  static std::string key(std::initializer_list<std::string_view> texts);
  static boost::json::value cursor(const ListPlace& last);

 private:
  bool fits(const boost::json::object& row) const;
  bool holds_text(const boost::json::object& row) const;
  void read_sort();
  void read_after();

  const Request& request_;
  const ListForm& form_;
  Query query_;
  std::size_t limit_ = 0;
  std::string_view sort_;  // the member
  bool falling_ = false;
  std::optional<ListPlace> after_;
  std::string text_;
};

}  // namespace tongluo::http
