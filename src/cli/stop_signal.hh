// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace tlsrpt {

/// SIGTERM and SIGINT as something to ask for and to wait for, while the object lives; there is one at a
/// time. The second signal of a kind ends the program at once.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  /// Readable once a signal came.
  [[nodiscard]] int descriptor() const noexcept;
  [[nodiscard]] bool came() const noexcept { return wait_for(std::chrono::seconds{0}); }
  /// \return whether a signal came within `time`
  bool wait_for(std::chrono::seconds time) const noexcept;
};

}  // namespace tlsrpt
