// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "store/batch.hh"

namespace tlsrpt {

/// Values as the text that PostgreSQL reads.
[[nodiscard]] std::string hex(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::string uuid_text(const ReportKey& key);
/// Nothing: `text` is no UUID as uuid_text() writes it.
[[nodiscard]] std::optional<ReportKey> read_uuid(std::string_view text) noexcept;
[[nodiscard]] std::string bytea_text(std::string_view bytes);
/// Bytes of what PostgreSQL's encode(…, 'hex') printed.
[[nodiscard]] std::string from_hex(std::string_view digits);
[[nodiscard]] std::string date_text(std::chrono::sys_days day);
[[nodiscard]] std::string time_text(std::chrono::sys_seconds time);
/// Nothing (NULL) for the empty text.
[[nodiscard]] std::optional<std::string> null_if_empty(std::string_view text);

/// Writes an array literal element by element; libpqxx 6.4 takes no vector as a parameter.
class ArrayText {
 public:
  void add(std::string_view element);
  void add(std::int64_t element);
  [[nodiscard]] std::string text() const { return text_ + '}'; }

 private:
  void begin_element();
  std::string text_ = "{";
};

}  // namespace tlsrpt
