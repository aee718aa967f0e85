/** The program behind `npm start`: the standalone, its arguments, its summary and its end. */
import { parseArgs } from 'node:util';
import { processVariables } from './env.ts';
import { startStandalone } from './index.ts';
import { CannotStart, sayWhyAndExit } from './say-why.ts';
import { printSummary } from './summary.ts';
import { untilStopped } from './until-stopped.ts';

const usage = 'npm start [-- --reset]\n\n  --reset   throw the data of the earlier runs away and start over';

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
    untilStopped(soko.close);
    printSummary({
      url: soko.url,
      composition: 'standalone',
      kafka: soko.env.KAFKA_BROKERS,
      simulators: soko.simulators,
      startedAt: performance.timeOrigin,
    });
  }
} catch (error) {
  sayWhyAndExit(error);
}
