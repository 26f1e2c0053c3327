import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import type { CommandContext } from './command-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';

/** `nodes [--json]`: types with ports and parameters. */
export async function nodesCommand(
  context: CommandContext,
  options: { readonly json?: boolean },
): Promise<ExitCode> {
  const { library } = await context.engine();
  const descriptors = [...library.catalog.values()];
  context.terminal.out(
    options.json ? `${JSON.stringify(descriptors)}\n` : descriptors.map(describe).join('\n'),
  );
  return EXIT.done;
}

function describe(node: NodeDescriptor): string {
  const ports = (list: NodeDescriptor['inputs']) =>
    list.map(({ name, type }) => `${name}: ${type}`).join(', ');
  const params = Object.entries(node.params).map(([name, param]) => {
    const value = param.default === undefined ? '' : ` = ${shortJson(param.default)}`;
    const values = param.enum ? param.enum.join(' | ') : (param.type ?? 'any');
    return `    ${name}: ${values}${value}\n`;
  });
  return [
    `${node.type}  ${node.summary}\n`,
    node.inputs.length > 0 ? `  in   ${ports(node.inputs)}\n` : '',
    node.outputs.length > 0 ? `  out  ${ports(node.outputs)}\n` : '',
    ...params,
  ].join('');
}

function shortJson(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
