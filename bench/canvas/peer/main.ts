import { Background, BackgroundVariant, type Edge, type Node, Position, ReactFlow } from '@xyflow/react';
import { type CSSProperties, createElement } from 'react';
import { createRoot } from 'react-dom/client';
import '@xyflow/react/dist/style.css';
import { largeFlow } from '../large-flow.ts';

/*
 * The peer: React Flow as it comes, with its default nodes and edges, on the same graph, in a box of the same size, with the options that the
 * editor's canvas has. `?chains=100&x=0&y=0&zoom=1&width=1300&height=800&left=260&top=44`
 */

const asked = new URLSearchParams(window.location.search);
const number = (name: string) => Number(asked.get(name));

const flow = largeFlow(number('chains'), '/');
const sides = { sourcePosition: Position.Right, targetPosition: Position.Left };
const nodes: Node[] = flow.nodes.map(({ id, position }) => ({ id, position, data: { label: id }, ...sides }));
// Default nodes have one port a side: wires that differ in their ports only are drawn one over the other, each of them.
const edges: Edge[] = flow.wires.map(({ from, to }) => ({
  id: `${from.node}.${from.port}>${to.node}`,
  source: from.node,
  target: to.node,
}));

const box: CSSProperties = {
  position: 'absolute',
  left: number('left'),
  top: number('top'),
  width: number('width'),
  height: number('height'),
};
const canvas = createElement(
  ReactFlow,
  {
    defaultNodes: nodes,
    defaultEdges: edges,
    defaultViewport: { x: number('x'), y: number('y'), zoom: number('zoom') },
    minZoom: 0.1,
    maxZoom: 2,
    snapToGrid: true,
    snapGrid: [20, 20],
    onlyRenderVisibleElements: true,
    elevateNodesOnSelect: false,
    zoomOnDoubleClick: false,
    deleteKeyCode: null,
  },
  createElement(Background, { variant: BackgroundVariant.Dots, gap: 20, size: 2 }),
);
const root = document.getElementById('root');
if (root) createRoot(root).render(createElement('div', { style: box }, canvas));
