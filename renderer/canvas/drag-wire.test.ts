import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CATALOG, flowOfNumbers } from '../flow/testing-flows.ts';
import { canConnect, otherSide, type PortEnd, portsOf, type Side, wireBetween } from '../flow/wire-fit.ts';
import { fittingPorts, portKey } from './drag-wire.ts';

const anyFlow = fc.array(fc.nat(999), { minLength: 1, maxLength: 80 }).map(flowOfNumbers);

it('[EDIT2] the ports that stay bright while a wire is drawn are those it may be let go on, and its own', () => {
  fc.assert(
    fc.property(
      anyFlow,
      fc.nat(),
      fc.constantFrom<Side>('input', 'output'),
      fc.nat(1),
      (flow, pick, side, index) => {
        const node = flow.nodes[pick % flow.nodes.length];
        const port = portsOf(CATALOG.get(node?.type ?? ''), side)[index];
        if (!node || !port) return;
        const end: PortEnd = { node: node.id, port: port.name, side };
        const expected = flow.nodes.flatMap(({ id, type }) =>
          portsOf(CATALOG.get(type), otherSide(side))
            .filter(({ name }) => canConnect(flow, CATALOG, wireBetween(end, { node: id, port: name })))
            .map(({ name }) => portKey(id, otherSide(side), name)),
        );
        expect([...fittingPorts(flow, CATALOG, end)].toSorted()).toEqual(
          [...expected, portKey(end.node, side, end.port)].toSorted(),
        );
      },
    ),
  );
});
