// A child of this test dies by a fault; what it leaves behind is read by the parent.

#include "protocol/os/crash_report.hpp"

#include <csignal>
#include <cstdlib>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/os/files.hpp"

namespace tongluo::os {
namespace {

class CrashReport : public testing::Test {
 protected:
  CrashReport() {
    std::string pattern = (std::filesystem::temp_directory_path() / "crash-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~CrashReport() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path file() const { return folder_ / "crash.txt"; }

  // The signal that ended a child which keeps reports and then does `fault`.
  template <class Fault>
  int end_of_child(const Fault& fault) const {
    const pid_t child = ::fork();
    if (child == 0) {
      keep_crash_reports(file(), "gong 1.2");
      fault();
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  }

 private:
  std::filesystem::path folder_;
};

TEST_F(CrashReport, TellsTheProgramTheSignalAndWhere) {
  EXPECT_EQ(end_of_child([] { std::abort(); }), SIGABRT) << "the process ends as it always does";
  const auto report = take_crash_report(file());
  ASSERT_TRUE(report);
  EXPECT_EQ(report->rfind("gong 1.2\nsignal=6 ", 0), 0U) << *report;
  EXPECT_NE(report->find("os_test"), report->npos) << "no frame: " << *report;
}

TEST_F(CrashReport, IsWrittenForASignalFromOutsideToo) {
  EXPECT_EQ(end_of_child([] {
              ::raise(SIGABRT);
              ::_exit(0);
            }),
            SIGABRT);
  EXPECT_TRUE(take_crash_report(file()));
}

TEST_F(CrashReport, IsToldOfOnceAndKept) {
  end_of_child([] { std::abort(); });
  const auto report = take_crash_report(file());
  ASSERT_TRUE(report);
  EXPECT_FALSE(take_crash_report(file()));
  const auto kept = read_file(file().string() + ".last", kMaxCrashReportBytes);
  ASSERT_TRUE(kept);
  EXPECT_EQ(as_text(*kept), *report);
}

TEST_F(CrashReport, IsNotThereAfterAnOrderlyEnd) {
  EXPECT_EQ(end_of_child([] {}), 0);
  EXPECT_FALSE(take_crash_report(file()));
}

TEST_F(CrashReport, OfAnySizeIsTaken) {
  ASSERT_TRUE(write_file(file(), Bytes(kMaxCrashReportBytes + 1)));
  const auto report = take_crash_report(file());
  ASSERT_TRUE(report);
  EXPECT_EQ(report->rfind("unreadable", 0), 0U);
  EXPECT_FALSE(take_crash_report(file()));
}

TEST_F(CrashReport, APathThatIsTooLongIsRefused) {
  EXPECT_FALSE(keep_crash_reports("/" + std::string(5000, 'x'), "gong 1.2"));
}

}  // namespace
}  // namespace tongluo::os
