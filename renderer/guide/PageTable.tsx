import Markdown, { type Components } from 'react-markdown';

/** A table of a page; its cells are Markdown, too. */
export function PageTable({
  rows,
  components,
}: {
  readonly rows: readonly (readonly string[])[];
  readonly components: Components;
}) {
  const [head = [], ...body] = rows;
  // A cell is a line, not a paragraph.
  const inline: Components = { ...components, p: ({ children }) => <>{children}</> };
  const cell = (text: string) => <Markdown components={inline}>{text}</Markdown>;
  return (
    <div className="my-3 overflow-auto">
      <table className="w-full border-collapse text-12">
        <thead>
          <tr className="border-line-2 border-b text-left text-11 text-tx-3">
            {head.map((text, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: cells keep their places
              <th key={index} scope="col" className="py-1.5 pr-4 font-medium">
                {cell(text)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows keep their places
            <tr key={index} className="border-line border-b align-top">
              {row.map((text, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells keep their places
                <td key={column} className="py-1.5 pr-4">
                  {cell(text)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
