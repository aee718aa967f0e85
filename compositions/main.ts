/** The program of `npm start`: reads arguments, starts the standalone, prints a summary, stops on a signal. */
import { parseArgs } from 'node:util';
import { processVariables } from './env.ts';
import { startStandalone } from './index.ts';
import { CannotStart, explainAndExit } from './explain-and-exit.ts';
import { printSummary } from './summary.ts';
import { closeOnSignal } from './close-on-signal.ts';

const usage =
  'npm start [-- --reset]\n\n  --reset   delete the databases and simulators of earlier runs and start with fresh demo data';

function readArguments(): { reset: boolean; help: boolean } {
  try {
    const { values } = parseArgs({
      options: { reset: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    });
    return values;
  } catch (error) {
    throw new CannotStart(`${(error as Error).message}\n\n${usage}`);
  }
}

try {
  const { reset, help } = readArguments();
  if (help) {
    console.log(usage);
  } else {
    const soko = await startStandalone(processVariables, { reset });
    closeOnSignal(soko.close);
    printSummary({
      url: soko.url,
      operationsUrl: soko.operationsUrl,
      composition: 'standalone',
      kafka: soko.env.KAFKA_BROKERS,
      simulators: soko.simulators,
      startedAt: performance.timeOrigin,
    });
  }
} catch (error) {
  explainAndExit(error);
}
