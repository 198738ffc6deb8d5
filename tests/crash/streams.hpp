#pragma once
// All terminals of a county at once: their receipts, the orders they are about, and what they were told. One thread.

#include <set>

#include "tests/crash/receipt_source.hpp"

namespace tongluo::crash {

class Streams {
 public:
  Streams(const County& county, std::size_t occurrences);

  void connect(std::uint16_t link_port);
  void drop();
  void work(milliseconds duration);  // lets them talk
  // Everyone reports on a new order of level I from now on; the controller must take it first. What went wrong, or
  // nothing.
  std::string send_order();
  bool is_everything_reported() const;

  const Testimony& testimony() const { return testimony_; }
  const std::set<Digest>& orders() const { return orders_; }  // acknowledged ones
  const Digest& last_order() const { return last_order_; }

 private:
  std::string make_clip();

  const County& county_;
  const std::size_t occurrences_;
  boost::asio::io_context context_;
  Testimony testimony_;
  std::vector<std::unique_ptr<ReceiptSource>> sources_;
  std::optional<Digest> clip_;
  milliseconds clip_duration_{};
  Digest last_order_;
  std::set<Digest> orders_;
};

}  // namespace tongluo::crash
