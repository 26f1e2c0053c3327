import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { NoteText } from './NoteText.tsx';

const shown = (text: string) => renderToStaticMarkup(<NoteText text={text} />);

describe('a note of a stranger', () => {
  it('[EDIT11] is Markdown; its titles are none of the page', () => {
    expect(shown('# Plan\n\n- **two** passes\n- `qwen`')).toBe(
      '<div class="note-text"><p class="note-head">Plan</p>\n<ul>\n<li><strong>two</strong> passes</li>\n<li><code>qwen</code></li>\n</ul></div>',
    );
  });

  it('[EDIT11] brings no HTML', () => {
    const hostile = [
      '<script>alert(1)</script>',
      'a <b onclick="alert(1)">bold</b> word',
      '<img src=x onerror=alert(1)>',
      '<iframe src="https://example.org"></iframe>',
      '<style>body { display: none }</style>',
      '<svg><a href="https://example.org">x</a></svg>',
    ];
    for (const text of hostile) expect(shown(text)).not.toMatch(/<(?!\/?(?:div|p)\b)|onclick|onerror/);
  });

  it('[EDIT11] loads no picture and says that there is one', () => {
    expect(shown('![a map](https://example.org/map.png) ![](https://example.org/b.png)')).toBe(
      '<div class="note-text"><p><span class="italic">Picture: a map</span> <span class="italic">Picture: https://example.org/b.png</span></p></div>',
    );
  });

  it('[EDIT11] has links that lead nowhere: buttons with the address, which no script is', () => {
    const html = shown('[one](https://example.org/a) <https://example.org/b> [two](javascript:alert(1))');
    expect(html).not.toMatch(/<a\b|href|javascript:/);
    expect(html.match(/<button\b/g)).toHaveLength(3);
    expect(html).toContain('title="https://example.org/a"');
  });
});
