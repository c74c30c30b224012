BEGIN TRANSACTION;
CREATE TABLE command (
        run TEXT NOT NULL REFERENCES run ON DELETE CASCADE, n INTEGER NOT NULL, at REAL NOT NULL, step INTEGER NOT NULL,
        text TEXT NOT NULL, PRIMARY KEY (run, n)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "command" VALUES('0123456789ab',1,1700000001.0,0,'{"type":"run","epochs":0.02}');
CREATE TABLE point (
        run TEXT NOT NULL REFERENCES run ON DELETE CASCADE, n INTEGER NOT NULL, step REAL, epoch REAL, seconds REAL,
        cost REAL, PRIMARY KEY (run, n)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "point" VALUES('0123456789ab',0,0.0,0.0,0.0,1.5);
INSERT INTO "point" VALUES('0123456789ab',2,2.0,0.0,0.0,1.5);
INSERT INTO "point" VALUES('0123456789ab',4,4.0,0.0,0.0,1.5);
CREATE TABLE run (
        id TEXT PRIMARY KEY, born REAL NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, plan TEXT NOT NULL,
        status TEXT NOT NULL, reason TEXT NOT NULL, speed REAL, slow INTEGER NOT NULL, step INTEGER NOT NULL,
        epoch REAL NOT NULL, examples INTEGER NOT NULL, seconds REAL NOT NULL, score BLOB
    ) STRICT, WITHOUT ROWID;
INSERT INTO "run" VALUES('0123456789ab',1700000000.0,'training','Nielsen','{"sizes":[784,30,10],"activation":"sigmoid","cost":"quadratic","optimizer":"plain","batch_size":10,"eta":3.0,"initialisation":"scaled","seed":0,"digits":[]}','paused','{}',NULL,0,120,0.02,1200,0.125,NULL);
INSERT INTO "run" VALUES('ba9876543210',1700000005.0,'training','Run 2','{"sizes":[784,16,16,10],"activation":"sigmoid","cost":"quadratic","optimizer":"plain","batch_size":10,"eta":1.0,"initialisation":"scaled","seed":0,"digits":[]}','running','{}',300.0,1,7,0.001,70,0.01,NULL);
CREATE TABLE score (
        run TEXT NOT NULL REFERENCES run ON DELETE CASCADE, n INTEGER NOT NULL, step REAL, epoch REAL, seconds REAL,
        test_cost REAL, test_accuracy REAL, train_cost REAL, PRIMARY KEY (run, n)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "score" VALUES('0123456789ab',0,0.0,0.0,0.0,0.5,0.25,0.5);
INSERT INTO "score" VALUES('0123456789ab',1,60.0,0.01,0.06,0.5,0.25,0.5);
INSERT INTO "score" VALUES('0123456789ab',2,120.0,0.02,0.12,0.5,0.25,0.5);
COMMIT;
PRAGMA user_version = 1;
