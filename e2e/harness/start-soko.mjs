/**
 * One Soko for all stories of a run, unless SOKO_URL names one that runs already; SOKO_STRIPE_ADMIN, SOKO_MPESA_ADMIN,
 * SOKO_WEBHOOKS_ADMIN and SOKO_MAIL_ADMIN then say where the admin APIs of its simulated services are
 * (`http://127.0.0.1:…/_admin`).
 *
 * Separate processes are traced: SOKO_TRACES is the collector that has their spans.
 *
 * Its first start, from nothing, seeds the demo data. Specs that start a Soko of their own begin with a copy of it. CI makes
 * it once for several runs (SOKO_SEEDED_FOLDER), and needs no Soko for the stories where every spec starts its own
 * (SOKO_OF_STORIES=none).
 */
import { rm } from 'node:fs/promises';
import { startTraceCollector } from '../../packages/testing/jest/trace-collector.mjs';
import { copyDataFolder, makeSeededFolder, startSoko, tracedBy } from './soko.mjs';

/** Stores fulfil their orders by API keys as well. */
const settings = { FULFILMENT_BY_STORES: 'true' };

export default async function start() {
  if (process.env.SOKO_URL) return;
  const composition = process.env.SOKO_COMPOSITION ?? 'standalone';
  let soko;
  if (composition === 'distributed') {
    const collector = await startTraceCollector();
    process.env.SOKO_TRACES = collector.url;
    globalThis.__collector = collector;
    soko = await startSoko({ composition, env: { ...tracedBy(collector), ...settings } });
  } else {
    if (!process.env.SOKO_SEEDED_FOLDER) {
      const seeded = await makeSeededFolder();
      process.env.SOKO_SEEDED_FOLDER = seeded;
      globalThis.__removeSeeded = () => rm(seeded, { recursive: true, force: true });
    }
    if (process.env.SOKO_OF_STORIES === 'none') return;
    const dataFolder = await copyDataFolder(process.env.SOKO_SEEDED_FOLDER);
    soko = await startSoko({ composition, dataFolder, env: settings });
  }
  process.env.SOKO_URL = soko.url;
  if (soko.stripeAdmin !== undefined) process.env.SOKO_STRIPE_ADMIN = soko.stripeAdmin;
  if (soko.mpesaAdmin !== undefined) process.env.SOKO_MPESA_ADMIN = soko.mpesaAdmin;
  if (soko.webhooksAdmin !== undefined) process.env.SOKO_WEBHOOKS_ADMIN = soko.webhooksAdmin;
  if (soko.mailAdmin !== undefined) process.env.SOKO_MAIL_ADMIN = soko.mailAdmin;
  if (soko.chainUrl !== undefined) process.env.SOKO_CHAIN_URL = soko.chainUrl;
  globalThis.__soko = soko;
}
