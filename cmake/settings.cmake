# What every target of the project is compiled with, and where its libraries come from.
option(IANVS_BUILD_TESTS "Build the tests" ON)
option(IANVS_WARNINGS_AS_ERRORS "Treat compiler warnings as errors" OFF)
set(IANVS_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize= takes them: address,undefined or thread")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(IANVS_CCACHE ccache)
if(IANVS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${IANVS_CCACHE})
endif()

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(cppzmq 4.9 REQUIRED)
find_package(msgpackc-cxx REQUIRED CONFIG CONFIGS msgpack-config.cmake)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(spdlog 1.10 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(tl-expected REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)

add_library(ianvs_settings INTERFACE)
target_include_directories(ianvs_settings INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(ianvs_settings INTERFACE
  IANVS_VERSION="${PROJECT_VERSION}" BOOST_ASIO_NO_DEPRECATED
  BOOST_ASIO_SEPARATE_COMPILATION
  BOOST_ALL_NO_LIB)
target_compile_options(ianvs_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
  # GCC 12 sees overlaps in std::string's operator+ that are not there (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<BOOL:${IANVS_WARNINGS_AS_ERRORS}>:-Werror>)
if(IANVS_SANITIZE)
  # GCC's own manual: sanitizers' checks in the code lead to false reports of maybe-uninitialized.
  # TSan doesn't see Asio's fences; what they order is ordered by its locks too.
  # The check of vptr opens a pipe to see whether memory can be read, and reports all objects where descriptors are used up,
  # as tests have it.
  target_compile_options(ianvs_settings INTERFACE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-tsan>
    -fsanitize=${IANVS_SANITIZE} -fno-sanitize=vptr -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(ianvs_settings INTERFACE -fsanitize=${IANVS_SANITIZE})
endif()
