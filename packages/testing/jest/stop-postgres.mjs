import { once } from 'node:events';
import { rm } from 'node:fs/promises';

export default async function stopPostgres() {
  const postgres = globalThis.__testPostgres;
  if (!postgres) return;
  const exit = once(postgres.server, 'exit');
  postgres.server.kill('SIGINT');
  await exit;
  await rm(postgres.folder, { recursive: true, force: true });
}
