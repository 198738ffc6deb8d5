#include "tests/unit/terminal_audio/misdeeds.hpp"

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <execinfo.h>
#include <pthread.h>
#include <semaphore.h>
#include <typeinfo>
#include <unistd.h>

#define TONGLUO_EVERYBODYS extern "C" __attribute__((visibility("default")))

namespace tongluo::test {
namespace {

thread_local bool watched = false;
std::atomic<std::size_t> allocations{0}, releases{0}, locks{0}, outputs{0}, throws{0};
std::atomic<bool> found_first{false};
std::array<void*, 16> callers{};
int caller_count = 0;

void note(std::atomic<std::size_t>& count) {
  if (!watched) return;
  count.fetch_add(1);
  if (found_first.exchange(true)) return;
  watched = false;  // it allocates
  caller_count = ::backtrace(callers.data(), static_cast<int>(callers.size()));
  watched = true;
}

}  // namespace

std::string to_string(const Misdeeds& misdeeds) {
  return std::to_string(misdeeds.allocations) + " allocations, " + std::to_string(misdeeds.releases) + " releases, " +
         std::to_string(misdeeds.locks) + " locks, " + std::to_string(misdeeds.outputs) + " outputs, " +
         std::to_string(misdeeds.throws) + " throws ";
}

void watch_this_thread(bool yes) { watched = yes; }
void forget_misdeeds() {
  for (auto* count : {&allocations, &releases, &locks, &outputs, &throws}) count->store(0);
  caller_count = 0;
  found_first = false;
}
Misdeeds misdeeds() { return {allocations, releases, locks, outputs, throws}; }
std::string first_misdeed() {
  std::string text = "by";
  char** const names = ::backtrace_symbols(callers.data(), caller_count);
  for (int i = 0; names != nullptr && i < caller_count; ++i) text += std::string("\n  ") + names[i];
  std::free(names);
  return text;
}

}  // namespace tongluo::test

namespace {

// The library's own, behind ours.
template <class Function>
Function* real(std::atomic<Function*>& found, const char* name) {
  Function* function = found.load(std::memory_order_relaxed);
  if (function == nullptr) {
    function = reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
    found.store(function, std::memory_order_relaxed);
  }
  return function;
}

using tongluo::test::note;

}  // namespace

extern "C" {
void* __libc_malloc(std::size_t size) noexcept;
void* __libc_calloc(std::size_t count, std::size_t size) noexcept;
void* __libc_realloc(void* memory, std::size_t size) noexcept;
void __libc_free(void* memory) noexcept;
}

TONGLUO_EVERYBODYS void* malloc(std::size_t size) noexcept {
  note(tongluo::test::allocations);
  return __libc_malloc(size);
}
TONGLUO_EVERYBODYS void* calloc(std::size_t count, std::size_t size) noexcept {
  note(tongluo::test::allocations);
  return __libc_calloc(count, size);
}
TONGLUO_EVERYBODYS void* realloc(void* memory, std::size_t size) noexcept {
  note(tongluo::test::allocations);
  return __libc_realloc(memory, size);
}
TONGLUO_EVERYBODYS void free(void* memory) noexcept {
  if (memory != nullptr) note(tongluo::test::releases);
  __libc_free(memory);
}

TONGLUO_EVERYBODYS int pthread_mutex_lock(pthread_mutex_t* mutex) noexcept {
  static std::atomic<int (*)(pthread_mutex_t*)> found;
  note(tongluo::test::locks);
  return real<int(pthread_mutex_t*)>(found, "pthread_mutex_lock")(mutex);
}
TONGLUO_EVERYBODYS int pthread_rwlock_rdlock(pthread_rwlock_t* lock) noexcept {
  static std::atomic<int (*)(pthread_rwlock_t*)> found;
  note(tongluo::test::locks);
  return real<int(pthread_rwlock_t*)>(found, "pthread_rwlock_rdlock")(lock);
}
TONGLUO_EVERYBODYS int pthread_rwlock_wrlock(pthread_rwlock_t* lock) noexcept {
  static std::atomic<int (*)(pthread_rwlock_t*)> found;
  note(tongluo::test::locks);
  return real<int(pthread_rwlock_t*)>(found, "pthread_rwlock_wrlock")(lock);
}
TONGLUO_EVERYBODYS int pthread_cond_wait(pthread_cond_t* condition, pthread_mutex_t* mutex) {
  static std::atomic<int (*)(pthread_cond_t*, pthread_mutex_t*)> found;
  note(tongluo::test::locks);
  return real<int(pthread_cond_t*, pthread_mutex_t*)>(found, "pthread_cond_wait")(condition, mutex);
}
TONGLUO_EVERYBODYS int sem_wait(sem_t* semaphore) {
  static std::atomic<int (*)(sem_t*)> found;
  note(tongluo::test::locks);
  return real<int(sem_t*)>(found, "sem_wait")(semaphore);
}

TONGLUO_EVERYBODYS ssize_t write(int descriptor, const void* data, std::size_t size) {
  static std::atomic<ssize_t (*)(int, const void*, std::size_t)> found;
  note(tongluo::test::outputs);
  return real<ssize_t(int, const void*, std::size_t)>(found, "write")(descriptor, data, size);
}
TONGLUO_EVERYBODYS std::size_t fwrite(const void* data, std::size_t size, std::size_t count, FILE* file) {
  static std::atomic<std::size_t (*)(const void*, std::size_t, std::size_t, FILE*)> found;
  note(tongluo::test::outputs);
  return real<std::size_t(const void*, std::size_t, std::size_t, FILE*)>(found, "fwrite")(data, size, count, file);
}
TONGLUO_EVERYBODYS int vfprintf(FILE* file, const char* format, va_list arguments) {
  static std::atomic<int (*)(FILE*, const char*, va_list)> found;
  note(tongluo::test::outputs);
  return real<int(FILE*, const char*, va_list)>(found, "vfprintf")(file, format, arguments);
}
TONGLUO_EVERYBODYS int fputs(const char* text, FILE* file) {
  static std::atomic<int (*)(const char*, FILE*)> found;
  note(tongluo::test::outputs);
  return real<int(const char*, FILE*)>(found, "fputs")(text, file);
}

namespace __cxxabiv1 {
TONGLUO_EVERYBODYS [[noreturn]] void __cxa_throw(void* thrown, std::type_info* type, void (*destroy)(void*)) {
  using Throw = void(void*, std::type_info*, void (*)(void*));
  static std::atomic<Throw*> found;
  note(tongluo::test::throws);
  real<Throw>(found, "__cxa_throw")(thrown, type, destroy);
  __builtin_unreachable();
}
}  // namespace __cxxabiv1
