// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlsrpt {

/// Members in the order in which they are to stand; values are JSON text.
using JsonMembers = std::vector<std::pair<std::string_view, std::string>>;

struct JsonLayout {
  bool blanks = false;  ///< a blank after each colon and comma
  bool sorted = false;  ///< keys in alphabetical order
};

/// A JSON string; `text` is UTF-8 without control characters.
[[nodiscard]] std::string json_string(std::string_view text);
[[nodiscard]] std::string json_array(const std::vector<std::string>& values, const JsonLayout& layout = {});
[[nodiscard]] std::string json_object(JsonMembers members, const JsonLayout& layout = {});

}  // namespace tlsrpt
