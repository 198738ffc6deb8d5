#include "controller/http/running_edits.hpp"

#include "controller/http/api_reply.hpp"

namespace tongluo::http {
namespace {

// One edit: ends with its answer, or when nobody is left to give one.
class Edit {
 public:
  Edit(std::shared_ptr<RunningEdits> edits, RunningEdits::Resource resource)
      : edits_(std::move(edits)), resource_(std::move(resource)) {
    edits_->begin(resource_);
  }
  ~Edit() { end(); }
  Edit(const Edit&) = delete;
  Edit& operator=(const Edit&) = delete;

  void end() {
    if (!ended_) edits_->end(resource_);
    ended_ = true;
  }

 private:
  std::shared_ptr<RunningEdits> edits_;
  RunningEdits::Resource resource_;
  bool ended_ = false;
};

}  // namespace

void RunningEdits::end(const Resource& resource) {
  const auto at = running_.find(resource);
  if (at != running_.end() && --at->second == 0) running_.erase(at);
}

Handler guarded_edit(std::shared_ptr<RunningEdits> edits, std::string_view pattern, Handler handler) {
  return [edits = std::move(edits), pattern, handler = std::move(handler)](Request request, const Respond& respond) {
    RunningEdits::Resource resource{pattern, request.captured};
    if (!request.if_match.empty() && edits->any(resource)) return respond(precondition_failed());
    const auto edit = std::make_shared<Edit>(edits, std::move(resource));
    handler(std::move(request), [edit, respond](Reply reply) {
      edit->end();
      respond(std::move(reply));
    });
  };
}

}  // namespace tongluo::http
