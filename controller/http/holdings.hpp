#pragma once
// What each account holds at this moment of something that there are few of (WebSockets, uploads), so that one of them,
// run wild or taken over, leaves the rest to the others. Owner thread: control. Limit: as constructed, for each
// account; who holds nothing is forgotten.

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace tongluo::http {

class Holdings {
 public:
  // One of them, given back when it goes. Without an owner: nobody is counted.
  class Share {
   public:
    Share() = default;
    Share(Holdings& of, std::string actor) : of_(&of), actor_(std::move(actor)) {}
    Share(Share&& other) noexcept : of_(std::exchange(other.of_, nullptr)), actor_(std::move(other.actor_)) {}
    Share& operator=(Share&&) = delete;
    ~Share() {
      if (of_ != nullptr) of_->give_back(actor_);
    }

   private:
    Holdings* of_ = nullptr;
    std::string actor_;
  };

  explicit Holdings(std::size_t each) : each_(each) {}
  // Nothing: this one holds as many as it may.
  std::optional<Share> take(const std::string& actor) {
    std::size_t& held = held_[actor];
    if (held == each_) return std::nullopt;
    ++held;
    return Share(*this, actor);
  }

 private:
  void give_back(const std::string& actor) {
    const auto at = held_.find(actor);
    if (--at->second == 0) held_.erase(at);
  }

  std::size_t each_;
  std::map<std::string, std::size_t> held_;
};

}  // namespace tongluo::http
