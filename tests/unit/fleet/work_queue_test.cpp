#include "tools/fleet/work_queue.hpp"

#include <boost/asio/post.hpp>
#include <deque>
#include <gtest/gtest.h>
#include <vector>

namespace tongluo::fleet {
namespace {

class Noting final : public Worker {
 public:
  Noting(std::vector<int>& turns, int number) : turns_(turns), number_(number) {}
  void work() override { turns_.push_back(number_); }

 private:
  std::vector<int>& turns_;
  int number_;
};

class WorkQueueTest : public testing::Test {
 protected:
  boost::asio::io_context context_;
  WorkQueue queue_{context_};
  std::vector<int> turns_;
  Noting first_{turns_, 1}, second_{turns_, 2};
};

TEST_F(WorkQueueTest, EachHasOneTurnHoweverOftenItAsks) {
  for (int i = 0; i < 3; ++i) queue_.add(first_);
  queue_.add(second_);
  context_.run();
  EXPECT_EQ(turns_, (std::vector<int>{1, 2}));
  queue_.add(first_);
  context_.restart();
  context_.run();
  EXPECT_EQ(turns_, (std::vector<int>{1, 2, 1}));
}

TEST_F(WorkQueueTest, WhatElseIsReadyComesAfterAFewTurns) {
  std::deque<Noting> many;
  for (int number = 0; number < 2 * WorkQueue::kTurnsInARow; ++number) queue_.add(many.emplace_back(turns_, number));
  boost::asio::post(context_, [this] { turns_.push_back(-1); });
  context_.run();
  ASSERT_EQ(turns_.size(), 2U * WorkQueue::kTurnsInARow + 1);
  EXPECT_EQ(turns_[WorkQueue::kTurnsInARow], -1);
  EXPECT_EQ(turns_.back(), 2 * WorkQueue::kTurnsInARow - 1);
}

}  // namespace
}  // namespace tongluo::fleet
