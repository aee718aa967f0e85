import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml, parseAllDocuments } from 'yaml';
import { isSecret } from './service-variables.mjs';

const namesIn = (env) => [...env.matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name]) => name);

const objectsIn = (file) => parseAllDocuments(readFileSync(file, 'utf8')).map((each) => each.toJS());

/** What is wrong with the Kubernetes files in a folder, one sentence each. */
export async function checkKubernetes({ folder, services }) {
  const problems = [];
  const { resources } = parseYaml(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'));
  const missing = resources.filter((file) => !existsSync(join(folder, file)));
  problems.push(...missing.map((file) => `kustomization.yaml names ${file}, which is not there`));

  const objects = resources.filter((file) => !missing.includes(file)).flatMap((file) => objectsIn(join(folder, file)));
  if (objects.some(({ kind }) => kind === 'Secret')) problems.push('secrets do not belong into files');
  for (const name of Object.keys(services)) {
    for (const kind of ['Deployment', 'Service']) {
      if (!objects.some((each) => each.kind === kind && each.metadata.name === name))
        problems.push(`there is no ${kind} ${name}`);
    }
  }

  const read = new Set(Object.values(services).flatMap(Object.keys));
  for (const variable of namesIn(readFileSync(join(folder, 'config.env'), 'utf8'))) {
    if (!read.has(variable)) problems.push(`config.env sets ${variable}, which no service reads`);
    if (isSecret(variable)) problems.push(`config.env holds a secret: ${variable}`);
  }
  return problems;
}
