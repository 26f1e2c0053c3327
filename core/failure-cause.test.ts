import { expect, it } from 'vitest';
import { causeOf } from './failure-cause.ts';

it('[RUN6] failures that differ in numbers, names and paths alone have one cause', () => {
  const of = (message: string) => causeOf({ code: 'IMAGE_DAMAGED', message });
  expect(of('“a.png” is damaged at byte 17.')).toBe(of('“b c.png” is damaged at byte 9000.'));
  expect(of('There is nothing at /home/a/b.png.')).toBe(of('There is nothing at C:\\pictures\\c.png.'));
  expect(of('It refused the request (400).')).not.toBe(of('It refused the request (413).'));
  expect(of('It answered with status 500.')).not.toBe(of('It answered with status 502.'));
  expect(of('Line 500 of (512 in) all (1500).')).toBe(of('Line 7 of (3 in) all (9).'));
  expect(of('It is damaged.')).not.toBe(of('It is cut off.'));
  expect(causeOf({ code: 'IMAGE_EMPTY', message: 'It is damaged.' })).not.toBe(of('It is damaged.'));
  expect(of('x'.repeat(5000))).toHaveLength(500);
});
