import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bank, type Json, openBank } from './bank.ts';

describe('a dispute at the buyer’s bank', () => {
  let bank: Bank;
  beforeAll(async () => {
    bank = await openBank({ PAYMENT_LOOK_AFTER_MS: '400' });
  });
  afterAll(() => bank.close());

  /** A captured payment of 10 EUR whose buyer asks the bank for it. */
  const disputed = async (orderId: string, body: object = {}): Promise<string> => {
    await bank.authorize({ [orderId]: '10.00' });
    await bank.capture(orderId, '10.00');
    const { latest_charge: charge } = await bank.intent(orderId);
    await bank.stripe('POST', `charges/${charge}/dispute`, body);
    await bank.untilStatus(orderId, 'DISPUTED');
    return (await bank.sdk().disputes.list({ charge })).data[0]!.id;
  };
  const paid = {
    submitDisputeEvidence: '... on EvidenceSubmitted { payment { status } refusedPictureIds }',
    acceptDispute: '... on Payment { status }',
  };
  /** The answer to evidence that was submitted with all of its pictures. */
  const taken = { __typename: 'EvidenceSubmitted', payment: { status: 'DISPUTED' }, refusedPictureIds: [] };
  /** The answer to evidence that an earlier request had submitted. */
  const repeated = { ...taken, refusedPictureIds: null };
  const answer = async (mutation: 'submitDisputeEvidence' | 'acceptDispute', input: object): Promise<Json> => {
    const name = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
    const { data, errors } = await bank.asOrders(
      `mutation ($input: ${name}!) { ${mutation}(input: $input) { __typename ${paid[mutation]} ... on UserError { code } } }`,
      { input },
    );
    return errors?.[0]?.extensions ?? data[mutation];
  };
  const evidence = { text: 'The buyer signed for it.', goods: 'Oak lamp × 1' };
  const published = async (orderId: string, type: string): Promise<Json> => {
    const { rows } = await bank.pool.query(
      `SELECT payload -> 'data' AS data FROM outbox WHERE type = $2 AND payload -> 'data' -> 'payment' ->> 'orderId' = $1`,
      [orderId, `payments.payment.${type}`],
    );
    return rows.map(({ data }: Json) => data);
  };

  it('is published with its reason, its deadline and its fee', async () => {
    const ref = await disputed('ord_d1', { reason: 'product_not_received', amount: 400 });
    expect(await published('ord_d1', 'disputed')).toMatchObject([
      {
        dispute: {
          ref,
          reason: 'product_not_received',
          amount: { amountMinor: '400', currency: 'EUR' },
          evidenceDueAt: expect.stringMatching(/Z$/),
          fee: { amountMinor: '1500', currency: 'EUR' },
        },
      },
    ]);
    const { rows } = await bank.pool.query('SELECT status, fee_minor FROM payment_dispute WHERE ref = $1', [ref]);
    expect(rows).toEqual([{ status: 'OPEN', fee_minor: '1500' }]);
  });

  it('gets the evidence once, however often it is sent, and is won', async () => {
    const ref = await disputed('ord_d2');
    const input = { ...evidence, orderId: 'ord_d2', disputeRef: ref, idempotencyKey: 'evidence of d2' };
    const whole = { ...input, trackingNumber: 'TRK-1', shippingDate: '2026-03-01', proof: 'Signed: A. Otieno' };
    const answers = await Promise.all([1, 2, 3].map(() => answer('submitDisputeEvidence', whole)));
    expect(answers.map(({ payment }) => payment.status)).toEqual(['DISPUTED', 'DISPUTED', 'DISPUTED']);
    expect(answers).toContainEqual(taken);
    expect(await answer('submitDisputeEvidence', whole)).toEqual(repeated);
    const sent = await bank.sdk().disputes.retrieve(ref);
    expect(sent).toMatchObject({ status: 'under_review', evidence_details: { submission_count: 1 } });
    expect(sent.evidence).toMatchObject({
      uncategorized_text: 'The buyer signed for it.\n\nProof of delivery: Signed: A. Otieno',
      product_description: 'Oak lamp × 1',
      shipping_tracking_number: 'TRK-1',
      shipping_date: '2026-03-01',
    });
    await bank.stripe('POST', `disputes/${ref}/win`);
    await bank.untilStatus('ord_d2', 'CAPTURED');
    expect(await published('ord_d2', 'dispute_won')).toMatchObject([{ dispute: { ref } }]);
    expect(
      await answer('acceptDispute', { orderId: 'ord_d2', disputeRef: ref, idempotencyKey: 'too late d2' }),
    ).toEqual({
      __typename: 'DisputeClosed',
      code: 'DISPUTE_CLOSED',
    });
  });

  describe('whose provider fails', () => {
    const broken = { match: 'POST /v1/disputes/*', status: 500 };
    afterEach(() => bank.stripe('DELETE', 'faults'));
    const submission = async (orderId: string): Promise<Json> => ({
      ...evidence,
      orderId,
      disputeRef: await disputed(orderId),
      idempotencyKey: `evidence of ${orderId}`,
    });

    it('gets the evidence when it keeps the failure under a key, and a text has changed since', async () => {
      const input = await submission('ord_d7');
      await bank.stripe('POST', 'faults', { ...broken, when: 'during', times: 1 });
      expect(await answer('submitDisputeEvidence', input)).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      expect(await answer('submitDisputeEvidence', input)).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      const changed = { ...input, proof: 'Signed: A. Otieno' };
      expect(await answer('submitDisputeEvidence', changed)).toEqual(taken);
      const sent = await bank.sdk().disputes.retrieve(input.disputeRef);
      expect(sent.evidence_details.submission_count).toBe(1);
      expect(sent.evidence.uncategorized_text).toContain('A. Otieno');
    });

    it('gets the evidence under another key when it keeps the failure of an upload', async () => {
      const content =
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
      const pictures = [{ id: 'cpi_d8', mimeType: 'image/png', content }];
      const input = { ...(await submission('ord_d8')), pictures };
      await bank.stripe('POST', 'faults', { match: 'POST /v1/files', status: 500, when: 'during', times: 1 });
      expect(await answer('submitDisputeEvidence', input)).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      const later = { ...input, idempotencyKey: `${input.idempotencyKey}:4` };
      expect(await answer('submitDisputeEvidence', later)).toEqual(taken);
      const sent = await bank.sdk().disputes.retrieve(input.disputeRef);
      expect(sent.evidence.uncategorized_file).toMatch(/^file_/);
    });

    it('gets the evidence once when its answer was lost, under whichever key', async () => {
      const input = await submission('ord_d9');
      const { id } = await bank.stripe('POST', 'faults', { ...broken, when: 'after', times: null });
      expect(await answer('submitDisputeEvidence', input)).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      await bank.stripe('DELETE', `faults/${id}`);
      const later = { ...input, text: 'They wrote more.', idempotencyKey: `${input.idempotencyKey}:4` };
      expect(await answer('submitDisputeEvidence', later)).toEqual(repeated);
      const sent = await bank.sdk().disputes.retrieve(input.disputeRef);
      expect(sent.evidence_details.submission_count).toBe(1);
    });

    it('is lost when it was accepted and the answer was lost, under whichever key', async () => {
      const { orderId, disputeRef, idempotencyKey } = await submission('ord_d10');
      const input = { orderId, disputeRef, idempotencyKey };
      const fault = { match: 'POST /v1/disputes/*/close', status: 500, when: 'after', times: null };
      const { id } = await bank.stripe('POST', 'faults', fault);
      expect(await answer('acceptDispute', input)).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      await bank.stripe('DELETE', `faults/${id}`);
      const later = { ...input, idempotencyKey: `${idempotencyKey}:4` };
      expect(await answer('acceptDispute', later)).toEqual({ __typename: 'Payment', status: 'CHARGED_BACK' });
    });
  });

  describe('with pictures', () => {
    const content = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
    const picture = (id: string, more: object = {}) => ({ id, mimeType: 'image/png', content, ...more });
    const filesOf = async (ids: readonly string[]): Promise<Json[]> =>
      (await bank.sdk().files.list({ limit: 100 })).data.filter(({ filename }) =>
        ids.some((id) => filename?.startsWith(id)),
      );
    afterEach(() => bank.stripe('DELETE', 'faults'));

    it.each([
      ['answer to an upload', 'POST /v1/files', 'after', taken],
      ['evidence', 'POST /v1/disputes/*', 'before', taken],
      ['answer to the evidence', 'POST /v1/disputes/*', 'after', repeated],
    ])('gets each once, also when the %s is lost', async (what, match, when, answered) => {
      const orderId = `ord_${what.replaceAll(' ', '_')}`;
      const ref = await disputed(orderId);
      const ids = [`cpi_${orderId}_1`, `cpi_${orderId}_2`];
      const pictures = ids.map((id) => picture(id));
      const input = { ...evidence, orderId, disputeRef: ref, pictures, idempotencyKey: `pictures of ${orderId}` };
      const { id: fault } = await bank.stripe('POST', 'faults', { match, when, status: 500, times: null });
      expect(await answer('submitDisputeEvidence', input)).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      await bank.stripe('DELETE', `faults/${fault}`);
      expect(await answer('submitDisputeEvidence', input)).toEqual(answered);
      const files = await filesOf(ids);
      expect(files.map(({ filename, type, size }) => ({ filename, type, size }))).toEqual(
        ids
          .toReversed()
          .map((id) => ({ filename: `${id}.png`, type: 'png', size: Buffer.from(content, 'base64').length })),
      );
      const sent = await bank.sdk().disputes.retrieve(ref);
      expect(sent.evidence_details.submission_count).toBe(1);
      expect(sent.evidence).toMatchObject({
        uncategorized_file: files[1].id,
        customer_communication: files[0].id,
        uncategorized_text: `${evidence.text}\n\nFurther pictures of this case, whatever their heading: customer_communication.`,
      });
      expect(sent.evidence.shipping_documentation ?? null).toBeNull();
    });

    it('is filed under what each shows', async () => {
      const ref = await disputed('ord_d11');
      const shows = ['RECEIPT', 'OTHER', 'SHIPPING', 'RECEIPT'];
      const pictures = shows.map((each, index) => picture(`cpi_d11_${index}`, { shows: each }));
      const input = { ...evidence, orderId: 'ord_d11', disputeRef: ref, pictures, idempotencyKey: 'filed d11' };
      expect(await answer('submitDisputeEvidence', input)).toEqual(taken);
      const files = await filesOf(['cpi_d11']);
      const idOf = (index: number): string => files.find(({ filename }) => filename === `cpi_d11_${index}.png`).id;
      const sent = await bank.sdk().disputes.retrieve(ref);
      expect(sent.evidence).toMatchObject({
        receipt: idOf(0),
        uncategorized_file: idOf(1),
        shipping_documentation: idOf(2),
        customer_communication: idOf(3),
        uncategorized_text: expect.stringMatching(/heading: customer_communication\.$/),
      });
    });

    it('has its text cut by what is added to it', async () => {
      const ref = await disputed('ord_d12');
      const pictures = [picture('cpi_d12_1'), picture('cpi_d12_2')];
      const proof = `${'é'.repeat(1_999)}🙂`;
      const about = { orderId: 'ord_d12', disputeRef: ref, idempotencyKey: 'long text of d12' };
      const input = { ...evidence, ...about, pictures, proof, text: '🙂'.repeat(20_000) };
      expect(await answer('submitDisputeEvidence', input)).toEqual(taken);
      const sent = (await bank.sdk().disputes.retrieve(ref)).evidence.uncategorized_text!;
      expect(Array.from(sent)).toHaveLength(20_000);
      expect(sent.isWellFormed()).toBe(true);
      expect(sent).toMatch(/^🙂+\n\nProof of delivery: é+🙂\n\nFurther pictures .*: customer_communication\.$/u);
    });

    it('is submitted without one that Stripe refuses', async () => {
      const ref = await disputed('ord_d6');
      const broken = picture('cpi_broken', { content: Buffer.from('no picture').toString('base64') });
      const pictures = [broken, picture('cpi_whole')];
      const input = { ...evidence, orderId: 'ord_d6', disputeRef: ref, pictures, idempotencyKey: 'broken d6' };
      expect(await answer('submitDisputeEvidence', input)).toEqual({ ...taken, refusedPictureIds: ['cpi_broken'] });
      const [file] = await filesOf(['cpi_whole']);
      const sent = await bank.sdk().disputes.retrieve(ref);
      expect(sent.evidence).toMatchObject({ uncategorized_file: file.id, uncategorized_text: evidence.text });
      expect(await filesOf(['cpi_broken'])).toEqual([]);
    });

    it.each([
      ['too many', 'pictures', [1, 2, 3, 4, 5].map((id) => picture(`cpi_${id}`))],
      ['too large', 'pictures', [picture('cpi_large', { content: Buffer.alloc(4_500_001).toString('base64') })]],
      ['of another type', 'pictures.0.mimeType', [picture('cpi_webp', { mimeType: 'image/webp' })]],
    ])('refuses those that are %s', async (_, field, pictures) => {
      const input = {
        ...evidence,
        orderId: 'ord_d2',
        disputeRef: 'dp_1',
        pictures,
        idempotencyKey: 'refused pictures',
      };
      expect(await answer('submitDisputeEvidence', input)).toMatchObject({ code: 'BAD_USER_INPUT', field });
    });
  });

  it('is lost when it is accepted', async () => {
    const ref = await disputed('ord_d3');
    const input = { orderId: 'ord_d3', disputeRef: ref, idempotencyKey: 'accepted d3' };
    expect(await answer('acceptDispute', input)).toEqual({ __typename: 'Payment', status: 'CHARGED_BACK' });
    expect(await answer('acceptDispute', input)).toMatchObject({ status: 'CHARGED_BACK' });
    expect(await bank.eventsOf('ord_d3')).toEqual(['authorized', 'captured', 'disputed', 'charged_back']);
  });

  it('belongs to its payment alone', async () => {
    const ref = await disputed('ord_d4');
    await bank.authorize({ ord_d5: '10.00' });
    const input = { orderId: 'ord_d5', disputeRef: ref, idempotencyKey: 'foreign d5' };
    expect(await answer('acceptDispute', input)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await bank.row('ord_d4')).toMatchObject({ status: 'DISPUTED' });
  });
});
