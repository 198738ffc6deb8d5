#pragma once
// Starts tongluo-confine with its pipes; owns the child until it is reaped. One thread.

#include <string>
#include <sys/types.h>
#include <vector>

#include "controller/process/descriptor.hpp"
#include "controller/process/limited_process.hpp"

namespace tongluo::process {

// A started helper. Destroying it kills its whole process group and reaps it.
class Child {
 public:
  static Result<Child> start(const std::vector<std::string>& argv, ByteView input, const Limits& limits);
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();

  const Descriptor& output() const { return output_; }
  const Descriptor& errors() const { return errors_; }
  const Descriptor& status() const { return status_; }    // says why the program could not be started; else only ends
  const Descriptor& process() const { return process_; }  // readable once the helper has ended

  // Kills what is left of the group, waits, and returns the exit code, or −signal.
  int finish();

 private:
  Child() = default;
  pid_t pid_ = -1;
  Descriptor output_;
  Descriptor errors_;
  Descriptor status_;
  Descriptor process_;
};

}  // namespace tongluo::process
