/** `npm run service -- <name>`: one service as this process. */
import { readCommandLine, refuseArguments } from './command-line.mjs';
import { prepare } from './prepare.mjs';
import { serviceArguments } from './program-arguments.mjs';
import { subgraphs } from './subgraphs.mjs';

const [name] = readCommandLine(serviceArguments).arguments;
const names = ['gateway', ...subgraphs, 'migrate'];
if (!names.includes(name)) {
  refuseArguments(`There is no service "${name}". There are: ${names.join(', ')}.`, serviceArguments.usage);
}
await prepare();
await import('../dist/server/service.js');
