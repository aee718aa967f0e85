/** Settles bets in a process of its own, which bench/settlement.ts starts, and kills in the middle. */
import { once } from 'node:events';
import { importTypescript } from '../scripts/import-typescript.mjs';

const { prepareSettling } = await importTypescript('bench/settling.ts');
const settle = await prepareSettling(JSON.parse(process.env.BENCH_SETTLING));
process.stdout.write('ready');
await once(process.stdin, 'data');
process.stdout.write(JSON.stringify(await settle()));
process.exit();
