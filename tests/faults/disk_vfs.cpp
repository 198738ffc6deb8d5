// SQLite's methods over a FaultyDisk. Time, randomness and names come from SQLite's own VFS.

#include <algorithm>
#include <cstring>
#include <sqlite3.h>

#include "protocol/base/assert.hpp"
#include "tests/faults/faulty_disk.hpp"

namespace tongluo::faults {
namespace {

constexpr int kSectorSize = 4'096;
constexpr int kLongestName = 1'024;

struct OpenFile {
  sqlite3_file base;  // first: SQLite sees only this
  FaultyDisk* disk;
  FaultyDisk::FilePtr* file;
};

OpenFile& of(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }
FaultyDisk::File& data_of(sqlite3_file* file) { return **of(file).file; }
FaultyDisk& disk_of(sqlite3_file* file) { return *of(file).disk; }
FaultyDisk& disk_of(sqlite3_vfs* vfs) { return *static_cast<FaultyDisk*>(vfs->pAppData); }
sqlite3_vfs* real() { return sqlite3_vfs_find("unix"); }

int close(sqlite3_file* file) {
  delete of(file).file;
  of(file).file = nullptr;
  return SQLITE_OK;
}

int read(sqlite3_file* file, void* target, int bytes, sqlite3_int64 offset) {
  if (!disk_of(file).may(Operation::read)) return SQLITE_IOERR_READ;
  const Bytes& content = data_of(file).now;
  const auto from = std::min(static_cast<std::size_t>(offset), content.size());
  const auto wanted = static_cast<std::size_t>(bytes);
  const std::size_t there = std::min(wanted, content.size() - from);
  if (there > 0) std::memcpy(target, content.data() + from, there);
  if (there == wanted) return SQLITE_OK;
  std::memset(static_cast<char*>(target) + there, 0, wanted - there);
  return SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  const ByteView view(static_cast<const std::byte*>(bytes), static_cast<std::size_t>(size));
  if (disk_of(file).write(data_of(file), static_cast<std::size_t>(offset), view)) return SQLITE_OK;
  return disk_of(file).is_full() ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  return disk_of(file).truncate(data_of(file), static_cast<std::size_t>(size)) ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

int sync(sqlite3_file* file, int /*flags*/) {
  return disk_of(file).sync(data_of(file)) ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

int size_of(sqlite3_file* file, sqlite3_int64* size) {
  if (!disk_of(file).may(Operation::size)) return SQLITE_IOERR_FSTAT;
  *size = static_cast<sqlite3_int64>(data_of(file).now.size());
  return SQLITE_OK;
}

int lock(sqlite3_file* file, int /*level*/) {
  return disk_of(file).may(Operation::lock) ? SQLITE_OK : SQLITE_IOERR_LOCK;
}

int unlock(sqlite3_file* /*file*/, int /*level*/) { return SQLITE_OK; }

int reserved(sqlite3_file* /*file*/, int* result) {
  *result = 0;
  return SQLITE_OK;
}

int control(sqlite3_file* /*file*/, int /*operation*/, void* /*argument*/) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file* /*file*/) { return kSectorSize; }
int characteristics(sqlite3_file* /*file*/) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int shm_map(sqlite3_file* file, int region, int bytes, int extend, void volatile** target) {
  auto& shared = data_of(file).shared;
  const auto index = static_cast<std::size_t>(region);
  *target = nullptr;
  if (extend == 0 && index >= shared.size()) return SQLITE_OK;
  while (shared.size() <= index) shared.push_back(std::make_unique<Bytes>(static_cast<std::size_t>(bytes)));
  *target = shared[index]->data();
  return SQLITE_OK;
}

int shm_lock(sqlite3_file* file, int /*offset*/, int /*count*/, int flags) {
  if ((flags & SQLITE_SHM_UNLOCK) != 0) return SQLITE_OK;
  return disk_of(file).may(Operation::lock) ? SQLITE_OK : SQLITE_IOERR_SHMLOCK;
}

void shm_barrier(sqlite3_file* /*file*/) {}

// The last connection to go, which is each one here, leaves an index that nobody trusts.
int shm_unmap(sqlite3_file* file, int /*remove*/) {
  data_of(file).shared.clear();
  return SQLITE_OK;
}

const sqlite3_io_methods kMethods = {
    2,           close,           read,    write,    truncate,    sync,      size_of, lock,   unlock, reserved, control,
    sector_size, characteristics, shm_map, shm_lock, shm_barrier, shm_unmap, nullptr, nullptr};

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  OpenFile& opened = of(file);
  opened = {};
  FaultyDisk::FilePtr data;
  const bool names = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
  if (!disk_of(vfs).open(name != nullptr ? name : "", (flags & SQLITE_OPEN_CREATE) != 0, names, data))
    return SQLITE_CANTOPEN;
  opened = {{&kMethods}, &disk_of(vfs), new FaultyDisk::FilePtr(std::move(data))};
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int remove(sqlite3_vfs* vfs, const char* name, int sync_names) {
  return disk_of(vfs).remove(name, sync_names != 0) ? SQLITE_OK : SQLITE_IOERR_DELETE;
}

int access(sqlite3_vfs* vfs, const char* name, int /*flags*/, int* result) {
  if (disk_of(vfs).is_off()) return SQLITE_IOERR_ACCESS;
  *result = disk_of(vfs).exists(name) ? 1 : 0;
  return SQLITE_OK;
}

int full_name(sqlite3_vfs* /*vfs*/, const char* name, int size, char* target) {
  sqlite3_snprintf(size, target, "%s", name);
  return SQLITE_OK;
}

int randomness(sqlite3_vfs* /*vfs*/, int bytes, char* target) { return real()->xRandomness(real(), bytes, target); }
int no_sleep(sqlite3_vfs* /*vfs*/, int us) { return us; }
int current_time(sqlite3_vfs* /*vfs*/, double* now) { return real()->xCurrentTime(real(), now); }
int last_error(sqlite3_vfs* /*vfs*/, int /*size*/, char* /*text*/) { return 0; }

}  // namespace

struct DiskVfs::Impl {
  sqlite3_vfs vfs{};
};

DiskVfs::DiskVfs(FaultyDisk& disk) : impl_(std::make_unique<Impl>()) {
  sqlite3_initialize();
  sqlite3_vfs& vfs = impl_->vfs;
  vfs.iVersion = 1;
  vfs.szOsFile = static_cast<int>(sizeof(OpenFile));
  vfs.mxPathname = kLongestName;
  vfs.zName = "faulty";
  vfs.pAppData = &disk;
  vfs.xOpen = open;
  vfs.xDelete = remove;
  vfs.xAccess = access;
  vfs.xFullPathname = full_name;
  vfs.xRandomness = randomness;
  vfs.xSleep = no_sleep;
  vfs.xCurrentTime = current_time;
  vfs.xGetLastError = last_error;
  TL_ASSERT(sqlite3_vfs_register(&vfs, 1) == SQLITE_OK);
}

DiskVfs::~DiskVfs() {
  sqlite3_vfs_unregister(&impl_->vfs);
  sqlite3_vfs_register(real(), 1);
}

}  // namespace tongluo::faults
