import Federation
import Storage

/// The tables of a hub. Steps are only ever added.
enum HubSchema {
    static let migrations = [
        Migration(
            version: 1,
            statements: LinkQueue.statements + [
                "CREATE TABLE invitation (secret_hash TEXT NOT NULL PRIMARY KEY, events TEXT NOT NULL, created_ms BIGINT NOT NULL)",
                """
                CREATE TABLE member (name TEXT NOT NULL PRIMARY KEY, title TEXT NOT NULL, signing_key TEXT NOT NULL, events TEXT NOT NULL,
                    renewal_serial TEXT, renewal_expires_ms BIGINT, last_seen_ms BIGINT)
                """,
                """
                CREATE TABLE person (name TEXT NOT NULL PRIMARY KEY, title TEXT NOT NULL, role TEXT NOT NULL, salt BLOB NOT NULL,
                    password_hash BLOB NOT NULL, created_ms BIGINT NOT NULL)
                """,
                "CREATE TABLE session (token_hash TEXT NOT NULL PRIMARY KEY, person TEXT NOT NULL, expires_ms BIGINT NOT NULL)",
                "CREATE TABLE dataset (id TEXT NOT NULL PRIMARY KEY, node TEXT NOT NULL, record TEXT NOT NULL, received_ms BIGINT NOT NULL)",
                """
                CREATE TABLE application (id TEXT NOT NULL PRIMARY KEY, applicant TEXT NOT NULL, note TEXT NOT NULL, applicant_key TEXT NOT NULL,
                    title TEXT NOT NULL, events TEXT NOT NULL, submitted_ms BIGINT NOT NULL)
                """,
                """
                CREATE TABLE permit (id TEXT NOT NULL PRIMARY KEY, application_id TEXT NOT NULL, dataset_id TEXT NOT NULL, node TEXT NOT NULL,
                    note TEXT NOT NULL, received_ms BIGINT NOT NULL)
                """,
                """
                CREATE TABLE job (id TEXT NOT NULL PRIMARY KEY, person TEXT NOT NULL, description TEXT NOT NULL, result TEXT, created_ms BIGINT NOT NULL)
                """,
                """
                CREATE TABLE job_round (job TEXT NOT NULL, round BIGINT NOT NULL, node TEXT NOT NULL, dataset_id TEXT NOT NULL, answer TEXT,
                    PRIMARY KEY (job, round, dataset_id))
                """,
            ]),
        // What nodes said last about each person's privacy budgets. The accounts themselves are at the nodes.
        Migration(
            version: 2,
            statements: [
                """
                CREATE TABLE budget_notice (person TEXT NOT NULL, dataset_id TEXT NOT NULL, node TEXT NOT NULL, title TEXT, spent REAL NOT NULL,
                    answers_left BIGINT NOT NULL, noted_ms BIGINT NOT NULL, PRIMARY KEY (person, dataset_id))
                """
            ]),
    ]
}
