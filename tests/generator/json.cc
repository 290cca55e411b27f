// SPDX-License-Identifier: Apache-2.0
#include "json.hh"

#include <algorithm>

namespace tlsrpt {

std::string json_string(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    json += c;
  }
  return json += '"';
}

std::string json_array(const std::vector<std::string>& values, const JsonLayout& layout) {
  std::string json = "[";
  for (const std::string& value : values) {
    if (json.size() > 1) json += layout.blanks ? ", " : ",";
    json += value;
  }
  return json += ']';
}

std::string json_object(JsonMembers members, const JsonLayout& layout) {
  if (layout.sorted) std::ranges::sort(members);
  std::string json = "{";
  for (const auto& [key, value] : members) {
    if (json.size() > 1) json += layout.blanks ? ", " : ",";
    json += json_string(key);
    json += layout.blanks ? ": " : ":";
    json += value;
  }
  return json += '}';
}

}  // namespace tlsrpt
