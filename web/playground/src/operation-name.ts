import { Kind, parse } from 'graphql';

/**
 * The operation to run. GraphiQL learns what is in the editor a moment after it changed, and until then names the one
 * before; where there is only one, there is nothing to choose.
 */
export function operationNameOf(query: string, chosen: string | null | undefined): string | null | undefined {
  try {
    const operations = parse(query).definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
    return operations.length === 1 ? operations[0]?.name?.value : chosen;
  } catch {
    return chosen;
  }
}
