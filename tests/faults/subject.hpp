#pragma once
// What is put on the faulty disk: a real store or journal with a story, step by step. One thread.

#include <filesystem>
#include <memory>
#include <string>

#include "protocol/base/result.hpp"

namespace tongluo::faults {

class Subject {
 public:
  virtual ~Subject() = default;
  virtual std::string name() const = 0;
  virtual std::filesystem::path file() const = 0;
  virtual std::size_t steps() const = 0;
  virtual Result<void> open() = 0;  // as a process that starts: what it finds is read whole
  virtual void close() = 0;
  // What succeeds was acknowledged as durable.
  virtual Result<void> apply(std::size_t step) = 0;
};

std::unique_ptr<Subject> make_store(const std::filesystem::path& folder);
// With a clip of several MiB, so that SQLite writes its log back while the store works.
std::unique_ptr<Subject> make_big_store(const std::filesystem::path& folder);
std::unique_ptr<Subject> make_journal(const std::filesystem::path& folder);

}  // namespace tongluo::faults
