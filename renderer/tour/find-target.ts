import { useScreen } from '../app/screen.ts';
import { exportNodes, type StepFacts } from './tour-steps.ts';

/**
 * The part of the screen that a step is about, wherever the person is: on another screen that is the button that leads there. Undefined
 * where it is not drawn, e.g. scrolled away.
 */
export function findTarget(step: number, facts: StepFacts): Element | undefined {
  return candidates(step, facts)
    .map((selector) => document.querySelector(selector))
    .find((element): element is Element => element !== null && isVisible(element));
}

/** The best first. */
function candidates(step: number, facts: StepFacts): readonly string[] {
  const { screen } = useScreen.getState();
  if (step === 3) {
    if (screen === 'image') return ['[data-tour="caption"]'];
    if (screen === 'light-table') return ['[role="gridcell"]', '[data-region="main"]'];
    return [rail('light-table')];
  }
  if (screen !== 'flow') return [rail('flow')];
  if (step === 2) return ['[data-tour="run"]'];
  if (step === 4) return [...cards(exportNodes(facts.flow, facts.catalog)), '#palette'];
  return step === 0
    ? ['[data-tour="choose-folder"]', ...cards(nodesOf('sources', facts)), '#palette']
    : [...cards(nodesOf('captioners', facts)), '#palette'];
}

function rail(screen: string): string {
  return `[data-region="rail"] [data-screen="${screen}"]`;
}

function cards(ids: readonly string[]): readonly string[] {
  return ids.map((id) => `.react-flow__node[data-id="${CSS.escape(id)}"]`);
}

/** Those with a problem first: they are what is left to do. */
function nodesOf(category: string, { flow, catalog, problems }: StepFacts): readonly string[] {
  const troubled = new Set(problems.map(({ node }) => node));
  return flow.nodes
    .filter(({ type }) => catalog.get(type)?.category === category)
    .map(({ id }) => id)
    .toSorted((a, b) => Number(troubled.has(b)) - Number(troubled.has(a)));
}

function isVisible(element: Element): boolean {
  const { width, height, left, top, right, bottom } = element.getBoundingClientRect();
  return width > 0 && height > 0 && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
}
