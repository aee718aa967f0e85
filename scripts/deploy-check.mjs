/**
 * `npm run deploy:check`: checks docker-compose.yml, Dockerfile, .env.example and deploy/kubernetes against the services
 * and the variables they read. Needs no Docker and no cluster.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readCommandLine } from './command-line.mjs';
import { checkCompose } from './deploy/check-compose.mjs';
import { checkDockerfile } from './deploy/check-dockerfile.mjs';
import { checkKubernetes } from './deploy/check-kubernetes.mjs';
import { services } from './deploy/services.mjs';
import { kafkaVersion } from './kafka/broker-jars.mjs';

readCommandLine({
  usage: `Usage: npm run deploy:check

Checks docker-compose.yml, Dockerfile, .env.example and deploy/kubernetes against the variables that services read.`,
});

const namesIn = (env) => [...env.matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name]) => name);

const all = await services();
const made = namesIn(execFileSync(process.execPath, ['scripts/secrets.mjs'], { encoding: 'utf8' }));
const compose = readFileSync('docker-compose.yml', 'utf8');

const problems = {
  'docker-compose.yml': checkCompose({ text: compose, services: all, secrets: made }),
  Dockerfile: checkDockerfile(readFileSync('Dockerfile', 'utf8')),
  'deploy/kubernetes': await checkKubernetes({ folder: 'deploy/kubernetes', services: all }),
  '.env.example': made
    .filter((name) => !namesIn(readFileSync('.env.example', 'utf8')).includes(name))
    .map((name) => `${name} is not there`),
};
if (!compose.includes(`image: apache/kafka:${kafkaVersion}\n`)) {
  problems['docker-compose.yml'].push(`Kafka must be ${kafkaVersion}, the version that is tested`);
}

const lines = Object.entries(problems).flatMap(([file, each]) => each.map((problem) => `${file}: ${problem}`));
for (const line of lines) console.error(line);
if (lines.length > 0) process.exitCode = 1;
else console.log(`Ready to deploy: ${Object.keys(all).join(', ')}.`);
