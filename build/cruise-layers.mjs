import { cruise } from 'dependency-cruiser';
import { cruiseOptions } from './layers.mjs';

/** @typedef {{ rule: string, from: string, to: string, via: string[] }} Violation `via`: files between the two, both ends left out */

/**
 * @param {string} base folder that holds the layers' folders
 * @param {readonly string[]} folders to look at, relative to `base`
 * @param {import('dependency-cruiser').IForbiddenRuleType[]} rules
 * @param {{ types: boolean }} what
 * @returns {Promise<{ modules: number, violations: Violation[] }>}
 */
export async function findViolations(base, folders, rules, what) {
  const options = { ...cruiseOptions(what), baseDir: base, validate: true, ruleSet: { forbidden: rules } };
  const { output } = await cruise([...folders], options);
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered in words: ${output}`);
  const violations = output.summary.violations.map(({ rule, from, to, via = [], cycle = [] }) => ({
    rule: rule.name,
    from,
    to,
    via: [...via, ...cycle].map(({ name }) => name).filter((name) => name !== from && name !== to),
  }));
  return { modules: output.summary.totalCruised, violations };
}
