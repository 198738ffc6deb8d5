#pragma once
// Drafts of orders, stop-alls, schedules, groups and holidays as people send them: every count and size is checked
// here, before any work. Pure. finish() the fields before using what was read.

#include "controller/http/api_backend.hpp"
#include "controller/http/fields.hpp"

namespace tongluo::http {

struct OrderRequest {
  controller::OrderDraft draft;  // without the starts of `schedule`, its validity and the nonce
  std::optional<ScheduleRule> schedule;
  bool valid_for_given = false;
};

OrderRequest read_order_request(Fields& fields);
controller::StopAllDraft read_stop_all_draft(Fields& fields);
ScheduleRule read_schedule(Fields& fields);

}  // namespace tongluo::http
