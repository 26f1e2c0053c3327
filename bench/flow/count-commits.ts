import DatabaseFile from 'better-sqlite3';

/** Counts the commits of every database that this process opens from now on: what the run's rows were grouped by. */
export function countCommits(): () => number {
  const { prepare } = DatabaseFile.prototype;
  let commits = 0;
  DatabaseFile.prototype.prepare = function (this: DatabaseFile.Database, source: string) {
    const statement = prepare.call(this, source);
    if (source !== 'commit') return statement;
    const run = statement.run.bind(statement) as () => unknown;
    return Object.assign(statement, {
      run: () => {
        commits += 1;
        return run();
      },
    });
  } as typeof prepare;
  return () => commits;
}
