import { affordableClicks, type Advert, dayOf, isSpent, spentOn } from './advert.ts';

/** A click that a client reported, by the impression that it was made on. */
export interface Click {
  /** Id of the impression. */
  id: string;
  advertId: string;
  /** Digest of the viewer. */
  viewer: string;
  /** Digest of the network of the client. */
  network: string;
  /** The person, or the store of the API key. They are compared with those of the advert, and not saved. */
  userId: string | null;
  storeId: string | null;
  /** Of a robot or of staff: it is counted, and never charged. */
  isFree: boolean;
}

/** What the database knows about a click that was reported. */
export interface EarlierClicks {
  /** The viewer is the seller, or of the team of the store. */
  isOwn: boolean;
  /** The product left the sale or sold out, or the vacation of its seller began, after it was shown. */
  isOffSale: boolean;
  /** The impression was charged before, or another click of the viewer on the advert in this hour. */
  isRepeat: boolean;
  /** Charged clicks of the viewer, and of the network, in this hour, on any advert. */
  ofViewer: number;
  ofNetwork: number;
}

/** Clicks in an hour that are charged of one viewer, and of one network: those beyond them are not of people. */
export const maxOfViewer = 60;
export const maxOfNetwork = 300;

/** What an advert's clicks do to it. */
export interface Decision {
  before: Advert;
  after: Advert;
  /** The clicks to charge, each for `costPerClickMinor` of the advert. */
  charged: readonly Click[];
  /** Number of clicks that cost nothing. */
  free: number;
}

interface Counts {
  viewers: Map<string, number>;
  networks: Map<string, number>;
}

const add = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

/** Chooses the clicks that may be charged, at most one of each viewer and each impression. */
function chargeable(clicks: readonly Click[], earlier: ReadonlyMap<Click, EarlierClicks>, counts: Counts): Click[] {
  const ids = new Set<string>();
  const viewers = new Set<string>();
  return clicks.filter((click) => {
    const { isOwn, isOffSale, isRepeat, ofViewer, ofNetwork } = earlier.get(click)!;
    const isBeyond =
      ofViewer + (counts.viewers.get(click.viewer) ?? 0) >= maxOfViewer ||
      ofNetwork + (counts.networks.get(click.network) ?? 0) >= maxOfNetwork;
    if (click.isFree || isOwn || isOffSale || isRepeat || isBeyond) return false;
    if (ids.has(click.id) || viewers.has(click.viewer)) return false;
    ids.add(click.id);
    viewers.add(click.viewer);
    add(counts.viewers, click.viewer);
    add(counts.networks, click.network);
    return true;
  });
}

function spend(advert: Advert, clicks: number, now: Date): Advert {
  if (clicks === 0) return advert;
  const day = dayOf(now);
  const amountMinor = BigInt(clicks) * advert.costPerClickMinor;
  const spent: Advert = {
    ...advert,
    spentMinor: advert.spentMinor + amountMinor,
    spentDay: day,
    spentTodayMinor: spentOn(advert, day) + amountMinor,
  };
  if (!isSpent(spent)) return spent;
  return { ...spent, status: 'EXHAUSTED', endedAt: now, updatedAt: now, version: advert.version + 1 };
}

/**
 * Decides about clicks, in their order: which are charged, and what they leave of the budgets. Only a running advert within its
 * time is charged. The budget is never exceeded: what does not pay a whole click is not spent.
 */
export function decideClicks(
  adverts: readonly Advert[],
  clicks: readonly Click[],
  earlier: ReadonlyMap<Click, EarlierClicks>,
  now: Date,
): Decision[] {
  const counts: Counts = { viewers: new Map(), networks: new Map() };
  return adverts.map((advert) => {
    const all = clicks.filter(({ advertId }) => advertId === advert.id);
    const isShown = advert.status === 'RUNNING' && (advert.endsAt === null || advert.endsAt > now);
    const fitting = isShown ? chargeable(all, earlier, counts) : [];
    const charged = fitting.slice(0, affordableClicks(advert, dayOf(now), fitting.length));
    return { before: advert, after: spend(advert, charged.length, now), charged, free: all.length - charged.length };
  });
}
