import { type ConstDirectiveNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';

/** The names of the auth directives in a supergraph: a subgraph may import them under other names. */
export interface AuthDirectiveNames {
  authenticated: string;
  requiresScopes: string;
  policy: string;
}

const specification = /^https:\/\/specs\.apollo\.dev\/(authenticated|requiresScopes|policy)\/v/;

/** The value of a directive's argument, or undefined. */
export const argumentOf = (directive: ConstDirectiveNode, name: string): unknown => {
  const node = directive.arguments?.find((candidate) => candidate.name.value === name);
  return node ? valueFromASTUntyped(node.value) : undefined;
};

/** The auth feature that a `@link` imports, or null. */
export const featureOf = (link: ConstDirectiveNode): keyof AuthDirectiveNames | null =>
  (specification.exec(String(argumentOf(link, 'url')))?.[1] as keyof AuthDirectiveNames | undefined) ?? null;

function nameIn(link: ConstDirectiveNode, feature: string): string {
  const imports = (argumentOf(link, 'import') ?? []) as (string | { name: string; as?: string })[];
  const renamed = imports.find((entry) => typeof entry === 'object' && entry.name === `@${feature}`);
  if (typeof renamed === 'object' && renamed.as) return renamed.as.replace('@', '');
  return (argumentOf(link, 'as') as string | undefined) ?? feature;
}

/** The names as the `@link`s of a supergraph give them: `@link(url: …, import: [{ name: "@policy", as: "@only" }])`. */
export function authDirectiveNames({ definitions }: DocumentNode): AuthDirectiveNames {
  const links = definitions
    .filter((node) => node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION)
    .flatMap((node) => node.directives ?? []);
  const named = links.flatMap((link) => {
    const feature = link.name.value === 'link' ? featureOf(link) : null;
    return feature ? [[feature, nameIn(link, feature)]] : [];
  });
  const given = Object.fromEntries(named) as Partial<AuthDirectiveNames>;
  return { authenticated: 'authenticated', requiresScopes: 'requiresScopes', policy: 'policy', ...given };
}
