#include "controller/process/confine_system_calls.hpp"

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <initializer_list>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>

namespace tongluo::process {
namespace {

constexpr auto kFiles = {"read",          "write",      "readv",        "writev",
                         "pread64",       "pwrite64",   "preadv",       "lseek",
                         "_llseek",       "open",       "openat",       "close",
                         "close_range",   "stat",       "fstat",        "lstat",
                         "newfstatat",    "fstatat64",  "stat64",       "fstat64",
                         "lstat64",       "statx",      "access",       "faccessat",
                         "faccessat2",    "readlink",   "readlinkat",   "getdents",
                         "getdents64",    "getcwd",     "fcntl",        "fcntl64",
                         "dup",           "dup2",       "dup3",         "pipe",
                         "pipe2",         "poll",       "ppoll",        "ppoll_time64",
                         "select",        "_newselect", "pselect6",     "pselect6_time64",
                         "epoll_create1", "epoll_ctl",  "epoll_wait",   "epoll_pwait",
                         "eventfd2",      "fadvise64",  "fadvise64_64", "arm_fadvise64_64",
                         "umask",         "statfs",     "fstatfs",      "chdir"};

constexpr auto kMemoryAndThreads = {"mmap",
                                    "mmap2",
                                    "mprotect",
                                    "munmap",
                                    "mremap",
                                    "madvise",
                                    "brk",
                                    "futex",
                                    "futex_time64",
                                    "membarrier",
                                    "rseq",
                                    "set_robust_list",
                                    "get_robust_list",
                                    "set_tid_address",
                                    "set_thread_area",
                                    "arch_prctl",
                                    "set_tls",
                                    "cacheflush",
                                    "sched_yield",
                                    "sched_getaffinity",
                                    "sched_getparam",
                                    "sched_getscheduler",
                                    "sched_get_priority_max",
                                    "sched_get_priority_min",
                                    "exit",
                                    "exit_group",
                                    "execve",
                                    "rt_sigaction",
                                    "rt_sigprocmask",
                                    "rt_sigreturn",
                                    "sigreturn",
                                    "rt_sigsuspend",
                                    "rt_sigpending",
                                    "sigaltstack",
                                    "tgkill",
                                    "restart_syscall"};

constexpr auto kQuestions = {"getpid",
                             "gettid",
                             "getppid",
                             "getpgrp",
                             "getpgid",
                             "getsid",
                             "getuid",
                             "geteuid",
                             "getgid",
                             "getegid",
                             "getuid32",
                             "geteuid32",
                             "getgid32",
                             "getegid32",
                             "getresuid",
                             "getresgid",
                             "getgroups",
                             "uname",
                             "sysinfo",
                             "getrandom",
                             "getrusage",
                             "times",
                             "getrlimit",
                             "ugetrlimit",
                             "clock_gettime",
                             "clock_gettime64",
                             "clock_getres",
                             "clock_getres_time64",
                             "clock_nanosleep",
                             "clock_nanosleep_time64",
                             "nanosleep",
                             "gettimeofday",
                             "time",
                             "getpriority"};

constexpr auto kProcesses = {"clone", "fork", "vfork", "wait4", "waitid", "waitpid"};

// glibc tries these first and falls back when told that the kernel does not know them.
constexpr auto kUnknownToUs = {"clone3", "openat2", "futex_waitv"};

constexpr auto kAttacks = {"ptrace",
                           "process_vm_readv",
                           "process_vm_writev",
                           "mount",
                           "umount2",
                           "pivot_root",
                           "chroot",
                           "init_module",
                           "finit_module",
                           "delete_module",
                           "kexec_load",
                           "bpf",
                           "keyctl",
                           "add_key",
                           "request_key",
                           "perf_event_open",
                           "userfaultfd",
                           "unshare",
                           "setns",
                           "reboot",
                           "swapon",
                           "settimeofday",
                           "clock_settime",
                           "adjtimex",
                           "io_uring_setup",
                           "open_by_handle_at",
                           "mknod",
                           "mknodat"};

// A name that this architecture does not have is no failure.
bool add(scmp_filter_ctx context, std::uint32_t action, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const int call = seccomp_syscall_resolve_name(name);
    if (call != __NR_SCMP_ERROR && seccomp_rule_add(context, action, call, 0) != 0) return false;
  }
  return true;
}

bool allow_if(scmp_filter_ctx context, int call, unsigned argument, scmp_compare compare, scmp_datum_t first,
              scmp_datum_t second = 0) {
  const scmp_arg_cmp condition{argument, compare, first, second};
  return seccomp_rule_add_array(context, SCMP_ACT_ALLOW, call, 1, &condition) == 0;
}

bool add_narrowed(scmp_filter_ctx context, bool may_start_processes) {
  for (const unsigned long request : {0UL + TCGETS, 0UL + FIONREAD, 0UL + TIOCGWINSZ, 0UL + FIOCLEX})
    if (!allow_if(context, SCMP_SYS(ioctl), 1, SCMP_CMP_EQ, request)) return false;
  if (!allow_if(context, SCMP_SYS(prctl), 0, SCMP_CMP_EQ, PR_SET_NAME)) return false;
  if (!allow_if(context, SCMP_SYS(prlimit64), 2, SCMP_CMP_EQ, 0)) return false;  // limits may be asked for, not set
  return may_start_processes || allow_if(context, SCMP_SYS(clone), 0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD);
}

}  // namespace

SystemCallFilter::SystemCallFilter(bool may_start_processes) : context_(seccomp_init(SCMP_ACT_ERRNO(EPERM))) {
  if (context_ == nullptr) return;
  ready_ = add(context_, SCMP_ACT_ALLOW, kFiles) && add(context_, SCMP_ACT_ALLOW, kMemoryAndThreads) &&
           add(context_, SCMP_ACT_ALLOW, kQuestions) && add(context_, SCMP_ACT_ERRNO(ENOSYS), kUnknownToUs) &&
           add(context_, SCMP_ACT_KILL_PROCESS, kAttacks) && add_narrowed(context_, may_start_processes) &&
           (!may_start_processes || add(context_, SCMP_ACT_ALLOW, kProcesses));
}

SystemCallFilter::~SystemCallFilter() {
  if (context_ != nullptr) seccomp_release(context_);
}

bool SystemCallFilter::load() { return seccomp_load(context_) == 0; }

}  // namespace tongluo::process
