/**
 * `npm run subgraphs:generate` writes every list of the subgraphs from the folders of subgraphs/: supergraph.yaml, the
 * loaders of the compositions, the gateway's forwarded paths, docker-compose.yml and deploy/kubernetes/services.yaml.
 * With `--check` nothing is written: it fails when a committed file is stale.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readCommandLine } from './command-line.mjs';
import { kubernetesFile, kubernetesText } from './deploy/kubernetes-text.mjs';
import { isFixedInContainers, subgraphVariables, variablesOf } from './deploy/service-variables.mjs';
import { settingsOf, subgraphs } from './subgraphs.mjs';
import { withGatewayVariables, withSubgraphServices } from './subgraphs/compose-services.mjs';
import { supergraphYaml } from './subgraphs/supergraph-yaml.mjs';
import { forwardedPathsFile, loadersFile } from './subgraphs/typescript-lists.mjs';
import { writeGenerated } from './write-generated.mjs';

const { values } = readCommandLine({
  usage: `Usage: npm run subgraphs:generate [-- --check]

Writes every list of the subgraphs from the folders of subgraphs/: supergraph.yaml, compositions/subgraph-loaders.ts,
gateway/forwarded-paths.ts, docker-compose.yml and deploy/kubernetes/services.yaml.
  --check    write nothing; fail when a committed file is stale`,
  options: { check: { type: 'boolean', default: false } },
});

const namesIn = (text, pattern) => [...text.matchAll(pattern)].map(([, name]) => name);

const variables = {
  made: namesIn(execFileSync(process.execPath, ['scripts/secrets.mjs'], { encoding: 'utf8' }), /^([A-Z0-9_]+)=/gm),
  ofImage: namesIn(readFileSync('Dockerfile', 'utf8'), /^(?:ENV| ) *([A-Z0-9_]+)=/gm),
};

const composeServices = await Promise.all(
  subgraphs.map(async (name) => ({
    name,
    shape: await subgraphVariables(name),
    volumes: settingsOf(name).volumes ?? [],
  })),
);

// Written first: the gateway's variables, which services.yaml needs, read it.
await writeGenerated({
  files: {
    'gateway/forwarded-paths.ts': forwardedPathsFile(
      Object.fromEntries(subgraphs.map((name) => [name, settingsOf(name).paths ?? []])),
    ),
    'compositions/subgraph-loaders.ts': loadersFile(subgraphs),
    'supergraph.yaml': supergraphYaml(subgraphs),
    'docker-compose.yml': withSubgraphServices(readFileSync('docker-compose.yml', 'utf8'), composeServices, variables),
  },
  check: values.check,
  command: 'npm run subgraphs:generate',
});

const composed = readFileSync('docker-compose.yml', 'utf8');
await writeGenerated({
  files: { 'docker-compose.yml': withGatewayVariables(composed, await variablesOf('gateway'), isFixedInContainers) },
  check: values.check,
  command: 'npm run subgraphs:generate',
});

const names = [...subgraphs, 'gateway'];
const shapes = await Promise.all(names.map(async (name) => [name, await variablesOf(name)]));
await writeGenerated({
  files: { [kubernetesFile]: await kubernetesText(Object.fromEntries(shapes)) },
  check: values.check,
  command: 'npm run subgraphs:generate',
});
