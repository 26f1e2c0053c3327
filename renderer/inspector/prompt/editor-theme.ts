import { EditorView } from '@codemirror/view';

const WAVY = {
  textDecoration: 'underline wavy var(--warn)',
  textUnderlineOffset: '3px',
  backgroundImage: 'none',
};
const PANEL = {
  backgroundColor: 'var(--bg-3)',
  border: '1px solid var(--line-2)',
  borderRadius: '8px',
  boxShadow: 'var(--shade-2)',
  color: 'var(--tx-1)',
};

/** The prompt editor in the app's colours; they follow the theme by themselves. */
export const promptTheme = EditorView.theme({
  '&': { color: 'var(--tx-1)', backgroundColor: 'transparent', height: '100%' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--font-mono)',
    fontSize: '11px',
    lineHeight: '18px',
    letterSpacing: '-0.035em',
    overflow: 'auto',
  },
  '.cm-content': { padding: '6px 0', caretColor: 'var(--tx-1)', minHeight: '64px' },
  '.cm-line': { padding: '0 8px 0 4px' },
  '.cm-gutters': {
    backgroundColor: 'transparent',
    color: 'var(--tx-3)',
    border: 'none',
    userSelect: 'none',
  },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '24px', padding: '0 4px 0 6px' },
  '.cm-prompt-variable': {
    backgroundColor: 'var(--accent-soft)',
    color: 'var(--accent-tx)',
    borderRadius: '3px',
  },
  '.cm-prompt-section': { color: 'var(--tx-3)' },
  '.cm-lintRange, .cm-lintRange-warning, .cm-lintRange-active': WAVY,
  '.cm-lintPoint:after': { borderBottomColor: 'var(--warn)' },
  '.cm-tooltip': { ...PANEL, zIndex: '60' },
  '.cm-tooltip-lint': { padding: '4px 0', maxWidth: '320px' },
  '.cm-diagnostic': {
    padding: '4px 10px',
    borderLeft: 'none',
    fontFamily: 'var(--font-sans)',
    fontSize: '12px',
    lineHeight: '16px',
  },
  '.cm-diagnosticAction': {
    display: 'inline-block',
    margin: '4px 0 2px',
    padding: '3px 8px',
    border: '1px solid var(--line-2)',
    borderRadius: '4px',
    backgroundColor: 'var(--bg-3)',
    color: 'var(--tx-1)',
    font: '500 12px/16px var(--font-sans)',
  },
  '.cm-diagnosticAction:hover': { backgroundColor: 'var(--bg-4)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--font-mono)',
    fontSize: '11px',
    lineHeight: '16px',
    maxHeight: '224px',
    maxWidth: 'min(420px, 90vw)',
    padding: '4px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    alignItems: 'center',
    gap: '12px',
    minHeight: '24px',
    padding: '2px 8px',
    borderRadius: '4px',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--bg-4)',
    color: 'var(--tx-1)',
  },
  '.cm-completionLabel': { flexShrink: '0' },
  '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--accent-tx)', fontWeight: '500' },
  '.cm-completionDetail': {
    marginLeft: 'auto',
    minWidth: '0',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    color: 'var(--tx-3)',
    fontStyle: 'normal',
    fontFamily: 'var(--font-sans)',
  },
});
