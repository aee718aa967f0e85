import type { Logger } from '@soko/log';
import { isRefusal } from '@soko/refusals';
import { createRandom, type Random } from '../../domain/feed/random.ts';
import { simulate, type SimulationRules } from '../../domain/feed/simulation.ts';
import type { WalletsServices } from '../../services.ts';
import { nextSeqOf } from '../../store/feed/producers.ts';
import { findSimulatedEvents } from '../../store/feed/simulated-events.ts';
import { trailOfJob } from '../wallets/trail-of-job.ts';
import { type ImportServices, importLines } from './import-lines.ts';

/** The producer of the simulated lines. */
export const simulatedProducer = 'simulated';

export interface SimulatedFeed {
  /** Sends the lines of this moment through the importer. Stops when another process has sent them. */
  tick(): Promise<void>;
}

/** A feed of matches that nobody plays. The same seed and the same clock give the same lines. */
export function createSimulatedFeed(
  services: ImportServices & Pick<WalletsServices, 'now'>,
  { seed, rules, log }: { seed: number; rules: SimulationRules; log: Logger },
): SimulatedFeed {
  const random: Random = createRandom(seed);
  return {
    async tick() {
      const { pool, now } = services;
      const [events, next] = [
        await findSimulatedEvents(pool, simulatedProducer),
        await nextSeqOf(pool, simulatedProducer),
      ];
      const lines = simulate(events, random, now(), { ...rules, nextNumber: next });
      const text = lines.map((line, index) =>
        JSON.stringify({ producer: simulatedProducer, seq: next + index, ...line }),
      );
      const report = await importLines(services, text.join('\n'), {
        trail: trailOfJob(now),
        acceptGap: false,
        importId: null,
        stopAtRepeat: true,
      });
      if (isRefusal(report) || report.problems.length > 0) log.warn({ report }, 'the simulated feed was not applied');
    },
  };
}
