import { afterEach, describe, expect, it } from '@jest/globals';
import { describeFigures } from './figures.ts';
import { type Composition, type Installation, openInstallation } from './installation.ts';
import { createRandom } from './random.ts';
import { runFaults } from './run.ts';
import {
  booksOfAdministrator,
  brokenKeys,
  describeOtherAmounts,
  wrongBalances,
  wrongCharges,
  wrongClearing,
  wrongShillings,
} from './funds.ts';
import { brokenPromises, brokenRules, untilQuiet } from './settling.ts';

const seconds = Number(process.env['FAULTS_SECONDS'] ?? 40);
const seed = Number(process.env['FAULTS_SEED'] ?? Date.now() % 1_000_000);
const all: readonly Composition[] = ['one process', 'separate processes'];
const compositions = all.filter((name) => (process.env['FAULTS_COMPOSITION'] ?? name) === name);

describe.each(compositions)('buying, delivering, betting and paying while everything fails, in %s', (composition) => {
  let installation: Installation;

  afterEach(() => installation?.close());

  it(
    `keeps every promise and every rule (seed ${seed})`,
    async () => {
      process.stderr.write(`faults in ${composition}, ${seconds} s: npm run test:faults -- --seed ${seed}\n`);
      installation = await openInstallation(composition);
      const startedAt = Date.now();
      const run = await runFaults(installation, createRandom(seed), seconds);
      const { figures, promised, players, stripe, mpesa, notMade } = run;
      process.stderr.write(`${describeFigures(composition, figures, (Date.now() - startedAt) / 1_000)}\n`);
      const quietSince = Date.now();
      await untilQuiet(installation, { Stripe: stripe, 'M-Pesa': mpesa });
      process.stderr.write(
        `  quiet       ${((Date.now() - quietSince) / 1_000).toFixed(1)} s after the last request\n`,
      );
      process.stderr.write(`  amounts     ${await describeOtherAmounts(installation)}\n`);
      expect({
        broken: await brokenRules(installation),
        deadLetters: await installation.events.deadLetters(),
        promises: await brokenPromises(installation, promised),
        keys: await brokenKeys(installation, players),
        charges: await wrongCharges(installation, stripe),
        shillings: await wrongShillings(installation, mpesa),
        clearing: await wrongClearing(installation, stripe, mpesa),
        balances: await wrongBalances(installation),
        books: await booksOfAdministrator(installation),
        errors: figures.forbidden,
        notRecovered: figures.notRecovered,
        notMade,
      }).toEqual({
        broken: [],
        deadLetters: [],
        promises: [],
        keys: [],
        charges: [],
        shillings: [],
        clearing: [],
        balances: [],
        books: [],
        errors: [],
        notRecovered: [],
        notMade: [],
      });
      expect(figures.checkouts).toBeGreaterThan(0);
      expect(figures.bets).toBeGreaterThan(0);
    },
    (seconds * 2 + 900) * 1_000,
  );
});
