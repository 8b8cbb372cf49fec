/// From the addresses that people type to those that libzmq gets: numbers only, names are looked up
/// beside the loop.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/address.hpp"
#include "common/asio.hpp"

namespace ianvs::agent {

/// Endpoints as libzmq takes them ("tcp://10.0.0.1:7600"), in the order in which they are to be
/// tried.
using Endpoints = std::vector<std::string>;

class Resolver {
 public:
  using OnResolved = std::function<void(Result<Endpoints>)>;

  /// `loop` outlives the resolver.
  explicit Resolver(asio::io_context& loop);
  /// What is still being looked up is not told any more.
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// Numbers are answered before this returns. Names are looked up on a thread of their own, as
  /// libzmq's own lookup would stop its I/O thread; `not_found` if none of them has an address.
  /// While an earlier lookup of the same addresses is on its way no new one is started, and its
  /// answer goes to the latest caller alone.
  void resolve(const std::vector<Address>& addresses, OnResolved on_resolved);
  /// The answer is not wanted any more.
  void cancel();

 private:
  struct Lookup;
  asio::io_context& loop_;
  std::shared_ptr<Lookup> lookup_;
};

}  // namespace ianvs::agent
