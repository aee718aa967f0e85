import { requireScope } from '@soko/auth';
import { badUserInput } from '@soko/errors';
import { isId } from '@soko/ids';
import { readDate, readQuantity } from '@soko/input';
import { toGraphMoney } from '@soko/money';
import { cursorOf, readPage, timeAndId, toConnection } from '@soko/pagination';
import type { ProductsContext } from '../context.ts';
import { dayOf, spentOn, type Advert } from '../domain/adverts/advert.ts';
import { maySeeUnlisted } from '../domain/may-see.ts';
import type { AdvertDayResolvers, AdvertResolvers, QueryResolvers } from '../generated/graphql.ts';
import { listAdverts } from '../store/adverts/find-adverts.ts';
import type { AdvertDay } from '../store/adverts/reports.ts';
import { toShelved } from '../store/product-rows.ts';
import { chooseAdverts } from './sponsored.ts';

/** A day of a report, in the currency of its advert. */
export type ReportedDay = AdvertDay & { currency: string };

const money = (amountMinor: bigint, { currency }: { currency: string }) => toGraphMoney({ amountMinor, currency });

/** The advert with this id if the viewer may see it, otherwise null. */
async function visibleAdvert(context: ProductsContext, id: string): Promise<Advert | null> {
  const found = await context.loaders.advert.load(id);
  return found !== null && maySeeUnlisted(await context.rights(), found) ? found : null;
}

const codec = timeAndId('adverts', (id) => isId('adv', id));

const maxSearch = 200;

type AdvertQueries = Pick<QueryResolvers, 'advert' | 'adverts' | 'promotedProducts'>;

export const advertQueries: AdvertQueries = {
  advert(_, { id }, context) {
    requireScope(context.viewer, 'products:read', 'products:write');
    return visibleAdvert(context, id);
  },
  async adverts(_, { sellerId, status, ...args }, context) {
    requireScope(context.viewer, 'products:read', 'products:write');
    const page = readPage(args, codec);
    // No seller has another kind of id, so that the list is empty.
    const wanted = sellerId == null || isId('slr', sellerId) ? (sellerId ?? undefined) : '';
    const filter = { sellerId: wanted, status: status ?? undefined };
    const found = await listAdverts(context.pool, filter, await context.rights(), page);
    return toConnection(found, page, ({ createdAt, id }) => cursorOf(codec, [createdAt, id]));
  },
  async promotedProducts(_, { placement, first, search, categoryId }, context) {
    const count = readQuantity(first ?? 4, 'first', { min: 1, max: 20 });
    if (search != null && search.length > maxSearch) {
      throw badUserInput(`The search must have at most ${maxSearch} characters.`, 'search');
    }
    if (placement === 'SEARCH' && search == null) throw badUserInput('Pass the words of the search.', 'search');
    if (placement === 'CATEGORY' && categoryId == null) throw badUserInput('Pass the category.', 'categoryId');
    const { chosen, tree } = await chooseAdverts(context, {
      placement,
      search: search ?? undefined,
      categoryId: categoryId ?? undefined,
      count,
      isWanted: () => true,
    });
    return chosen.map(({ advertId, row }) => ({ product: toShelved(row, tree), sponsored: { advertId } }));
  },
};

const dayMs = 86_400_000;

/** Postgres has no year 0. */
const firstDay = '0001-01-01';

/** Days of a report without `from`, and at most. */
const [usualDays, maxDays] = [30, 93];

function readSpan(from: string | null | undefined, until: string | null | undefined, now: Date) {
  const last = until == null ? dayOf(now) : readDate(until, 'until');
  const lastMs = Date.parse(last);
  const usual = dayOf(new Date(lastMs - (usualDays - 1) * dayMs));
  const first = from == null ? (usual < firstDay ? firstDay : usual) : readDate(from, 'from');
  const days = (lastMs - Date.parse(first)) / dayMs + 1;
  if (days < 1) throw badUserInput('The first day must not be after the last.', 'from');
  if (days > maxDays) throw badUserInput(`The last day may be at most ${maxDays - 1} days after the first.`, 'from');
  return { from: first, until: last };
}

export const advert: AdvertResolvers & { __resolveReference: unknown } = {
  __resolveReference: ({ id }: { id: string }, context: ProductsContext) => visibleAdvert(context, id),
  // Those who see the advert manage its product.
  product: async ({ productId }, _, { loaders }) => (await loaders.product.load(productId))!.product,
  seller: ({ sellerId }) => ({ id: sellerId }),
  placements: ({ placements }) => [...placements],
  keywords: ({ keywords }) => [...keywords],
  costPerClick: (parent) => money(parent.costPerClickMinor, parent),
  dailyBudget: (parent) => (parent.dailyBudgetMinor === null ? null : money(parent.dailyBudgetMinor, parent)),
  totalBudget: (parent) => money(parent.totalBudgetMinor, parent),
  spent: (parent) => money(parent.spentMinor, parent),
  spentToday: (parent, _, { now }) => money(spentOn(parent, dayOf(now())), parent),
  async categories({ categoryIds }, _, { loaders }) {
    const found = await Promise.all(categoryIds.map((id) => loaders.category.load(id)));
    return found.filter((category) => category !== null);
  },
  impressions: async ({ id }, _, { loaders }) => (await loaders.advertFigures.load(id)).impressions,
  clicks: async ({ id }, _, { loaders }) => (await loaders.advertFigures.load(id)).clicks,
  freeClicks: async ({ id }, _, { loaders }) => (await loaders.advertFigures.load(id)).freeClicks,
  ordersWon: async ({ id }, _, { loaders }) => (await loaders.advertFigures.load(id)).ordersWon,
  async report({ id, currency }, { from, until }, { loaders, now }) {
    const days = await loaders.advertDays.load({ advertId: id, ...readSpan(from, until, now()) });
    return days.map((day) => ({ ...day, currency }));
  },
};

export const advertDay: AdvertDayResolvers = {
  spent: (day) => money(day.spentMinor, day),
  clickThroughRate: ({ clicks, impressions }) => (impressions === 0 ? 0 : Math.round((clicks * 10_000) / impressions)),
};
