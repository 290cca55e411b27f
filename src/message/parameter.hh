// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tlsrpt {

/// A structured field like Content-Type (RFC 2045, section 5.1), e.g. `text/plain; charset="utf-8"`.
struct ParameterizedValue {
  struct Parameter {
    std::string
        name;  ///< lower case, with the marks of RFC 2231 if any: "name", "name*", "name*0", "name*0*"
    std::string text;  ///< quotes and backslashes undone
  };

  std::string value;  ///< in front of the parameters, lower case, without comment
  std::vector<Parameter> parameters;

  /// The parameter `name` (lower case), put together and decoded to UTF-8 after RFC 2231; empty when absent.
  [[nodiscard]] std::string get(std::string_view name) const;
};

/// Splits an unfolded field. Quotes are obeyed, bad ones forgiven.
[[nodiscard]] ParameterizedValue parse_parameters(std::string_view field);

}  // namespace tlsrpt
