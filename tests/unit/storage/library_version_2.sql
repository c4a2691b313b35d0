-- SPDX-License-Identifier: Apache-2.0
-- A library of schema version 2, as the program of that version made it of a library of version 1 (invented content).
BEGIN TRANSACTION;
CREATE TABLE acts (
	number INTEGER NOT NULL, 
	owner VARCHAR NOT NULL, 
	document JSON NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "acts" VALUES(1,'990019','{"at": "2026-11-23T09:00:00Z", "by": "local officer", "owner": "990019", "what": "body.saved", "details": {}, "number": 0}');
INSERT INTO "acts" VALUES(2,'990019','{"at": "2026-11-23T09:00:00Z", "by": "local officer", "owner": "990019", "what": "survey.opened", "details": {"campaign": "c1"}, "number": 0}');
CREATE TABLE bodies (
	code VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	name_ja TEXT NOT NULL, 
	name_en TEXT NOT NULL, 
	kind VARCHAR NOT NULL, 
	prefecture VARCHAR NOT NULL, 
	population INTEGER, 
	s23 FLOAT, 
	s3 FLOAT, 
	synthetic BOOLEAN NOT NULL, 
	PRIMARY KEY (code)
);
INSERT INTO "bodies" VALUES('990019','990019','架空町','Kaku Town','町','架空県',8000,0.7,0.5,1);
INSERT INTO "bodies" VALUES('union','union','架空広域連合','Kaku Union','その他','',NULL,NULL,NULL,0);
CREATE TABLE dictionary_decisions (
	number INTEGER NOT NULL, 
	process VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	document JSON NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "dictionary_decisions" VALUES(1,'moving-in','990019','{"process": "moving-in", "owner": "990019", "activity": "\u53d7\u4ed8", "concept": "reception", "verdict": "same", "method": "exact", "confidence": 1.0, "decided_at": "2026-11-23T09:00:00Z", "decided_by": "local officer", "number": 0}');
INSERT INTO "dictionary_decisions" VALUES(2,'moving-in','990019','{"process": "moving-in", "owner": "990019", "activity": "\u53d7\u4ed8", "concept": "reception", "verdict": "same", "method": "exact", "confidence": 1.0, "decided_at": "2026-11-23T09:00:00Z", "decided_by": "local officer", "number": 0}');
CREATE TABLE drafts (
	id VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	created_at VARCHAR NOT NULL, 
	document JSON NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "drafts" VALUES('d1','union','2026-11-23T09:00:00+00:00','{"id": "d1", "owner": "union", "process": "moving-in", "file_name": "f.csv", "path": "drafts/d1/f.csv", "created_at": "2026-11-23T09:00:00Z", "created_by": "local officer", "reading": {}, "mapping": null, "choices": null}');
CREATE TABLE groups (
	id VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	document JSON NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "groups" VALUES('hand-相手','hand-相手','{"id": "hand-\u76f8\u624b", "name": {"ja": "\u76f8\u624b", "en": "peers"}, "kind": "hand", "members": ["union", "990019"], "reason": {"ja": "", "en": ""}}');
CREATE TABLE jobs (
	id VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	started_at VARCHAR NOT NULL, 
	document JSON NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "jobs" VALUES('j1','990019','done','2026-11-23T09:00:00+00:00','{"id": "j1", "owner": "990019", "title": {"ja": "\u53d6\u308a\u8fbc\u307f", "en": "import"}, "state": "done", "share": 1.0, "message": {"ja": "\u7d42\u308f\u308a\u307e\u3057\u305f", "en": "done"}, "started_at": "2026-11-23T09:00:00Z", "finished_at": "2026-11-23T09:00:00Z", "result": "/records", "error": null}');
CREATE TABLE logs (
	id VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	process VARCHAR NOT NULL, 
	admitted_at VARCHAR NOT NULL, 
	removed_at VARCHAR, 
	document JSON NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "logs" VALUES('h1','990019','moving-in','2026-11-23T09:00:00+00:00',NULL,'{"id": "h1", "owner": "990019", "process": "moving-in", "file_name": "\u8ee2\u5165.csv", "admitted_at": "2026-11-23T09:00:00Z", "admitted_by": "local officer", "manifest": {"quality": {"rows": 3}}, "removed_at": null}');
INSERT INTO "logs" VALUES('h2','990019','moving-in','2026-11-23T09:00:00+00:00','2026-11-23T09:00:00+00:00','{"id": "h2", "owner": "990019", "process": "moving-in", "file_name": "\u53e4\u3044.csv", "admitted_at": "2026-11-23T09:00:00Z", "admitted_by": "local officer", "manifest": {"quality": {"rows": 1}}, "removed_at": "2026-11-23T09:00:00Z"}');
CREATE TABLE meta (
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('schema_version','2');
CREATE TABLE processes (
	id VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	document JSON NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "processes" VALUES('moving-in','*','{"id": "moving-in", "title": {"ja": "\u8ee2\u5165\u5c4a", "en": "Moving in"}, "concepts": [{"id": "reception", "label": {"ja": "\u53d7\u4ed8", "en": "Reception"}}], "limit_days": 14.0, "limit_source": {"ja": "", "en": ""}, "steps": []}');
CREATE TABLE survey_campaigns (
	id VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	opened_at VARCHAR NOT NULL, 
	document JSON NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "survey_campaigns" VALUES('c1','990019','2026-11-23T09:00:00+00:00','{"id": "c1", "owner": "990019", "title": "\u7a93\u53e3\u696d\u52d9\u306e\u8abf\u67fb", "processes": ["moving-in"], "bodies": ["990019"], "fiscal_year": 2026, "opened_at": "2026-11-23T09:00:00Z", "opened_by": "local officer", "deadline": "2026-12-01", "closed_at": null, "implicit": false}');
CREATE TABLE survey_mappings (
	id VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	document JSON NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE survey_participants (
	campaign VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	section VARCHAR NOT NULL, 
	mail VARCHAR NOT NULL, 
	PRIMARY KEY (campaign, owner, section)
);
INSERT INTO "survey_participants" VALUES('c1','990019','窓口係','madoguchi@town.example.jp');
CREATE TABLE survey_reminders (
	number INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	campaign VARCHAR NOT NULL, 
	body VARCHAR NOT NULL, 
	section VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	document JSON NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (id)
);
CREATE TABLE survey_submissions (
	id VARCHAR NOT NULL, 
	campaign VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	section VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	fiscal_year INTEGER NOT NULL, 
	document JSON NOT NULL, 
	lines BLOB NOT NULL, 
	staff BLOB NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT one_version UNIQUE (campaign, owner, section, version)
);
CREATE INDEX ix_bodies_owner ON bodies (owner);
CREATE INDEX ix_groups_owner ON groups (owner);
CREATE INDEX ix_logs_owner ON logs (owner);
CREATE INDEX ix_logs_process ON logs (process);
CREATE INDEX ix_drafts_owner ON drafts (owner);
CREATE INDEX ix_dictionary_decisions_process ON dictionary_decisions (process);
CREATE INDEX ix_dictionary_decisions_owner ON dictionary_decisions (owner);
CREATE INDEX ix_jobs_owner ON jobs (owner);
CREATE INDEX ix_acts_owner ON acts (owner);
CREATE INDEX ix_survey_campaigns_owner ON survey_campaigns (owner);
CREATE INDEX ix_survey_participants_owner ON survey_participants (owner);
CREATE INDEX ix_survey_submissions_owner ON survey_submissions (owner);
CREATE INDEX ix_survey_submissions_fiscal_year ON survey_submissions (fiscal_year);
CREATE INDEX ix_survey_reminders_owner ON survey_reminders (owner);
CREATE INDEX ix_survey_reminders_campaign ON survey_reminders (campaign);
CREATE INDEX ix_survey_mappings_owner ON survey_mappings (owner);
COMMIT;
