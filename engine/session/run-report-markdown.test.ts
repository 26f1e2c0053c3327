import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunReport } from '../../core/run-report.ts';
import { inline, reportMarkdown } from './run-report-markdown.ts';
import { testingReport } from './testing-report.ts';

const HOSTILE = [
  '| a | b |',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[press me](javascript:alert(1))',
  '![x](https://evil.example/pixel.png)',
  'https://evil.example/track',
  '# heading\n\n- list\n> quote',
  '`code` ``more`` ```fence```',
  '**bold** _em_ ~~gone~~',
  'a\\|b',
  '\u202egnp.exe\u0007\u001b[31m',
  '&lt;b&gt; &amp;',
  '{{variable}} $math$',
];

describe('reports as Markdown', () => {
  it('[HIST3] no text of a stranger makes a link, a picture, HTML, a heading or another cell', () => {
    for (const text of HOSTILE) {
      const safe = inline(text);
      expect(safe).not.toMatch(/[<>\n\r]/);
      // Whatever could begin something stands behind a backslash.
      expect(safe.replace(/\\[\\`*_{}[\]()#+!|~$^=-]/g, '')).not.toMatch(/[`*_[\]|!]/);
      expect(safe).not.toMatch(/https?:\/\//);
    }
  });

  it('[HIST3] every table has as many cells in each line as in its head, whatever stands in them', () => {
    const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(text, text, (title, name) => {
        const markdown = reportMarkdown(hostile(title, name));
        let columns: number | undefined;
        for (const line of withoutFences(markdown).split('\n')) {
          if (!line.startsWith('|')) {
            columns = undefined;
            continue;
          }
          const cells = line.replace(/\\[\\|]/g, '').split('|').length;
          columns ??= cells;
          expect(cells).toBe(columns);
        }
        expect(withoutFences(markdown)).not.toMatch(/<[a-z/!]/i);
      }),
      { numRuns: 40 },
    );
  });

  it('[HIST3] flow and log stand in fences that nothing inside can close', () => {
    const markdown = reportMarkdown(hostile('````\n# out', '```\n<b>out</b>'));
    expect(withoutFences(markdown)).not.toContain('out</b>');
    expect(markdown.match(/^#+ .*$/gm)?.filter((line) => line.includes('out'))).toEqual([
      expect.stringMatching(/^# Run 1: /),
    ]);
  });

  it('[HIST2] says what a person wants to know of a run', () => {
    const markdown = reportMarkdown(testingReport());
    for (const part of [
      '# Run 1: Baseline',
      '## Nodes',
      '| Length \\(filter\\) | 4 | 3 | 1 |',
      '## Costs',
      'Seed of dataset',
      'too short',
    ])
      expect(markdown).toContain(part);
  });
});

/** The report with these texts wherever a stranger's text can stand. */
function hostile(title: string, name: string): RunReport {
  const report = testingReport();
  return {
    ...report,
    project: name,
    run: { ...report.run, title, notes: `${name}\n${title}` },
    nodes: report.nodes.map((node) => ({ ...node, title })),
    problems: [
      {
        node: name,
        outcome: 'failed',
        code: 'IMAGE_DAMAGED',
        reason: title,
        remedy: null,
        count: 1,
        examples: [name, title],
      },
    ],
    models: [{ node: 'captioner', title: name, identity: { model: title }, repliedAs: [name] }],
    costs: report.costs.map((cost) => ({ ...cost, model: title })),
    log: [{ at: report.run.startedAt, level: 'info', node: null, text: `${title}\n${name}` }],
  };
}

function withoutFences(markdown: string): string {
  return markdown.replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '');
}
