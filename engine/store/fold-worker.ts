import { parentPort, workerData } from 'node:worker_threads';
import DatabaseFile from 'better-sqlite3';
import { distrust } from './distrust.ts';

/*
 * Program of the thread that folds a project's log. Each message asks for one pass, which takes over what is committed by then and waits for nobody;
 * the answer says that it has ended. `null` ends the thread.
 */

const database = new DatabaseFile(String(workerData), { fileMustExist: true });
distrust(database);
// As the owner's: the log is brought to the disk before it is folded, and the file before the log is begun anew.
database.pragma('synchronous = normal');

parentPort?.on('message', (message: 'fold' | null) => {
  if (message === null) {
    database.close();
    parentPort?.close();
    return;
  }
  try {
    database.pragma('wal_checkpoint(passive)');
  } finally {
    parentPort?.postMessage('ended');
  }
});
