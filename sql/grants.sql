-- SPDX-License-Identifier: Apache-2.0
-- What the group roles may do. Give them to login roles: GRANT tlsrpt_loader TO my_cron_user;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA tlsrpt FROM PUBLIC;
GRANT USAGE ON SCHEMA tlsrpt TO tlsrpt_loader, tlsrpt_operator, tlsrpt_reader;

GRANT SELECT ON ALL TABLES IN SCHEMA tlsrpt TO tlsrpt_loader, tlsrpt_operator;
GRANT INSERT ON tlsrpt.report, tlsrpt.policy, tlsrpt.failure_detail, tlsrpt.report_body,
                tlsrpt.policy_daily, tlsrpt.failure_daily, tlsrpt.organization_daily,
                tlsrpt.ingest_run, tlsrpt.ingest_folder, tlsrpt.ingest_message, tlsrpt.ingest_document,
                tlsrpt.rejected_document
  TO tlsrpt_loader, tlsrpt_operator;
GRANT UPDATE ON tlsrpt.policy_daily, tlsrpt.failure_daily, tlsrpt.organization_daily,
                tlsrpt.ingest_run, tlsrpt.ingest_folder, tlsrpt.ingest_message
  TO tlsrpt_loader, tlsrpt_operator;

GRANT UPDATE ON tlsrpt.report, tlsrpt.policy, tlsrpt.failure_detail, tlsrpt.report_body, tlsrpt.ingest_document,
                tlsrpt.rejected_document
  TO tlsrpt_operator;
GRANT DELETE ON tlsrpt.report, tlsrpt.policy, tlsrpt.failure_detail, tlsrpt.report_body,
                tlsrpt.policy_daily, tlsrpt.failure_daily, tlsrpt.organization_daily,
                tlsrpt.ingest_run, tlsrpt.ingest_folder, tlsrpt.ingest_message, tlsrpt.ingest_document,
                tlsrpt.rejected_document
  TO tlsrpt_operator;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tlsrpt TO tlsrpt_operator;

GRANT SELECT ON tlsrpt.report_policy, tlsrpt.report_failure, tlsrpt.domain_daily, tlsrpt.result_type_daily,
                tlsrpt.reporter_daily, tlsrpt.ingest_health, tlsrpt.latest_report, tlsrpt.result_type,
                tlsrpt.warning_code
  TO tlsrpt_reader;
