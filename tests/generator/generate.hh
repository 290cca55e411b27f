// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

#include "manifest.hh"
#include "output.hh"

namespace tlsrpt {

struct GeneratorSettings {
  std::filesystem::path out;
  MailFormat format = MailFormat::eml;
  std::uint64_t count = 0;  ///< mails, at least 1
  std::uint64_t seed = 1;
  std::uint64_t odd = 0;   ///< percent of the mails, at most 50
  std::uint32_t days = 0;  ///< over which the mails spread, more where they do not fit; 0: each day is filled
  std::uint32_t domains = 0;  ///< 0: 12, or as many as hold the mails in `days` (in 30 days when that is 0)
  std::chrono::sys_days first_day;
};

/// Writes the mails in the order of their days and returns what they add up to. Equal settings give equal
/// bytes.
[[nodiscard]] Manifest generate(const GeneratorSettings& settings);

}  // namespace tlsrpt
