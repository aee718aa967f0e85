import { exportSources } from './data-export.ts';

/** Items of one section of one subgraph. Parts of a section follow each other. */
export interface ExportPart {
  subgraph: string;
  section: string;
  items: readonly object[];
}

/** The properties of an object, as JSON without its braces. */
const propertiesOf = (value: object): string => JSON.stringify(value).slice(1, -1);

/**
 * Writes an export as one JSON object, piece by piece: what this subgraph holds are its first properties, and each other subgraph
 * is a property with its sections. No more than one part is held at a time.
 */
export async function* writeExport(parts: AsyncIterable<ExportPart>): AsyncGenerator<string> {
  let open = { subgraph: '', section: '' };
  let separator = '';
  yield '{';
  for await (const { subgraph, section, items } of parts) {
    if (subgraph === exportSources[0]) {
      for (const item of items) {
        yield `${separator}${propertiesOf(item)}`;
        separator = ',';
      }
      continue;
    }
    if (open.subgraph !== subgraph) {
      yield `${open.subgraph === '' ? separator : ']},'}\n${JSON.stringify(subgraph)}:{\n${JSON.stringify(section)}:[`;
      separator = '';
    } else if (open.section !== section) {
      yield `],\n${JSON.stringify(section)}:[`;
      separator = '';
    }
    open = { subgraph, section };
    for (const item of items) {
      yield `${separator}\n${JSON.stringify(item)}`;
      separator = ',';
    }
  }
  yield `${open.subgraph === '' ? '' : ']}'}\n}\n`;
}
