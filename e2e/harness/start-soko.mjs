/**
 * One Soko for all stories of a run, unless SOKO_URL names one that runs already; SOKO_STRIPE_ADMIN, SOKO_MPESA_ADMIN,
 * SOKO_WEBHOOKS_ADMIN and SOKO_MAIL_ADMIN then say where the admin APIs of its simulated services are
 * (`http://127.0.0.1:…/_admin`).
 *
 * Its first start, from nothing, seeds the demo data. Specs that start a Soko of their own begin with a copy of it.
 */
import { copyDataFolder, startSoko } from './soko.mjs';

export default async function start() {
  if (process.env.SOKO_URL) return;
  const composition = process.env.SOKO_COMPOSITION ?? 'standalone';
  let soko = await startSoko({ composition });
  if (composition === 'standalone') {
    await soko.stop();
    process.env.SOKO_SEEDED_FOLDER = await copyDataFolder(soko.dataFolder);
    soko = await startSoko({ composition, dataFolder: soko.dataFolder });
  }
  process.env.SOKO_URL = soko.url;
  if (soko.stripeAdmin !== undefined) process.env.SOKO_STRIPE_ADMIN = soko.stripeAdmin;
  if (soko.mpesaAdmin !== undefined) process.env.SOKO_MPESA_ADMIN = soko.mpesaAdmin;
  if (soko.webhooksAdmin !== undefined) process.env.SOKO_WEBHOOKS_ADMIN = soko.webhooksAdmin;
  if (soko.mailAdmin !== undefined) process.env.SOKO_MAIL_ADMIN = soko.mailAdmin;
  globalThis.__soko = soko;
}
