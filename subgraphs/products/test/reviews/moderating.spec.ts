import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viewer } from '@soko/auth';
import { type Outcome, support, type TestSeller } from '../market.ts';
import { openReviews, type ReviewScene, reviewFields, wholeReview } from './scene.ts';

const wholeReport = `... on ContentReport { id kind reason text status isAutomatic reporter { id } review { id } product { id } decisionNote }
  ... on UserError { code }`;

describe('moderating', () => {
  let scene: ReviewScene;
  let seller: TestSeller;
  let product: string;
  beforeAll(async () => {
    scene = await openReviews();
    seller = await scene.seller('Ada');
    product = await scene.product(seller);
  });
  afterAll(() => scene.close());

  const review = async (more: object) => {
    const buyer = scene.buyer();
    const orderId = await scene.delivered({ seller, buyer, products: [product] });
    const { id } = await scene.submit(buyer, { orderId, target: 'PRODUCT', productId: product, ...more });
    return { id: id as string, buyer };
  };
  const queue = async (kind: string | null = null): Promise<Outcome[]> => {
    const text = `query ($kind: ReportKind) { moderationQueue(kind: $kind, first: 100) { nodes { ${wholeReport} } } }`;
    const { data, errors } = await scene.query(
      text.replace('... on UserError { code }', ''),
      { kind },
      { as: support },
    );
    if (errors) throw new Error(JSON.stringify(errors));
    return data['moderationQueue'].nodes;
  };
  const see = async (as: Viewer | undefined, id: string) =>
    (await scene.query(`query ($id: ID!) { review(id: $id) { ${reviewFields} } }`, { id }, as ? { as } : {})).data[
      'review'
    ];
  const report = (as: Viewer, mutation: string, input: object) => scene.mutate(as, mutation, input, wholeReport);
  const moderate = (reviewId: string, decision: string) =>
    scene.mutate(support, 'moderateReview', { reviewId, decision, reason: 'Not about the goods' }, wholeReview);

  it('hides a review from all but its author, the seller and support, and takes it out of the rating', async () => {
    const { id, buyer } = await review({ rating: 1, text: 'Awful people' });
    const before = await scene.rating(product);
    const [one, two] = [scene.buyer(), scene.buyer()];
    const first = await report(one, 'reportReview', { reviewId: id, reason: 'ABUSE' });
    expect(first).toMatchObject({
      kind: 'REVIEW',
      status: 'OPEN',
      reporter: { id: one.id },
      review: { id },
      product: null,
    });
    expect(await report(one, 'reportReview', { reviewId: id, reason: 'SPAM' })).toMatchObject({
      id: first.id,
      reason: 'ABUSE',
    });
    await report(two, 'reportReview', { reviewId: id, reason: 'OTHER', text: 'Insults' });
    expect(await report(buyer, 'reportReview', { reviewId: id, reason: 'SPAM' })).toMatchObject({ code: 'OWN_REVIEW' });
    expect((await queue('REVIEW')).filter((each) => each.review.id === id)).toHaveLength(2);
    expect(await moderate(id, 'HIDE')).toMatchObject({ status: 'HIDDEN', hiddenReason: 'Not about the goods' });
    expect(await moderate(id, 'HIDE')).toMatchObject({ status: 'HIDDEN', version: 2 });
    expect((await queue()).filter((each) => each.review?.id === id)).toEqual([]);
    for (const viewer of [buyer, seller.as, support]) expect(await see(viewer, id)).toMatchObject({ status: 'HIDDEN' });
    for (const viewer of [undefined, one]) expect(await see(viewer, id)).toBeNull();
    expect((await scene.rating(product)).count).toBe(before.count - 1);
    const change = { reviewId: id, rating: 5 };
    expect(await scene.mutate(buyer, 'updateReview', change, wholeReview)).toMatchObject({ reviewStatus: 'HIDDEN' });
    expect(await moderate(id, 'RESTORE')).toMatchObject({ status: 'PUBLISHED', hiddenReason: null });
    expect(await scene.rating(product)).toEqual(before);
    expect((await scene.eventsOf(id)).map(({ type, data }) => [type, data.reason])).toEqual([
      ['products.review.published', undefined],
      ['products.review.hidden', 'Not about the goods'],
      ['products.review.restored', 'Not about the goods'],
    ]);
    const decided = await scene.eventsOf(first.id);
    expect(decided.map(({ type }) => type)).toEqual(['products.report.filed', 'products.report.decided']);
    expect(decided[1]!.data).toMatchObject({ decision: 'UPHELD', report: { subjectId: id } });
  });

  it('marks links and contact data for support, and hides nothing by itself', async () => {
    const clean = await review({ text: 'Arrived on 2026-03-01, order SO-2026-000123-1.' });
    const link = await review({ text: 'Cheaper at https://example.com/lamps' });
    const phone = await review({ title: 'Call +254 712 345 678' });
    const marked = (await queue('REVIEW')).filter(({ isAutomatic }) => isAutomatic);
    expect(marked.map(({ review: of, reason }) => [of.id, reason])).toEqual([
      [link.id, 'LINK'],
      [phone.id, 'CONTACT_DATA'],
    ]);
    expect(marked[0]).toMatchObject({ reporter: null, status: 'OPEN' });
    expect(await see(undefined, link.id)).toMatchObject({ status: 'PUBLISHED' });
    const resolve = (decision: string) =>
      scene.mutate(support, 'resolveReport', { reportId: marked[0].id, decision, note: 'Fine' }, wholeReport);
    expect(await resolve('DISMISS')).toMatchObject({ status: 'DISMISSED', decisionNote: 'Fine' });
    expect(await resolve('DISMISS')).toMatchObject({ status: 'DISMISSED' });
    expect(await resolve('UPHOLD')).toMatchObject({ code: 'REPORT_DECIDED' });
    // A changed text is looked at again.
    await scene.mutate(
      link.buyer,
      'updateReview',
      { reviewId: link.id, text: 'Write to ada@example.com' },
      wholeReview,
    );
    await scene.mutate(clean.buyer, 'updateReview', { reviewId: clean.id, text: 'Still fine' }, wholeReview);
    const again = (await queue('REVIEW'))
      .filter(({ isAutomatic }) => isAutomatic)
      .map(({ review: of, reason }) => [of.id, reason]);
    expect(again).toEqual([
      [phone.id, 'CONTACT_DATA'],
      [link.id, 'CONTACT_DATA'],
    ]);
  });

  it('queues reports of listings, oldest first, for support alone', async () => {
    const [one, two] = [await scene.product(seller), await scene.product(seller)];
    const reporter = scene.buyer();
    const input = { productId: one, reason: 'COUNTERFEIT', text: 'A copy' };
    const filed = await report(reporter, 'reportListing', input);
    expect(filed).toMatchObject({ kind: 'LISTING', product: { id: one }, review: null, text: 'A copy' });
    await report(reporter, 'reportListing', { productId: two, reason: 'FORBIDDEN_GOODS' });
    expect((await queue('LISTING')).map(({ product: of }) => of.id)).toEqual([one, two]);
    expect(await report(seller.as, 'reportListing', input)).toMatchObject({ code: 'OWN_LISTING' });
    const draft = await scene.product(seller, {}, { publish: false });
    expect(await scene.failure(reporter, 'reportListing', { ...input, productId: draft })).toEqual({
      code: 'NOT_FOUND',
    });
    const field = async (more: object) =>
      (await scene.failure(reporter, 'reportListing', { ...input, ...more }))?.['field'];
    expect(await field({ reason: 'LINK' })).toBe('reason');
    expect(await field({ reason: 'OTHER', text: ' ' })).toBe('text');
    const denied = { code: 'FORBIDDEN' };
    expect(await scene.failure(seller.as, 'resolveReport', { reportId: filed.id, decision: 'DISMISS' })).toEqual(
      denied,
    );
    const { errors } = await scene.query('{ moderationQueue { nodes { id } } }', {}, { as: seller.as });
    expect(errors?.[0]?.extensions).toEqual(denied);
    const list = '{ moderationQueue(first: 50) { nodes { id review { id } product { id } } } }';
    const { count } = await scene.statements(() => scene.query(list, {}, { as: support }));
    expect(count).toBeLessThanOrEqual(4);
  });
});
