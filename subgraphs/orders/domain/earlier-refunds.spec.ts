import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Dispute } from './disputes/dispute.ts';
import { refundOf } from './disputes/decide-dispute.ts';
import { disputedMinor, newDispute } from './disputes/open-dispute.ts';
import { earlierRefunds, piecesLeft } from './earlier-refunds.ts';
import { paidDelivery } from './order.ts';
import { refundFor } from './returns/change-return.ts';
import type { Return, ReturnReason } from './returns/return.ts';
import { specLine, specOrder } from './spec-purchase.ts';

const lines = [specLine(), specLine({ id: 'orl_2', variantId: 'var_2', quantity: 2, unitPriceMinor: 777n })];
const order = specOrder({ lines, status: 'FULFILLED', paymentStatus: 'CAPTURED' });

/** Cases of one order, one after another. */
function history() {
  const returns: Return[] = [];
  const disputes: Dispute[] = [];
  const now = () => new Date(returns.length + disputes.length);
  const earlier = () => earlierRefunds(order, returns, disputes);
  return {
    earlier,
    sendBack(lineId: string, quantity: number, reason: ReturnReason = 'DEFECTIVE') {
      const back = [{ lineId, quantity, reason, resalable: quantity, damaged: 0 }];
      const { refundMinor, deliveryMinor } = refundFor(order, { lines: back }, earlier());
      const made = { id: `ret_${returns.length}`, lines: back, refundMinor, refundDeliveryMinor: deliveryMinor };
      returns.push({ ...made, createdAt: now() } as unknown as Return);
      return { refundMinor, deliveryMinor };
    },
    dispute(outcome: 'BUYER' | 'SPLIT', about: Dispute['lines'], part: bigint | null = null, refundDelivery = true) {
      const facts = { order, deliveredAt: null, disputes: disputes.length, earlier: earlier() };
      const dispute = newDispute(facts, { reason: 'OTHER', lines: about }, now(), { answerMs: 1 });
      const goodsMinor = outcome === 'SPLIT' ? part : null;
      const refund = refundOf(dispute, order, { outcome, goodsMinor, refundDelivery, reason: 'x' }, earlier());
      disputes.push({ ...dispute, ...refund, outcome });
      return refund;
    },
    /** The first return had begun before the first dispute, and its goods came after it. */
    letFirstReturnBeLate() {
      returns[0]!.createdAt = new Date(-1);
      returns[0]!.closedAt = new Date(20);
      disputes[0]!.closedAt = new Date(10);
    },
    disputable: (about: Dispute['lines'] = []) => disputedMinor(order, about, earlier()),
  };
}

describe('what earlier cases refunded', () => {
  it('is not refunded by a return again', () => {
    const { dispute, sendBack, earlier } = history();
    expect(dispute('BUYER', [{ lineId: 'orl_1', quantity: 1 }])).toEqual({
      refundMinor: 4_966n,
      refundDeliveryMinor: 1_000n,
    });
    expect(earlier().lines.get('orl_1')).toMatchObject({ pieces: 1, kept: 1 });
    expect(sendBack('orl_1', 2)).toEqual({ refundMinor: 7_933n, deliveryMinor: 0n });
    expect(sendBack('orl_1', 1)).toEqual({ refundMinor: 0n, deliveryMinor: 0n });
  });

  it('by a split lowers the price of each piece of it', () => {
    const { dispute, sendBack } = history();
    dispute('SPLIT', [{ lineId: 'orl_1', quantity: 3 }], 3_000n, false);
    expect(sendBack('orl_1', 1, 'CHANGED_MIND')).toEqual({ refundMinor: 2_966n, deliveryMinor: 0n });
    expect(sendBack('orl_1', 2, 'CHANGED_MIND')).toEqual({ refundMinor: 5_933n, deliveryMinor: 0n });
  });

  it('is subtracted in the order in which cases ended, also when goods come late', () => {
    const { dispute, sendBack, letFirstReturnBeLate } = history();
    dispute('SPLIT', [{ lineId: 'orl_1', quantity: 3 }], 600n, false);
    const late = sendBack('orl_1', 1, 'CHANGED_MIND');
    letFirstReturnBeLate();
    const last = sendBack('orl_1', 2, 'CHANGED_MIND');
    expect(600n + late.refundMinor + last.refundMinor).toBe(11_899n);
  });

  it('cannot be disputed again', () => {
    const { sendBack, disputable } = history();
    sendBack('orl_1', 2);
    expect(disputable([{ lineId: 'orl_1', quantity: 1 }])).toBe(3_967n);
    expect(() => disputable([{ lineId: 'orl_1', quantity: 2 }])).toThrow('1 pieces');
    sendBack('orl_1', 1);
    sendBack('orl_2', 2);
    expect(disputable()).toBe(0n);
  });

  it('adds up to what was paid at most, in whichever cases it is refunded', () => {
    const step = fc.record({
      kind: fc.constantFrom('return', 'BUYER', 'SPLIT'),
      lineId: fc.constantFrom('orl_1', 'orl_2'),
      quantity: fc.integer({ min: 1, max: 3 }),
      whole: fc.boolean(),
      permille: fc.bigInt({ min: 1n, max: 999n }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const cases = history();
        let [refund, delivery] = [0n, 0n];
        for (const { kind, lineId, whole, permille, ...wanted } of steps) {
          const quantity = Math.min(wanted.quantity, piecesLeft(cases.earlier().lines.get(lineId)!));
          if (quantity === 0) continue;
          if (kind === 'return') {
            const made = cases.sendBack(lineId, quantity);
            refund += made.refundMinor;
            delivery += made.deliveryMinor;
            continue;
          }
          const about = whole ? [] : [{ lineId, quantity }];
          const part = (cases.disputable(about) * permille) / 1_000n;
          if (kind === 'SPLIT' && part === 0n) continue;
          const made = cases.dispute(kind, about, part);
          refund += made.refundMinor;
          delivery += made.refundDeliveryMinor;
        }
        expect(refund).toBeLessThanOrEqual(order.totalMinor);
        expect(delivery).toBeLessThanOrEqual(paidDelivery(order));
      }),
    );
  });
});
