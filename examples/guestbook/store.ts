/** The book itself: entries in one SQLite file that all workers, of all generations, write to. */

import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import type { Draft, Entry } from "./entry.ts";

/** Some entries, newest first. */
export interface Page {
  readonly entries: readonly Entry[];
  /** Ask for the page before this id to see older entries; undefined on the last page. */
  readonly older: number | undefined;
}

/** Everything the app does with its database. */
export interface Store {
  add(draft: Draft): Entry;
  get(id: number): Entry | undefined;
  /** The newest entries, or the newest with a lower id than `before`. */
  page(options: { readonly before?: number | undefined; readonly size: number }): Page;
  /** The entries written after the one with this id, oldest first. */
  after(id: number, limit: number): readonly Entry[];
  newestId(): number;
  count(): number;
  /** A number that changes whenever anyone, in this process or another, has written. */
  version(): number;
  close(): void;
}

const busyTimeout = 5_000;

const schema = `
  CREATE TABLE IF NOT EXISTS entries (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL,
    message    TEXT NOT NULL,
    written_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  ) STRICT`;

/** Opens the book, and creates its folder, file and table when they are missing. */
export async function openStore(path: string): Promise<Store> {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
  await useWriteAheadLog(database);
  database.exec("PRAGMA synchronous = NORMAL");
  database.exec(schema);
  return { ...prepare(database), ...observe(path, database) };
}

/**
 * With a write-ahead log readers and the writer do not wait for each other. The switch happens once in a
 * file's life; when two workers attempt it at once SQLite refuses one of them without waiting, so it tries again.
 */
async function useWriteAheadLog(database: DatabaseSync): Promise<void> {
  const deadline = Date.now() + busyTimeout;
  for (;;) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      await sleep(20);
    }
  }
}

function isBusy(error: unknown): boolean {
  const SQLITE_BUSY = 5;
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
}

function prepare(database: DatabaseSync): Omit<Store, "version" | "close"> {
  const insert = database.prepare("INSERT INTO entries (name, message) VALUES (?, ?) RETURNING *");
  const byId = database.prepare("SELECT * FROM entries WHERE id = ?");
  const newest = database.prepare("SELECT * FROM entries WHERE id < ? ORDER BY id DESC LIMIT ?");
  const later = database.prepare("SELECT * FROM entries WHERE id > ? ORDER BY id LIMIT ?");
  const facts = database.prepare("SELECT count(*) AS count, max(id) AS newest FROM entries");

  return {
    add: ({ name, message }) => toEntry(insert.get(name, message) ?? {}),
    get(id) {
      const row = byId.get(id);
      return row && toEntry(row);
    },
    page({ before = Number.MAX_SAFE_INTEGER, size }) {
      const found = newest.all(before, size + 1).map(toEntry);
      const entries = found.slice(0, size);
      return { entries, older: found.length > size ? entries.at(-1)?.id : undefined };
    },
    after: (id, limit) => later.all(id, limit).map(toEntry),
    newestId: () => Number(facts.get()?.["newest"] ?? 0),
    count: () => Number(facts.get()?.["count"]),
  };
}

/** `data_version` tells a connection what others wrote, so a second one watches: it sees our own writes too. */
function observe(path: string, database: DatabaseSync): Pick<Store, "version" | "close"> {
  const observer = new DatabaseSync(path, { readOnly: true });
  observer.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
  const version = observer.prepare("PRAGMA data_version");
  return {
    version: () => Number(version.get()?.["data_version"]),
    close() {
      observer.close();
      database.close();
    },
  };
}

function toEntry(row: Record<string, SQLOutputValue>): Entry {
  return {
    id: Number(row["id"]),
    name: String(row["name"]),
    message: String(row["message"]),
    writtenAt: String(row["written_at"]),
  };
}
