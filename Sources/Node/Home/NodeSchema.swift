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
            ]),
        // What searches by C-FIND and QIDO-RS look at. Rows from before get their values by Node.indexOlderObjects().
        Migration(
            version: 2,
            statements: [
                "ALTER TABLE patient ADD COLUMN name_key TEXT",
                // Data sets in Explicit VR Little Endian: the attributes of this level.
                "ALTER TABLE patient ADD COLUMN attributes BLOB",
                "ALTER TABLE study ADD COLUMN study_date TEXT",
                "ALTER TABLE study ADD COLUMN study_time TEXT",
                "ALTER TABLE study ADD COLUMN accession_number TEXT",
                "ALTER TABLE study ADD COLUMN study_id TEXT",
                "ALTER TABLE study ADD COLUMN description TEXT",
                "ALTER TABLE study ADD COLUMN modalities TEXT",
                "ALTER TABLE study ADD COLUMN series_count BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE study ADD COLUMN instance_count BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE study ADD COLUMN attributes BLOB",
                "ALTER TABLE series ADD COLUMN number BIGINT",
                "ALTER TABLE series ADD COLUMN description TEXT",
                "ALTER TABLE series ADD COLUMN body_part TEXT",
                "ALTER TABLE series ADD COLUMN instance_count BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE series ADD COLUMN attributes BLOB",
                "ALTER TABLE instance ADD COLUMN attributes BLOB",
                "UPDATE series SET instance_count = (SELECT COUNT(*) FROM instance i WHERE i.series_uid = series.uid)",
                "UPDATE study SET series_count = (SELECT COUNT(*) FROM series r WHERE r.study_uid = study.uid)",
                """
                UPDATE study SET instance_count = (SELECT COUNT(*) FROM series r JOIN instance i ON i.series_uid = r.uid
                    WHERE r.study_uid = study.uid)
                """,
                "CREATE INDEX patient_by_name ON patient (name_key)",
                "CREATE INDEX study_by_date ON study (study_date DESC, uid)",
                "CREATE INDEX study_by_accession_number ON study (accession_number)",
                "CREATE INDEX series_by_modality ON series (modality, study_uid)",
                "DROP INDEX series_by_study",
                "CREATE INDEX series_of_study ON series (study_uid, number, uid)",
                "DROP INDEX instance_by_series",
                "CREATE INDEX instance_of_series ON instance (series_uid, number, sop_instance_uid)",
                "CREATE INDEX instance_by_digest ON instance (digest)",
                "CREATE INDEX ledger_draft_by_sequence ON ledger_draft (sequence)",
                // Which series a published version holds: what a token for the dataset opens.
                """
                CREATE TABLE dataset_series (dataset_id TEXT NOT NULL, series_uid TEXT NOT NULL, study_uid TEXT NOT NULL, patient_id TEXT NOT NULL,
                    PRIMARY KEY (dataset_id, series_uid))
                """,
                "CREATE INDEX dataset_series_by_series ON dataset_series (series_uid)",
                "CREATE INDEX dataset_series_by_study ON dataset_series (study_uid)",
                "CREATE INDEX dataset_series_by_patient ON dataset_series (patient_id)",
                """
                CREATE TABLE access_token (id TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL UNIQUE, label TEXT NOT NULL, scope TEXT NOT NULL,
                    may_store BIGINT NOT NULL, created_ms BIGINT NOT NULL, expires_ms BIGINT NOT NULL, revoked_ms BIGINT)
                """,
            ]),
        // Linkage, opt-outs, and what they need of other tables.
        Migration(
            version: 3,
            statements: [
                // Only the data manager can open `sealed`; the node itself cannot.
                "CREATE TABLE linkage (digest TEXT NOT NULL PRIMARY KEY, patient_id TEXT NOT NULL, sealed BLOB NOT NULL)",
                "CREATE INDEX linkage_by_patient ON linkage (patient_id)",
                // What happened, only ever added to; `optout` is what is in force.
                """
                CREATE TABLE optout_event (sequence BIGINT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, digest TEXT NOT NULL, sealed BLOB NOT NULL,
                    happened_ms BIGINT NOT NULL)
                """,
                "CREATE TABLE optout (digest TEXT NOT NULL PRIMARY KEY, since_ms BIGINT NOT NULL)",
                // Files whose rows are gone and that still have to go.
                "CREATE TABLE removal (kind TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (kind, name))",
                // Patients who are still to be moved to the next layer of the key.
                "CREATE TABLE rotation (patient_id TEXT NOT NULL PRIMARY KEY)",
                // NULL in rows from before; empty where the item does not tell.
                "ALTER TABLE quarantine ADD COLUMN patient_digest TEXT",
                "CREATE INDEX quarantine_by_patient ON quarantine (patient_digest)",
                // How often patients were taken out of the published version.
                "ALTER TABLE dataset ADD COLUMN removals BIGINT NOT NULL DEFAULT 0",
                "CREATE INDEX dataset_patient_by_patient ON dataset_patient (patient_id)",
            ]),
        // Series whose objects lie elsewhere, as an index names them.
        Migration(
            version: 4,
            statements: [
                """
                CREATE TABLE indexed_series (uid TEXT NOT NULL PRIMARY KEY, study_uid TEXT NOT NULL, patient_id TEXT NOT NULL,
                    source TEXT NOT NULL, sex TEXT, age REAL, facts TEXT NOT NULL)
                """,
                "CREATE INDEX indexed_series_by_patient ON indexed_series (patient_id, study_uid, uid)",
                "CREATE INDEX indexed_series_by_source ON indexed_series (source)",
            ]),
        // Clinical loads in pieces, the day of diagnosis, and facts of series that older versions did not read.
        Migration(
            version: 5,
            statements: [
                // YYYYMMDD, moved as the dates of the patient's images are; NULL where the day is not known.
                "ALTER TABLE clinical ADD COLUMN diagnosed TEXT",
                // Rows of a load that is under way: no search sees them, and the next load throws away what a killed one left.
                """
                CREATE TABLE clinical_staging (patient_id TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL, record TEXT NOT NULL, diagnosed TEXT,
                    sealed BLOB)
                """,
                // Which reading of the headers `facts` are of; Node.indexOlderObjects() reads those of earlier ones again.
                "ALTER TABLE series ADD COLUMN facts_form BIGINT NOT NULL DEFAULT 1",
                "CREATE INDEX series_by_facts_form ON series (facts_form)",
            ]),
        // Indexes of series in pieces, with the days of their studies.
        Migration(
            version: 6,
            statements: [
                // Which load of an index counts. Rows of any other load are of one that is under way, or was killed.
                "CREATE TABLE series_index (source TEXT NOT NULL PRIMARY KEY, load BIGINT NOT NULL UNIQUE)",
                """
                INSERT INTO series_index (source, load) SELECT source, ROW_NUMBER() OVER (ORDER BY source)
                    FROM (SELECT DISTINCT source FROM indexed_series) AS sources
                """,
                "DROP INDEX indexed_series_by_patient",
                "DROP INDEX indexed_series_by_source",
                "ALTER TABLE indexed_series RENAME TO indexed_series_before",
                // `study_date`: YYYYMMDD, moved as the dates of the patient's images are.
                """
                CREATE TABLE indexed_series (uid TEXT NOT NULL, load BIGINT NOT NULL, study_uid TEXT NOT NULL, patient_id TEXT NOT NULL,
                    sex TEXT, age REAL, study_date TEXT, facts TEXT NOT NULL, PRIMARY KEY (uid, load))
                """,
                """
                INSERT INTO indexed_series (uid, load, study_uid, patient_id, sex, age, facts)
                    SELECT b.uid, i.load, b.study_uid, b.patient_id, b.sex, b.age, b.facts FROM indexed_series_before b
                    JOIN series_index i ON i.source = b.source
                """,
                "DROP TABLE indexed_series_before",
                "CREATE INDEX indexed_series_by_patient ON indexed_series (patient_id, study_uid, uid)",
                "CREATE INDEX indexed_series_by_load ON indexed_series (load)",
                // Sealed identifiers of a load that is under way.
                "CREATE TABLE index_linkage (digest TEXT NOT NULL PRIMARY KEY, patient_id TEXT NOT NULL, sealed BLOB NOT NULL)",
            ]),
        // Cohorts that were asked about under permits.
        Migration(
            version: 7,
            statements: [
                // `is_told`: 1 where the user may know something of it, 0 where it was held back.
                """
                CREATE TABLE asked_cohort (permit TEXT NOT NULL, dataset_id TEXT NOT NULL, cohort TEXT NOT NULL, is_told BIGINT NOT NULL,
                    PRIMARY KEY (permit, dataset_id, cohort))
                """,
                """
                INSERT INTO asked_cohort (permit, dataset_id, cohort, is_told)
                    SELECT DISTINCT permit, dataset_id, cohort, 1 FROM job_round
                """,
            ]),
    ]
}
