import Federation
import Storage

/// The tables of a node. Steps are only ever added.
enum NodeSchema {
    static let migrations = [
        Migration(
            version: 1,
            statements: LinkQueue.statements + [
                "CREATE TABLE ledger_draft (id TEXT NOT NULL PRIMARY KEY, sequence BIGINT NOT NULL, json TEXT NOT NULL)",
                "CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",

                "CREATE TABLE patient (id TEXT NOT NULL PRIMARY KEY, sex TEXT)",
                """
                CREATE TABLE study (uid TEXT NOT NULL PRIMARY KEY, patient_id TEXT NOT NULL REFERENCES patient (id),
                    date TEXT, age REAL)
                """,
                "CREATE INDEX study_by_patient ON study (patient_id)",
                """
                CREATE TABLE series (uid TEXT NOT NULL PRIMARY KEY, study_uid TEXT NOT NULL REFERENCES study (uid),
                    modality TEXT, facts TEXT NOT NULL)
                """,
                "CREATE INDEX series_by_study ON series (study_uid)",
                """
                CREATE TABLE instance (sop_instance_uid TEXT NOT NULL PRIMARY KEY, series_uid TEXT NOT NULL REFERENCES series (uid),
                    sop_class_uid TEXT NOT NULL, transfer_syntax_uid TEXT NOT NULL, number BIGINT, digest TEXT NOT NULL,
                    size BIGINT NOT NULL, report TEXT NOT NULL, inspection TEXT NOT NULL, archived_ms BIGINT NOT NULL)
                """,
                "CREATE INDEX instance_by_series ON instance (series_uid)",
                "CREATE TABLE deidentification_report (digest TEXT NOT NULL PRIMARY KEY, json TEXT NOT NULL)",
                // What was found in an object; the same for thousands of slices, so it is kept once.
                "CREATE TABLE inspection (digest TEXT NOT NULL PRIMARY KEY, json TEXT NOT NULL)",

                "CREATE TABLE quarantine (id TEXT NOT NULL PRIMARY KEY, reason TEXT NOT NULL, message TEXT NOT NULL, size BIGINT NOT NULL, quarantined_ms BIGINT NOT NULL)",
                "CREATE TABLE clinical (patient_id TEXT NOT NULL PRIMARY KEY, record TEXT NOT NULL, loaded_ms BIGINT NOT NULL)",
                // Which attributes the loaded tables have a column for: support must not depend on whether any patient has a value.
                "CREATE TABLE clinical_attribute (name TEXT NOT NULL PRIMARY KEY)",

                """
                CREATE TABLE dataset (id TEXT NOT NULL PRIMARY KEY, version TEXT NOT NULL, record TEXT NOT NULL,
                    cohort TEXT NOT NULL, declared TEXT NOT NULL, published_ms BIGINT NOT NULL)
                """,
                // A published version is a snapshot: what is asked about it later is asked about these records.
                "CREATE TABLE dataset_patient (dataset_id TEXT NOT NULL, patient_id TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (dataset_id, patient_id))",

                "CREATE TABLE budget (user_name TEXT NOT NULL, dataset_id TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY (user_name, dataset_id))",

                """
                CREATE TABLE application (id TEXT NOT NULL, dataset_id TEXT NOT NULL, note TEXT NOT NULL, applicant_key TEXT NOT NULL,
                    events TEXT NOT NULL, received_ms BIGINT NOT NULL, PRIMARY KEY (id, dataset_id))
                """,
                "CREATE TABLE permit (id TEXT NOT NULL PRIMARY KEY, application_id TEXT NOT NULL, dataset_id TEXT NOT NULL, note TEXT NOT NULL, revoked_ms BIGINT)",
                """
                CREATE TABLE job_round (job TEXT NOT NULL, round BIGINT NOT NULL, dataset_id TEXT NOT NULL, permit TEXT NOT NULL,
                    cohort TEXT NOT NULL, description TEXT NOT NULL, request TEXT NOT NULL, answer TEXT NOT NULL,
                    PRIMARY KEY (job, round, dataset_id))
                """,
            ])
    ]
}
