/** The program of `npm start`: reads arguments, starts the standalone, prints a summary, stops on a signal. */
import { readCommandLine } from '../scripts/command-line.mjs';
import { startArguments } from '../scripts/program-arguments.mjs';
import { processVariables } from './env.ts';
import { startStandalone } from './index.ts';
import { explainAndExit } from './explain-and-exit.ts';
import { printSummary } from './summary.ts';
import { closeOnSignal } from './close-on-signal.ts';
import { collectGarbageOfStart } from './collect-garbage.ts';

const stopping = new AbortController();

try {
  const { reset } = readCommandLine(startArguments).values;
  const starting = startStandalone(processVariables, { reset, signal: stopping.signal });
  let closesWithinMs = 15_000;
  closeOnSignal(
    async () => {
      stopping.abort();
      // A start that is interrupted undoes its steps itself.
      const soko = await starting.catch(() => null);
      await soko?.close();
    },
    () => closesWithinMs,
  );
  const soko = await starting;
  closesWithinMs = soko.closesWithinMs;
  printSummary({
    url: soko.url,
    operationsUrl: soko.operationsUrl,
    composition: 'standalone',
    kafka: soko.env.KAFKA_BROKERS,
    eventsArrive: soko.eventsArrive,
    simulators: soko.simulators,
    startedAt: performance.timeOrigin,
  });
  collectGarbageOfStart();
} catch (error) {
  if (!stopping.signal.aborted) explainAndExit(error);
}
