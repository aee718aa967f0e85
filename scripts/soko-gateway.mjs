/** `npm run soko-gateway -- --supergraph <file or URL>`: the gateway alone, for any supergraph. */
import { readCommandLine } from './command-line.mjs';
import { prepare } from './prepare.mjs';
import { anyGatewayArguments } from './program-arguments.mjs';

readCommandLine(anyGatewayArguments);
await prepare();
await import('../dist/server/soko-gateway.js');
