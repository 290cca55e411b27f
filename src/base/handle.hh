// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

namespace tlsrpt {

/// Deleter that calls the C function `Fn`; its result, if any, is ignored.
template <auto Fn>
struct Release {
  template <class T>
  void operator()(T* handle) const noexcept {
    static_cast<void>(Fn(handle));
  }
};

/// Owns a C handle and gives it back with `Fn`.
template <class T, auto Fn>
using Handle = std::unique_ptr<T, Release<Fn>>;

}  // namespace tlsrpt
