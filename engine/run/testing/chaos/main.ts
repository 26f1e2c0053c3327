import { parseArgs } from 'node:util';
import { chaos } from './chaos.ts';

/*
 * `npm run chaos [-- --kills 100 --seed 1]`: prints the report as JSON, ends with 1 where anything does not hold.
 */
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
});
const report = await chaos(Number(values.kills), Number(values.seed));
console.log(JSON.stringify(report, undefined, 2));
console.error(
  `${report.kills} kills, ${report.repeated} paid calls repeated of ${report.underWay} under way, ${report.violations.length} violations.`,
);
process.exitCode = report.violations.length === 0 ? 0 : 1;
