import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import DatabaseFile, { type Database } from 'better-sqlite3';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

/** Kinds of devices; each has a queue of its own. */
export type DeviceKind = 'cuda' | 'mps' | 'cpu';

/** A place in the queue of a kind of device. */
export type Ticket = number & { readonly __ticket: never };

interface Row {
  readonly id: Ticket;
  readonly folder: string;
  readonly kind: DeviceKind;
  readonly wanted: number;
  readonly ownerPid: number;
  readonly ownerStarted: string;
  readonly pid: number | null;
  readonly started: string | null;
  /** Numbers of the devices that it has, as JSON; null while it waits. */
  readonly devices: string | null;
}

/**
 * Who uses which device of this computer, over all projects and processes of this user: one job a device, first come, first served [JOB6]. It lies in one
 * SQLite file, whose transactions make "is it free" and "then it is mine" one step. A place belongs to the process that waits and, once it runs, to the
 * trainer's own: whatever becomes of either, the place goes with it.
 */
export class DeviceQueue {
  readonly #file: string;
  readonly #me: ProcessIdentity;
  #database: Database | undefined;

  constructor(file: string) {
    this.#file = file;
    this.#me = identifyProcess(process.pid) ?? { pid: process.pid, started: 'unknown' };
  }

  /** Stands in line for so many devices of a kind. */
  enter(folder: string, kind: DeviceKind, wanted: number): Ticket {
    const { pid, started } = this.#me;
    const { lastInsertRowid } = this.#open()
      .prepare(
        'insert into tickets (host, folder, kind, wanted, ownerPid, ownerStarted) values (?, ?, ?, ?, ?, ?)',
      )
      .run(hostname(), folder, kind, wanted, pid, started);
    return Number(lastInsertRowid) as Ticket;
  }

  /** The devices that a ticket gets, of so many there are; undefined while it has to wait. The first in line waits for all that it wants. */
  take(ticket: Ticket, available: number): readonly number[] | undefined {
    const database = this.#open();
    return database
      .transaction(() => {
        const rows = this.#living();
        const mine = rows.find(({ id }) => id === ticket);
        if (mine === undefined) return undefined;
        if (mine.devices !== null) return JSON.parse(mine.devices) as number[];
        const others = rows.filter(({ kind, id }) => kind === mine.kind && id !== ticket);
        if (others.some(({ devices, id }) => devices === null && id < ticket)) return undefined;
        const taken = new Set(others.flatMap(({ devices }) => JSON.parse(devices ?? '[]') as number[]));
        const free = Array.from({ length: available }, (_, index) => index).filter(
          (index) => !taken.has(index),
        );
        const wanted = Math.min(mine.wanted, available);
        if (free.length < wanted) return undefined;
        const devices = free.slice(0, wanted);
        database.prepare('update tickets set devices = ? where id = ?').run(JSON.stringify(devices), ticket);
        return devices;
      })
      .immediate();
  }

  /** From now on the place lasts as long as the trainer's process. */
  handOver(ticket: Ticket, { pid, started }: ProcessIdentity): void {
    this.#open().prepare('update tickets set pid = ?, started = ? where id = ?').run(pid, started, ticket);
  }

  leave(ticket: Ticket): void {
    this.#open().prepare('delete from tickets where id = ?').run(ticket);
  }

  /** Jobs before this one: 0 for the next; undefined where it does not wait. */
  placeOf(folder: string): number | undefined {
    const database = this.#open();
    const rows = database.transaction(() => this.#living()).immediate();
    const mine = rows.find((row) => row.folder === folder && row.devices === null);
    if (mine === undefined) return undefined;
    return rows.filter(({ kind, id, devices }) => kind === mine.kind && (devices !== null || id < mine.id))
      .length;
  }

  /** How many stand in line for a kind of device. */
  waiting(kind: DeviceKind): number {
    const rows = this.#open()
      .transaction(() => this.#living())
      .immediate();
    return rows.filter((row) => row.kind === kind && row.devices === null).length;
  }

  close(): void {
    this.#database?.close();
    this.#database = undefined;
  }

  /** Takes away the places of those that have gone, and gives the others, first come first. */
  #living(): readonly Row[] {
    const database = this.#open();
    const rows = database
      .prepare<[string], Row>('select * from tickets where host = ? order by id')
      .all(hostname());
    const remove = database.prepare<[number]>('delete from tickets where id = ?');
    return rows.filter((row) => {
      const living = isAlive(holderOf(row));
      if (!living) remove.run(row.id);
      return living;
    });
  }

  #open(): Database {
    if (this.#database) return this.#database;
    mkdirSync(path.dirname(this.#file), { recursive: true });
    const database = new DatabaseFile(this.#file, { timeout: 5000 });
    database.exec(`create table if not exists tickets (
      id integer primary key autoincrement, host text not null, folder text not null, kind text not null, wanted integer not null,
      ownerPid integer not null, ownerStarted text not null, pid integer, started text, devices text) strict`);
    this.#database = database;
    return database;
  }
}

function holderOf({ pid, started, ownerPid, ownerStarted }: Row): ProcessIdentity {
  return pid !== null && started !== null ? { pid, started } : { pid: ownerPid, started: ownerStarted };
}
