import { z } from 'zod';
import type { ParamProblem } from '../../core/define-node.ts';
import { compilePattern, type LinearPattern } from '../linear-pattern.ts';

/** Schema of a list of patterns, one a line. */
export const patternLines = z.array(z.string().max(1000)).max(500);

export interface CompiledLine {
  readonly source: string;
  readonly pattern: LinearPattern;
}

/** Patterns of a list; empty lines and those that do not parse are left out (`patternProblems` names them). */
export function compileLines(lines: readonly string[]): readonly CompiledLine[] {
  return lines.flatMap((line) => {
    const source = line.trim();
    if (source === '') return [];
    const result = compilePattern(source);
    return 'pattern' in result ? [{ source, pattern: result.pattern }] : [];
  });
}

/** A problem for each line that does not parse. */
export function patternProblems(param: string, lines: readonly string[]): ParamProblem[] {
  return lines.flatMap((line, index) => {
    const result = line.trim() === '' ? undefined : compilePattern(line.trim());
    if (!result || 'pattern' in result) return [];
    return [
      {
        param,
        message: `Line ${index + 1} does not work as a pattern. ${result.fault}`,
        remedy: 'Correct the line.',
      },
    ];
  });
}

/** What patterns can say, for the help of every parameter that takes them. */
export const PATTERN_HELP =
  'Regular expressions without look-around and back references; upper and lower case are the same.';
