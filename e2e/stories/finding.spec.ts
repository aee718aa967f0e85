import { describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { putOnSale, receiveStock } from '../harness/buying.ts';
import { client } from '../harness/client.ts';
import { deliveredMail } from '../harness/mails.ts';
import { becomeSeller, newAddress, signUp } from '../harness/people.ts';

describe('finding things again', () => {
  it('lists the products that a person looked at, for this person alone, until they clear the list', async () => {
    const { seller } = await becomeSeller('shown', client());
    const [one, two] = [
      await putOnSale(seller, 'shown-one', 'PHYSICAL'),
      await putOnSale(seller, 'shown-two', 'PHYSICAL'),
    ];
    const [visitor, other] = [await signUp(newAddress('visitor')), await signUp(newAddress('other'))];
    const look = async (id: string) =>
      visitor.data('mutation ($id: ID!) { recordProductView(input: { productId: $id }) { __typename } }', { id });
    for (const { productId } of [one, two, one]) await look(productId);
    const seen = async (who = visitor) =>
      (await who.data('{ recentlyViewed { nodes { id seller { displayName } } } }')).recentlyViewed.nodes.map(
        ({ id }: { id: string }) => id,
      );
    expect(await seen()).toEqual([one.productId, two.productId]);
    expect(await seen(other)).toEqual([]);
    await seller.data('mutation ($id: ID!) { pauseProduct(input: { productId: $id }) { __typename } }', {
      id: two.productId,
    });
    expect(await seen()).toEqual([one.productId]);
    const { clearRecentlyViewed } = await visitor.data(
      'mutation { clearRecentlyViewed(input: {}) { ... on RecentlyViewedCleared { count } } }',
    );
    expect(clearRecentlyViewed.count).toBe(2);
    expect(await seen()).toEqual([]);
    expect((await client().ask('{ recentlyViewed { nodes { id } } }')).errors?.[0]?.extensions.code).toBe(
      'UNAUTHENTICATED',
    );
  });

  it('shows similar products on the page of a product, which anyone may see', async () => {
    const { seller } = await becomeSeller('alike', client());
    const [one, two] = [
      await putOnSale(seller, 'carpenters alike', 'PHYSICAL'),
      await putOnSale(seller, 'carpenters alike', 'PHYSICAL'),
    ];
    // Products that are sold out come last, behind those of other stories.
    for (const variantId of [two.small, two.large]) await receiveStock(seller, variantId, 1);
    const product = await until('the other product is in stock', async () => {
      const found = await client().data(
        'query ($id: ID!) { product(id: $id) { similar(first: 20) { id status category { id } seller { displayName } } category { id } } }',
        { id: one.productId },
      );
      return found.product.similar[0]?.id === two.productId && found.product;
    });
    const ids = product.similar.map(({ id }: { id: string }) => id);
    expect(ids).not.toContain(one.productId);
    expect(new Set(product.similar.map(({ category }: { category: { id: string } }) => category.id))).toEqual(
      new Set([product.category.id]),
    );
  });

  it('keeps a search under a name, and shows what it finds now', async () => {
    const { seller } = await becomeSeller('sought', client());
    const { productId } = await putOnSale(seller, 'sought', 'PHYSICAL');
    const { product } = await client().data('query ($id: ID!) { product(id: $id) { seller { id } } }', {
      id: productId,
    });
    const [visitor, other] = [await signUp(newAddress('seeker')), await signUp(newAddress('other'))];
    const saved = 'savedSearches { id name results { nodes { id } } }';
    const { saveSearch } = await visitor.data(
      `mutation ($input: SaveSearchInput!) { saveSearch(input: $input) { ... on SavedSearch { id } ... on UserError { code } } }`,
      { input: { name: 'This seller', filter: { sellerId: product.seller.id } } },
    );
    expect((await visitor.data(`{ ${saved} }`)).savedSearches).toEqual([
      { id: saveSearch.id, name: 'This seller', results: { nodes: [{ id: productId }] } },
    ]);
    expect((await other.data(`{ ${saved} }`)).savedSearches).toEqual([]);
    await seller.data('mutation ($id: ID!) { pauseProduct(input: { productId: $id }) { __typename } }', {
      id: productId,
    });
    expect((await visitor.data(`{ ${saved} }`)).savedSearches[0].results.nodes).toEqual([]);
    const document = 'mutation ($id: ID!) { removeSavedSearch(input: { savedSearchId: $id }) { __typename } }';
    expect((await other.ask(document, { id: saveSearch.id })).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    await visitor.data(document, { id: saveSearch.id });
    expect((await visitor.data(`{ ${saved} }`)).savedSearches).toEqual([]);
  });

  it('mails a person about a new listing that fits a saved search, and shows it in the app', async () => {
    const { seller } = await becomeSeller('alerting', client());
    const first = await putOnSale(seller, 'alerting before', 'PHYSICAL');
    const { product } = await client().data('query ($id: ID!) { product(id: $id) { seller { id } } }', {
      id: first.productId,
    });
    const email = newAddress('alerted');
    const [visitor, other] = [await signUp(email), await signUp(newAddress('other'))];
    const { saveSearch } = await visitor.data(
      `mutation ($input: SaveSearchInput!) { saveSearch(input: $input) { ... on SavedSearch { id alert } ... on UserError { code } } }`,
      { input: { name: 'Carpenters of my town', filter: { sellerId: product.seller.id }, alert: true } },
    );
    expect(saveSearch.alert).toBe(true);
    const { productId, small } = await putOnSale(seller, 'alerting after', 'PHYSICAL');
    await receiveStock(seller, small, 1);
    const { product: listed } = await client().data('query ($id: ID!) { product(id: $id) { title } }', {
      id: productId,
    });
    const { mail, caught } = await deliveredMail(email, /Your saved search (.+) found/);
    expect([mail.subject, caught]).toEqual(['New for “Carpenters of my town”', '“Carpenters of my town”']);
    expect(mail.text).toContain(listed.title);
    const inbox = '{ notifications(first: 50) { nodes { template topic aboutId text } } }';
    const found = await until('the message in the app', async () =>
      (await visitor.data(inbox)).notifications.nodes.find(
        ({ template }: { template: string }) => template === 'search-matched',
      ),
    );
    expect(found).toMatchObject({ topic: 'SAVED_SEARCHES', aboutId: saveSearch.id });
    expect(found.text).toContain(listed.title);
    const templates = (await other.data(inbox)).notifications.nodes.map(
      ({ template }: { template: string }) => template,
    );
    expect(templates).not.toContain('search-matched');
  });
});
