import { type Agenda, createAgenda } from './agenda.ts';
import { createFaults, type Faults } from './faults.ts';
import { type Latency, noLatency } from './latency.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

/** The controls of every simulator, for people and tests. */
export interface Controls {
  clock: VirtualClock;
  agenda: Agenda;
  faults: Faults;
  latency: Latency;
  requests: RequestLog;
}

export function createControls(clock: VirtualClock = createVirtualClock()): Controls {
  return {
    clock,
    agenda: createAgenda(clock),
    faults: createFaults(),
    latency: noLatency,
    requests: createRequestLog(),
  };
}
