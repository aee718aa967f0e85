const header = '// Written by `npm run subgraphs:generate` from the folders of subgraphs/.\n\n';

/** compositions/subgraph-loaders.ts: the import of every subgraph. */
export const loadersFile = (
  names,
) => `${header}/** Imports a subgraph when it is needed: a process of one service loads one, the standalone loads all. */
export const loaders = {
${names.map((name) => `  ${name}: () => import('@soko/subgraph-${name}').then((module) => module.${name}),\n`).join('')}} as const;
`;

/** gateway/forwarded-paths.ts: the paths that the gateway forwards to subgraphs as they are. */
export function forwardedPathsFile(pathsOf) {
  const entries = Object.entries(pathsOf).flatMap(([name, paths]) => paths.map((path) => `${name}:${path}`));
  return `${header}/** Default of \`FORWARDED_PATHS\`: the \`paths\` that subgraphs name in their package.json. */
export const forwardedPathsDefault = '${entries.join(', ')}';
`;
}
