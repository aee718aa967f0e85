import { Kind, parse } from 'graphql';

/**
 * The name of the operation to run. GraphiQL notices a change of the editor with a delay and names the previous operation
 * until then; a document with one operation needs no name.
 */
export function operationNameOf(query: string, chosen: string | null | undefined): string | null | undefined {
  try {
    const operations = parse(query).definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
    return operations.length === 1 ? operations[0]?.name?.value : chosen;
  } catch {
    return chosen;
  }
}
