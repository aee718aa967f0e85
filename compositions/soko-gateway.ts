/** `soko-gateway --supergraph <file or URL>`: the gateway alone, for any supergraph. */
import { readEnv } from '@soko/env';
import { anyGatewayEnv, gatewayConfigSchema, settingsOf } from '@soko/gateway/config';
import { startGatewayService } from '@soko/gateway/service';
import { readCommandLine } from '../scripts/command-line.mjs';
import { anyGatewayArguments } from '../scripts/program-arguments.mjs';
import { closeOnSignal } from './close-on-signal.ts';
import { processVariables } from './env.ts';
import { explainAndExit } from './explain-and-exit.ts';
import { stopTimes } from './stop-times.ts';

const { values } = readCommandLine(anyGatewayArguments);

async function run(): Promise<void> {
  const { source, config } = await settingsOf(values, processVariables);
  const drain = readEnv(anyGatewayEnv, source);
  const gateway = await startGatewayService(source, { config });
  console.log(`The graph is at ${gateway.url}/graphql`);
  closeOnSignal(
    () => gateway.close(),
    () => stopTimes.limitMs(drain),
  );
}

if (values['print-schema']) console.log(JSON.stringify(gatewayConfigSchema(), null, 2));
else await run().catch(explainAndExit);
