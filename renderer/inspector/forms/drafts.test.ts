import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { afterTyping, dropTyping, endStep, flushTyping } from './drafts.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('what is typed', () => {
  it('[FORM5] is sent after a pause, the newest of a step only', () => {
    const sent: string[] = [];
    afterTyping('a', 300, () => sent.push('one'), '1');
    afterTyping('a', 300, () => sent.push('two'), '1');
    vi.advanceTimersByTime(299);
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual(['two']);
  });
  it('[FORM5] is sent at once where another step begins', () => {
    const sent: string[] = [];
    afterTyping('a', 300, () => sent.push('one'), '1');
    endStep('a', '1');
    expect(sent).toEqual([]);
    endStep('a', '2');
    expect(sent).toEqual(['one']);
    vi.advanceTimersByTime(1000);
    expect(sent).toEqual(['one']);
  });
  it('is sent before a run, and not after it was taken back', () => {
    const sent: string[] = [];
    afterTyping('a', 300, () => sent.push('a'));
    afterTyping('b', 300, () => sent.push('b'));
    dropTyping('b');
    flushTyping();
    vi.advanceTimersByTime(1000);
    expect(sent).toEqual(['a']);
  });
});
