/**
 * Runs after `npm install` and `npm ci` of the whole project: generates what the sources of subgraphs are compiled with
 * and builds the playground, so that the first `npm start` need not. Where the sources or the build tools are not there (an image's layer of
 * packages alone) there is nothing to do.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const turbo = 'node_modules/turbo/bin/turbo';
if (existsSync(turbo) && existsSync('supergraph.yaml')) {
  spawnSync(process.execPath, [turbo, 'run', 'generate', 'playground'], {
    stdio: 'ignore',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
  });
}
