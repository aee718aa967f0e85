import { afterEach, describe, expect, it } from '@jest/globals';
import { describeFigures } from './figures.ts';
import { type Composition, type Installation, openInstallation } from './installation.ts';
import { createRandom } from './random.ts';
import { runFaults } from './run.ts';
import { brokenPromises, brokenRules, deadLetters, untilQuiet, wrongCharges } from './settling.ts';

const seconds = Number(process.env['FAULTS_SECONDS'] ?? 40);
const seed = Number(process.env['FAULTS_SEED'] ?? Date.now() % 1_000_000);
const all: readonly Composition[] = ['one process', 'separate processes'];
const compositions = all.filter((name) => (process.env['FAULTS_COMPOSITION'] ?? name) === name);

describe.each(compositions)('buying, packing and refunding while everything fails, in %s', (composition) => {
  let installation: Installation;

  afterEach(() => installation?.close(), 60_000);

  it(
    `keeps every promise and every rule (seed ${seed})`,
    async () => {
      process.stderr.write(`faults in ${composition}, ${seconds} s: npm run test:faults -- --seed ${seed}\n`);
      installation = await openInstallation(composition);
      const startedAt = Date.now();
      const { figures, promised, stripe } = await runFaults(installation, createRandom(seed), seconds);
      process.stderr.write(`${describeFigures(composition, figures, (Date.now() - startedAt) / 1_000)}\n`);
      await untilQuiet(installation);
      expect({
        broken: await brokenRules(installation),
        deadLetters: await deadLetters(installation),
        promises: await brokenPromises(installation, promised),
        charges: await wrongCharges(installation, stripe),
        errors: figures.forbidden,
      }).toEqual({ broken: [], deadLetters: [], promises: [], charges: [], errors: [] });
      expect(figures.checkouts).toBeGreaterThan(0);
    },
    (seconds + 300) * 1_000,
  );
});
