import { parse, print, visit } from 'graphql';
import { authDirectiveNames, featureOf } from './auth-directive-names.ts';

/**
 * The supergraph as `@apollo/gateway` takes it: it refuses one that links a security feature it cannot enforce, and
 * these the gateway enforces by itself, from `readAccessRules`. Nothing else is changed.
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
