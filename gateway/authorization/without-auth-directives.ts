import { parse, print, visit } from 'graphql';
import { authDirectiveNames, featureOf } from './auth-directive-names.ts';

/**
 * Removes the auth directives from a supergraph. `@apollo/gateway` refuses a supergraph with a security feature that it
 * cannot enforce; Soko's gateway enforces these directives itself, from `readAccessRules`.
 */
export function withoutAuthDirectives(supergraphSdl: string): string {
  const document = parse(supergraphSdl, { noLocation: true });
  const directives = authDirectiveNames(document);
  const names: string[] = Object.values(directives);
  const isScalar = (name: string): boolean =>
    Object.keys(directives).some((feature) => name.startsWith(`${feature}__`));
  const stripped = visit(document, {
    DirectiveDefinition: ({ name }) => (names.includes(name.value) ? null : undefined),
    ScalarTypeDefinition: ({ name }) => (isScalar(name.value) ? null : undefined),
    Directive: (node) => {
      const isLink = node.name.value === 'link' && featureOf(node as never) !== null;
      return isLink || names.includes(node.name.value) ? null : undefined;
    },
  });
  return print(stripped);
}
