# The toolchain of the firmware's other architectures: Debian's cross compilers, the libraries of tools/make-sysroot, its tests under
# qemu. Presets say which: TONGLUO_ARCH is Debian's name, TONGLUO_TRIPLET the compiler's, TONGLUO_QEMU the emulator's.
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES TONGLUO_ARCH TONGLUO_TRIPLET TONGLUO_QEMU)
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${TONGLUO_ARCH})
get_filename_component(CMAKE_SYSROOT ${CMAKE_CURRENT_LIST_DIR}/../../build/sysroot-${TONGLUO_ARCH} ABSOLUTE)
set(CMAKE_C_COMPILER ${TONGLUO_TRIPLET}-gcc)
set(CMAKE_CXX_COMPILER ${TONGLUO_TRIPLET}-g++)
set(CMAKE_LIBRARY_ARCHITECTURE ${TONGLUO_TRIPLET})
set(CMAKE_FIND_ROOT_PATH ${CMAKE_SYSROOT})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${CMAKE_SYSROOT})
set(ENV{PKG_CONFIG_LIBDIR} ${CMAKE_SYSROOT}/usr/lib/${TONGLUO_TRIPLET}/pkgconfig:${CMAKE_SYSROOT}/usr/share/pkgconfig)
# The sysroot's own header folder comes behind the compiler's, not as a -isystem that would break #include_next.
set(CMAKE_CROSSCOMPILING_EMULATOR ${TONGLUO_QEMU} -L ${CMAKE_SYSROOT})
