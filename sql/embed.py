# SPDX-License-Identifier: Apache-2.0
"""Writes SQL files into a C++ source: embed.py SQL_FOLDER OUTPUT FILE..."""
import hashlib
import pathlib
import sys

folder, output, *files = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
entries = []
for file in files:
    text = file.read_text(encoding="utf-8")
    if ')SQL"' in text:
        sys.exit(f'{file}: must not contain )SQL"')
    digest = hashlib.sha256(text.encode()).hexdigest()
    entries.append(f'    SqlFile{{"{file.relative_to(folder).as_posix()}", "{digest}", R"SQL({text})SQL"}},\n')
output.write_text(
    '#include "store/embedded_sql.hh"\n\n#include <array>\n\nnamespace tlsrpt {\n\nnamespace {\n\n'
    f"constexpr std::array files{{\n{''.join(entries)}}};\n\n}}  // namespace\n\n"
    "std::span<const SqlFile> embedded_sql() noexcept { return files; }\n\n}  // namespace tlsrpt\n",
    encoding="utf-8")
