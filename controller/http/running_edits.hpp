#pragma once
// If-Match against edits that are accepted but not stored yet: what it names is read from what is stored, so two edits
// within one commit of the database would both find it unchanged, and the second would undo the first unseen. Owner
// thread: control. As many as the backend has taken and not answered, which its queue bounds. Problem: 412
// precondition.failed.

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "controller/http/message.hpp"

namespace tongluo::http {

// The edits of each resource that have no answer yet.
class RunningEdits {
 public:
  using Resource = std::pair<std::string_view, std::vector<std::string>>;  // a route's pattern and what it captured

  bool any(const Resource& resource) const { return running_.contains(resource); }
  void begin(const Resource& resource) { ++running_[resource]; }
  void end(const Resource& resource);

 private:
  std::map<Resource, std::size_t> running_;
};

// The handler of an edit; with If-Match it is refused while another edit of the same resource runs. That one may fail
// yet: then somebody has read again for nothing. `pattern` outlives the handler.
Handler guarded_edit(std::shared_ptr<RunningEdits> edits, std::string_view pattern, Handler handler);

}  // namespace tongluo::http
