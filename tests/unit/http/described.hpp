#pragma once
// Whether an answer is what the served description of the API says of its operation: status, content type, the members
// of a JSON body with their types, and of a problem whether its code is one of the operation's. The fixtures ask it of
// every answer that a test gets, so that each error that some test provokes is held against the description.

#include <boost/json/object.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tongluo::http {

struct Answered {
  std::string_view method;
  std::string_view target;  // with its query, if any
  unsigned status = 0;
  std::string_view type;  // the content type
  std::string_view body;
};

class Described {
 public:
  static const Described& api();

  // One line for each place that is not as described; nothing of a path that is no operation's.
  std::vector<std::string> disagreements(const Answered& answer) const;
  // "GET /api/v1/orders/{digest}", or empty.
  std::string operation_at(std::string_view method, std::string_view target) const;
  std::vector<std::string> operations() const;

 private:
  Described();
  const boost::json::object* find(const std::string& operation) const;
  void check_problem(const boost::json::object& operation, const Answered& answer,
                     std::vector<std::string>& wrong) const;
  void check(const boost::json::object& schema, const boost::json::value& value, const std::string& at,
             std::vector<std::string>& wrong) const;
  void check_members(const std::vector<const boost::json::object*>& parts, const boost::json::object& value,
                     const std::string& at, std::vector<std::string>& wrong) const;
  const boost::json::object& meant_by(const boost::json::object& schema) const;  // behind a reference
  std::vector<const boost::json::object*> parts_of(const boost::json::object& schema) const;

  boost::json::object document_;
};

// For fixtures: EXPECT_EQ(complaints(…), "").
std::string complaints(const Answered& answer);

}  // namespace tongluo::http
