-- SPDX-License-Identifier: Apache-2.0
-- What the codes of report.warning_codes mean.

CREATE TABLE tlsrpt.warning_code (
  warning_code text NOT NULL,
  quirk        text NOT NULL,
  meaning      text NOT NULL,
  known_for    text,
  CONSTRAINT warning_code_pkey PRIMARY KEY (warning_code)
);
COMMENT ON TABLE tlsrpt.warning_code IS 'In what reports deviate from RFC 8460, explained (docs/warnings.md).';
COMMENT ON COLUMN tlsrpt.warning_code.warning_code IS 'Element of report.warning_codes.';
COMMENT ON COLUMN tlsrpt.warning_code.quirk IS 'Shapes of reports that earn it: fixtures of the same name in tests/fixtures/quirks.';
COMMENT ON COLUMN tlsrpt.warning_code.meaning IS 'What was found, and what became of it.';
COMMENT ON COLUMN tlsrpt.warning_code.known_for IS 'Reporters that are known to do so; NULL: none.';
