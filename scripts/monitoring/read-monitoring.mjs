import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { boards } from './boards.mjs';

export const rulesFile = 'deploy/prometheus/alerts.yaml';

export const readAlerts = () =>
  parseYaml(readFileSync(rulesFile, 'utf8')).groups.flatMap(({ rules }) =>
    rules.map(({ alert, expr, annotations }) => ({ name: alert, expr, row: annotations.summary })),
  );

export function readQueries() {
  const ofBoards = Object.entries(boards).flatMap(([file, { panels }]) =>
    panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: `${file}: ${title}`, expr }))),
  );
  return [...ofBoards, ...readAlerts().map(({ name, expr }) => ({ where: `${rulesFile}: ${name}`, expr }))];
}

/** A histogram has three series for one name. */
const withoutSeries = (name) => name.replace(/_(bucket|count|sum)$/, '');

export const metricsIn = (expr) => [
  ...new Set([...expr.matchAll(/\b(?:soko|process|nodejs)_\w+/g)].map(([name]) => withoutSeries(name))),
];
