#pragma once
// The system calls that a decoder or a speech engine needs, and no others: files, memory, threads, time. A call outside
// the list fails with EPERM (sockets among them); one that only an attacker makes kills. Built first, loaded last.

namespace tongluo::process {

class SystemCallFilter {
 public:
  explicit SystemCallFilter(bool may_start_processes);
  SystemCallFilter(const SystemCallFilter&) = delete;
  SystemCallFilter& operator=(const SystemCallFilter&) = delete;
  ~SystemCallFilter();

  bool is_ready() const { return ready_; }
  bool load();

 private:
  void* context_;
  bool ready_ = false;
};

}  // namespace tongluo::process
