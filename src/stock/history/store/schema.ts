/** The tables of history.db, as steps that are never edited once they were shipped. */

/** Marks the file as ours (bytes 68 to 71 of the header): "SIGH". */
export const HISTORY_APPLICATION_ID = 0x53494748;

/**
 * Step n takes the file from version n to n + 1. Times are epoch ms UTC, `day` counts days in Korea.
 *
 * A poll of the open day is a row; a day that is over is one block, in which a poll takes a tenth of the room.
 */
export const HISTORY_STEPS: readonly string[] = [
  `
  CREATE TABLE open_poll (
    owner TEXT NOT NULL DEFAULT 'owner',
    source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 64),
    fetched_at INTEGER NOT NULL CHECK (fetched_at > 0),
    day INTEGER NOT NULL,
    is_gap INTEGER NOT NULL CHECK (is_gap IN (0, 1)),
    block BLOB NOT NULL,
    PRIMARY KEY (owner, source, fetched_at)
  ) STRICT;
  CREATE TABLE sealed_day (
    owner TEXT NOT NULL DEFAULT 'owner',
    source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 64),
    day INTEGER NOT NULL,
    polls INTEGER NOT NULL CHECK (polls > 0),
    gaps INTEGER NOT NULL CHECK (gaps BETWEEN 0 AND polls),
    block BLOB NOT NULL,
    PRIMARY KEY (owner, source, day)
  ) STRICT;
  `,
];
