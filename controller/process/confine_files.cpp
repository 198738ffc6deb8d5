#include "controller/process/confine_files.hpp"

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "controller/process/descriptor.hpp"

namespace tongluo::process {
namespace {

constexpr std::uint64_t kEverything = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;  // all rights of Landlock's first version
constexpr std::uint64_t kReadFile = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE;
constexpr std::uint64_t kReadFolder = kReadFile | LANDLOCK_ACCESS_FS_READ_DIR;

bool allow(const Descriptor& ruleset, const std::string& path, std::uint64_t more_rights) {
  const Descriptor target(::open(path.c_str(), O_PATH | O_CLOEXEC));
  struct stat info {};
  if (!target.is_open() || ::fstat(target.number(), &info) != 0) return errno == ENOENT || errno == EACCES;
  landlock_path_beneath_attr rule{};
  rule.allowed_access = (S_ISDIR(info.st_mode) ? kReadFolder : kReadFile) | more_rights;
  rule.parent_fd = target.number();
  return ::syscall(SYS_landlock_add_rule, ruleset.number(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

}  // namespace

bool confine_files(const std::vector<std::string>& readable) {
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = kEverything;
  const Descriptor ruleset(
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0)));
  if (!ruleset.is_open()) return errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM;
  for (const char* path : {"/usr", "/lib", "/lib32", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/alternatives",
                           "/dev/zero", "/dev/urandom"})
    if (!allow(ruleset, path, 0)) return false;
  if (!allow(ruleset, "/dev/null", LANDLOCK_ACCESS_FS_WRITE_FILE)) return false;
  for (const auto& path : readable)
    if (!allow(ruleset, path, 0)) return false;
  return ::syscall(SYS_landlock_restrict_self, ruleset.number(), 0) == 0;
}

}  // namespace tongluo::process
