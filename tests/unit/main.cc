// SPDX-License-Identifier: Apache-2.0
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

int main(int argc, char** argv) {
  doctest::Context context(argc, argv);
  // Any argument is a person at work, who is better served by doctest's own reporter.
  if (argc == 1) context.addFilter("reporters", "tap");
  return context.run();
}
