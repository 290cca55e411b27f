// SPDX-License-Identifier: Apache-2.0
#include "mailbox/imap_unknown.hh"

#include <doctest/doctest.h>

#include <string>

namespace tlsrpt {

TEST_CASE("an unknown FETCH item is taken with its value and nothing behind it") {
  for (const std::string item :
       {"EMAILID (M1)", "THREADID NIL", R"(SAVEDATE "01-Jan-2026 00:00:00 +0000")", "MODSEQ2 (1 (2 3) ())",
        R"(X-SOMETHING "a \" (b")", R"~(X-LIST ("a)" b "\\"))~", "BINARY.SIZE[1.2] 40", R"(X-EMPTY "")"}) {
    CAPTURE(item);
    CHECK(unknown_item_length(item + " UID 1)\r\n") == item.size());
    CHECK(unknown_item_length(item + ")\r\n") == item.size());
  }
}

TEST_CASE("a FETCH item that is known, malformed or a literal is not taken") {
  for (const std::string item :
       {"BODY[] {5}", "body[TEXT] x", "BODYSTRUCTURE (x)", "UID x", "Rfc822.Size x", "ENVELOPE (x)",
        "FLAGS x", "INTERNALDATE x", "X-LITERAL {5}", "X-LIST (a {5}", "X-LIST (a", R"(X-QUOTE "a)",
        R"(X-QUOTE "a\")", "X-ALONE", "X-ALONE ", "(X) 1", ""}) {
    CAPTURE(item);
    CHECK(unknown_item_length(item + "\r\n") == 0);
  }
}

TEST_CASE("an unknown untagged answer is taken to the end of its line") {
  for (const std::string line : {"XFOO bar", "XFOO", "1 XBAR", "12 FETCHED (UID 1)", "OKAY then",
                                 "ESEARCH (TAG \"a\") ALL 1", "XFOO {a}", "XFOO 5}"}) {
    CAPTURE(line);
    CHECK(unknown_answer_length(line + "\r\n* 1 FETCH (UID 1)\r\n") == line.size());
    CHECK(unknown_answer_length(line + '\n') == line.size());
  }
}

TEST_CASE("an untagged answer that is known, or ends with a literal, is not taken") {
  for (const std::string line :
       {"OK x",       "no",         "BAD x",      "BYE",         "PREAUTH x",
        "FLAGS x",    "LIST x",     "LSUB x",     "SEARCH x",    "status x",
        "CAPABILITY", "1 EXISTS x", "1 RECENT x", "1 expunge x", "1 FETCH (UID 1 BODY[] x)",
        "1",          "1 ",         "",           " XFOO",       "XFOO {5}",
        "XFOO {5+}"}) {
    CAPTURE(line);
    CHECK(unknown_answer_length(line + "\r\n") == 0);
  }
}

}  // namespace tlsrpt
